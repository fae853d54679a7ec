//! The deadline of the job in hand: a timer whose handler marks the job as overdue in shared memory, rings the master, and
//! asks the engine to interrupt PHP code. It works while PHP spins, and while it blocks in a system call.
//!
//! A deadline belongs to one job. The handler compares it with the clock, so a timer that rings late, for a job that has
//! ended in the meantime, finds no deadline or a later one, and does nothing.

use crate::Error;
use crate::os::timer::{Timer, handle};
use crate::os::{clock, seat};
use crate::scoreboard::{Activity, Call};
use naruto_supervisor::Time;
use nix::errno::Errno;
use std::cell::{Cell, OnceCell};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, Ordering};
use std::time::Duration;

/// In nanoseconds of the monotonic clock; 0: none.
static DEADLINE: AtomicU64 = AtomicU64::new(0);
/// When the time that it gives began.
static BEGAN: AtomicU64 = AtomicU64::new(0);
/// It has passed, and PHP code has not been interrupted yet.
static FIRED: AtomicBool = AtomicBool::new(false);
/// The pipe that the handler rings with.
static BELL: AtomicI32 = AtomicI32::new(-1);
/// Tells the engine that there is something to look at.
static INTERRUPT: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());

/// A real-time signal beside those of `orphan`.
fn time_is_up() -> i32 {
    libc::SIGRTMIN() + 5
}

/// To be called once, with a function that may run in a signal handler.
pub fn interrupt_by(interrupt: extern "C" fn()) {
    INTERRUPT.store(interrupt as *mut (), Ordering::Relaxed);
}

fn interrupt() {
    let function = INTERRUPT.load(Ordering::Relaxed);
    if !function.is_null() {
        // SAFETY: `interrupt_by` alone stores here, a function of this type.
        unsafe { std::mem::transmute::<*mut (), extern "C" fn()>(function)() };
    }
}

/// Whether PHP code has to be interrupted.
pub fn has_fired() -> bool {
    FIRED.load(Ordering::Relaxed)
}

/// PHP code is interrupted now: how long the job has run since its time began.
pub fn take_fired() -> Duration {
    FIRED.store(false, Ordering::Relaxed);
    clock::now().saturating_sub(Duration::from_nanos(BEGAN.load(Ordering::Relaxed)))
}

/// It cannot be interrupted right now: the engine will ask again.
pub fn put_off() {
    interrupt();
}

/// The deadlines of this worker's jobs. Its timer is made for the first one.
#[derive(Debug)]
pub struct Deadline {
    timer: OnceCell<Timer>,
    running: Cell<bool>,
}

impl Deadline {
    /// Of a worker, which rings its master by this pipe; see [`crate::os::seat`] for where its handler tells of them.
    pub fn new(bell: BorrowedFd<'_>) -> Self {
        DEADLINE.store(0, Ordering::Relaxed);
        FIRED.store(false, Ordering::Relaxed);
        BELL.store(bell.as_raw_fd(), Ordering::Relaxed);
        Self { timer: OnceCell::new(), running: Cell::new(false) }
    }

    /// The job in hand has so long from now. The timer is set anew for each job, which is a system call and makes a turn
    /// 0.4 µs longer (measured): one that still rang for a job before would cut short the sleep of this one.
    pub fn set(&self, now: Time, time: Duration) -> Result<(), Error> {
        let timer = match self.timer.get() {
            Some(timer) => *timer,
            None => self.make_timer()?,
        };
        self.clear();
        BEGAN.store(nanoseconds(now), Ordering::Relaxed);
        let at = now.saturating_add(time);
        timer.ring_at(at);
        self.running.set(true);
        // Last: what rings before is an old timer, and finds nothing.
        DEADLINE.store(nanoseconds(at), Ordering::Relaxed);
        Ok(())
    }

    fn make_timer(&self) -> Result<Timer, Error> {
        // Without SA_RESTART: a job that blocks is to come back and be told.
        handle(time_is_up(), on_time, 0)?;
        let timer = Timer::new(time_is_up(), "the deadline of a job")?;
        let _ = self.timer.set(timer);
        Ok(timer)
    }

    /// The job in hand has no deadline any more; the timer may still ring, for nobody.
    pub fn clear(&self) {
        DEADLINE.store(0, Ordering::Relaxed);
        FIRED.store(false, Ordering::Relaxed);
    }

    /// Nothing rings any more.
    pub fn rest(&self) {
        self.clear();
        if let Some(timer) = self.timer.get().filter(|_| self.running.replace(false)) {
            timer.ring_after(Duration::ZERO);
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.rest();
    }
}

fn nanoseconds(time: Time) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Async-signal-safe: atomics, the clock, and one write(2) to a pipe that never blocks.
extern "C" fn on_time(_signal: libc::c_int) {
    let deadline = DEADLINE.load(Ordering::Relaxed);
    if deadline == 0 || nanoseconds(clock::now()) < deadline {
        return;
    }
    DEADLINE.store(0, Ordering::Relaxed);
    let told = seat::here(|board, slot, index| {
        if !slot.turn(Activity::Busy, Activity::Overdue) {
            return false;
        }
        FIRED.store(true, Ordering::Relaxed);
        slot.call(Call::Overdue);
        // errno belongs to the code that was interrupted.
        let errno = Errno::last_raw();
        let bytes = index.to_ne_bytes();
        // SAFETY: `bytes` are readable for the length given.
        if unsafe { libc::write(BELL.load(Ordering::Relaxed), bytes.as_ptr().cast(), bytes.len()) } < 0 {
            board.header().miss();
        }
        Errno::set_raw(errno);
        true
    });
    if told == Some(true) {
        interrupt();
    }
}

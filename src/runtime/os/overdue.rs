//! The deadline of the job in hand: a timer whose handler marks the job as overdue in shared memory, rings the master, and
//! asks the engine to interrupt PHP code. It works while PHP spins, and while it blocks in a system call.
//!
//! A deadline belongs to one job. The handler compares it with the clock, so a timer that rings for a job that has ended in
//! the meantime finds no deadline, and does nothing, or a later one, and is set to that.

use crate::Error;
use crate::os::clock::{self, nanoseconds};
use crate::os::seat;
use crate::os::timer::{Timer, handle};
use crate::scoreboard::{Activity, Call};
use naruto_supervisor::Time;
use nix::errno::Errno;
use std::cell::OnceCell;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, Ordering};
use std::time::Duration;

/// In nanoseconds of the monotonic clock; 0: none.
static DEADLINE: AtomicU64 = AtomicU64::new(0);
/// When the timer rings, in the same way; 0: it does not.
static RINGS: AtomicU64 = AtomicU64::new(0);
/// When the time that the deadline gives began.
static BEGAN: AtomicU64 = AtomicU64::new(0);
/// It has passed, and PHP code has not been interrupted yet.
static FIRED: AtomicBool = AtomicBool::new(false);
/// The pipe that the handler rings with.
static BELL: AtomicI32 = AtomicI32::new(-1);
/// Tells the engine that there is something to look at.
static INTERRUPT: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());
/// What the handler sets anew.
static TIMER: AtomicPtr<libc::c_void> = AtomicPtr::new(ptr::null_mut());

/// By so much a timer may ring before its time, of which this part: short jobs that follow each other share one setting of
/// it, which is a system call of 0.3 µs. A job that sleeps is woken by that, right before it would be woken anyway.
const EARLY: Duration = Duration::from_millis(1);
const EARLY_PART: u32 = 100;

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
}

impl Deadline {
    /// Of a worker, which rings its master by this pipe; see [`crate::os::seat`] for where its handler tells of them.
    pub fn new(bell: BorrowedFd<'_>) -> Self {
        for time in [&DEADLINE, &RINGS] {
            time.store(0, Ordering::SeqCst);
        }
        FIRED.store(false, Ordering::Relaxed);
        BELL.store(bell.as_raw_fd(), Ordering::Relaxed);
        Self { timer: OnceCell::new() }
    }

    /// The job in hand has so long from now.
    pub fn set(&self, now: Time, time: Duration) -> Result<(), Error> {
        let timer = match self.timer.get() {
            Some(timer) => *timer,
            None => self.make_timer()?,
        };
        self.clear();
        BEGAN.store(nanoseconds(now), Ordering::Relaxed);
        let at = now.saturating_add(time);
        // From here on a timer that rings for a job before is set to this one by its handler. One that has rung already does
        // not run, and is seen not to.
        DEADLINE.store(nanoseconds(at), Ordering::SeqCst);
        let early = nanoseconds(EARLY.min(time / EARLY_PART));
        let rings = RINGS.load(Ordering::SeqCst);
        if !(nanoseconds(at).saturating_sub(early)..=nanoseconds(at)).contains(&rings) {
            RINGS.store(nanoseconds(at), Ordering::SeqCst);
            timer.ring_at(at);
        }
        Ok(())
    }

    fn make_timer(&self) -> Result<Timer, Error> {
        // Without SA_RESTART: a job that blocks is to come back and be told.
        handle(time_is_up(), on_time, 0)?;
        let timer = Timer::new(time_is_up(), "the deadline of a job")?;
        TIMER.store(timer.into_raw(), Ordering::SeqCst);
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
        if let Some(timer) = self.timer.get()
            && RINGS.swap(0, Ordering::SeqCst) != 0
        {
            timer.ring_after(Duration::ZERO);
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.rest();
    }
}

/// Async-signal-safe: atomics, the clock, and one write(2) to a pipe that never blocks.
extern "C" fn on_time(_signal: libc::c_int) {
    RINGS.store(0, Ordering::SeqCst);
    let deadline = DEADLINE.load(Ordering::SeqCst);
    if deadline == 0 {
        return;
    }
    if nanoseconds(clock::now()) < deadline {
        RINGS.store(deadline, Ordering::SeqCst);
        // SAFETY: `make_timer` alone stores here, before the timer can ring.
        unsafe { Timer::from_raw(TIMER.load(Ordering::SeqCst)) }.ring_at(Duration::from_nanos(deadline));
        return;
    }
    DEADLINE.store(0, Ordering::SeqCst);
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

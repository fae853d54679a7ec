//! A timer of this process that sends it a signal, and the handler of that signal. Private real-time signals: user code
//! has SIGALRM for itself.

use crate::Error;
use crate::os::claim;
use nix::errno::Errno;
use std::ptr;
use std::time::Duration;

/// A POSIX timer; it is not inherited by fork (`timer_create(2)`).
#[derive(Clone, Copy, Debug)]
pub struct Timer(libc::timer_t);

impl Timer {
    /// One that is not running yet; `what` it is for is said in the error.
    pub fn new(signal: i32, what: &str) -> Result<Self, Error> {
        // SAFETY: sigevent is plain data; timer_create writes only into `timer`.
        unsafe {
            let mut event: libc::sigevent = std::mem::zeroed();
            event.sigev_notify = libc::SIGEV_SIGNAL;
            event.sigev_signo = signal;
            let mut timer: libc::timer_t = ptr::null_mut();
            Errno::result(libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer))
                .map(|_| Self(timer))
                .map_err(Error::system("timer_create", what))
        }
    }

    /// Rings once, so much later; zero stops it. Async-signal-safe.
    pub fn ring_after(self, time: Duration) {
        self.set(time, 0);
    }

    /// Rings once, at this moment of the monotonic clock. Async-signal-safe.
    pub fn ring_at(self, time: Duration) {
        self.set(time.max(Duration::from_nanos(1)), libc::TIMER_ABSTIME);
    }

    fn set(self, time: Duration, flags: i32) {
        let value = libc::timespec {
            tv_sec: libc::time_t::try_from(time.as_secs()).unwrap_or(libc::time_t::MAX),
            tv_nsec: time.subsec_nanos().into(),
        };
        let once = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        let spec = libc::itimerspec { it_interval: once, it_value: value };
        // SAFETY: timer_settime is async-signal-safe (signal-safety(7)); the timer exists as long as the process.
        unsafe { libc::timer_settime(self.0, flags, &raw const spec, ptr::null_mut()) };
    }

    /// For an atomic that a handler reads.
    pub fn into_raw(self) -> *mut libc::c_void {
        self.0.cast()
    }

    /// Back from [`Timer::into_raw`].
    ///
    /// # Safety
    /// It comes from there.
    pub unsafe fn from_raw(timer: *mut libc::c_void) -> Self {
        Self(timer.cast())
    }
}

/// Handles a private signal. With `SA_RESTART` in the flags system calls go on afterwards where they can.
pub fn handle(signal: i32, handler: extern "C" fn(libc::c_int), flags: i32) -> Result<(), Error> {
    claim::claim(signal, handler as *const () as usize, flags).map(drop)
}

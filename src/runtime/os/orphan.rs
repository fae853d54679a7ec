//! What happens to a worker whose master dies: it is told by a private signal, and a timer ends it at the latest after
//! `orphanGrace`, whatever PHP does meanwhile. Not SIGTERM and SIGALRM: user code handles those.

use crate::Error;
use crate::os::fork::exit_now;
use nix::errno::Errno;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, Ordering};
use std::time::Duration;

static ORPHANED: AtomicBool = AtomicBool::new(false);
static TIMER: AtomicPtr<libc::c_void> = AtomicPtr::new(ptr::null_mut());
static GRACE_NS: AtomicI64 = AtomicI64::new(0);

/// Real-time signals that neither glibc (the first two) nor PHP's own timers (`SIGRTMIN`) use.
fn parent_died() -> i32 {
    libc::SIGRTMIN() + 6
}

fn grace_over() -> i32 {
    libc::SIGRTMIN() + 7
}

/// The master was seen dead.
pub fn is_orphaned() -> bool {
    ORPHANED.load(Ordering::Relaxed)
}

/// Arms this process, a child of `parent`. To be called after the last change of user: setuid resets the
/// parent-death signal (prctl(2)). The parent may have died before it was armed; then it counts as told.
pub fn arm(parent: i32, grace: Duration) -> Result<(), Error> {
    ORPHANED.store(false, Ordering::Relaxed);
    GRACE_NS.store(i64::try_from(grace.as_nanos()).unwrap_or(i64::MAX), Ordering::Relaxed);
    handle(parent_died(), on_parent_death)?;
    handle(grace_over(), on_grace_over)?;
    TIMER.store(timer()?, Ordering::Relaxed);
    // SAFETY: PR_SET_PDEATHSIG takes a signal number and touches no memory.
    let armed = unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, parent_died()) };
    Errno::result(armed).map_err(Error::system("prctl", "PR_SET_PDEATHSIG"))?;
    if nix::unistd::getppid().as_raw() != parent {
        on_parent_death(0);
    }
    Ok(())
}

extern "C" fn on_parent_death(_signal: libc::c_int) {
    ORPHANED.store(true, Ordering::Relaxed);
    let grace = GRACE_NS.load(Ordering::Relaxed);
    if grace == 0 {
        exit_now(1);
    }
    let value = libc::timespec { tv_sec: grace / 1_000_000_000, tv_nsec: grace % 1_000_000_000 };
    let spec = libc::itimerspec { it_interval: libc::timespec { tv_sec: 0, tv_nsec: 0 }, it_value: value };
    // SAFETY: timer_settime is async-signal-safe (signal-safety(7)); the timer was created before this handler was.
    unsafe { libc::timer_settime(TIMER.load(Ordering::Relaxed), 0, &raw const spec, ptr::null_mut()) };
}

extern "C" fn on_grace_over(_signal: libc::c_int) {
    exit_now(1);
}

fn handle(signal: i32, handler: extern "C" fn(libc::c_int)) -> Result<(), Error> {
    // SAFETY: sigaction is plain data; the handlers above only touch atomics and make async-signal-safe calls.
    let result = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = libc::SA_RESTART;
        libc::sigaction(signal, &raw const action, ptr::null_mut())
    };
    Errno::result(result).map(drop).map_err(Error::system("sigaction", format!("signal {signal}")))
}

/// A timer of this process; POSIX timers are not inherited by fork (`timer_create(2)`).
fn timer() -> Result<libc::timer_t, Error> {
    // SAFETY: sigevent is plain data; timer_create writes only into `timer`.
    unsafe {
        let mut event: libc::sigevent = std::mem::zeroed();
        event.sigev_notify = libc::SIGEV_SIGNAL;
        event.sigev_signo = grace_over();
        let mut timer: libc::timer_t = ptr::null_mut();
        Errno::result(libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer))
            .map(|_| timer)
            .map_err(Error::system("timer_create", "the orphan's grace"))
    }
}

//! What happens to a worker whose master dies: it is told by a private signal, and a timer ends it at the latest after
//! `orphanGrace`, whatever PHP does meanwhile. Not SIGTERM and SIGALRM: user code handles those.

use crate::Error;
use crate::os::fork::exit_now;
use crate::os::timer::{Timer, handle};
use crate::os::{seat, signals};
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
    TIMER.store(Timer::new(grace_over(), "the orphan's grace")?.into_raw(), Ordering::Relaxed);
    handle(parent_died(), on_parent_death, libc::SA_RESTART)?;
    handle(grace_over(), on_grace_over, libc::SA_RESTART)?;
    // SAFETY: PR_SET_PDEATHSIG takes a signal number and touches no memory.
    let armed = unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, parent_died()) };
    Errno::result(armed).map_err(Error::system("prctl", "PR_SET_PDEATHSIG"))?;
    if nix::unistd::getppid().as_raw() != parent {
        on_parent_death(0);
    }
    Ok(())
}

/// From now on the master's death is told by this signal, for a program that this process becomes: it survives an exec
/// (prctl(2)), and the handler of the private one does not.
pub fn tell_by(signal: i32) -> Result<(), Error> {
    // SAFETY: as above.
    let armed = unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, signal) };
    Errno::result(armed).map(drop).map_err(Error::system("prctl", "PR_SET_PDEATHSIG"))
}

/// It did not become one.
pub fn tell_as_before() -> Result<(), Error> {
    tell_by(parent_died())
}

extern "C" fn on_parent_death(_signal: libc::c_int) {
    ORPHANED.store(true, Ordering::SeqCst);
    seat::leave_orphaned_if_fetching();
    signals::ring_own_bell();
    let grace = GRACE_NS.load(Ordering::Relaxed);
    if grace == 0 {
        exit_now(1);
    }
    // SAFETY: `arm` stored the timer before this handler could run.
    unsafe { Timer::from_raw(TIMER.load(Ordering::Relaxed)) }.ring_after(Duration::from_nanos(grace.unsigned_abs()));
}

extern "C" fn on_grace_over(_signal: libc::c_int) {
    exit_now(1);
}

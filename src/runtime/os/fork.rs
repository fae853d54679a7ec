//! Fork, the signal mask around it, and the reaping of children.

use crate::os::claim;
use naruto_supervisor::How;
use nix::errno::Errno;
use nix::sys::signal::{SigSet, SigmaskHow, pthread_sigmask};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};

/// Which side of the fork this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The parent, and the child's pid.
    Parent(i32),
    /// The child.
    Child,
}

/// Forks. The process must have one thread (PHP without ZTS does): the child may then use everything it inherits, and is no
/// copy in the sense of [`watch`].
pub fn fork() -> Result<Side, Errno> {
    // SAFETY: with a single thread no lock can be held by somebody that the child does not have.
    match ours(|| unsafe { nix::unistd::fork() })? {
        nix::unistd::ForkResult::Parent { child } => Ok(Side::Parent(child.as_raw())),
        nix::unistd::ForkResult::Child => Ok(Side::Child),
    }
}

/// Forks by a function of somebody else's; the child is no copy, either.
pub fn ours<T>(fork: impl FnOnce() -> T) -> T {
    IS_OURS.store(true, Ordering::Relaxed);
    let forked = fork();
    IS_OURS.store(false, Ordering::Relaxed);
    forked
}

/// Runs something in a child that ends with it; gives the number that it came to, up to 255. The child runs no handler of
/// its parent's.
pub fn ask_child(task: impl FnOnce() -> usize) -> Result<i32, Errno> {
    let mask = block_signals();
    let forked = fork();
    if forked == Ok(Side::Child) {
        exit_now(i32::try_from(task()).unwrap_or(255));
    }
    let ended = forked.map(|side| match side {
        Side::Parent(child) => reap_blocking(child),
        Side::Child => None,
    });
    mask.restore();
    match ended? {
        Some(How::Exited(number)) => Ok(number),
        Some(How::Signalled(_)) | None => Err(Errno::ECHILD),
    }
}

/// Somebody has forked this process since [`watch`].
static FORKED: AtomicBool = AtomicBool::new(false);

/// What a copy gives up: two descriptors, and the handlers of signals, of which bit n-1 stands for signal n.
static GIVEN_UP: [AtomicI32; 2] = [const { AtomicI32::new(-1) }; 2];
static GIVEN_UP_SIGNALS: AtomicU64 = AtomicU64::new(0);

/// Whether copies of this process are told from it.
static IS_WATCHED: AtomicBool = AtomicBool::new(false);

/// The fork that is on its way is one of ours.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// From now on [`is_copy`] tells this process from those that user code forks off it. Such a copy has no handlers of ours for
/// these signals, and none of these descriptors.
pub fn watch(given_up: [BorrowedFd<'_>; 2], signals: impl IntoIterator<Item = i32>) {
    static ONCE: Once = Once::new();
    for (slot, fd) in GIVEN_UP.iter().zip(given_up) {
        slot.store(fd.as_raw_fd(), Ordering::Relaxed);
    }
    let bits = signals.into_iter().filter(|signal| (1..=64).contains(signal)).map(|signal| 1 << (signal - 1));
    GIVEN_UP_SIGNALS.store(bits.fold(0, |all, bit: u64| all | bit), Ordering::Relaxed);
    // The master has done so for its workers, too.
    ONCE.call_once(|| {
        // SAFETY: the handler is async-signal-safe. Fails for want of memory only, and is then no worse than no watch.
        let _ = unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
    IS_WATCHED.store(true, Ordering::Relaxed);
    FORKED.store(false, Ordering::Relaxed);
}

/// What was to be given up is not ours any more.
pub fn watch_no_more() {
    IS_WATCHED.store(false, Ordering::Relaxed);
}

/// Async-signal-safe, as the child of a fork in a library must be.
extern "C" fn in_child() {
    if IS_OURS.load(Ordering::Relaxed) || !IS_WATCHED.load(Ordering::Relaxed) || FORKED.swap(true, Ordering::Relaxed) {
        return;
    }
    let signals = GIVEN_UP_SIGNALS.load(Ordering::Relaxed);
    claim::give_up((1..=64).filter(|signal| signals & (1 << (signal - 1)) != 0));
    // SAFETY: open, dup3 and close touch no memory of ours. The numbers stay in use, so whoever owns them here may
    // close them.
    unsafe {
        let null = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC);
        for fd in &GIVEN_UP {
            libc::dup3(null, fd.load(Ordering::Relaxed), libc::O_CLOEXEC);
        }
        libc::close(null);
    }
}

/// Whether this process is a fork of the one that called [`watch`]. No system call, unlike asking for the pid.
pub fn is_copy() -> bool {
    FORKED.load(Ordering::Relaxed)
}

/// Held by tests that fork, and by those whose figures a fork of the same process would change.
#[cfg(test)]
pub static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// The mask that was in force before [`block_signals`].
#[derive(Debug)]
pub struct Mask(SigSet);

/// Blocks every signal, so that none reaches a child that still has its parent's handlers.
pub fn block_signals() -> Mask {
    let mut old = SigSet::empty();
    // Fails for an unknown `how` only.
    let _ = pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::all()), Some(&mut old));
    Mask(old)
}

impl Mask {
    /// Lets signals in again.
    pub fn restore(self) {
        let _ = pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&self.0), None);
    }
}

/// A child that has ended and how, without taking its status away: it may belong to the script's own `proc_open`. None of
/// a pid: any child.
pub fn peek(pid: Option<i32>) -> Option<(i32, How)> {
    look(pid, libc::WEXITED | libc::WNOWAIT).map(|(pid, code, status)| {
        (pid, if code == libc::CLD_EXITED { How::Exited(status) } else { How::Signalled(status) })
    })
}

/// A child that has been stopped, by SIGSTOP and the like, since it was last asked for by its pid.
pub fn peek_stopped() -> Option<i32> {
    look(None, libc::WSTOPPED | libc::WNOWAIT).map(|(pid, ..)| pid)
}

/// Whether this child has been stopped since this was asked last.
pub fn take_stopped(pid: i32) -> bool {
    look(Some(pid), libc::WSTOPPED).is_some()
}

fn look(pid: Option<i32>, flags: i32) -> Option<(i32, i32, i32)> {
    let (kind, id) = match pid.and_then(|pid| libc::id_t::try_from(pid).ok()) {
        Some(id) => (libc::P_PID, id),
        None => (libc::P_ALL, 0),
    };
    loop {
        // SAFETY: `info` is plain data; waitid writes only into it. With WNOHANG and nobody to tell of si_pid stays 0.
        let (result, found) = unsafe {
            let mut info: libc::siginfo_t = std::mem::zeroed();
            let result = libc::waitid(kind, id, &raw mut info, flags | libc::WNOHANG);
            (result, (info.si_pid(), info.si_code, info.si_status()))
        };
        match Errno::result(result) {
            Ok(_) => return (found.0 != 0).then_some(found),
            // Nobody would ask again before the next death.
            Err(Errno::EINTR) => {}
            Err(_) => return None,
        }
    }
}

/// Takes the status of one child, if it has ended.
pub fn reap(pid: i32) -> Option<How> {
    wait(pid, libc::WNOHANG)
}

/// Takes the status of one child, waiting for its end.
pub fn reap_blocking(pid: i32) -> Option<How> {
    wait(pid, 0)
}

fn wait(pid: i32, flags: i32) -> Option<How> {
    let mut status = 0;
    loop {
        // SAFETY: waitpid writes only into `status`.
        let result = unsafe { libc::waitpid(pid, &raw mut status, flags) };
        match Errno::result(result) {
            Ok(0) => return None,
            Ok(_) if libc::WIFSIGNALED(status) => return Some(How::Signalled(libc::WTERMSIG(status))),
            Ok(_) => return Some(How::Exited(libc::WEXITSTATUS(status))),
            Err(Errno::EINTR) => {}
            // Somebody else in this process has taken it: all that is known is that it is gone.
            Err(_) => return Some(How::Exited(0)),
        }
    }
}

/// Ends this process on the spot: no destructor, no buffer, no exit handler runs.
pub fn exit_now(status: i32) -> ! {
    // SAFETY: always allowed; the kernel closes what is open.
    unsafe { libc::_exit(status) }
}

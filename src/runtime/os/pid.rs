//! The number of this process, which every line of the log has. The kernel is asked once a process: a line shall cost
//! one system call, its write.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, Ordering};

/// 0: not known yet in this process.
static PID: AtomicI32 = AtomicI32::new(0);
/// A fork will make its child forget it.
static WATCHED: OnceLock<bool> = OnceLock::new();

/// This process.
pub fn own() -> i32 {
    let known = PID.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    let pid = std::process::id().cast_signed();
    // SAFETY: the handler only stores to an atomic.
    let watch = || unsafe { libc::pthread_atfork(None, None, Some(forget)) } == 0;
    // It fails for want of memory; then a child would take its parent's number for its own.
    if *WATCHED.get_or_init(watch) {
        PID.store(pid, Ordering::Relaxed);
    }
    pid
}

/// In the child of any fork, also of one that user code makes.
pub(super) extern "C" fn forget() {
    PID.store(0, Ordering::Relaxed);
}

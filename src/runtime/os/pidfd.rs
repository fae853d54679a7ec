//! A process that is no child of ours, waited for by a descriptor.

use nix::errno::Errno;
use std::os::fd::{FromRawFd, OwnedFd};

/// A descriptor that can be read when the process has ended. None: it has, or the kernel is older than 5.3.
pub fn open(pid: i32) -> Option<OwnedFd> {
    // SAFETY: pidfd_open(2) takes two numbers and touches no memory.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    let fd = Errno::result(fd).ok().and_then(|fd| i32::try_from(fd).ok())?;
    // SAFETY: a new descriptor that nobody else owns; the kernel makes it close-on-exec.
    Some(unsafe { OwnedFd::from_raw_fd(fd) })
}

//! A child of our parent's, with a copy of our memory: how a mould forks workers that the master waits for.
//!
//! The other way to get there is to fork twice, so that the grandchild is orphaned and falls to the master as a child
//! subreaper. Then everything that any job ever orphans would fall to the master too, and nothing could tell its zombies
//! from those of the script's own programs, whose status is not ours to take. And there would be a process in between that
//! can be killed half-way. Here it is one system call, and the kernel itself leaves the pid where the master finds it.
//!
//! The C library has no such fork. Its own makes the same system call but for one flag (glibc 2.36, `arch_fork`), and then
//! mends in the child what the kernel resets; that is done here. What is left out: handlers of `pthread_atfork` that
//! other libraries may have registered.

use super::fork::Side;
use super::pid;
use crate::Error;
use nix::errno::Errno;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::AtomicU64;

/// What the C library has told the kernel about this thread.
#[derive(Debug)]
pub struct Sibling {
    /// Where it keeps the number of the thread.
    thread: *mut i32,
    /// Its list of robust locks, and how long the head of it is.
    locks: *mut c_void,
    length: usize,
}

impl Sibling {
    /// Asks the kernel; one that was built without checkpoints (`CONFIG_CHECKPOINT_RESTORE`) does not say.
    pub fn new() -> Result<Self, Error> {
        let mut thread = ptr::null_mut::<i32>();
        let mut locks = ptr::null_mut::<c_void>();
        let mut length = 0_usize;
        // SAFETY: both only write what they are asked for into these variables.
        let (told, listed) = unsafe {
            let told = libc::prctl(libc::PR_GET_TID_ADDRESS, &raw mut thread);
            let listed = libc::syscall(libc::SYS_get_robust_list, 0, &raw mut locks, &raw mut length);
            (told, listed)
        };
        Errno::result(told).map_err(Error::system("prctl", "PR_GET_TID_ADDRESS"))?;
        Errno::result(listed).map_err(Error::system("get_robust_list", "this thread"))?;
        if thread.is_null() {
            return Err(Error::system("prctl", "PR_GET_TID_ADDRESS")(Errno::ENOSYS));
        }
        Ok(Self { thread, locks, length })
    }

    /// Forks. The kernel writes the pid into the lower half of `born` before the child runs (clone(2),
    /// `CLONE_PARENT_SETTID`): whatever happens to us, the master finds it there.
    pub fn fork(&self, born: &AtomicU64) -> Result<Side, Errno> {
        // The lower half of a word comes first, but on big-endian machines.
        let born = born.as_ptr().cast::<i32>().wrapping_add(usize::from(cfg!(target_endian = "big")));
        let ours = libc::CLONE_PARENT | libc::CLONE_PARENT_SETTID;
        let flags = ours | libc::CLONE_CHILD_SETTID | libc::CLONE_CHILD_CLEARTID | libc::SIGCHLD;
        // SAFETY: without CLONE_VM and with no stack the child goes on with a copy of ours, as after fork; with one thread
        // nobody else holds a lock in it. The kernel writes four bytes to `born` here and to `thread` in the child, where
        // the C library wants them. x86-64 and aarch64 have the last two arguments in different order.
        let pid = unsafe {
            if cfg!(target_arch = "x86_64") {
                libc::syscall(libc::SYS_clone, libc::c_long::from(flags), 0_usize, born, self.thread, 0_usize)
            } else {
                libc::syscall(libc::SYS_clone, libc::c_long::from(flags), 0_usize, born, 0_usize, self.thread)
            }
        };
        match Errno::result(pid)? {
            0 => {
                // SAFETY: the very list that the C library has registered for this thread; we hold none of its locks.
                unsafe { libc::syscall(libc::SYS_set_robust_list, self.locks, self.length) };
                pid::forget();
                Ok(Side::Child)
            }
            pid => Ok(Side::Parent(i32::try_from(pid).unwrap_or(0))),
        }
    }
}

//! Taking turns in shared memory: a lock that nobody waits for, and that the kernel takes from whoever dies with it.

use crate::Error;
use nix::errno::Errno;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, munmap};
use std::num::NonZeroUsize;
use std::ptr::NonNull;
use std::time::Duration;

/// A lock for this process and those that it forks from now on.
#[derive(Debug)]
pub struct Turn {
    mutex: NonNull<libc::pthread_mutex_t>,
}

/// It is our turn, until this is dropped.
#[derive(Debug)]
pub struct Taken<'a> {
    turn: &'a Turn,
    /// Whoever had it last died in the middle.
    pub after_death: bool,
}

impl Turn {
    /// Nobody's yet.
    pub fn new() -> Result<Self, Error> {
        let (readable, flags) = (ProtFlags::PROT_READ | ProtFlags::PROT_WRITE, MapFlags::MAP_SHARED);
        // SAFETY: a new mapping at an address of the kernel's choice, with nothing behind it that could shrink.
        let memory =
            unsafe { mmap_anonymous(None, size(), readable, flags) }.map_err(Error::system("mmap", "a lock"))?;
        let turn = Self { mutex: memory.cast() };
        // SAFETY: the memory is as large as a mutex and aligned to a page; nobody else has it yet. The attributes are plain
        // data that pthread_mutexattr_init fills.
        let result = unsafe {
            let mut attributes = std::mem::zeroed();
            libc::pthread_mutexattr_init(&raw mut attributes);
            libc::pthread_mutexattr_setpshared(&raw mut attributes, libc::PTHREAD_PROCESS_SHARED);
            libc::pthread_mutexattr_setrobust(&raw mut attributes, libc::PTHREAD_MUTEX_ROBUST);
            libc::pthread_mutex_init(turn.mutex.as_ptr(), &raw const attributes)
        };
        if result == 0 { Ok(turn) } else { Err(Error::system("pthread_mutex_init", "a lock")(Errno::from_raw(result))) }
    }

    /// Takes the turn. None: it is somebody else's.
    pub fn take(&self) -> Option<Taken<'_>> {
        // SAFETY: initialised in `new`, mapped as long as `self`. Robust, so no dead process has it for ever.
        match unsafe { libc::pthread_mutex_trylock(self.mutex.as_ptr()) } {
            0 => Some(Taken { turn: self, after_death: false }),
            libc::EOWNERDEAD => {
                // SAFETY: it is ours, and what it guards is made good by the caller.
                unsafe { libc::pthread_mutex_consistent(self.mutex.as_ptr()) };
                Some(Taken { turn: self, after_death: true })
            }
            _ => None,
        }
    }

    /// The same, giving others a little time to come to their end: as long as one that the kernel has just taken off its
    /// processor may need on a busy machine.
    pub fn take_soon(&self) -> Option<Taken<'_>> {
        const TRIES: u32 = 500;
        (0..TRIES).find_map(|_| {
            self.take().or_else(|| {
                std::thread::sleep(Duration::from_micros(200));
                None
            })
        })
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        // SAFETY: it is ours.
        unsafe { libc::pthread_mutex_unlock(self.turn.mutex.as_ptr()) };
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // SAFETY: the very mapping of `new`; nobody in this process uses it any more. It stays a mutex for others.
        let _ = unsafe { munmap(self.mutex.cast(), size().get()) };
    }
}

fn size() -> NonZeroUsize {
    NonZeroUsize::new(size_of::<libc::pthread_mutex_t>()).unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fork::{Side, exit_now, fork, reap_blocking};

    #[test]
    fn one_at_a_time_and_the_dead_do_not_count() {
        let turn = Turn::new().expect("a lock");
        let taken = turn.take().expect("nobody's");
        assert!(!taken.after_death);
        // A process of its own, as a thread could take what its own process has.
        let other = |act: fn(&Turn) -> i32| match fork().expect("a child") {
            Side::Child => exit_now(act(&turn)),
            Side::Parent(pid) => reap_blocking(pid),
        };
        let is_free = |turn: &Turn| i32::from(turn.take().is_some());
        assert_eq!(other(is_free), Some(naruto_supervisor::How::Exited(0)));
        drop(taken);
        assert_eq!(other(is_free), Some(naruto_supervisor::How::Exited(1)));
        other(|turn| {
            let _taken = turn.take();
            crate::os::signals::send(std::process::id().cast_signed(), libc::SIGKILL);
            0
        });
        assert!(turn.take().expect("the dead have nothing").after_death);
        assert!(!turn.take_soon().expect("all is well again").after_death);
    }
}

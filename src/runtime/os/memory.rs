//! Memory that a master and its workers share: words that any of them may read at any time.

use crate::Error;
use nix::fcntl::{FcntlArg, SealFlag, fcntl};
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::mman::{MapFlags, ProtFlags, mmap, mmap_anonymous, munmap};
use std::ffi::c_void;
use std::num::NonZeroUsize;
use std::os::fd::OwnedFd;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;

/// A shared mapping. Pages that nobody has touched cost nothing, so it may be as large as the largest fleet.
#[derive(Debug)]
pub struct Shared {
    start: NonNull<c_void>,
    words: usize,
}

impl Shared {
    /// Zeroed memory of that many words, and its file, through which others reach it as long as somebody keeps it open.
    /// A sealed memfd cannot be truncated under its readers nor hit a full disk.
    pub fn new(words: NonZeroUsize) -> Result<(Self, OwnedFd), Error> {
        let size = bytes(words);
        let file = memfd_create("naruto", MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING)
            .map_err(Error::system("memfd_create", "the scoreboard"))?;
        let length = i64::try_from(size.get()).unwrap_or(i64::MAX);
        nix::unistd::ftruncate(&file, length).map_err(Error::system("ftruncate", "the scoreboard"))?;
        let seals = SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW | SealFlag::F_SEAL_SEAL;
        fcntl(&file, FcntlArg::F_ADD_SEALS(seals)).map_err(Error::system("fcntl", "the scoreboard"))?;
        // SAFETY: a new mapping at an address of the kernel's choice; the file is as long as the mapping and sealed
        // against shrinking, so no access to it can fault.
        let start =
            unsafe { mmap(None, size, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE, MapFlags::MAP_SHARED, &file, 0) }
                .map_err(Error::system("mmap", "the scoreboard"))?;
        Ok((Self { start, words: words.get() }, file))
    }

    /// The same memory in another process: never written to, through a mapping that cannot be.
    pub fn of(file: &OwnedFd, words: NonZeroUsize) -> Result<Self, Error> {
        Self::map(file, words, ProtFlags::PROT_READ)
    }

    /// The same memory in another process of the same fleet, to write to.
    pub fn again(file: &OwnedFd, words: NonZeroUsize) -> Result<Self, Error> {
        Self::map(file, words, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE)
    }

    fn map(file: &OwnedFd, words: NonZeroUsize, protection: ProtFlags) -> Result<Self, Error> {
        let size = words.saturating_mul(NonZeroUsize::new(size_of::<AtomicU64>()).unwrap_or(NonZeroUsize::MIN));
        let there = nix::sys::stat::fstat(file).map_err(Error::system("fstat", "the scoreboard"))?;
        if usize::try_from(there.st_size).ok() != Some(size.get()) {
            // Of another build, whose layout is another.
            return Err(Error::system("mmap", "the scoreboard")(nix::errno::Errno::EPROTO));
        }
        // SAFETY: a new mapping at an address of the kernel's choice. The file is as long as the mapping, and its maker has
        // sealed it against shrinking, so no access to it can fault.
        let mapped = unsafe { mmap(None, size, protection, MapFlags::MAP_SHARED, file, 0) };
        mapped.map(|start| Self { start, words: words.get() }).map_err(Error::system("mmap", "the scoreboard"))
    }

    /// The same without a file: for this process and those that it forks from now on.
    pub fn anonymous(words: NonZeroUsize) -> Result<Self, Error> {
        let size = bytes(words);
        let (readable, flags) = (ProtFlags::PROT_READ | ProtFlags::PROT_WRITE, MapFlags::MAP_SHARED);
        // SAFETY: a new mapping at an address of the kernel's choice, with nothing behind it that could shrink.
        let start = unsafe { mmap_anonymous(None, size, readable, flags) }.map_err(Error::system("mmap", "memory"))?;
        Ok(Self { start, words: words.get() })
    }

    /// All of it. Atomics: any bit pattern is valid, and another process may write at any time.
    pub fn words(&self) -> &[AtomicU64] {
        // SAFETY: the mapping is page-aligned, `words` long, lives as long as `self`, and is only ever accessed as
        // atomic words.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr().cast::<AtomicU64>(), self.words) }
    }
}

fn bytes(words: NonZeroUsize) -> NonZeroUsize {
    words.saturating_mul(NonZeroUsize::new(size_of::<AtomicU64>()).unwrap_or(NonZeroUsize::MIN))
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: the very mapping that was made; nobody borrows it any more.
        let _ = unsafe { munmap(self.start, self.words * size_of::<AtomicU64>()) };
    }
}

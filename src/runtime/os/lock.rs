//! The lock of an instance. A plain owned descriptor on purpose: workers inherit it and keep it, so that no new master
//! works beside the orphans of a killed one; a type that unlocks in `Drop` would free the lock for all of them.

use crate::Error;
use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::sys::stat::{Mode, fstat, stat};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::Path;

/// What became of an attempt.
#[derive(Debug)]
pub enum Attempt {
    /// It is ours as long as the descriptor, or a copy of it in another process, is open.
    Locked(OwnedFd),
    /// Somebody else has it; the pid is what they wrote into it, 0 if nothing readable.
    Held(i32),
    /// Its file or directory was removed under our hands by an owner that ended: try again.
    Vanished,
}

/// Tries to take the lock without waiting.
pub fn attempt(path: &Path) -> Result<Attempt, Error> {
    let flags = OFlag::O_RDWR | OFlag::O_CREAT | OFlag::O_CLOEXEC | OFlag::O_NOFOLLOW;
    let fd = match open(path, flags, Mode::from_bits_truncate(0o600)) {
        Ok(fd) => fd,
        Err(Errno::ENOENT) => return Ok(Attempt::Vanished),
        Err(errno) => return Err(Error::at("open", path)(errno)),
    };
    // SAFETY: flock(2) takes any descriptor; this one is open.
    match Errno::result(unsafe { libc::flock(fd.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) }) {
        Ok(_) => {}
        Err(Errno::EWOULDBLOCK) => return Ok(Attempt::Held(holder(path))),
        Err(errno) => return Err(Error::at("flock", path)(errno)),
    }
    let ours = fstat(&fd).map_err(Error::at("fstat", path))?;
    // The owner before us removes the file while it still holds the lock: then we hold a lock on nothing.
    match stat(path) {
        Ok(there) if (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino) => {}
        _ => return Ok(Attempt::Vanished),
    }
    // A full disk must not leave a lock behind that nobody holds; it is ours, so it can go.
    sign(&fd, path).inspect_err(|_| {
        let _ = nix::unistd::unlink(path);
    })?;
    Ok(Attempt::Locked(fd))
}

fn sign(fd: &OwnedFd, path: &Path) -> Result<(), Error> {
    let pid = format!("{}\n", std::process::id());
    nix::unistd::ftruncate(fd, 0).map_err(Error::at("truncate", path))?;
    nix::unistd::write(fd, pid.as_bytes()).map(drop).map_err(Error::at("write", path))
}

/// Who has written its pid into it last; 0: nobody. Whether it is still there is another question.
pub fn holder(path: &Path) -> i32 {
    std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

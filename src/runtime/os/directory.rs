//! Directories that only we may enter.

use crate::Error;
use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::sys::stat::{Mode, fchmod, fstat};
use nix::unistd::{geteuid, mkdir};
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes the directories above, with this mode where they are new.
pub fn make_parents(path: &Path, mode: u32) -> Result<(), Error> {
    std::fs::DirBuilder::new().recursive(true).mode(mode).create(path).map_err(|error| {
        let errno = Errno::from_raw(error.raw_os_error().unwrap_or(0));
        Error::at("mkdir", path)(errno)
    })
}

/// Makes a directory of ours, or checks that it is: nobody else may own it or write into it.
pub fn make_own(path: &Path, mode: u32) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        make_parents(parent, 0o755)?;
    }
    let fd = open_or_make(path, mode)?;
    let stat = fstat(&fd).map_err(Error::at("fstat", path))?;
    let foreign = |why| Err(Error::Foreign { path: path.to_owned(), why });
    if stat.st_uid != geteuid().as_raw() {
        return foreign("belongs to another user");
    }
    if stat.st_mode & 0o022 != 0 {
        return foreign("can be written to by others");
    }
    // Another fleet may have made it for itself alone.
    let missing = mode & 0o011 & !stat.st_mode;
    if missing != 0 {
        fchmod(&fd, Mode::from_bits_truncate(stat.st_mode | missing)).map_err(Error::at("chmod", path))?;
    }
    Ok(())
}

/// Makes or takes over a directory of ours, with exactly this mode. Checked on the open descriptor, so that nobody can
/// put another one in its place in between.
pub fn claim(path: &Path, mode: u32) -> Result<OwnedFd, Error> {
    let fd = open_or_make(path, mode)?;
    let stat = fstat(&fd).map_err(Error::at("fstat", path))?;
    if stat.st_uid != geteuid().as_raw() {
        return Err(Error::Foreign { path: path.to_owned(), why: "belongs to another user" });
    }
    fchmod(&fd, Mode::from_bits_truncate(mode)).map_err(Error::at("chmod", path))?;
    Ok(fd)
}

fn open_or_make(path: &Path, mode: u32) -> Result<OwnedFd, Error> {
    match mkdir(path, Mode::from_bits_truncate(mode)) {
        Ok(()) | Err(Errno::EEXIST) => {}
        Err(errno) => return Err(Error::at("mkdir", path)(errno)),
    }
    let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    open(path, flags, Mode::empty()).map_err(|errno| match errno {
        Errno::ELOOP | Errno::ENOTDIR => Error::Foreign { path: path.to_owned(), why: "is no directory" },
        errno => Error::at("open", path)(errno),
    })
}

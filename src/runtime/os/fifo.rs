//! Named pipes: made under a temporary name, opened so that neither opening nor reading ever blocks, and only ever
//! written to if they are ours.

use crate::Error;
use crate::os::{clock, descriptor};
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl, open};
use nix::sys::stat::{FileStat, Mode, SFlag, fchmod, fstat};
use nix::unistd::{geteuid, mkfifo, unlink};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

/// Makes a pipe and opens it for reading and writing (fifo(7): Linux allows both, so that there is never an end of
/// file and opening does not wait for a writer).
pub fn make(path: &Path, mode: u32) -> Result<OwnedFd, Error> {
    let mode = Mode::from_bits_truncate(mode);
    mkfifo(path, mode).map_err(Error::at("mkfifo", path))?;
    let opened = open_reader(path).and_then(|fd| {
        // The umask must not take away what `pipeMode` grants.
        fchmod(&fd, mode).map_err(Error::at("chmod", path))?;
        Ok(fd)
    });
    opened.inspect_err(|_| {
        let _ = unlink(path);
    })
}

/// Opens a pipe that is there already, if it is ours.
pub fn open_reader(path: &Path) -> Result<OwnedFd, Error> {
    let flags = OFlag::O_RDWR | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC | OFlag::O_NOFOLLOW;
    let fd = open(path, flags, Mode::empty()).map_err(refused(path, "open"))?;
    verify(&fd, path)?;
    Ok(fd)
}

/// Writes a line to somebody's pipe. `false`: nobody reads it any more, or it is full.
pub fn write(path: &Path, line: &[u8]) -> Result<bool, Error> {
    let Some(fd) = open_writer(path)? else { return Ok(false) };
    send(&fd, line).map_err(Error::at("write", path))
}

/// The same, but if the pipe is full its reader gets this long to make room: for a command that must not be lost while
/// somebody else floods the pipe.
pub fn write_patiently(path: &Path, line: &[u8], patience: Duration) -> Result<bool, Error> {
    let Some(fd) = open_writer(path)? else { return Ok(false) };
    let deadline = clock::now() + patience;
    loop {
        if send(&fd, line).map_err(Error::at("write", path))? {
            return Ok(true);
        }
        let left = deadline.saturating_sub(clock::now());
        if left.is_zero() {
            return Ok(false);
        }
        descriptor::wait_for_room(&fd, left);
    }
}

/// Writes a line to a pipe that is open already. `false`: nobody reads it any more, or it is full.
pub fn send(fd: &OwnedFd, line: &[u8]) -> Result<bool, Errno> {
    match descriptor::write(fd, line) {
        Ok(()) => Ok(true),
        Err(Errno::EAGAIN | Errno::EPIPE) => Ok(false),
        Err(errno) => Err(errno),
    }
}

/// How many bytes somebody's pipe holds when it is empty: 64 KB as a rule, less for a user with very many pipes (pipe(7),
/// `pipe-user-pages-soft`). None: there is no such pipe, or nobody reads it.
pub fn room(path: &Path) -> Option<usize> {
    let fd = open_writer(path).ok().flatten()?;
    usize::try_from(fcntl(&fd, FcntlArg::F_GETPIPE_SZ).ok()?).ok()
}

/// Opens somebody's pipe to write to. None: there is no such pipe, or nobody reads it.
pub fn open_writer(path: &Path) -> Result<Option<OwnedFd>, Error> {
    let flags = OFlag::O_WRONLY | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC | OFlag::O_NOFOLLOW;
    let fd = match open(path, flags, Mode::empty()) {
        Ok(fd) => fd,
        Err(Errno::ENXIO | Errno::ENOENT) => return Ok(None),
        Err(errno) => return Err(refused(path, "open")(errno)),
    };
    verify(&fd, path)?;
    Ok(Some(fd))
}

/// Whether somebody has this pipe open: a master that lives does.
pub fn has_reader(path: &Path) -> bool {
    open_writer(path).is_ok_and(|fd| fd.is_some())
}

/// Removes a pipe, if it is one of ours. `false`: there was none.
pub fn remove(path: &Path) -> Result<bool, Error> {
    match nix::sys::stat::lstat(path) {
        Err(Errno::ENOENT) => Ok(false),
        Err(errno) => Err(Error::at("lstat", path)(errno)),
        Ok(stat) => {
            judge(&stat, path)?;
            unlink(path).map_err(Error::at("unlink", path))?;
            Ok(true)
        }
    }
}

fn verify(fd: &impl AsFd, path: &Path) -> Result<(), Error> {
    judge(&fstat(fd).map_err(Error::at("fstat", path))?, path)
}

fn judge(stat: &FileStat, path: &Path) -> Result<(), Error> {
    let foreign = |why| Error::Foreign { path: path.to_owned(), why };
    if SFlag::from_bits_truncate(stat.st_mode) & SFlag::S_IFMT != SFlag::S_IFIFO {
        return Err(foreign("is no pipe"));
    }
    if stat.st_uid != geteuid().as_raw() {
        return Err(foreign("belongs to another user"));
    }
    Ok(())
}

/// `O_NOFOLLOW` says ELOOP for a symbolic link (open(2)).
fn refused<'a>(path: &'a Path, call: &'static str) -> impl FnOnce(Errno) -> Error + 'a {
    move |errno| match errno {
        Errno::ELOOP => Error::Foreign { path: path.to_owned(), why: "is a symbolic link" },
        errno => Error::at(call, path)(errno),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::descriptor::{Read, read};

    fn scratch(name: &str) -> std::path::PathBuf {
        let dir = std::env::temp_dir().join(format!("naruto-fifo-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a temporary folder");
        dir
    }

    #[test]
    fn a_line_arrives_and_a_pipe_without_a_reader_says_so() {
        let dir = scratch("line");
        let path = dir.join("pipe");
        let reader = make(&path, 0o600).expect("a pipe");
        assert!(write(&path, b"reload\n").expect("written"));
        let mut buffer = [0; 16];
        assert_eq!(read(&reader, &mut buffer), Read::Bytes(7));
        assert_eq!(read(&reader, &mut buffer), Read::Empty);
        drop(reader);
        assert!(!write(&path, b"reload\n").expect("nobody reads"));
        assert!(remove(&path).expect("removed"));
        assert!(!remove(&path).expect("gone"));
        std::fs::remove_dir_all(dir).expect("clean");
    }

    #[test]
    fn a_file_or_a_link_in_its_place_is_refused_and_left_alone() {
        let dir = scratch("foreign");
        let (file, link) = (dir.join("file"), dir.join("link"));
        std::fs::write(&file, "precious").expect("a file");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        for path in [&file, &link] {
            assert!(matches!(write(path, b"stop\n"), Err(Error::Foreign { .. })));
            assert!(matches!(open_reader(path), Err(Error::Foreign { .. })));
            assert!(matches!(remove(path), Err(Error::Foreign { .. })));
        }
        assert_eq!(std::fs::read_to_string(&file).expect("still there"), "precious");
        std::fs::remove_dir_all(dir).expect("clean");
    }

    #[test]
    fn a_full_pipe_does_not_block() {
        let dir = scratch("full");
        let path = dir.join("pipe");
        let _reader = make(&path, 0o600).expect("a pipe");
        let line = [b'x'; 4096];
        let written = (0..64).take_while(|_| write(&path, &line).expect("ours")).count();
        assert!((1..64).contains(&written), "{written} pages fit");
        std::fs::remove_dir_all(dir).expect("clean");
    }
}

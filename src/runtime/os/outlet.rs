//! An open file that many processes append lines to: no write waits for anybody, and none leaves half a line if that
//! can be helped.

use crate::os::descriptor;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl, open};
use nix::sys::stat::{Mode, SFlag, fstat};
use nix::unistd::{Gid, Uid, Whence, fchown, ftruncate, lseek, write};
use std::fs::File;
use std::io::Stderr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// For writing at the end, not inherited by programs, without ever waiting, and without getting a terminal by it.
const FLAGS: OFlag =
    OFlag::O_WRONLY.union(OFlag::O_APPEND).union(OFlag::O_CLOEXEC).union(OFlag::O_NONBLOCK).union(OFlag::O_NOCTTY);

/// Device and inode: no two files have the same at the same time.
pub type Identity = (u64, u64);

/// Where lines go.
#[derive(Debug)]
pub struct Outlet {
    fd: Fd,
    kind: Kind,
    identity: Identity,
    /// There was no such file before.
    is_new: bool,
}

#[derive(Debug)]
enum Fd {
    /// The process's own, as it is.
    Stderr(Stderr),
    /// Opened by us.
    Own(OwnedFd),
}

/// What keeps a write from waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A file on a disk waits for nobody; a full disk may cut a write short.
    Regular,
    /// A pipe, a terminal or another device, opened by us so that it does not wait.
    Stream,
    /// The same opened by somebody else.
    ForeignStream,
    /// A socket, which can be told at each write.
    Socket,
}

impl Outlet {
    /// Standard error. None: it is closed, or not for writing.
    pub fn stderr() -> Option<Self> {
        let stderr = std::io::stderr();
        let flags = OFlag::from_bits_truncate(fcntl(&stderr, FcntlArg::F_GETFL).ok()?);
        // PHP opens the script in its place if it is closed.
        if flags & OFlag::O_ACCMODE == OFlag::O_RDONLY {
            return None;
        }
        let (kind, identity) = describe(&stderr).ok()?;
        // To set `O_NONBLOCK` on the descriptor would set it for all who share it, the shell that started us among them;
        // to open it once more gives one of our own.
        let again = || open(format!("/proc/self/fd/{}", stderr.as_raw_fd()).as_str(), FLAGS, Mode::empty());
        match kind {
            Kind::Stream => match again().and_then(above_standard) {
                Ok(own) => Some(Self { fd: Fd::Own(own), kind, identity, is_new: false }),
                Err(_) => Some(Self { fd: Fd::Stderr(stderr), kind: Kind::ForeignStream, identity, is_new: false }),
            },
            kind => Some(Self { fd: Fd::Stderr(stderr), kind, identity, is_new: false }),
        }
    }

    /// Makes both standard streams of this process lead there.
    pub fn become_standard(&self) -> Result<(), Errno> {
        nix::unistd::dup2_stdout(self)?;
        nix::unistd::dup2_stderr(self)
    }

    /// The file at this path, made if there is none. None: a named pipe that nobody reads at the moment.
    pub fn open(path: &Path) -> Result<Option<Self>, Errno> {
        let mode = Mode::from_bits_truncate(0o640);
        let (opened, is_new) = match open(path, FLAGS | OFlag::O_CREAT | OFlag::O_EXCL, mode) {
            Err(Errno::EEXIST) => (open(path, FLAGS | OFlag::O_CREAT, mode), false),
            first => (first, true),
        };
        match opened.and_then(above_standard) {
            Ok(own) => {
                let (kind, identity) = describe(&own)?;
                Ok(Some(Self { fd: Fd::Own(own), kind, identity, is_new }))
            }
            Err(Errno::ENXIO) if is_pipe(path) => Ok(None),
            Err(errno) => Err(errno),
        }
    }

    /// Which file it is.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Whether there was no such file before it was opened.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Gives the file to another user.
    pub fn give_to(&self, (user, group): (u32, u32)) -> Result<(), Errno> {
        fchown(self, Some(Uid::from_raw(user)), Some(Gid::from_raw(group)))
    }

    /// Writes what goes in without waiting: how many bytes that was.
    pub fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        if self.kind == Kind::ForeignStream && !descriptor::has_room(self) {
            return Err(Errno::EAGAIN);
        }
        loop {
            let written = match self.kind {
                Kind::Socket => send(self.as_fd(), bytes),
                Kind::Regular | Kind::Stream | Kind::ForeignStream => write(self, bytes),
            };
            if written != Err(Errno::EINTR) {
                return written;
            }
        }
    }

    /// Whether it is on a disk, which may be full.
    pub fn is_regular(&self) -> bool {
        self.kind == Kind::Regular
    }

    /// How large it is.
    pub fn size(&self) -> u64 {
        fstat(self).map_or(0, |stat| u64::try_from(stat.st_size).unwrap_or(0))
    }

    /// Whether its last byte ends a line; also if that cannot be found out.
    pub fn ends_with_a_line(&self) -> bool {
        let mut last = *b"\n";
        if let Some(at) = self.size().checked_sub(1)
            && let Ok(file) = self.readable()
        {
            let _ = file.read_exact_at(&mut last, at);
        }
        last == *b"\n"
    }

    /// Takes back the beginning of a line of which no more went in. `false`: it stays, as it is not the end of the file
    /// (any more), or must not be touched. Nobody else should write meanwhile.
    pub fn take_back(&self, bytes: &[u8]) -> bool {
        self.is_regular() && self.shorten(bytes).unwrap_or(false)
    }

    fn shorten(&self, bytes: &[u8]) -> std::io::Result<bool> {
        let Some(start) = self.size().checked_sub(bytes.len() as u64) else { return Ok(false) };
        let mut tail = vec![0; bytes.len()];
        self.readable()?.read_exact_at(&mut tail, start)?;
        if tail != bytes {
            return Ok(false);
        }
        let start = i64::try_from(start).unwrap_or(i64::MAX);
        ftruncate(self, start)?;
        // Without `O_APPEND`, as after `2>file`, the next write would leave a hole.
        lseek(self, start, Whence::SeekSet)?;
        Ok(true)
    }

    /// The descriptor itself is for writing only.
    fn readable(&self) -> std::io::Result<File> {
        File::open(format!("/proc/self/fd/{}", self.as_fd().as_raw_fd()))
    }
}

impl AsFd for Outlet {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match &self.fd {
            Fd::Stderr(stderr) => stderr.as_fd(),
            Fd::Own(own) => own.as_fd(),
        }
    }
}

/// Which file a path leads to. None: to none.
pub fn identity_at(path: &Path) -> Option<Identity> {
    nix::sys::stat::stat(path).ok().map(|stat| (stat.st_dev, stat.st_ino))
}

/// The path of the file that standard error leads to. None: it is no file, so nobody can open it once more.
pub fn path_of_stderr() -> Option<PathBuf> {
    let path = std::fs::read_link("/proc/self/fd/2").ok()?;
    let (_, identity) = describe(&std::io::stderr()).ok()?;
    let is_file = std::fs::metadata(&path).is_ok_and(|data| data.is_file()) || path == Path::new("/dev/null");
    (is_file && identity_at(&path) == Some(identity)).then_some(path)
}

fn describe(fd: &impl AsFd) -> Result<(Kind, Identity), Errno> {
    let stat = fstat(fd)?;
    let kind = match SFlag::from_bits_truncate(stat.st_mode) & SFlag::S_IFMT {
        SFlag::S_IFREG => Kind::Regular,
        SFlag::S_IFSOCK => Kind::Socket,
        _ => Kind::Stream,
    };
    Ok((kind, (stat.st_dev, stat.st_ino)))
}

fn is_pipe(path: &Path) -> bool {
    nix::sys::stat::stat(path)
        .is_ok_and(|stat| SFlag::from_bits_truncate(stat.st_mode) & SFlag::S_IFMT == SFlag::S_IFIFO)
}

/// Gives a file a number above those of the standard streams: where one of them is closed, a new file gets its number,
/// and whatever is printed would land in it.
fn above_standard(fd: OwnedFd) -> Result<OwnedFd, Errno> {
    if fd.as_raw_fd() > 2 {
        return Ok(fd);
    }
    above_standard_copy(&fd)
}

fn above_standard_copy(fd: &impl AsFd) -> Result<OwnedFd, Errno> {
    let number = fcntl(fd, FcntlArg::F_DUPFD_CLOEXEC(3))?;
    // SAFETY: the kernel has just made this descriptor, and nobody else knows of it.
    Ok(unsafe { OwnedFd::from_raw_fd(number) })
}

fn send(fd: BorrowedFd<'_>, bytes: &[u8]) -> Result<usize, Errno> {
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: `bytes` can be read for as long as the call takes, and the descriptor is open.
    let sent = unsafe { libc::send(fd.as_raw_fd(), bytes.as_ptr().cast(), bytes.len(), flags) };
    Errno::result(sent).map(|count| usize::try_from(count).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("naruto-outlet-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        path
    }

    #[test]
    fn a_beginning_is_taken_back_only_if_it_is_the_end_of_the_file() {
        let path = scratch("torn");
        let outlet = Outlet::open(&path).expect("opened").expect("a file");
        assert_eq!(outlet.write(b"whole\nhal"), Ok(9));
        assert!(outlet.take_back(b"hal"));
        assert_eq!(outlet.write(b"next\n"), Ok(5));
        assert_eq!(std::fs::read_to_string(&path).expect("a log"), "whole\nnext\n");
        assert_eq!(outlet.write(b"hal"), Ok(3));
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| {
                use std::io::Write;
                file.write_all(b"other\n")
            })
            .expect("somebody else's line");
        assert!(!outlet.take_back(b"hal"));
        assert!(!outlet.take_back(&[b'x'; 100]));
        assert_eq!(std::fs::read_to_string(&path).expect("a log"), "whole\nnext\nhalother\n");
        std::fs::remove_file(path).expect("clean");
    }

    #[test]
    fn a_pipe_that_nobody_reads_is_none_and_a_full_one_does_not_wait() {
        let path = scratch("pipe");
        nix::unistd::mkfifo(&path, Mode::from_bits_truncate(0o600)).expect("a pipe");
        assert!(Outlet::open(&path).expect("no error").is_none());
        let reader = open(&path, OFlag::O_RDONLY | OFlag::O_NONBLOCK, Mode::empty()).expect("a reader");
        let outlet = Outlet::open(&path).expect("no error").expect("somebody reads");
        let lines = (0..64).take_while(|_| outlet.write(&[b'x'; 4096]) == Ok(4096)).count();
        assert!((1..64).contains(&lines), "{lines} pages fit");
        assert_eq!(outlet.write(b"more\n"), Err(Errno::EAGAIN));
        assert!(!outlet.take_back(b"x"), "only a file gives back");
        drop(reader);
        assert_eq!(outlet.write(b"more\n"), Err(Errno::EPIPE));
        std::fs::remove_file(path).expect("clean");
    }

    #[test]
    fn a_socket_does_not_wait_either() {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().expect("a pair");
        let (kind, identity) = describe(&ours).expect("a socket");
        assert_eq!(kind, Kind::Socket);
        let outlet = Outlet { fd: Fd::Own(ours.into()), kind, identity, is_new: false };
        let lines = (0..10_000).take_while(|_| outlet.write(&[b'x'; 4096]) == Ok(4096)).count();
        assert!((1..10_000).contains(&lines), "{lines} pages fit");
        assert_eq!(outlet.write(b"more\n"), Err(Errno::EAGAIN));
        drop(theirs);
        assert_eq!(outlet.write(b"more\n"), Err(Errno::EPIPE));
    }
}

//! Descriptors: the pair of a pipe, waiting, reading and writing without ever blocking.

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::time::TimeSpec;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

/// A write to a pipe up to this length is whole or not at all (pipe(7)).
pub const PIPE_BUF: usize = 4096;

/// A pipe: who reads, who writes. Neither end blocks or survives an exec.
pub fn pipe() -> Result<(OwnedFd, OwnedFd), Errno> {
    nix::unistd::pipe2(OFlag::O_CLOEXEC | OFlag::O_NONBLOCK)
}

/// The same for two processes of which one waits for the other.
pub fn blocking_pipe() -> Result<(OwnedFd, OwnedFd), Errno> {
    nix::unistd::pipe2(OFlag::O_CLOEXEC)
}

/// A descriptor that we were given at our start. From now on it is ours alone: no program that we start gets it. None: it
/// is not open.
pub fn adopt(number: RawFd) -> Option<OwnedFd> {
    if number < 3 {
        return None;
    }
    // SAFETY: borrowed for this call only; a number that is not open is refused by the kernel.
    fcntl(unsafe { BorrowedFd::borrow_raw(number) }, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).ok()?;
    // SAFETY: it is open, and whoever started us has opened it for us; it is taken once, before anybody else could.
    Some(unsafe { OwnedFd::from_raw_fd(number) })
}

/// Makes reading and writing return at once, for all who share it.
pub fn never_block(fd: &impl AsFd) -> Result<(), Errno> {
    fcntl(fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).map(drop)
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken<const N: usize> {
    /// Which of the descriptors have something to say, their end included.
    By([bool; N]),
    /// The time is up.
    Time,
    /// A signal handler has run.
    Signal,
}

/// Waits until one of the descriptors can be read, for `timeout` at most; none is without end.
pub fn wait<const N: usize>(fds: [BorrowedFd<'_>; N], timeout: Option<Duration>) -> Woken<N> {
    let mut polled = fds.map(|fd| PollFd::new(fd, PollFlags::POLLIN));
    match ppoll(&mut polled, timeout.map(TimeSpec::from_duration), None) {
        Ok(0) => Woken::Time,
        Ok(_) => Woken::By(polled.each_ref().map(|fd| fd.any() != Some(false))),
        // EINTR; the others mean broken arguments or no memory, after which looking around is right too.
        Err(_) => Woken::Signal,
    }
}

/// How a wait for any number of descriptors ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Any {
    /// See [`Woken::By`].
    By(Vec<bool>),
    /// The time is up.
    Time,
    /// A signal handler has run.
    Signal,
}

/// As [`wait`] does, for any number of descriptors.
pub fn wait_any(fds: &[BorrowedFd<'_>], timeout: Option<Duration>) -> Any {
    let mut polled: Vec<_> = fds.iter().map(|fd| PollFd::new(*fd, PollFlags::POLLIN)).collect();
    match ppoll(&mut polled, timeout.map(TimeSpec::from_duration), None) {
        Ok(0) => Any::Time,
        Ok(_) => Any::By(polled.iter().map(|fd| fd.any() != Some(false)).collect()),
        Err(_) => Any::Signal,
    }
}

/// Waits until a pipe has room for a line, for `timeout` at most.
pub fn wait_for_room(fd: &impl AsFd, timeout: Duration) {
    // Whether there is room now is found out by writing.
    let _ = ppoll(&mut [PollFd::new(fd.as_fd(), PollFlags::POLLOUT)], Some(TimeSpec::from_duration(timeout)), None);
}

/// Whether a line can be written now without waiting.
pub fn has_room(fd: &impl AsFd) -> bool {
    let mut polled = [PollFd::new(fd.as_fd(), PollFlags::POLLOUT)];
    matches!(ppoll(&mut polled, Some(TimeSpec::from_duration(Duration::ZERO)), None), Ok(1..))
}

/// What a read found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// That many bytes.
    Bytes(usize),
    /// Nothing at the moment.
    Empty,
    /// The other side is gone, for ever.
    End,
}

/// Reads what is there.
pub fn read(fd: &impl AsFd, buffer: &mut [u8]) -> Read {
    loop {
        return match nix::unistd::read(fd, buffer) {
            Ok(0) => Read::End,
            Ok(count) => Read::Bytes(count),
            Err(Errno::EINTR) => continue,
            Err(Errno::EAGAIN) => Read::Empty,
            Err(_) => Read::End,
        };
    }
}

/// Writes all at once or nothing; `bytes` must not be longer than `PIPE_BUF`.
pub fn write(fd: &impl AsFd, bytes: &[u8]) -> Result<(), Errno> {
    loop {
        match nix::unistd::write(fd, bytes) {
            Err(Errno::EINTR) => {}
            result => return result.map(drop),
        }
    }
}

/// No program that this process starts or becomes is to have it.
pub fn close_on_exec(fd: BorrowedFd<'_>) {
    // Fails for a closed descriptor only.
    let _ = nix::fcntl::fcntl(fd, nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::FD_CLOEXEC));
}

/// Opens /dev/null in place of those of the first three descriptors that are closed, as every daemon does.
pub fn fill_standard() -> Result<(), Errno> {
    loop {
        let null = nix::fcntl::open("/dev/null", OFlag::O_RDWR, nix::sys::stat::Mode::empty())?;
        if null.as_raw_fd() > 2 {
            return Ok(());
        }
        // The kernel gives the lowest free number: this one was missing.
        std::mem::forget(null);
    }
}

/// Makes descriptor 0 read nothing for ever: a worker must not eat what is typed for its master.
pub fn silence_stdin() -> Result<(), Errno> {
    let null = nix::fcntl::open("/dev/null", OFlag::O_RDONLY | OFlag::O_CLOEXEC, nix::sys::stat::Mode::empty())?;
    nix::unistd::dup2_stdin(&null)
}

/// The descriptors of this process; where /proc is not there, or there is none left to read it with, numbers that may be some.
pub fn numbers() -> Vec<RawFd> {
    /// More would take milliseconds to look at.
    const MOST: RawFd = 65536;
    match std::fs::read_dir("/proc/self/fd") {
        // That of the directory is among them, and closed by the time somebody looks.
        Ok(entries) => entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect(),
        // SAFETY: tells a limit, and touches no memory of ours.
        Err(_) => (0..unsafe { libc::getdtablesize() }.min(MOST)).collect(),
    }
}

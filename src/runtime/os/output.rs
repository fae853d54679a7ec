//! What all processes of a fleet in the background print, in one place: both standard streams of everybody are one socket,
//! and the kernel tells of each piece who has written it.
//!
//! A pipe for each worker would take as many descriptors as there are workers. The socket never makes a writer wait: what
//! finds it full is not written.

use crate::Error;
use crate::os::session;
use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, MsgFlags, SockFlag, SockType, recvmsg, setsockopt, socketpair, sockopt,
};
use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, OwnedFd};

/// As much as the system gives without being root: enough for a hook of the master's that takes its time.
const BUFFER: usize = 1 << 20;

/// Turns both standard streams of this process, and of all that it will start, into a socket; gives its other end.
pub fn capture() -> Result<OwnedFd, Error> {
    let error = || Error::system("socketpair", "standard output");
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let (reader, writer) = socketpair(AddressFamily::Unix, SockType::Stream, None, flags).map_err(error())?;
    setsockopt(&reader, sockopt::PassCred, &true).map_err(error())?;
    // A smaller one does it, too.
    let _ = setsockopt(&writer, sockopt::SndBuf, &BUFFER);
    session::redirect(&writer).map_err(Error::system("dup2", "standard output"))?;
    Ok(reader)
}

/// The next piece, and the pid that wrote it. None: there is none at the moment.
pub fn read(reader: &OwnedFd, buffer: &mut [u8]) -> Option<(usize, i32)> {
    let mut space = nix::cmsg_space!(nix::sys::socket::UnixCredentials);
    let mut parts = [IoSliceMut::new(buffer)];
    loop {
        let received = recvmsg::<()>(reader.as_raw_fd(), &mut parts, Some(&mut space), MsgFlags::MSG_DONTWAIT);
        return match received {
            Err(Errno::EINTR) => continue,
            Err(_) => None,
            Ok(message) if message.bytes == 0 => None,
            Ok(message) => {
                let pid = message.cmsgs().ok()?.find_map(|control| match control {
                    ControlMessageOwned::ScmCredentials(who) => Some(who.pid()),
                    _ => None,
                });
                Some((message.bytes, pid.unwrap_or(0)))
            }
        };
    }
}

/// Writes to standard output without waiting for anybody. False: not all of it went in.
pub fn print(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        // SAFETY: `rest` can be read for as long as the call takes.
        let sent = unsafe { libc::send(1, rest.as_ptr().cast(), rest.len(), libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL) };
        let written = match Errno::result(sent) {
            // The fleet has ended, and it is a file.
            Err(Errno::ENOTSOCK) => nix::unistd::write(std::io::stdout(), rest),
            result => result.map(|count| usize::try_from(count).unwrap_or(0)),
        };
        match written {
            Ok(count) => rest = &rest[count..],
            Err(Errno::EINTR) => {}
            Err(_) => return false,
        }
    }
    true
}

//! Connections of this process that a child must not speak on: found by the parent, cut in the child.
//!
//! By descriptor, so that it does not matter which library has opened one. A cut one is a socket whose other end is gone:
//! whoever reads finds the end, whoever writes gets EPIPE, and nobody waits. What a library says as it closes one, such as
//! the goodbye of TLS, goes nowhere.

use crate::Error;
use crate::os::descriptor;
use crate::os::epoll::Set;
use crate::os::socket::inode;
use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, SockFlag, SockType, SockaddrLike, SockaddrStorage, UnixAddr, getpeername, getsockname, getsockopt,
    socketpair, sockopt,
};
use std::collections::HashSet;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::OnceLock;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its descriptor.
    pub fd: RawFd,
    /// Tells the socket from any other one.
    pub inode: u64,
    /// Who is at the other end, for a person.
    pub peer: String,
}

/// What whoever started this process has left open: connections that are nobody's in particular.
static GIVEN: OnceLock<HashSet<u64>> = OnceLock::new();

/// To be called at the start, before anything is opened.
pub fn remember_given() {
    GIVEN.get_or_init(|| open().iter().map(|found| found.inode).collect());
}

/// Those that this process has opened, in the order of their descriptors. What printed text goes to is none, even if it is a
/// socket: a service manager may have made it one.
pub fn all() -> Vec<Connection> {
    let standard: HashSet<_> = (0..3).filter_map(inode).collect();
    let is_given = |inode: &u64| standard.contains(inode) || GIVEN.get().is_some_and(|given| given.contains(inode));
    let mut all = open();
    all.retain(|found| !is_given(&found.inode));
    all.sort_unstable_by_key(|found| found.fd);
    all
}

fn open() -> Vec<Connection> {
    descriptor::numbers().into_iter().filter_map(|fd| look(borrow(fd))).collect()
}

fn borrow<'a>(fd: RawFd) -> BorrowedFd<'a> {
    // SAFETY: for system calls of this module only; the kernel refuses a number that is not open.
    unsafe { BorrowedFd::borrow_raw(fd) }
}

/// A connected stream socket, and the other end of it. Datagrams are whole each: who sends one disturbs no session.
fn look(fd: BorrowedFd<'_>) -> Option<Connection> {
    // ENOTSOCK for whatever else there is.
    if !matches!(getsockopt(&fd, sockopt::SockType), Ok(SockType::Stream | SockType::SeqPacket))
        || getsockopt(&fd, sockopt::AcceptConn) == Ok(true)
    {
        return None;
    }
    let own: SockaddrStorage = getsockname(fd.as_raw_fd()).ok()?;
    let peer = match getpeername::<SockaddrStorage>(fd.as_raw_fd()) {
        Ok(peer) if peer.family() == Some(AddressFamily::Unix) => of_unix(&own, &peer)?,
        Ok(peer) => peer.to_string(),
        Err(Errno::ENOTCONN) if is_connecting(fd) => "a server that has not answered yet".to_owned(),
        Err(_) => return None,
    };
    Some(Connection { fd: fd.as_raw_fd(), inode: inode(fd.as_raw_fd())?, peer })
}

/// None: neither end has a name, so it is a pair that somebody has made for two processes of his own (unix(7)).
fn of_unix(own: &SockaddrStorage, peer: &SockaddrStorage) -> Option<String> {
    let name = |address: &SockaddrStorage| address.as_unix_addr().and_then(name);
    name(peer).or_else(|| name(own).map(|own| format!("a client of {own}")))
}

fn name(address: &UnixAddr) -> Option<String> {
    let file = address.path().map(|path| path.display().to_string());
    file.or_else(|| Some(format!("@{}", String::from_utf8_lossy(address.as_abstract()?))))
}

fn is_connecting(fd: BorrowedFd<'_>) -> bool {
    /// The kernel's `tcp_states.h`.
    const SYN_SENT: u8 = 2;
    // The first byte of TCP_INFO (tcp(7)) is the state; the kernel writes no more than there is room for.
    let (mut state, mut length) = (0u8, 1);
    // SAFETY: one writable byte, as `length` says; sockets that are not TCP have no such option.
    let got = unsafe {
        let to = (&raw mut state).cast();
        libc::getsockopt(fd.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_INFO, to, &raw mut length)
    };
    got == 0 && state == SYN_SENT
}

/// What children get in place of connections, and of the sets that these may be in.
#[derive(Debug)]
pub struct Cut {
    /// Its other end is closed.
    dead_end: OwnedFd,
    fds: Vec<RawFd>,
    sets: Vec<Set>,
}

impl Cut {
    /// Of these descriptors. They stay what they are in this process.
    pub fn prepare(fds: Vec<RawFd>, sets: Vec<Set>) -> Result<Self, Error> {
        let (dead_end, _other_end) = socketpair(AddressFamily::Unix, SockType::Stream, None, SockFlag::SOCK_CLOEXEC)
            .map_err(Error::system("socketpair", "what workers get in place of connections"))?;
        Ok(Self { dead_end, fds, sets })
    }

    /// The same of others.
    #[must_use]
    pub fn of(self, fds: Vec<RawFd>, sets: Vec<Set>) -> Self {
        Self { fds, sets, ..self }
    }

    /// In a child, before anything of it runs that could use one. Whoever holds a descriptor still does.
    pub fn carry_out(self) {
        for fd in self.fds {
            // SAFETY: takes numbers. Both are open, so it cannot fail but for a race with a thread that opens (EBUSY).
            while unsafe { libc::dup3(self.dead_end.as_raw_fd(), fd, libc::O_CLOEXEC) } < 0
                && matches!(Errno::last(), Errno::EBUSY | Errno::EINTR)
            {}
        }
        self.sets.into_iter().for_each(Set::copy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fork::{ALONE, ask_child};
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::{UnixListener, UnixStream};

    fn found(fd: &impl AsRawFd) -> Option<String> {
        look(borrow(fd.as_raw_fd())).map(|found| found.peer)
    }

    #[test]
    fn connections_are_told_from_what_else_is_a_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
        let address = listener.local_addr().expect("an address");
        let client = TcpStream::connect(address).expect("connected");
        let (accepted, from) = listener.accept().expect("accepted");
        assert_eq!(found(&client), Some(address.to_string()));
        assert_eq!(found(&accepted), Some(from.to_string()));
        assert_eq!(found(&listener), None);

        let udp = UdpSocket::bind("127.0.0.1:0").expect("bound");
        udp.connect(address).expect("connected");
        assert_eq!(found(&udp), None);
        let (one, other) = UnixStream::pair().expect("a pair");
        assert_eq!((found(&one), found(&other)), (None, None));
        assert_eq!(found(&std::fs::File::open("/dev/null").expect("there")), None);

        let path = std::env::temp_dir().join(format!("naruto-connection-{}", std::process::id()));
        let listener = UnixListener::bind(&path).expect("bound");
        let client = UnixStream::connect(&path).expect("connected");
        let (accepted, _) = listener.accept().expect("accepted");
        std::fs::remove_file(&path).expect("there");
        assert_eq!(found(&client), Some(path.display().to_string()));
        assert_eq!(found(&accepted), Some(format!("a client of {}", path.display())));
        assert_eq!(found(&listener), None);
        let all = all();
        assert!(all.iter().any(|one| one.fd == client.as_raw_fd()) && all.iter().all(|one| one.fd > 2));
    }

    #[test]
    fn one_that_is_being_made_is_one_and_one_that_waits_to_be_is_none() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
        // The queue of the listener is full with these, so the last one gets no answer.
        // SAFETY: takes a descriptor, which is open, and a number.
        assert_eq!(unsafe { libc::listen(listener.as_raw_fd(), 0) }, 0);
        let address: SockaddrStorage = getsockname(listener.as_raw_fd()).expect("a name");
        let begun = || {
            let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
            let socket = nix::sys::socket::socket(AddressFamily::Inet, SockType::Stream, flags, None).expect("made");
            assert_eq!(found(&socket), None);
            let _ = nix::sys::socket::connect(socket.as_raw_fd(), &address);
            socket
        };
        let sockets = [begun(), begun(), begun()];
        assert_eq!(found(&sockets[2]).as_deref(), Some("a server that has not answered yet"));
    }

    #[test]
    fn a_child_finds_a_dead_end_and_the_parent_its_connection() {
        let _alone = ALONE.lock();
        let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
        let mut client = TcpStream::connect(listener.local_addr().expect("an address")).expect("connected");
        let (mut server, _) = listener.accept().expect("accepted");
        let cut = Cut::prepare(vec![client.as_raw_fd()], Vec::new()).expect("prepared");
        let in_child = ask_child(|| {
            cut.carry_out();
            let broken = client.write(b"stray").is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
            let ended = matches!(client.read(&mut [0; 8]), Ok(0));
            usize::from(broken) + 2 * usize::from(ended)
        });
        assert_eq!(in_child, Ok(3));
        client.write_all(b"mine").expect("still there");
        drop(client);
        let mut heard = String::new();
        server.read_to_string(&mut heard).expect("read");
        assert_eq!(heard, "mine");
    }
}

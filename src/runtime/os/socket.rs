//! Listening sockets: bound, found again, and taken away so that a successor can have the address.

use crate::os::{descriptor, family};
use nix::errno::Errno;
use nix::sys::stat::{SFlag, fstat, lstat};
use std::net::TcpListener;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `tcp://127.0.0.1:8080`
    Tcp(String),
    /// `unix:///run/shop.sock`
    Unix(PathBuf),
}

/// Device and inode of a file.
pub type FileId = (u64, u64);

impl Address {
    /// Reads one.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("unix://") {
            // It must be found again after a chdir of the script.
            let path = std::path::absolute(path).ok()?;
            return (!path.as_os_str().as_encoded_bytes().contains(&0) && path.file_name().is_some())
                .then_some(Self::Unix(path));
        }
        let place = text.strip_prefix("tcp://")?;
        let (host, port) = place.rsplit_once(':')?;
        (!host.is_empty() && port.parse::<u16>().is_ok()).then(|| Self::Tcp(place.to_owned()))
    }

    /// Listens there. With it comes what tells the file that this has made, if any.
    pub fn bind(&self, backlog: i32) -> Result<(OwnedFd, Option<FileId>), Errno> {
        let (socket, file) = match self {
            // The standard library sets SO_REUSEADDR.
            Self::Tcp(place) => {
                (OwnedFd::from(TcpListener::bind(place.as_str()).map_err(|error| errno(&error))?), None)
            }
            Self::Unix(path) => {
                let socket = match UnixListener::bind(path) {
                    Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_stale(path)? => {
                        nix::unistd::unlink(path)?;
                        UnixListener::bind(path)
                    }
                    bound => bound,
                };
                (OwnedFd::from(socket.map_err(|error| errno(&error))?), id(path))
            }
        };
        // A second time: the standard library chooses a length of its own.
        // SAFETY: takes a descriptor, which is open, and a number.
        Errno::result(unsafe { libc::listen(socket.as_raw_fd(), backlog) })?;
        descriptor::never_block(&socket)?;
        Ok((socket, file))
    }

    /// Whether a master of some fleet listens there, as far as this user may see that.
    pub fn is_a_masters(&self) -> bool {
        let sockets: Vec<_> = self.listening().iter().map(|inode| PathBuf::from(format!("socket:[{inode}]"))).collect();
        let holds = |pid: &u32| {
            let entries = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
            entries.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|target| sockets.contains(&target))
        };
        !sockets.is_empty() && family::masters().iter().any(holds)
    }

    /// The inodes of the sockets that listen there, or at the same port.
    fn listening(&self) -> Vec<u64> {
        let lines = |file: &str| fs::read_to_string(file).unwrap_or_default();
        match self {
            Self::Tcp(place) => {
                let port = place.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok()).unwrap_or(0);
                let port = format!(":{port:04X}");
                let text = lines("/proc/net/tcp") + &lines("/proc/net/tcp6");
                // Local address, state (0A: it listens) and inode: proc(5).
                let inode = |line: &str| {
                    let words: Vec<_> = line.split_ascii_whitespace().collect();
                    let fits = words.get(1)?.ends_with(&port) && *words.get(3)? == "0A";
                    fits.then(|| words.get(9)?.parse().ok()).flatten()
                };
                text.lines().filter_map(inode).collect()
            }
            Self::Unix(path) => {
                let inode = |line: &str| {
                    let (rest, file) = line.split_once(" /")?;
                    (Path::new("/").join(file) == *path).then(|| rest.rsplit(' ').next()?.parse().ok()).flatten()
                };
                lines("/proc/net/unix").lines().filter_map(inode).collect()
            }
        }
    }

    /// Removes the file, if it still is the one that was made here.
    pub fn remove(&self, made: FileId) {
        if let Self::Unix(path) = self
            && id(path) == Some(made)
        {
            // Nothing can be done about what does not go, and the next one finds it stale.
            let _ = nix::unistd::unlink(path);
        }
    }
}

/// A socket file that nobody listens at any more.
fn is_stale(path: &Path) -> Result<bool, Errno> {
    let is_socket = SFlag::from_bits_truncate(lstat(path)?.st_mode) & SFlag::S_IFMT == SFlag::S_IFSOCK;
    Ok(is_socket && UnixStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused))
}

fn id(path: &Path) -> Option<FileId> {
    lstat(path).ok().map(|stat| (stat.st_dev, stat.st_ino))
}

fn errno(error: &io::Error) -> Errno {
    // The resolver has no number; what it says is that there is no such host.
    Errno::from_raw(error.raw_os_error().unwrap_or(libc::EADDRNOTAVAIL))
}

/// Stops listening, whoever else has the socket open: the address is free, though they keep their descriptors.
pub fn end(socket: &OwnedFd) {
    // SAFETY: takes a descriptor, which is open, and a number.
    unsafe { libc::shutdown(socket.as_raw_fd(), libc::SHUT_RDWR) };
}

/// What tells a descriptor from another one that has got its number later.
pub fn inode(number: RawFd) -> Option<u64> {
    // SAFETY: borrowed for this call only; one that is not open is refused by the kernel.
    fstat(unsafe { BorrowedFd::borrow_raw(number) }).ok().map(|stat| stat.st_ino)
}

/// Makes a descriptor that somebody else holds lead to this socket.
pub fn replace(number: RawFd, socket: &impl AsFd) -> Result<(), Errno> {
    // SAFETY: takes two numbers; whoever holds the first one has asked for this.
    Errno::result(unsafe { libc::dup3(socket.as_fd().as_raw_fd(), number, libc::O_CLOEXEC) }).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_php() {
        assert_eq!(Address::parse("tcp://127.0.0.1:8080"), Some(Address::Tcp("127.0.0.1:8080".into())));
        assert_eq!(Address::parse("tcp://[::1]:0"), Some(Address::Tcp("[::1]:0".into())));
        assert_eq!(Address::parse("unix:///run/x.sock"), Some(Address::Unix("/run/x.sock".into())));
        for wrong in [
            "127.0.0.1:80",
            "tcp://",
            "tcp://:80",
            "tcp://localhost",
            "tcp://localhost:http",
            "udp://localhost:1",
            "unix://",
            "unix:///",
        ] {
            assert_eq!(Address::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_stale_file_is_replaced_one_that_is_used_is_not_and_only_ours_is_removed() {
        let path = std::env::temp_dir().join(format!("naruto-socket-{}", std::process::id()));
        let address = Address::Unix(path.clone());
        let (first, _) = address.bind(8).expect("bound");
        assert_eq!(address.bind(8).err(), Some(Errno::EADDRINUSE));
        end(&first);
        let (second, made) = address.bind(8).expect("the first listens no more");
        drop((first, second));
        std::fs::remove_file(&path).expect("gone");
        std::fs::write(&path, "precious").expect("a file");
        address.remove(made.expect("a file was made"));
        assert_eq!(address.bind(8).err(), Some(Errno::EADDRINUSE));
        assert_eq!(std::fs::read_to_string(&path).expect("left alone"), "precious");
        std::fs::remove_file(&path).expect("clean");
    }

    #[test]
    fn a_port_is_free_once_it_is_ended_though_somebody_keeps_the_descriptor() {
        let (first, _) = Address::Tcp("127.0.0.1:0".into()).bind(8).expect("bound");
        let kept = first.try_clone().expect("a copy");
        let port = TcpListener::from(first.try_clone().expect("a copy")).local_addr().expect("an address").port();
        let address = Address::Tcp(format!("127.0.0.1:{port}"));
        assert_eq!(address.bind(8).err(), Some(Errno::EADDRINUSE));
        end(&first);
        let (second, _) = address.bind(8).expect("free");
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop((kept, second));
    }
}

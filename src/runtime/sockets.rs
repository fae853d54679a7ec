//! The listening sockets of a fleet, by address: opened once, kept by the master, and handed to every process that loads
//! the code anew.
//!
//! What PHP gets is a stream of its own, whose descriptor is made to lead to the socket. So the socket can be opened later
//! than the stream: when it is sure that the script is not called with a command, and that no other master has the fleet.

use crate::Error;
use crate::os::descriptor::adopt;
use crate::os::launch;
use crate::os::socket::{self, Address, FileId};
use nix::errno::Errno;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};

/// Where a mould finds those of its master: an object of numbers by address.
pub const VARIABLE: &str = "NARUTO_SOCKETS";

#[derive(Debug)]
struct Entry {
    text: String,
    address: Address,
    backlog: i32,
    /// None: still to be opened.
    socket: Option<OwnedFd>,
    file: Option<FileId>,
    /// The descriptors of PHP's streams that wait for it, and what they were then.
    waiting: Vec<(RawFd, u64)>,
}

#[derive(Debug, Default)]
struct Sockets {
    entries: Vec<Entry>,
    /// The process that has opened them; its children have copies.
    owner: u32,
    /// This process stands in for a master, who has them all.
    is_mould: bool,
}

thread_local! {
    static SOCKETS: RefCell<Sockets> = RefCell::default();
}

/// When a socket is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once, but by [`open_rest`] if a fleet listens there already, maybe this one.
    Soon,
    /// By [`open_rest`].
    AtRun,
}

/// In a mould, at its start: takes over what the master has lent, out of the environment.
pub fn inherit() {
    let Some(text) = launch::take_variable(VARIABLE).and_then(|text| text.into_string().ok()) else { return };
    let lent: BTreeMap<String, RawFd> = serde_json::from_str(&text).unwrap_or_default();
    SOCKETS.with_borrow_mut(|all| {
        all.is_mould = true;
        for (text, number) in lent {
            if let (Some(address), Some(socket)) = (Address::parse(&text), adopt(number)) {
                all.entries.push(Entry {
                    text,
                    address,
                    backlog: 0,
                    socket: Some(socket),
                    file: None,
                    waiting: Vec::new(),
                });
            }
        }
    });
}

/// Makes the descriptor of a stream lead to the socket of an address, which is opened if it is not yet.
pub fn lead(stream: RawFd, text: &str, address: &Address, backlog: i32, when: When) -> Result<(), String> {
    SOCKETS.with_borrow_mut(|all| {
        all.owner = std::process::id();
        if !all.entries.iter().any(|entry| entry.address == *address) {
            if all.is_mould {
                return Err("the fleet was started without it; a restart is needed".to_owned());
            }
            let (text, address) = (text.to_owned(), address.clone());
            all.entries.push(Entry { text, address, backlog, socket: None, file: None, waiting: Vec::new() });
        }
        let Some(entry) = all.entries.iter_mut().find(|entry| entry.address == *address) else { return Ok(()) };
        let led = match (when, &entry.socket) {
            (When::AtRun, None) => Err(Errno::EADDRINUSE),
            _ => entry.open().and_then(|socket| socket::replace(stream, socket)),
        };
        if led == Err(Errno::EADDRINUSE) && (when == When::AtRun || entry.address.is_a_masters()) {
            entry.waiting.extend(socket::inode(stream).map(|inode| (stream, inode)));
            return Ok(());
        }
        led.map_err(|errno| {
            all.entries.retain(|entry| entry.socket.is_some() || !entry.waiting.is_empty());
            format!("{} ({errno:?})", errno.desc())
        })
    })
}

/// Opens those that have waited for this. From now on they are this process's, which may have gone into the background.
pub fn open_rest() -> Result<(), Error> {
    SOCKETS.with_borrow_mut(|all| {
        all.owner = std::process::id();
        for entry in &mut all.entries {
            let waiting = std::mem::take(&mut entry.waiting);
            let text = entry.text.clone();
            let failed = || Error::system("listen", text.clone());
            let socket = entry.open().map_err(failed())?;
            // One that was closed has left its number to somebody else.
            for (stream, inode) in waiting {
                if socket::inode(stream) == Some(inode) {
                    socket::replace(stream, socket).map_err(failed())?;
                }
            }
        }
        Ok(())
    })
}

/// What a mould is lent: the text of [`VARIABLE`], and the descriptors in it.
pub fn lent() -> (String, Vec<RawFd>) {
    SOCKETS.with_borrow(|all| {
        let open =
            all.entries.iter().filter_map(|entry| Some((entry.text.clone(), entry.socket.as_ref()?.as_raw_fd())));
        let lent: BTreeMap<_, _> = open.collect();
        (serde_json::to_string(&lent).unwrap_or_default(), lent.into_values().collect())
    })
}

/// The end of the fleet: the addresses are free, and so are the files, if they are still ours.
pub fn close() {
    SOCKETS.with_borrow_mut(|all| {
        // A child that the script has forked has only copies.
        let is_ours = all.owner == std::process::id() && !all.is_mould;
        for entry in all.entries.drain(..).filter(|_| is_ours) {
            if let Some(socket) = &entry.socket {
                socket::end(socket);
            }
            if let Some(file) = entry.file {
                entry.address.remove(file);
            }
        }
    });
}

/// In a worker, who has PHP's streams.
pub fn forget() {
    SOCKETS.with_borrow_mut(|all| all.entries.clear());
}

impl Entry {
    fn open(&mut self) -> Result<&impl AsFd, Errno> {
        if self.socket.is_none() {
            let (socket, file) = self.address.bind(self.backlog)?;
            self.socket = Some(socket);
            self.file = file;
        }
        self.socket.as_ref().ok_or(Errno::EBADF)
    }
}

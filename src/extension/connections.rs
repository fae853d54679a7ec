//! Connections that are open when a worker is forked: whoever forks keeps them, the worker gets dead ends in their place.

use crate::engine::array::{Key, entries};
use crate::engine::{holders, stream};
use crate::error::Error;
use crate::{configuration, logging};
use ext_php_rs::types::Zval;
use naruto_runtime::os::connection::{self, Connection, Cut};
use naruto_runtime::os::socket::inode;
use naruto_runtime::os::{epoll, sqlite};
use naruto_supervisor::settings::Level;
use std::cell::{Cell, RefCell};
use std::os::fd::AsRawFd;

/// So many are named at a start.
const MOST_NAMED: usize = 8;

/// What a manager knows of them.
#[derive(Default)]
pub struct Connections {
    /// Those that workers are to have all the same, by inode.
    kept: RefCell<Vec<u64>>,
    /// To be carried out in each child; none if there is nothing to cut.
    cut: RefCell<Option<Cut>>,
    /// That still holds: no PHP code has run since.
    known: Cell<bool>,
    told: Cell<bool>,
}

impl Connections {
    /// What the setting `keep` says.
    pub fn keep(&self, kept: Vec<u64>) {
        self.kept.replace(kept);
    }

    /// PHP code has run, which may have opened or closed some.
    pub fn look_again(&self) {
        self.known.set(false);
    }

    /// In whoever forks: finds out what its children are not to have, after what else is due, unless no PHP code has run
    /// since the last time. Tells it once. A worker must not be forked if that fails.
    pub fn before_fork(&self, first: impl FnOnce()) -> Result<(), naruto_runtime::Error> {
        if self.known.get() {
            return Ok(());
        }
        first();
        let kept = self.kept.borrow();
        let mut open = connection::all();
        open.retain(|found| !kept.contains(&found.inode));
        if !self.told.replace(true) {
            tell(&open);
        }
        let fds: Vec<_> = open.iter().map(|found| found.fd).collect();
        let sets = epoll::all();
        let cut = match self.cut.take() {
            _ if fds.is_empty() && sets.is_empty() => None,
            Some(cut) => Some(cut.of(fds, sets)),
            None => Some(Cut::prepare(fds, sets)?),
        };
        self.cut.replace(cut);
        self.known.set(true);
        Ok(())
    }

    /// In the child, before anything of it runs.
    pub fn cut(&self) {
        if let Some(cut) = self.cut.take() {
            cut.carry_out();
        }
    }

    /// The fleet has ended.
    pub fn forget(&self) {
        self.cut.take();
        self.known.set(false);
    }
}

/// Names what was open before the first fork.
fn tell(open: &[Connection]) {
    if !open.is_empty() {
        let fds: Vec<_> = open.iter().map(|found| found.fd).collect();
        let links = holders::of(&fds).into_iter().zip(open).take(MOST_NAMED);
        let mut list: Vec<_> = links.map(|(holder, found)| format!("{holder} to {}", found.peer)).collect();
        if open.len() > MOST_NAMED {
            list.push(format!("{} more", open.len() - MOST_NAMED));
        }
        let list = list.join(", ");
        let why = "open before run(), so the master's alone and dead in workers";
        let advice = "connect in onWorkerStart(), or name a stream in 'keep'";
        logging::line(Level::Warning, "log", &format!("{why}: {list}; {advice}"));
    }
    for path in sqlite::open() {
        let path = path.display();
        let advice = "close it before run() and open it in onWorkerStart()";
        let why = "workers must not use it, SQLite cannot be taken through a fork";
        logging::line(Level::Warning, "log", &format!("open before run(): SQLite database {path}; {why}: {advice}"));
    }
}

/// The sockets in the setting `keep`, by inode.
pub fn kept(value: &Zval) -> Result<Vec<u64>, Error> {
    let refused = |key: &str, wanted: &str, got: &Zval| {
        let got = configuration::value(got);
        Error::Config(format!("keep{key}: wanted {wanted}, got {got}; nothing has been started"))
    };
    let list = value.array().ok_or_else(|| refused("", "a list of streams", value))?;
    let socket = |(key, value)| {
        let key = match key {
            Key::Number(number) => format!("[{number}]"),
            Key::Name(name) => format!("['{name}']"),
        };
        let inode = stream::readable_end(value).and_then(|fd| inode(fd.as_raw_fd()));
        inode.ok_or_else(|| refused(&key, "an open stream that has a descriptor", value))
    };
    entries(list).into_iter().map(socket).collect()
}

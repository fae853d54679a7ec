//! Connections that are open when a worker is forked: whoever forks keeps them, the worker gets dead ends in their place.

use crate::engine::array::entries;
use crate::engine::{holders, stream};
use crate::error::Error;
use crate::{configuration, logging};
use ext_php_rs::types::Zval;
use naruto_runtime::os::connection::{self, Connection, Cut};
use naruto_runtime::os::socket::inode;
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

    /// In whoever forks: finds out what its children are not to have, unless that is known. Tells it once. A worker must not
    /// be forked if that fails.
    pub fn before_fork(&self) -> Result<(), naruto_runtime::Error> {
        if self.known.get() {
            return Ok(());
        }
        let kept = self.kept.borrow();
        let mut open = connection::all()?;
        open.retain(|found| !kept.contains(&found.inode));
        if !self.told.replace(true) {
            tell(&open);
        }
        let fds: Vec<_> = open.iter().map(|found| found.fd).collect();
        let cut = if fds.is_empty() { None } else { Some(Cut::prepare(fds)?) };
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
        let named = holders::of(&fds).into_iter().zip(open).take(MOST_NAMED);
        let mut names: Vec<_> = named.map(|(holder, found)| format!("{holder} to {}", found.peer)).collect();
        if open.len() > MOST_NAMED {
            names.push(format!("{} more", open.len() - MOST_NAMED));
        }
        let names = names.join(", ");
        let why = "open before run(), so it is the master's and dead in workers";
        let advice = "connect in onWorkerStart(), or name a stream in 'keep'";
        logging::line(Level::Warning, "log", &format!("{why}: {names}; {advice}"));
    }
    for path in connection::sqlite_files() {
        let path = path.display();
        let advice = "close it before run() and open it in onWorkerStart()";
        let why = "workers must not use it, SQLite cannot be taken through a fork";
        logging::line(Level::Warning, "log", &format!("open before run(): SQLite database {path}; {why}: {advice}"));
    }
}

/// The sockets in the setting `keep`, by inode.
pub fn kept(value: &Zval) -> Result<Vec<u64>, Error> {
    let socket = |value| inode(stream::readable_end(value)?.as_raw_fd());
    let list = value.array().and_then(|list| entries(list).into_iter().map(|(_, value)| socket(value)).collect());
    list.ok_or_else(|| {
        let got = configuration::value(value);
        Error::Config(format!("keep: wanted a list of open streams, got {got}; nothing has been started"))
    })
}

//! What a mould gets from the master: descriptors, by number, in a variable of its environment.

use crate::instance::Place;
use crate::os::descriptor::adopt;
use crate::os::launch;
use nix::sys::stat::{fstat, stat};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

/// Its name.
pub const VARIABLE: &str = "NARUTO_MOULD";

/// What the master lends to a start.
#[derive(Clone, Copy, Debug)]
pub struct Loan<'a> {
    /// The instance's.
    pub lock: BorrowedFd<'a>,
    /// Its read end: ends when the master dies.
    pub lifeline: BorrowedFd<'a>,
    /// Its write end.
    pub bell: BorrowedFd<'a>,
    /// The file of the scoreboard.
    pub board: BorrowedFd<'a>,
}

/// All that a mould gets, for the length of its start.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Where requests come from; its end is the end of the master.
    pub requests: BorrowedFd<'a>,
    /// Where it says what it has come to.
    pub report: BorrowedFd<'a>,
    /// What is the master's.
    pub loan: Loan<'a>,
}

impl<'a> Given<'a> {
    /// All of them, in the order of the variable.
    pub fn descriptors(&self) -> [BorrowedFd<'a>; 6] {
        let Loan { lock, lifeline, bell, board } = self.loan;
        [self.requests, self.report, lock, lifeline, bell, board]
    }

    /// The text of the variable.
    pub fn to_text(self, master: i32, build: &str) -> String {
        let numbers = self.descriptors().map(|fd| fd.as_raw_fd().to_string());
        format!("{master} {} {build}", numbers.join(","))
    }
}

/// Owned by the mould.
#[derive(Debug)]
pub struct Endowment {
    /// The pid of the master.
    pub master: i32,
    /// Which build of Naruto and PHP the master is; nothing below can be used by another one.
    pub build: String,
    pub(super) requests: OwnedFd,
    pub(super) report: OwnedFd,
    pub(super) lock: OwnedFd,
    pub(super) lifeline: OwnedFd,
    pub(super) bell: OwnedFd,
    pub(super) board: OwnedFd,
}

impl Endowment {
    /// Whether the lock that it holds is that of this place.
    pub fn is_of(&self, place: &Place) -> bool {
        match (fstat(&self.lock), stat(&place.lock())) {
            (Ok(ours), Ok(there)) => (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino),
            _ => false,
        }
    }

    /// Takes it out of the environment, so that nobody that we start believes to have it. To be called before PHP reads
    /// its variables.
    pub fn take() -> Option<Self> {
        let text = launch::take_variable(VARIABLE)?.into_string().ok()?;
        let mut words = text.splitn(3, ' ');
        let master = words.next()?.parse().ok()?;
        let mut fds = words.next()?.split(',').map(|number| adopt(number.parse().ok()?));
        let mut next = || fds.next().flatten();
        let (requests, report, lock) = (next()?, next()?, next()?);
        let (lifeline, bell, board) = (next()?, next()?, next()?);
        Some(Self { master, build: words.next()?.to_owned(), requests, report, lock, lifeline, bell, board })
    }
}

//! Where lines go, and what becomes of those that cannot go there.
//!
//! Each process looks by itself whether the path still leads to the file it has open. What was lost is counted in memory
//! that master and workers share: whoever gets a line through first tells of it, also for those that have died since.

use crate::Error;
use crate::os::clock;
use crate::os::memory::Shared;
use crate::os::outlet::{Identity, Outlet, identity_at};
use crate::os::turn::{Taken, Turn};
use nix::errno::Errno;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often, at most, it is looked whether the file was renamed or deleted.
const LOOK_EVERY: Duration = Duration::from_secs(1);

// The words that all processes of a fleet share.
/// How many lines were lost and not told of.
const LOST: usize = 0;
/// Whether a part of a line stays at the end.
const TORN: usize = 1;
/// Whether somebody has told that the path cannot be followed.
const STUCK: usize = 2;
/// Whether the disk is full, and turns are taken.
const FULL: usize = 3;
/// When a part of a line was seen at the end, in milliseconds; 0: there is none.
const PART_SEEN: usize = 4;
const WORDS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4);

/// Disks give room by no less.
const PAGE: u64 = 4096;

/// Between users: what is root's to open is not a worker's of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Help {
    /// All processes are of one user.
    None,
    /// This process gives each file that it makes to this user.
    Gives((u32, u32)),
    /// This process may ask its master to make a file.
    May,
    /// It wants to.
    Wants,
    /// It has.
    Asked,
}

/// A log file, or standard error.
#[derive(Debug)]
pub(super) struct File {
    /// None: standard error.
    path: Option<PathBuf>,
    /// None: it is closed, or a pipe that nobody reads.
    outlet: RefCell<Option<Outlet>>,
    look_at: Cell<Duration>,
    /// The path leads elsewhere, and this process could not follow.
    stuck: Cell<bool>,
    /// The file that this process has made, and may give away.
    made: Cell<Option<Identity>>,
    help: Cell<Help>,
    shared: Shared,
    turn: Turn,
}

impl File {
    pub fn stderr() -> Result<Self, Error> {
        Self::new(None, Outlet::stderr())
    }

    /// Both standard streams of this process lead there from now on.
    pub fn take_standard_streams(&self) {
        // If not, what is printed there is lost.
        let _ = self.outlet.borrow().as_ref().map(Outlet::become_standard);
    }

    pub fn at(path: &Path) -> Result<Self, Error> {
        let outlet = Outlet::open(path).map_err(Error::at("open", path))?;
        // It must be found again after a chdir of the script.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self::new(Some(path), outlet)
    }

    fn new(path: Option<PathBuf>, outlet: Option<Outlet>) -> Result<Self, Error> {
        let look_at = Cell::new(clock::coarse() + LOOK_EVERY);
        let made = Cell::new(outlet.as_ref().filter(|outlet| outlet.is_new()).map(Outlet::identity));
        let (outlet, stuck, help) = (RefCell::new(outlet), Cell::new(false), Cell::new(Help::None));
        Ok(Self { path, outlet, look_at, stuck, made, help, shared: Shared::anonymous(WORDS)?, turn: Turn::new()? })
    }

    /// Whether it is a file of its own.
    pub fn has_path(&self) -> bool {
        self.path.is_some()
    }

    /// Looks whether the path leads elsewhere, if it is time to, and follows. An error: it cannot, which is told once, and
    /// lines go on to the file that is open.
    pub fn follow(&self) -> Result<(), Error> {
        let Some(path) = &self.path else { return Ok(()) };
        let now = clock::coarse();
        if now < self.look_at.get() {
            return Ok(());
        }
        self.look_at.set(now + LOOK_EVERY);
        let open = self.outlet.borrow().as_ref().map(Outlet::identity);
        if open.is_some() && open == identity_at(path) {
            self.stuck.set(false);
            return Ok(());
        }
        match Outlet::open(path) {
            Ok(outlet) => {
                self.outlet.replace(outlet);
                self.give();
                if self.help.get() == Help::Asked {
                    self.help.set(Help::May);
                }
                self.stuck.set(false);
                for word in [TORN, STUCK, FULL] {
                    self.word(word).store(0, Ordering::Relaxed);
                }
                Ok(())
            }
            // The master looks only when it has something to say itself.
            Err(Errno::EACCES | Errno::ENOENT) if self.help.get() == Help::May => {
                self.help.set(Help::Wants);
                Ok(())
            }
            Err(errno) => self.fail(path, errno),
        }
    }

    /// Told once a process, and for all that are stuck alike once.
    fn fail(&self, path: &Path, errno: Errno) -> Result<(), Error> {
        // It may help the next time.
        if self.help.get() == Help::Asked {
            self.help.set(Help::May);
        }
        if self.stuck.replace(true) || self.word(STUCK).swap(1, Ordering::Relaxed) != 0 {
            return Ok(());
        }
        Err(Error::at("open", path)(errno))
    }

    /// Files that this process makes belong to this user from now on, the one that it has open too: its workers find it by
    /// its path when it has been rotated. One that was there before stays whose it is.
    pub fn give_to(&self, user: (u32, u32), before: &Self) {
        if self.made.get().is_none() {
            self.made.set(before.made.get());
        }
        self.help.set(Help::Gives(user));
        self.give();
    }

    fn give(&self) {
        let outlet = self.outlet.borrow();
        let Some(outlet) = outlet.as_ref() else { return };
        if let Help::Gives(user) = self.help.get()
            && (outlet.is_new() || self.made.get() == Some(outlet.identity()))
        {
            // Whoever cannot open it then says so, and writes on to the one that is open.
            let _ = outlet.give_to(user);
        }
    }

    /// This process is a worker of another user than its master from now on.
    pub fn may_ask(&self) {
        self.help.set(Help::May);
    }

    /// Whether the master should look at the path now.
    pub fn take_wish(&self) -> bool {
        let wants = self.help.get() == Help::Wants;
        if wants {
            self.help.set(Help::Asked);
        }
        wants
    }

    /// The next line finds out whether the path leads elsewhere.
    pub fn look_now(&self) {
        self.look_at.set(Duration::ZERO);
    }

    /// Writes a line, whole or not at all. Never waits for a reader or for room: a fleet must not stand still because
    /// nobody reads its log, or because a disk is full.
    ///
    /// A disk that becomes full takes a part of a line. To write the rest later would be wrong: with `O_APPEND` it would
    /// follow whatever others have written by then. So the part is taken back, which must not hit a line that another
    /// process has just found room for, nor come after it. Therefore all take turns from the moment that one finds the
    /// disk full until one finds room: who is not at turn, or finds somebody's part at the end of the file, loses its
    /// line. While there is room there are no turns, and nothing but the write. What no turn helps against is a disk that
    /// becomes full and gets room within the microsecond in which a writer has not yet said what it found.
    pub fn write(&self, line: &str) -> bool {
        let outlet = self.outlet.borrow();
        let Some(outlet) = outlet.as_ref() else { return false };
        if !outlet.is_regular() || self.word(FULL).load(Ordering::Relaxed) == 0 {
            return self.attempt(outlet, line, None);
        }
        let Some(taken) = self.turn.take() else { return false };
        if outlet.ends_with_a_line() {
            self.word(PART_SEEN).store(0, Ordering::Relaxed);
        } else if taken.after_death || self.is_abandoned() {
            self.word(TORN).store(1, Ordering::Relaxed);
        } else {
            return false;
        }
        let whole = self.attempt(outlet, line, Some(&taken));
        // A short line may find room in the last page of a disk that is still full.
        let size = outlet.size();
        if whole && size / PAGE > size.saturating_sub(line.len() as u64) / PAGE {
            self.word(FULL).store(0, Ordering::Relaxed);
        }
        whole
    }

    /// Whether a part of a line has been the end of the file for so long that nobody will take it back.
    fn is_abandoned(&self) -> bool {
        let now = u64::try_from(clock::coarse().as_millis()).unwrap_or(u64::MAX);
        let seen = self.word(PART_SEEN).load(Ordering::Relaxed);
        if seen == 0 {
            self.word(PART_SEEN).store(now, Ordering::Relaxed);
        }
        seen != 0 && now.saturating_sub(seen) > 1000
    }

    fn attempt(&self, outlet: &Outlet, line: &str, turn: Option<&Taken<'_>>) -> bool {
        let word = self.word(TORN);
        let was_torn = word.load(Ordering::Relaxed) != 0
            && word.swap(0, Ordering::Relaxed) != 0
            && !(outlet.is_regular() && outlet.ends_with_a_line());
        let line = if was_torn { Cow::Owned(format!("\n{line}")) } else { Cow::Borrowed(line) };
        let count = outlet.write(line.as_bytes()).unwrap_or(0);
        if count == line.len() {
            return true;
        }
        if outlet.is_regular() {
            self.word(FULL).store(1, Ordering::Relaxed);
        }
        // Where it stays (in a file that may only grow, on a terminal) whoever comes next begins on a new line.
        let stays = count > 0 && !self.take_back(outlet, &line.as_bytes()[..count], turn);
        if was_torn || stays {
            word.store(1, Ordering::Relaxed);
        }
        false
    }

    fn take_back(&self, outlet: &Outlet, part: &[u8], turn: Option<&Taken<'_>>) -> bool {
        match turn {
            Some(_) => outlet.take_back(part),
            None => self.turn.take_soon().is_some_and(|_turn| outlet.take_back(part)),
        }
    }

    /// Counts lines that could not be written.
    pub fn lose(&self, lines: u64) {
        self.word(LOST).fetch_add(lines, Ordering::Relaxed);
    }

    /// How many lines were lost since the last time; who takes them tells of them, or gives them back.
    pub fn take_lost(&self) -> u64 {
        let lost = self.word(LOST);
        // Mostly nothing, and a look alone keeps the memory in every processor's cache.
        if lost.load(Ordering::Relaxed) == 0 { 0 } else { lost.swap(0, Ordering::Relaxed) }
    }

    fn word(&self, word: usize) -> &AtomicU64 {
        &self.shared.words()[word]
    }
}

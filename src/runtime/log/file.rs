//! Where lines go, and what becomes of those that cannot go there.
//!
//! Each process looks by itself whether the path still leads to the file it has open. What was lost is counted in memory
//! that master and workers share: whoever gets a line through first tells of it, also for those that have died since.

use crate::Error;
use crate::os::clock;
use crate::os::memory::Shared;
use crate::os::outlet::{Outlet, identity_at};
use std::cell::{Cell, RefCell};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often, at most, it is looked whether the file was renamed or deleted.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The words that all processes of a fleet share.
const LOST: usize = 0;
const TORN: usize = 1;
const STUCK: usize = 2;
const WORDS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(2);

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
    shared: Shared,
}

impl File {
    pub fn stderr() -> Result<Self, Error> {
        Self::new(None, Outlet::stderr())
    }

    pub fn at(path: &Path) -> Result<Self, Error> {
        let outlet = Outlet::open(path).map_err(Error::at("open", path))?;
        // It must be found again after a chdir of the script.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self::new(Some(path), outlet)
    }

    fn new(path: Option<PathBuf>, outlet: Option<Outlet>) -> Result<Self, Error> {
        let look_at = Cell::new(clock::coarse() + LOOK_EVERY);
        let (outlet, stuck) = (RefCell::new(outlet), Cell::new(false));
        Ok(Self { path, outlet, look_at, stuck, shared: Shared::anonymous(WORDS)? })
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
                self.stuck.set(false);
                self.word(TORN).store(0, Ordering::Relaxed);
                self.word(STUCK).store(0, Ordering::Relaxed);
                Ok(())
            }
            // Once a process, and for all that are stuck alike once.
            Err(_) if self.stuck.replace(true) || self.word(STUCK).swap(1, Ordering::Relaxed) != 0 => Ok(()),
            Err(errno) => Err(Error::at("open", path)(errno)),
        }
    }

    /// The next line finds out whether the path leads elsewhere.
    #[cfg(test)]
    pub fn look_now(&self) {
        self.look_at.set(Duration::ZERO);
    }

    /// Writes a line, whole or not at all. Never waits: a fleet must not stand still because nobody reads its log, or
    /// because a disk is full.
    ///
    /// A disk that becomes full takes a part of the line. To write the rest later would be wrong: with `O_APPEND` it
    /// would follow whatever others have written by then. So the part is taken back. Where that is refused (a file that
    /// may only grow, a terminal), the next line of whoever comes begins on a new line.
    pub fn write(&self, line: &str) -> bool {
        let outlet = self.outlet.borrow();
        let Some(outlet) = outlet.as_ref() else { return false };
        let torn = self.word(TORN);
        if torn.load(Ordering::Relaxed) == 0 || torn.swap(0, Ordering::Relaxed) == 0 {
            return match outlet.write(line.as_bytes()) {
                Ok(count) if count == line.len() => true,
                Ok(0) | Err(_) => false,
                Ok(count) => {
                    if !outlet.take_back(&line.as_bytes()[..count]) {
                        torn.store(1, Ordering::Relaxed);
                    }
                    false
                }
            };
        }
        let line = format!("\n{line}");
        let whole = outlet.write(line.as_bytes()) == Ok(line.len());
        if !whole {
            torn.store(1, Ordering::Relaxed);
        }
        whole
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

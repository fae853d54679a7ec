//! The shared memory in which each worker publishes what it does and the master leaves its orders.
//!
//! One writer a field, no locks: a reader in any process sees each word whole.

mod activity;
mod calls;
mod engine;
mod header;
pub mod histogram;
mod layout;
mod look;
mod mail;
mod occupancy;
mod reading;
pub mod snapshot;
mod text;
mod wall;
mod work;

pub use activity::Activity;
pub use calls::{Call, Calls};
pub use layout::Slot;

use crate::Error;
use crate::os::memory::Shared;
use header::HEADER_WORDS;
pub use header::{Header, LAYOUT_VERSION, MOST_GROUPS};
use layout::SLOT_WORDS;
use naruto_supervisor::Time;
use snapshot::Snapshot;
use std::num::NonZeroUsize;
use std::os::fd::OwnedFd;

/// Untouched pages cost nothing, so the largest fleet always fits.
pub const MOST_SLOTS: usize = 100_000;

/// The scoreboard of one instance.
#[derive(Debug)]
pub struct Scoreboard {
    memory: Shared,
}

impl Scoreboard {
    /// An empty one, and the file behind it: the master keeps it open for the control tool, a worker does not.
    pub fn new() -> Result<(Self, OwnedFd), Error> {
        let words = NonZeroUsize::new(HEADER_WORDS + MOST_SLOTS * SLOT_WORDS).unwrap_or(NonZeroUsize::MIN);
        let (memory, file) = Shared::new(words)?;
        Ok((Self { memory }, file))
    }

    /// That of another process, through its open file; only to read.
    pub fn of(file: &OwnedFd) -> Result<Self, Error> {
        let words = NonZeroUsize::new(HEADER_WORDS + MOST_SLOTS * SLOT_WORDS).unwrap_or(NonZeroUsize::MIN);
        Ok(Self { memory: Shared::of(file, words)? })
    }

    /// That of the master, in a mould.
    pub fn again(file: &OwnedFd) -> Result<Self, Error> {
        let words = NonZeroUsize::new(HEADER_WORDS + MOST_SLOTS * SLOT_WORDS).unwrap_or(NonZeroUsize::MIN);
        Ok(Self { memory: Shared::again(file, words)? })
    }

    /// One slot. An index beyond the last is the last: the supervisor never hands one out.
    pub fn slot(&self, index: u32) -> Slot<'_> {
        let index = usize::try_from(index).unwrap_or(MOST_SLOTS).min(MOST_SLOTS - 1);
        let start = HEADER_WORDS + index * SLOT_WORDS;
        Slot::new(&self.memory.words()[start..start + SLOT_WORDS])
    }

    /// What the master says of the fleet.
    pub fn header(&self) -> Header<'_> {
        Header(&self.memory.words()[..HEADER_WORDS])
    }

    /// Everything, as it is now; `wall` is the same moment on the wall clock. Nobody is disturbed.
    pub fn read(&self, now: Time, wall: f64) -> Snapshot {
        let header = self.header();
        let (generation, generation_since) = header.generation();
        let mut groups = header.groups();
        let mut workers = Vec::new();
        for slot in (0..header.slots()).map(|index| self.slot(index)) {
            // A slot that was scaled away keeps its record, and goes on with it when it is needed again.
            match (slot.read(now), groups.get_mut(slot.group())) {
                (Some(worker), _) => workers.push(worker),
                (None, Some(group)) => group.retired.add(&slot.totals()),
                (None, None) => {}
            }
        }
        workers.sort_by_key(|worker| (worker.group, worker.number));
        Snapshot {
            name: header.name(),
            pid: header.pid(),
            version: header.version(),
            now,
            wall,
            started: header.started(),
            generation,
            generation_since,
            phase: header.phase(),
            reload_error: header.refusal(),
            stale_files: Vec::new(),
            exits: header.exits(&groups),
            groups,
            workers,
        }
    }
}

#[cfg(test)]
mod tests;

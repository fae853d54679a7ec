//! The shared memory in which each worker publishes what it does and the master leaves its orders.
//!
//! One writer a field, no locks: a reader in any process sees each word whole.

pub mod histogram;
mod layout;
pub mod snapshot;
mod text;

pub use layout::{Activity, Call, Calls, Slot};

use crate::Error;
use crate::os::memory::Shared;
use layout::{HEADER_WORDS, LAYOUT_VERSION, SLOT_WORDS};
use std::num::NonZeroUsize;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};

/// Untouched pages cost nothing, so the largest fleet always fits.
pub const MOST_SLOTS: usize = 100_000;

const WORD_LAYOUT: usize = 0;
const WORD_MISSED: usize = 1;

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
        let board = Self { memory };
        board.memory.words()[WORD_LAYOUT].store(LAYOUT_VERSION, Ordering::Relaxed);
        Ok((board, file))
    }

    /// One slot. An index beyond the last is the last: the supervisor never hands one out.
    pub fn slot(&self, index: u32) -> Slot<'_> {
        let index = usize::try_from(index).unwrap_or(MOST_SLOTS).min(MOST_SLOTS - 1);
        let start = HEADER_WORDS + index * SLOT_WORDS;
        Slot::new(&self.memory.words()[start..start + SLOT_WORDS])
    }

    /// A worker could not ring the master because its pipe was full: the master has to look at everyone.
    pub fn miss(&self) {
        self.header(WORD_MISSED).store(1, Ordering::SeqCst);
    }

    /// Whether a ring was missed since the last look.
    pub fn take_missed(&self) -> bool {
        self.header(WORD_MISSED).load(Ordering::SeqCst) != 0 && self.header(WORD_MISSED).swap(0, Ordering::SeqCst) != 0
    }

    fn header(&self, word: usize) -> &AtomicU64 {
        &self.memory.words()[word]
    }
}

//! The words of a slot. Master and worker write on different cache lines.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Three cache lines of numbers, two of texts that one side writes at a time, and the histogram.
pub const SLOT_WORDS: usize = 320;

// The master's line.
pub(super) const PID: usize = 0;
pub(super) const GENERATION: usize = 1;
pub(super) const ORDER: usize = 2;
/// Of the group in the upper half, and the slot in the lower.
pub(super) const PLACE: usize = 3;
pub(super) const FORKED: usize = 4;
pub(super) const STATE: usize = 5;
pub(super) const UNTIL: usize = 6;
pub(super) const FAILURES: usize = 7;
// The master's, too, but written seldom.
pub(super) const FAILED: usize = 8;
pub(super) const FIRST: usize = 9;
pub(super) const LEFT: usize = 10;
pub(super) const SENT: usize = 11;
pub(super) const DIED: usize = 12;
// The worker's lines. Those from WALL_SEEN on stay across respawns; from TOTAL on they are guarded by SEQUENCE.
pub(super) const ACTIVITY: usize = 16;
pub(super) const JOBS: usize = 17;
pub(super) const SINCE: usize = 18;
pub(super) const CAUSE: usize = 19;
pub(super) const NOTE: usize = 20;
pub(super) const MEMORY: usize = 21;
pub(super) const RECEIVED: usize = 22;
pub(super) const WALL_SEEN: usize = 23;
pub(super) const SEQUENCE: usize = 24;
pub(super) const TOTAL: usize = 25;
pub(super) const BUSY: usize = 26;
pub(super) const LAST: usize = 27;
pub(super) const LONGEST: usize = 28;
pub(super) const WINDOW: usize = 29;
pub(super) const IN_WINDOW: usize = 30;
pub(super) const IN_WINDOW_BEFORE: usize = 31;
// Both write here, the worker to call and the master to answer: seldom.
pub(super) const CALLS: usize = 32;
// The kernel's, the pid of a child that a mould forked, and in the upper half the mould's, why it has not.
pub(super) const BORN: usize = 33;
// Both, in turns: whether the worker takes texts.
pub(super) const MAIL: usize = 34;
// The worker's, once in its life.
pub(super) const ERROR: usize = 40;
pub(super) const GLOBALS: usize = 41;
pub(super) const BUILD: usize = 42;
pub(super) const BUILD_NAME: usize = 43;
pub(super) const SLOW_AFTER: usize = 44;
pub(super) const FROZEN: usize = 45;
// Texts.
pub(super) const NOTES: Range<usize> = 48..80;
pub(super) const ERRORS: Range<usize> = 80..144;
pub(super) const HISTOGRAM: usize = 160;
pub(super) const BUILD_NAMES: Range<usize> = 288..304;

/// The longest note, in bytes.
pub const LONGEST_NOTE: usize = 127;
/// The longest error, in bytes.
pub const LONGEST_ERROR: usize = (ERRORS.end - ERRORS.start) * size_of::<u64>();

/// One worker's place.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'a> {
    pub(super) words: &'a [AtomicU64],
}

impl<'a> Slot<'a> {
    pub(super) fn new(words: &'a [AtomicU64]) -> Self {
        Self { words }
    }

    pub(super) fn set(self, word: usize, value: u64) {
        self.words[word].store(value, Ordering::Relaxed);
    }

    pub(super) fn get(self, word: usize) -> u64 {
        self.words[word].load(Ordering::Relaxed)
    }

    pub(super) fn acquire(self, word: usize) -> u64 {
        self.words[word].load(Ordering::Acquire)
    }
}

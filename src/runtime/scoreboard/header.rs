//! What the master publishes of the fleet as a whole: who it is, its groups, and the last ends. It is the only writer.

use super::MOST_SLOTS;
use super::layout::{LONGEST_ERROR, LONGEST_NOTE};
use super::snapshot::{Exit, Group, Phase};
use super::text::{self, Line};
use crate::os::clock::nanoseconds;
use naruto_supervisor::{Cause, Gone, How, Time};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::time::Duration;

/// Grows with every change of the layout, of slots too.
pub const LAYOUT_VERSION: u64 = 5;
/// How many groups a fleet can have.
pub const MOST_GROUPS: usize = 64;
/// How many ends are kept.
pub const MOST_EXITS: usize = 32;

const LAYOUT: usize = 0;
const MISSED: usize = 1;
const PID: usize = 2;
const STARTED: usize = 3;
const GENERATION: usize = 4;
const GENERATION_SINCE: usize = 5;
const PHASE: usize = 6;
const SLOTS: usize = 7;
const GROUPS: usize = 8;
const EXITS: usize = 9;
pub(super) const LOOK_AT: usize = 10;
const NAME: Place = Place { length: 11, text: 16..32 };
const VERSION: Place = Place { length: 12, text: 32..40 };
const REFUSAL: Place = Place { length: 13, text: 64..192 };
/// The longest reason why new code was not taken, in bytes.
const LONGEST_REFUSAL: usize = 1024;

const GROUP_WORDS: usize = 32;
const GROUPS_AT: usize = 512;
const GROUP_NAME: Place = Place { length: 0, text: 1..5 };
const GROUP_SIZE: usize = 5;
const GROUP_TIMEOUT: usize = 6;
const GROUP_DEATHS: usize = 8;

const EXIT_WORDS: usize = 128;
const EXITS_AT: usize = GROUPS_AT + MOST_GROUPS * GROUP_WORDS;
const SEQUENCE: usize = 0;
const AT: usize = 1;
const SLOT: usize = 2;
const EXIT_PID: usize = 3;
const EXIT_GENERATION: usize = 4;
const EXIT_CAUSE: usize = 5;
const STATUS: usize = 6;
const FAILED: usize = 7;
const JOBS: usize = 8;
const UPTIME: usize = 9;
const BUSY: usize = 10;
const NOTE: Place = Place { length: 11, text: 16..32 };
const ERROR: Place = Place { length: 12, text: 32..96 };

/// Whole pages, so that slots begin on a page of their own.
pub const HEADER_WORDS: usize = (EXITS_AT + MOST_EXITS * EXIT_WORDS).next_multiple_of(512);

/// A text that is written once, or under a guard.
struct Place {
    length: usize,
    text: Range<usize>,
}

impl Place {
    fn put<const N: usize>(&self, words: &[AtomicU64], line: &Line<N>) {
        words[self.length].store(line.put(&words[self.text.clone()]), Ordering::Release);
    }

    fn get(&self, words: &[AtomicU64]) -> String {
        let length = words[self.length].load(Ordering::Acquire);
        text::get(&words[self.text.clone()], usize::try_from(length).unwrap_or(0))
    }
}

/// The part before the slots.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a>(pub(super) &'a [AtomicU64]);

impl<'a> Header<'a> {
    fn set(self, word: usize, value: u64) {
        self.0[word].store(value, Ordering::Relaxed);
    }

    fn get(self, word: usize) -> u64 {
        self.0[word].load(Ordering::Relaxed)
    }

    /// Who the master is; the layout's version comes last, as a sign that the rest is there.
    pub(crate) fn introduce(self, name: &str, version: &str, now: Time) {
        NAME.put(self.0, &Line::<128>::new(name.as_bytes()));
        VERSION.put(self.0, &Line::<64>::new(version.as_bytes()));
        self.set(PID, std::process::id().into());
        self.set(STARTED, nanoseconds(now));
        self.show_generation(1, now);
        self.forget_look();
        self.0[LAYOUT].store(LAYOUT_VERSION, Ordering::Release);
    }

    /// Whether a reader of this build understands what is here.
    pub fn is_readable(self) -> bool {
        self.0[LAYOUT].load(Ordering::Acquire) == LAYOUT_VERSION
    }

    pub(super) fn pid(self) -> i32 {
        i32::try_from(self.get(PID)).unwrap_or(0)
    }

    pub(super) fn name(self) -> String {
        NAME.get(self.0)
    }

    pub(super) fn version(self) -> String {
        VERSION.get(self.0)
    }

    pub(super) fn started(self) -> Time {
        Time::from_nanos(self.get(STARTED))
    }

    /// A reload has begun.
    pub(crate) fn show_generation(self, generation: u32, now: Time) {
        self.set(GENERATION_SINCE, nanoseconds(now));
        self.set(GENERATION, generation.into());
    }

    /// Why the code that is on the disk was not taken; empty: it was.
    pub(crate) fn show_refusal(self, why: &str) {
        REFUSAL.put(self.0, &Line::<LONGEST_REFUSAL>::new(why.as_bytes()));
    }

    pub(super) fn refusal(self) -> String {
        REFUSAL.get(self.0)
    }

    pub(crate) fn generation(self) -> (u32, Time) {
        (u32::try_from(self.get(GENERATION)).unwrap_or(0), Time::from_nanos(self.get(GENERATION_SINCE)))
    }

    pub(crate) fn show_phase(self, phase: Phase) {
        self.set(PHASE, phase as u64);
    }

    pub(super) fn phase(self) -> Phase {
        match self.get(PHASE) {
            1 => Phase::Reloading,
            2 => Phase::Stopping,
            3 => Phase::Terminating,
            _ => Phase::Running,
        }
    }

    /// How many slots have ever been used.
    pub(crate) fn show_slots(self, slots: u32) {
        self.0[SLOTS].store(slots.into(), Ordering::Release);
    }

    pub(super) fn slots(self) -> u32 {
        let most = u64::try_from(MOST_SLOTS).unwrap_or(u64::MAX);
        u32::try_from(self.0[SLOTS].load(Ordering::Acquire).min(most)).unwrap_or(0)
    }

    fn group_words(self, group: usize) -> &'a [AtomicU64] {
        let at = GROUPS_AT + group.min(MOST_GROUPS - 1) * GROUP_WORDS;
        &self.0[at..at + GROUP_WORDS]
    }

    /// A group as declared; in their order.
    pub(crate) fn declare(self, group: usize, name: &str, job_timeout: Option<Duration>) {
        let words = self.group_words(group);
        GROUP_NAME.put(words, &Line::<32>::new(name.as_bytes()));
        words[GROUP_TIMEOUT].store(job_timeout.map_or(0, nanoseconds), Ordering::Relaxed);
        self.0[GROUPS].store(group as u64 + 1, Ordering::Release);
    }

    /// What the group of this index is called.
    pub(crate) fn group_name(self, group: u16) -> String {
        GROUP_NAME.get(self.group_words(group.into()))
    }

    /// How many workers it should have.
    pub(crate) fn resize(self, group: u16, size: u32) {
        self.group_words(group.into())[GROUP_SIZE].store(size.into(), Ordering::Relaxed);
    }

    pub(super) fn groups(self) -> Vec<Group> {
        let count = usize::try_from(self.0[GROUPS].load(Ordering::Acquire)).unwrap_or(0).min(MOST_GROUPS);
        let read = |group| {
            let words = self.group_words(group);
            let get = |word: usize| words[word].load(Ordering::Relaxed);
            Group {
                name: GROUP_NAME.get(words),
                size: u32::try_from(get(GROUP_SIZE)).unwrap_or(0),
                deaths: std::array::from_fn(|cause| get(GROUP_DEATHS + cause)),
                job_timeout: Some(get(GROUP_TIMEOUT)).filter(|time| *time > 0).map(Duration::from_nanos),
                ..Group::default()
            }
        };
        (0..count).map(read).collect()
    }

    /// A worker has ended, at this moment of the wall clock.
    pub(crate) fn record(self, gone: &Gone, at: f64) {
        if let Some(cause) = Cause::ALL.iter().position(|cause| *cause == gone.cause) {
            self.group_words(gone.slot.group.into())[GROUP_DEATHS + cause].fetch_add(1, Ordering::Relaxed);
        }
        let count = self.get(EXITS);
        let words = self.exit_words(count);
        let set = |word: usize, value: u64| words[word].store(value, Ordering::Relaxed);
        let sequence = words[SEQUENCE].load(Ordering::Relaxed);
        set(SEQUENCE, sequence + 1);
        fence(Ordering::Release);
        set(AT, at.to_bits());
        set(SLOT, u64::from(gone.slot.group) << 32 | u64::from(gone.slot.number));
        set(EXIT_PID, u64::from(gone.pid.unsigned_abs()));
        set(EXIT_GENERATION, gone.generation.into());
        set(EXIT_CAUSE, gone.cause as u64);
        set(
            STATUS,
            match gone.end.how {
                How::Exited(status) => u64::from(status.unsigned_abs()) << 1,
                How::Signalled(signal) => u64::from(signal.unsigned_abs()) << 1 | 1,
            },
        );
        set(FAILED, gone.is_failure().into());
        set(JOBS, gone.end.jobs);
        set(UPTIME, nanoseconds(gone.lived));
        let held = gone.end.held.as_ref();
        set(BUSY, held.map_or(0, |held| nanoseconds(held.age).max(1)));
        NOTE.put(words, &Line::<LONGEST_NOTE>::new(held.map_or("", |held| &held.note).as_bytes()));
        ERROR.put(words, &Line::<LONGEST_ERROR>::new(gone.end.error.as_bytes()));
        words[SEQUENCE].store(sequence + 2, Ordering::Release);
        self.0[EXITS].store(count + 1, Ordering::Release);
    }

    fn exit_words(self, count: u64) -> &'a [AtomicU64] {
        let at = EXITS_AT + usize::try_from(count).unwrap_or(0) % MOST_EXITS * EXIT_WORDS;
        &self.0[at..at + EXIT_WORDS]
    }

    /// The last ones, the newest first. One that is just being overwritten is left out.
    pub(super) fn exits(self, groups: &[Group]) -> Vec<Exit> {
        let count = self.0[EXITS].load(Ordering::Acquire);
        let oldest = count.saturating_sub(MOST_EXITS as u64);
        (oldest..count).rev().filter_map(|number| read_exit(self.exit_words(number), groups)).collect()
    }

    /// A worker could not ring the master because its pipe was full: the master has to look at everyone.
    pub fn miss(self) {
        self.0[MISSED].store(1, Ordering::SeqCst);
    }

    /// Whether a ring was missed since the last look.
    pub fn take_missed(self) -> bool {
        self.0[MISSED].load(Ordering::SeqCst) != 0 && self.0[MISSED].swap(0, Ordering::SeqCst) != 0
    }
}

fn read_exit(words: &[AtomicU64], groups: &[Group]) -> Option<Exit> {
    let get = |word: usize| words[word].load(Ordering::Relaxed);
    let before = words[SEQUENCE].load(Ordering::Acquire);
    let slot = get(SLOT);
    let group = usize::try_from(slot >> 32).ok().and_then(|group| groups.get(group)).map_or("", |group| &group.name);
    let number = i32::try_from(get(STATUS) >> 1).unwrap_or(0);
    let by_signal = get(STATUS) & 1 == 1;
    let exit = Exit {
        at: f64::from_bits(get(AT)),
        name: format!("{group}#{}", slot & 0xffff_ffff),
        pid: i32::try_from(get(EXIT_PID)).unwrap_or(0),
        generation: u32::try_from(get(EXIT_GENERATION)).unwrap_or(0),
        cause: Cause::from_number(u32::try_from(get(EXIT_CAUSE)).unwrap_or(0))?,
        failed: get(FAILED) != 0,
        status: (!by_signal).then_some(number),
        signal: by_signal.then_some(number),
        jobs: get(JOBS),
        uptime: Duration::from_nanos(get(UPTIME)),
        busy: Some(get(BUSY)).filter(|busy| *busy > 0).map(Duration::from_nanos),
        note: NOTE.get(words),
        error: ERROR.get(words),
    };
    fence(Ordering::Acquire);
    (before.is_multiple_of(2) && before == get(SEQUENCE)).then_some(exit)
}

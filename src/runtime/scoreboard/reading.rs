//! A slot, read by anybody at any time. A reader never sees half of a change, and never keeps a writer waiting.

use super::activity::Activity;
use super::histogram::Histogram;
use super::layout::{
    BUSY, FAILED, FAILURES, FIRST, FORKED, HISTOGRAM, IN_WINDOW, IN_WINDOW_BEFORE, LAST, LEFT, LONGEST, MEMORY, PLACE,
    SEQUENCE, SINCE, STATE, Slot, TOTAL, UNTIL, WINDOW,
};
use super::snapshot::{State, Totals, Worker};
use super::work::RATE_WINDOW;
use crate::os::clock;
use naruto_supervisor::Time;
use std::sync::atomic::{Ordering, fence};
use std::time::Duration;

/// How often a reader looks again before it lets others run.
const TRIES: u32 = 100;
/// How long it does so.
const PATIENCE: Duration = Duration::from_secs(1);
/// The words from the sequence to the last that it guards, but for the histogram.
const RECORD_WORDS: usize = IN_WINDOW_BEFORE + 1 - SEQUENCE;

impl Slot<'_> {
    /// Everything, as at one moment. None: nobody is here, and nobody is to come.
    pub fn read(self, now: Time) -> Option<Worker> {
        let state = self.acquire(STATE);
        let activity = self.activity();
        let time = |word: usize| Time::from_nanos(self.get(word));
        let (state, since) = match (state, activity) {
            (0, _) => return None,
            (4, _) => (State::Waiting { until: time(UNTIL) }, time(LEFT)),
            (3, _) => (State::Leaving, time(LEFT)),
            // The master hears of a start that is done a moment later.
            (_, Activity::Booting) => (State::Booting, time(FORKED)),
            (_, Activity::Idle | Activity::Fetching | Activity::Caught) => (State::Idle, time(SINCE).max(time(LEFT))),
            _ => (State::Busy, time(SINCE)),
        };
        // Of a process that has gone only its errors are told.
        let pid = Some(self.pid()).filter(|pid| *pid > 0 && !matches!(state, State::Waiting { .. }));
        let base = Worker {
            group: self.group(),
            number: u32::try_from(self.get(PLACE) & 0xffff_ffff).unwrap_or(0),
            pid,
            generation: self.generation(),
            state,
            since,
            started: time(FORKED),
            note: pid.map(|_| self.noted()).unwrap_or_default(),
            slot_since: time(FIRST),
            memory: pid.map_or(0, |_| self.get(MEMORY)),
            failures: u32::try_from(self.get(FAILURES)).unwrap_or(0),
            last_error: self.last_error(),
            ..Worker::default()
        };
        let record = self.record();
        Some(Worker {
            last: record.time(LAST),
            longest: record.time(LONGEST),
            rate: record.rate(now, now.saturating_sub(base.slot_since)),
            totals: self.totals_of(record),
            ..base
        })
    }

    /// Index of the group.
    pub fn group(self) -> usize {
        usize::try_from(self.get(PLACE) >> 32).unwrap_or(0)
    }

    /// What was done here, whether anybody is here or not.
    pub fn totals(self) -> Totals {
        self.totals_of(self.record())
    }

    fn totals_of(self, record: Record) -> Totals {
        let (jobs, busy) = (record.get(TOTAL), record.time(BUSY));
        Totals { jobs, failed: self.get(FAILED), busy, histogram: record.histogram }
    }

    /// A seqlock's reader. It copies words and does nothing else: a worker whose jobs take no time writes ten million
    /// times a second, and the copy has to fit in between. One that the kernel has interrupted in the middle is waited
    /// for; one that was killed there in vain, until the master has buried it.
    fn record(self) -> Record {
        let mut until = None;
        loop {
            for _ in 0..TRIES {
                let before = self.acquire(SEQUENCE);
                if before.is_multiple_of(2) {
                    let record = self.copy();
                    fence(Ordering::Acquire);
                    if before == self.get(SEQUENCE) {
                        return record;
                    }
                }
                std::hint::spin_loop();
            }
            let now = clock::now();
            if now > *until.get_or_insert(now + PATIENCE) {
                return self.copy();
            }
            std::thread::yield_now();
        }
    }

    fn copy(self) -> Record {
        let mut record = Record { words: [0; RECORD_WORDS], histogram: Histogram::default() };
        for (at, word) in record.words.iter_mut().enumerate() {
            *word = self.get(SEQUENCE + at);
        }
        for (bucket, count) in record.histogram.0.iter_mut().enumerate() {
            *count = self.get(HISTOGRAM + bucket);
        }
        record
    }
}

/// What the sequence guards, as at one moment.
struct Record {
    words: [u64; RECORD_WORDS],
    histogram: Histogram,
}

impl Record {
    fn get(&self, word: usize) -> u64 {
        self.words[word - SEQUENCE]
    }

    fn time(&self, word: usize) -> Time {
        Time::from_nanos(self.get(word))
    }

    /// Jobs a second: those of the window that has begun, and of the one before as far as it is not long ago. A slot that
    /// is younger than a window has had no more time for them.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 jobs in ten seconds")]
    fn rate(&self, now: Time, age: Duration) -> f64 {
        let window = now.as_secs() / RATE_WINDOW;
        let part = (now.as_secs_f64() / RATE_WINDOW as f64).fract();
        let (current, before) = match window.checked_sub(self.get(WINDOW)) {
            Some(0) => (self.get(IN_WINDOW), self.get(IN_WINDOW_BEFORE)),
            Some(1) => (0, self.get(IN_WINDOW)),
            _ => (0, 0),
        };
        if age < Duration::from_secs(RATE_WINDOW) {
            return (current + before) as f64 / age.as_secs_f64().max(1.0);
        }
        (current as f64 + before as f64 * (1.0 - part)) / RATE_WINDOW as f64
    }
}

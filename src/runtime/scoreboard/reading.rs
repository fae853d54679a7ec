//! A slot, read by anybody at any time. A reader never sees half of a change, and never keeps a writer waiting.

use super::histogram::Histogram;
use super::layout::{
    Activity, BUSY, FAILED, FAILURES, FIRST, FORKED, HISTOGRAM, IN_WINDOW, IN_WINDOW_BEFORE, LAST, LEFT, LONGEST,
    MEMORY, PLACE, RATE_WINDOW, SEQUENCE, SINCE, STATE, Slot, TOTAL, UNTIL, WINDOW,
};
use super::snapshot::{State, Worker};
use naruto_supervisor::Time;
use std::sync::atomic::{Ordering, fence};

/// How often a reader looks again.
const PATIENCE: u32 = 10_000;

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
            (1, _) | (_, Activity::Booting) => (State::Booting, time(FORKED)),
            (_, Activity::Idle | Activity::Fetching | Activity::Caught) => (State::Idle, time(SINCE).max(time(LEFT))),
            _ => (State::Busy, time(SINCE)),
        };
        let place = self.get(PLACE);
        let base = Worker {
            group: usize::try_from(place >> 32).unwrap_or(0),
            number: u32::try_from(place & 0xffff_ffff).unwrap_or(0),
            pid: Some(self.pid()).filter(|pid| *pid > 0 && !matches!(state, State::Waiting { .. })),
            generation: self.generation(),
            state,
            since,
            started: time(FORKED),
            note: self.noted(),
            failed: self.get(FAILED),
            slot_since: time(FIRST),
            memory: self.get(MEMORY),
            failures: u32::try_from(self.get(FAILURES)).unwrap_or(0),
            last_error: self.last_error(),
            ..Worker::default()
        };
        Some(self.consistent(|| {
            let mut histogram = Histogram::default();
            for (bucket, count) in histogram.0.iter_mut().enumerate() {
                *count = self.get(HISTOGRAM + bucket);
            }
            Worker {
                jobs: self.get(TOTAL),
                busy: time(BUSY),
                last: time(LAST),
                longest: time(LONGEST),
                rate: self.rate(now),
                histogram,
                ..base.clone()
            }
        }))
    }

    /// Jobs a second: those of the window that has begun, and of the one before as far as it is not long ago.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 jobs in ten seconds")]
    fn rate(self, now: Time) -> f64 {
        let window = now.as_secs() / RATE_WINDOW;
        let part = (now.as_secs_f64() / RATE_WINDOW as f64).fract();
        let (current, before) = match window.checked_sub(self.get(WINDOW)) {
            Some(0) => (self.get(IN_WINDOW), self.get(IN_WINDOW_BEFORE)),
            Some(1) => (0, self.get(IN_WINDOW)),
            _ => (0, 0),
        };
        (current as f64 + before as f64 * (1.0 - part)) / RATE_WINDOW as f64
    }

    /// A seqlock's reader. A writer that was killed in the middle is waited for in vain: then it is as it is.
    fn consistent<T>(self, read: impl Fn() -> T) -> T {
        for _ in 0..PATIENCE {
            let before = self.acquire(SEQUENCE);
            let value = read();
            fence(Ordering::Acquire);
            if before.is_multiple_of(2) && before == self.get(SEQUENCE) {
                return value;
            }
            std::hint::spin_loop();
        }
        read()
    }
}

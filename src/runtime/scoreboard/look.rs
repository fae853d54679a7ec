//! When the master looks for slow jobs: one moment for the whole fleet, and none while nobody is at a job. So a job needs
//! no timer, whose signal would disturb it, and a fleet without jobs is not woken.

use super::header::{Header, LOOK_AT};
use super::layout::{SLOW_AFTER, Slot};
use crate::os::clock::nanoseconds;
use naruto_supervisor::Time;
use std::sync::atomic::{Ordering, fence};
use std::time::Duration;

impl Header<'_> {
    /// By a worker that has begun a job, or by the master: it has to look for slow jobs at this moment at the latest.
    /// True: it would have looked later, or not at all, and has to be woken.
    ///
    /// The fence makes sure that of a job's begin and the master's last look one sees the other; its twin is in
    /// [`Header::forget_look`].
    #[inline]
    pub(crate) fn call_for_look(self, at: Time) -> bool {
        fence(Ordering::SeqCst);
        let at = nanoseconds(at);
        at < self.0[LOOK_AT].load(Ordering::Relaxed) && at < self.0[LOOK_AT].fetch_min(at, Ordering::SeqCst)
    }

    /// By the master: it looks now, and no other look is due.
    pub(crate) fn forget_look(self) {
        self.0[LOOK_AT].store(u64::MAX, Ordering::SeqCst);
        fence(Ordering::SeqCst);
    }

    /// When the master has to look for slow jobs. None: nobody is at a job that may become one.
    pub(crate) fn looks_at(self) -> Option<Time> {
        Some(self.0[LOOK_AT].load(Ordering::Relaxed)).filter(|at| *at != u64::MAX).map(Time::from_nanos)
    }
}

impl Slot<'_> {
    /// By the worker, once: when a job of its own is slow. Its code may be newer than the master's, or older.
    pub(crate) fn expect_within(self, timeout: Option<Duration>) {
        self.set(SLOW_AFTER, timeout.map_or(0, nanoseconds));
    }

    /// When a job is slow here. None: never.
    pub(crate) fn slow_after(self) -> Option<Duration> {
        Some(self.get(SLOW_AFTER)).filter(|time| *time != 0).map(Duration::from_nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;

    #[test]
    fn the_first_to_be_slow_wakes_the_master_once() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let header = board.header();
        header.introduce("shop", "1.0.0", Time::ZERO);
        assert_eq!(header.looks_at(), None);
        let calls = [7, 7, 9, 5, 8].map(|at| header.call_for_look(Time::from_secs(at)));
        assert_eq!(calls, [true, false, false, true, false]);
        assert_eq!(header.looks_at(), Some(Time::from_secs(5)));
        header.forget_look();
        assert_eq!(header.looks_at(), None);
        assert!(header.call_for_look(Time::from_secs(8)));
    }
}

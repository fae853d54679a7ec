//! The jobs of a worker: the one in hand, those that are done, and why it has left.

use super::activity::Activity;
use super::histogram;
use super::layout::{
    BUSY, CAUSE, ERROR, ERRORS, FAILED, FROZEN, HISTOGRAM, IN_WINDOW, IN_WINDOW_BEFORE, JOBS, LAST, LONGEST,
    LONGEST_ERROR, LONGEST_NOTE, MEMORY, NOTE, NOTES, SEQUENCE, SINCE, Slot, TOTAL, WINDOW,
};
use super::text::{self, Changing, Line};
use crate::os::clock::nanoseconds;
use naruto_supervisor::{Cause, Held, Time};
use std::sync::atomic::{Ordering, fence};
use std::time::Duration;

/// Seconds over which the rate of jobs is told.
pub(super) const RATE_WINDOW: u64 = 10;

/// An error of the process that is here now, and not of one before it.
pub(super) const OWN: u64 = 1 << 32;

impl<'a> Slot<'a> {
    /// By the worker: when its job began.
    pub fn begin(self, now: Time) {
        self.set(SINCE, nanoseconds(now));
    }

    /// When its job began, or its last one ended, in nanoseconds of the monotonic clock; 0: it has had none.
    pub fn since(self) -> u64 {
        self.get(SINCE)
    }

    /// By the worker: a job is done that took so long. The only writer, so it adds by reading and writing.
    pub fn finish(self, jobs: u64, took: Duration, now: Time) {
        let add = |word: usize, more: u64| self.set(word, self.get(word) + more);
        let nanos = nanoseconds(took);
        self.set(JOBS, jobs);
        self.set(SINCE, nanoseconds(now));
        self.guarded(|| {
            add(TOTAL, 1);
            add(BUSY, nanos);
            self.set(LAST, nanos);
            if nanos > self.get(LONGEST) {
                self.set(LONGEST, nanos);
            }
            let window = now.as_secs() / RATE_WINDOW;
            if window != self.get(WINDOW) {
                let before = if window == self.get(WINDOW) + 1 { self.get(IN_WINDOW) } else { 0 };
                self.set(IN_WINDOW_BEFORE, before);
                self.set(IN_WINDOW, 0);
                self.set(WINDOW, window);
            }
            add(IN_WINDOW, 1);
            add(HISTOGRAM + histogram::bucket(took), 1);
        });
    }

    /// A seqlock's writer: odd while it writes.
    fn guarded(self, write: impl FnOnce()) {
        let sequence = self.get(SEQUENCE);
        self.set(SEQUENCE, sequence.wrapping_add(1));
        fence(Ordering::Release);
        write();
        self.words[SEQUENCE].store(sequence.wrapping_add(2), Ordering::Release);
    }

    /// As a worker leaves it that is killed while it writes.
    #[cfg(test)]
    pub(super) fn half_written(self) {
        self.set(SEQUENCE, self.get(SEQUENCE) + 1);
    }

    /// Jobs done by this process.
    pub fn jobs(self) -> u64 {
        self.get(JOBS)
    }

    /// By the worker: what PHP says of its memory.
    pub fn weigh(self, bytes: u64) {
        self.set(MEMORY, bytes);
    }

    /// By the worker: what its job is about.
    pub fn note(self, text: &[u8]) {
        self.notes().write(&Line::<LONGEST_NOTE>::new(text));
    }

    /// By the worker: the job is over.
    pub fn clear_note(self) {
        self.notes().clear();
    }

    /// What the job in hand is about; empty if it has not said.
    pub fn noted(self) -> String {
        self.notes().read()
    }

    fn notes(self) -> Changing<'a> {
        Changing::new(&self.words[NOTE], &self.words[NOTES])
    }

    /// The job in hand at this moment, if there is one; with a worker that leaves, it is over.
    pub fn held(self, now: Time) -> Option<Held> {
        let busy =
            matches!(self.activity(), Activity::Busy | Activity::Overdue | Activity::Claimed | Activity::Waiting);
        let now = Some(self.get(FROZEN)).filter(|at| *at != 0).map_or(now, Time::from_nanos);
        let age = now.saturating_sub(Time::from_nanos(self.since()));
        busy.then(|| Held { note: self.noted(), age })
    }

    /// By the worker, right before it leaves; the hooks and shutdown functions that follow belong to no job.
    pub fn leave(self, cause: Cause, now: Time) {
        self.set(FROZEN, nanoseconds(now));
        self.set(CAUSE, cause as u64);
    }

    /// Why the worker left, by its own word.
    pub fn cause(self) -> Option<Cause> {
        Cause::from_number(u32::try_from(self.get(CAUSE)).unwrap_or(0))
    }

    /// By the worker, once: the error that ends it.
    pub fn fail(self, error: &str) {
        let length = Line::<LONGEST_ERROR>::new(error.as_bytes()).put(&self.words[ERRORS]);
        self.words[ERROR].store(length | OWN, Ordering::Release);
    }

    /// The error that ended the worker; empty if there was none.
    pub fn error(self) -> String {
        if self.get(ERROR) & OWN == 0 { String::new() } else { self.last_error() }
    }

    /// Before a fork: the error was another's.
    pub(super) fn inherit_error(self) {
        self.set(ERROR, self.get(ERROR) & !OWN);
    }

    /// The last error that ended a worker here.
    pub fn last_error(self) -> String {
        let length = usize::try_from(self.words[ERROR].load(Ordering::Acquire) & !OWN).unwrap_or(0);
        text::get(&self.words[ERRORS], length)
    }

    /// By the master: a job has died with its worker.
    pub fn count_failed(self) {
        self.set(FAILED, self.get(FAILED) + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;
    use naruto_supervisor::command::Order;

    #[test]
    fn a_slot_tells_what_was_written_and_forgets_at_reset() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(7);
        assert_eq!((slot.pid(), slot.ordered(), slot.activity(), slot.cause()), (0, None, Activity::Booting, None));
        slot.occupy(4711);
        slot.order(Order::Stop);
        slot.enter(Activity::Busy);
        slot.finish(7, Duration::from_millis(20), Time::from_secs(100));
        slot.leave(Cause::Boot, Time::from_secs(101));
        let age = Duration::from_secs(1);
        assert_eq!(slot.held(Time::from_secs(110)), Some(Held { note: String::new(), age }), "not until it is reaped");
        let again = board.slot(7);
        assert_eq!((again.pid(), again.ordered(), again.jobs()), (4711, Some(Order::Stop), 7));
        assert_eq!((again.activity(), again.cause()), (Activity::Busy, Some(Cause::Boot)));
        assert_eq!(board.slot(6).pid(), 0);
        slot.note(b"order 88107");
        slot.fail("RuntimeException: no route in src/Ship.php:41");
        assert_eq!((slot.noted().as_str(), slot.error().len()), ("order 88107", 45));
        slot.clear_note();
        assert_eq!(slot.noted(), "");
        slot.reset(3, Time::from_secs(1));
        assert_eq!((slot.generation(), slot.pid(), slot.jobs(), slot.cause()), (3, 0, 0, None));
        assert_eq!(board.slot(99_999).jobs(), 0, "the last slot is inside the mapping");
    }
}

//! The words of a slot. Master and worker write on different cache lines.

use naruto_supervisor::Cause;
use naruto_supervisor::command::Order;
use std::sync::atomic::{AtomicU64, Ordering, fence};

/// Grows with every change below.
pub const LAYOUT_VERSION: u64 = 1;
/// One page, so that slots begin on a page of their own.
pub const HEADER_WORDS: usize = 512;
/// Four cache lines.
pub const SLOT_WORDS: usize = 32;

// The master's line.
const PID: usize = 0;
const GENERATION: usize = 1;
const ORDER: usize = 2;
// The worker's line.
const ACTIVITY: usize = 8;
const JOBS: usize = 9;
const SINCE: usize = 10;
const CAUSE: usize = 11;

/// What a worker does, by its own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Nobody is here, or the worker has not finished its start.
    Booting,
    /// Between two jobs.
    Idle,
    /// In a job.
    Busy,
}

/// One worker's place.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'a> {
    words: &'a [AtomicU64],
}

impl<'a> Slot<'a> {
    pub(super) fn new(words: &'a [AtomicU64]) -> Self {
        Self { words }
    }

    fn set(self, word: usize, value: u64) {
        self.words[word].store(value, Ordering::Relaxed);
    }

    fn get(self, word: usize) -> u64 {
        self.words[word].load(Ordering::Relaxed)
    }

    /// When its job began, in nanoseconds of the monotonic clock; 0: it has had none.
    pub fn job_began(self) -> u64 {
        self.get(SINCE)
    }

    /// By the master, before each fork: nothing of the predecessor stays.
    pub fn reset(self, generation: u32) {
        for word in self.words {
            word.store(0, Ordering::Relaxed);
        }
        self.set(GENERATION, generation.into());
    }

    /// By the master, after the fork.
    pub fn occupy(self, pid: i32) {
        self.set(PID, u64::try_from(pid).unwrap_or(0));
    }

    /// Who is here; 0: nobody.
    pub fn pid(self) -> i32 {
        i32::try_from(self.get(PID)).unwrap_or(0)
    }

    /// Of which generation.
    pub fn generation(self) -> u32 {
        u32::try_from(self.get(GENERATION)).unwrap_or(0)
    }

    /// By the master: an order that no pipe full of rubbish can lose.
    pub fn order(self, order: Order) {
        self.set(
            ORDER,
            match order {
                Order::Reload => 1,
                Order::Stop => 2,
            },
        );
    }

    /// By the worker, each turn.
    pub fn ordered(self) -> Option<Order> {
        match self.get(ORDER) {
            1 => Some(Order::Reload),
            2 => Some(Order::Stop),
            _ => None,
        }
    }

    /// By the worker, between [`Slot::enter`] and a wait.
    pub fn announce_wait(self) {
        fence(Ordering::SeqCst);
    }

    /// By the worker.
    pub fn enter(self, activity: Activity) {
        self.set(
            ACTIVITY,
            match activity {
                Activity::Booting => 0,
                Activity::Idle => 1,
                Activity::Busy => 2,
            },
        );
    }

    /// What the worker does.
    pub fn activity(self) -> Activity {
        match self.get(ACTIVITY) {
            1 => Activity::Idle,
            2 => Activity::Busy,
            _ => Activity::Booting,
        }
    }

    /// By the master, after [`Slot::order`]: whether the worker may have gone to wait without having seen it. The
    /// fence makes sure that one of the two sees the other; its twin is in [`Slot::announce_wait`].
    pub fn waits(self) -> bool {
        fence(Ordering::SeqCst);
        self.activity() == Activity::Idle
    }

    /// By the worker: jobs done by this process.
    pub fn count(self, jobs: u64) {
        self.set(JOBS, jobs);
    }

    /// Jobs done by this process.
    pub fn jobs(self) -> u64 {
        self.get(JOBS)
    }

    /// By the worker: when its job began, in nanoseconds of the monotonic clock.
    pub fn since(self, nanoseconds: u64) {
        self.set(SINCE, nanoseconds);
    }

    /// By the worker, right before it leaves.
    pub fn leave(self, cause: Cause) {
        self.set(CAUSE, cause as u64);
    }

    /// Why the worker left, by its own word.
    pub fn cause(self) -> Option<Cause> {
        Cause::from_number(u32::try_from(self.get(CAUSE)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;

    #[test]
    fn a_slot_tells_what_was_written_and_forgets_at_reset() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(7);
        assert_eq!((slot.pid(), slot.ordered(), slot.activity(), slot.cause()), (0, None, Activity::Booting, None));
        slot.occupy(4711);
        slot.order(Order::Stop);
        slot.enter(Activity::Busy);
        slot.count(u64::MAX);
        slot.leave(Cause::Boot);
        let again = board.slot(7);
        assert_eq!((again.pid(), again.ordered(), again.jobs()), (4711, Some(Order::Stop), u64::MAX));
        assert_eq!((again.activity(), again.cause()), (Activity::Busy, Some(Cause::Boot)));
        assert_eq!(board.slot(6).pid(), 0);
        slot.reset(3);
        assert_eq!((slot.generation(), slot.pid(), slot.jobs(), slot.cause()), (3, 0, 0, None));
        assert_eq!(board.slot(99_999).jobs(), 0, "the last slot is inside the mapping");
    }
}

//! What a worker does at this moment, one cell of its slot, and how its master claims it there.

use super::layout::{ACTIVITY, Slot};
use std::sync::atomic::{Ordering, fence};

/// What a worker does. One cell that is exchanged as a whole: a master that ends a job by force claims the very job that
/// was overdue, and never the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Activity {
    /// Nobody is here, or the worker has not finished its start.
    Booting = 0,
    /// Between two jobs.
    Idle = 1,
    /// In a job.
    Busy = 2,
    /// In a job that runs longer than it may.
    Overdue = 3,
    /// The master has decided to kill it: it does nothing any more but wait for that.
    Claimed = 4,
    /// In a fetch of the next job, with none in hand: whoever is told to go may be ended here.
    Fetching = 5,
    /// Ended there.
    Caught = 6,
    /// With a job in hand, in a wait that hears.
    Waiting = 7,
    /// It has become another program, or is about to: it hears signals only.
    Program = 8,
}

impl Activity {
    fn from_number(number: u64) -> Self {
        match number {
            1 => Self::Idle,
            2 => Self::Busy,
            3 => Self::Overdue,
            4 => Self::Claimed,
            5 => Self::Fetching,
            6 => Self::Caught,
            7 => Self::Waiting,
            8 => Self::Program,
            _ => Self::Booting,
        }
    }
}

impl Slot<'_> {
    /// By the worker.
    pub fn enter(self, activity: Activity) {
        self.set(ACTIVITY, activity as u64);
    }

    /// What the worker does.
    pub fn activity(self) -> Activity {
        Activity::from_number(self.get(ACTIVITY))
    }

    /// By the worker: the same as [`Slot::enter`], and says what it was until now; the master may have claimed it.
    pub fn exchange(self, activity: Activity) -> Activity {
        Activity::from_number(self.words[ACTIVITY].swap(activity as u64, Ordering::AcqRel))
    }

    /// From one to the other, if it is the one. By the master to claim, by the worker's timer to tell.
    pub fn turn(self, from: Activity, to: Activity) -> bool {
        let (from, to) = (from as u64, to as u64);
        self.words[ACTIVITY].compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// By the worker, between [`Slot::enter`] and a wait.
    pub fn announce_wait(self) {
        fence(Ordering::SeqCst);
    }

    /// By the master, after [`Slot::order`]: whether the worker may have gone to wait without having seen it. The
    /// fence makes sure that one of the two sees the other; its twin is in [`Slot::announce_wait`].
    pub fn waits(self) -> bool {
        fence(Ordering::SeqCst);
        matches!(self.activity(), Activity::Idle | Activity::Waiting)
    }

    /// By the master, after [`Slot::order`]: claims who fetches its next job. One that begins to after this has seen the
    /// order; the fence is that of [`Slot::waits`].
    pub fn catch(self) -> bool {
        fence(Ordering::SeqCst);
        self.turn(Activity::Fetching, Activity::Caught)
    }

    /// By the master, after [`Slot::order`]: whether there is another program by now; see [`Slot::catch`] for the fence.
    pub fn is_program(self) -> bool {
        self.activity() == Activity::Program
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;
    use naruto_supervisor::Time;

    #[test]
    fn only_the_job_that_was_overdue_can_be_claimed() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        slot.enter(Activity::Busy);
        assert!(!slot.turn(Activity::Overdue, Activity::Claimed));
        assert!(slot.turn(Activity::Busy, Activity::Overdue));
        assert_eq!(slot.exchange(Activity::Idle), Activity::Overdue);
        assert!(!slot.turn(Activity::Overdue, Activity::Claimed), "the job has ended");
        slot.enter(Activity::Overdue);
        assert!(slot.turn(Activity::Overdue, Activity::Claimed));
        assert_eq!(slot.exchange(Activity::Idle), Activity::Claimed);
    }

    #[test]
    fn who_fetches_is_caught_and_who_has_a_job_is_not() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        for activity in [Activity::Booting, Activity::Idle, Activity::Busy, Activity::Overdue, Activity::Waiting] {
            slot.enter(activity);
            assert!(!slot.catch(), "{activity:?}");
        }
        assert!(slot.held(Time::ZERO).is_some(), "who waits with a job in hand holds it");
        slot.enter(Activity::Fetching);
        assert!(slot.held(Time::ZERO).is_none() && slot.catch());
        assert!(slot.held(Time::ZERO).is_none());
        assert_eq!(slot.exchange(Activity::Busy), Activity::Caught, "it learns so before anything else");
    }
}

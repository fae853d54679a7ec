//! Jobs that take longer than `slowTimeout`: each is told of once, and nobody looks again before one may have become slow.

use crate::slot::{SlotId, Time};
use std::collections::HashSet;

/// A job that somebody is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Job {
    /// Where.
    pub slot: SlotId,
    /// Who.
    pub pid: i32,
    /// When it began: two jobs of a process do not begin at the same moment if one of them is slow.
    pub began: Time,
    /// From when on it is slow.
    pub slow_at: Time,
}

/// What has been told.
#[derive(Clone, Debug, Default)]
pub struct SlowJobs {
    told: HashSet<Job>,
}

impl SlowJobs {
    /// Of all jobs in hand those that have become slow since the last look, and when the next one may be.
    pub fn look(&mut self, jobs: Vec<Job>, now: Time) -> (Vec<Job>, Option<Time>) {
        let (slow, others): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.slow_at <= now);
        let new = slow.iter().filter(|job| !self.told.contains(job)).copied().collect();
        // What has ended is forgotten.
        self.told = slow.into_iter().collect();
        (new, others.iter().map(|job| job.slow_at).min())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(number: u32, began: u64) -> Job {
        let began = Time::from_secs(began);
        Job { slot: SlotId { group: 0, number }, pid: 4711, began, slow_at: began + Time::from_secs(5) }
    }

    #[test]
    fn each_slow_job_is_told_once() {
        let mut slow = SlowJobs::default();
        let at = Time::from_secs;
        assert_eq!(slow.look(vec![job(1, 10), job(2, 12)], at(14)), (vec![], Some(at(15))));
        assert_eq!(slow.look(vec![job(1, 10), job(2, 12)], at(15)), (vec![job(1, 10)], Some(at(17))));
        assert_eq!(slow.look(vec![job(1, 10), job(2, 12)], at(17)), (vec![job(2, 12)], None));
        assert_eq!(slow.look(vec![job(1, 10), job(2, 12)], at(30)), (vec![], None));
        // The next one of the same worker.
        assert_eq!(slow.look(vec![job(1, 31)], at(31)), (vec![], Some(at(36))));
        assert_eq!(slow.look(vec![job(1, 31)], at(40)), (vec![job(1, 31)], None));
        assert_eq!(slow.look(vec![], at(50)), (vec![], None));
        assert!(slow.told.is_empty(), "nothing is kept of what is over");
    }
}

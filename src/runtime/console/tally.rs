//! What many workers make together.

use crate::scoreboard::snapshot::{Group, Snapshot, State, Totals, Worker};
use naruto_supervisor::Cause;
use std::time::Duration;

/// The states in the order in which they are counted out.
pub const STATES: [&str; 5] = ["busy", "idle", "booting", "leaving", "waiting"];

/// The sums of a group, or of the whole fleet.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many slots there are.
    pub workers: u64,
    /// How many are in which state, in the order of [`STATES`].
    pub states: [u64; STATES.len()],
    /// How many have a process.
    pub running: u64,
    /// What was done, also in slots that are no more.
    pub totals: Totals,
    /// Jobs a second.
    pub rate: f64,
    /// What PHP says of its memory, in bytes.
    pub memory: u64,
    /// What the processes have for themselves alone, in bytes.
    pub private: u64,
    /// The age of the oldest job in hand.
    pub oldest_job: Duration,
    /// Ends by cause, in the order of [`Cause::ALL`].
    pub deaths: [u64; Cause::ALL.len()],
}

impl Tally {
    /// One for each group, in their order.
    pub fn of_groups(snapshot: &Snapshot) -> Vec<Self> {
        let begin = |group: &Group| Self { deaths: group.deaths, totals: group.retired.clone(), ..Self::default() };
        let mut tallies: Vec<Self> = snapshot.groups.iter().map(begin).collect();
        for worker in &snapshot.workers {
            if let Some(tally) = tallies.get_mut(worker.group) {
                tally.count(snapshot, worker);
            }
        }
        tallies
    }

    /// The whole fleet's.
    pub fn of_fleet(snapshot: &Snapshot) -> Self {
        let mut fleet = Self::default();
        for worker in &snapshot.workers {
            fleet.count(snapshot, worker);
        }
        for group in &snapshot.groups {
            fleet.totals.add(&group.retired);
            fleet.deaths.iter_mut().zip(&group.deaths).for_each(|(sum, more)| *sum += more);
        }
        fleet
    }

    fn count(&mut self, snapshot: &Snapshot, worker: &Worker) {
        let state = worker.state.as_str();
        self.workers += 1;
        STATES.iter().zip(&mut self.states).filter(|(word, _)| **word == state).for_each(|(_, number)| *number += 1);
        self.running += u64::from(worker.pid.is_some());
        self.totals.add(&worker.totals);
        self.rate += worker.rate;
        self.memory += worker.memory;
        self.private += worker.private;
        if worker.state == State::Busy {
            self.oldest_job = self.oldest_job.max(snapshot.now.saturating_sub(worker.since));
        }
    }

    /// How many are in the state with this name.
    pub fn in_state(&self, state: &str) -> u64 {
        STATES.iter().zip(self.states).find(|(word, _)| **word == state).map_or(0, |(_, number)| number)
    }
}

/// Those that are not nothing, the most frequent first: `7 exception, 3 oom, 1 timeout`. None: there are none.
pub fn by_cause(deaths: &[u64; Cause::ALL.len()], wanted: impl Fn(Cause) -> bool) -> Option<(u64, String)> {
    let mut causes: Vec<(u64, Cause)> =
        deaths.iter().copied().zip(Cause::ALL).filter(|(number, cause)| *number > 0 && wanted(*cause)).collect();
    causes.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let said: Vec<String> = causes.iter().map(|(number, cause)| format!("{number} {}", cause.as_str())).collect();
    (!said.is_empty()).then(|| (causes.iter().map(|(number, _)| number).sum(), said.join(", ")))
}

/// So many per cent of a slot's jobs took at most this long. A bucket is wider than the job that it was made for, and
/// nobody should read that a job took longer than the longest one.
pub fn percentile(worker: &Worker, percent: u64) -> Option<Duration> {
    worker.totals.histogram.percentile(percent).map(|time| time.min(worker.longest))
}

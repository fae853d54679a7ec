//! What must hold after every step, and once a fleet is at rest: the invariants of the design.

use super::world::{Process, World};
use crate::mould::MASTER;
use crate::slot::{Slot, State};
use crate::{Cause, Phase};
use std::collections::BTreeSet;
use std::time::Duration;

/// Twice the longest pause of a restart, and as much for what follows it.
const BUILDING_TIME: Duration = Duration::from_secs(120);
/// See `turns`: workers over their limit leave together only if one of them takes longer than this.
const LONG_JOB: Duration = Duration::from_secs(10);

impl World {
    pub fn check(&mut self) {
        let slots: BTreeSet<_> = self.alive.values().map(|process| process.slot).collect();
        assert_eq!(slots.len(), self.alive.len(), "a slot holds two workers");
        let known: BTreeSet<_> = self.supervisor.pids().map(|(pid, _)| pid).collect();
        assert_eq!(known, self.alive.keys().copied().collect(), "the table is not the truth");
        assert!(self.supervisor.phase() >= self.phase, "the phase went back");
        self.phase = self.supervisor.phase();
        assert_eq!(self.stopping, self.phase > Phase::Running);
        let wanted = |process: &&Process| process.slot.number <= self.supervisor.size(process.slot.group);
        let surplus = self.alive.values().filter(|process| !wanted(process));
        let staying = surplus.filter(|process| process.told.is_none() && !process.killed);
        assert_eq!(staying.count(), 0, "more workers than N that nobody has told to leave");
        let claimed = |process: &&Process| process.caught;
        assert!(self.alive.values().filter(claimed).all(|process| process.killed && process.told.is_some()));
        let asked: BTreeSet<_> = self.asked.iter().map(|(slot, _)| *slot).collect();
        assert_eq!(asked.len(), self.asked.len(), "two forks for one slot");
        assert!(slots.is_disjoint(&asked), "a fork for a slot that has a worker");
        self.check_deadlines();
        self.check_turns();
    }

    /// Whatever may stall has a deadline, and the master will be awake by then.
    fn check_deadlines(&mut self) {
        let slots: Vec<_> = self.supervisor.all_slots().into_iter().filter_map(|id| self.supervisor.slot(id)).collect();
        assert!(slots.iter().all(|slot| match slot.state {
            State::Waiting { .. } | State::Booting { .. } => slot.deadline().is_some(),
            // What has been given up, or is cast anew, is answered by then.
            State::Forking { mould, answer_by, .. } => {
                mould == MASTER || answer_by.is_some() || !self.moulds.contains_key(&mould)
            }
            _ => true,
        }));
        let first = slots.into_iter().filter_map(Slot::deadline).min();
        assert!(first.is_none_or(|first| self.supervisor.next_deadline().is_some_and(|next| next <= first)));
    }

    fn check_turns(&self) {
        for group in 0..2 {
            let leaving = |slot: &&Slot| matches!(slot.state, State::Leaving { why: Cause::Limit, .. });
            let young = |slot: &&Slot| {
                slot.worker()
                    .and_then(|worker| self.alive.get(&worker.pid)?.told)
                    .is_some_and(|(_, at)| self.now < at + LONG_JOB)
            };
            let all = self.supervisor.all_slots().into_iter().filter(|id| id.group == group);
            let leave = all.filter_map(|id| self.supervisor.slot(id)).filter(leaving).filter(young).count();
            assert!(leave <= 1, "{leave} renewals at once");
        }
    }

    /// If nothing else fails, the fleet comes to rest with every slot filled, or with no process at all.
    pub fn settle(&mut self) {
        self.forks_fail = false;
        let limit = self.now + BUILDING_TIME;
        let at_rest = |world: &mut Self| {
            let done = |process: &Process| process.ready && process.told.is_none() && !process.killed;
            world.supervisor.next_deadline().is_none() && world.alive.values().all(done)
        };
        while self.now < limit && self.finished.is_none() && (self.stopping || !at_rest(self)) {
            for n in 0..self.moulds.len() * (1 + self.asked.len()) {
                self.serve_mould(n);
            }
            for pid in self.alive.keys().copied().collect::<Vec<_>>() {
                if let Some(process) = self.alive.get_mut(&pid) {
                    process.stopped = false;
                }
                self.serve(pid);
            }
            self.pass(Duration::from_millis(500));
        }
        if self.stopping {
            assert!(self.finished.is_some(), "a stop never ended");
            assert!(self.moulds.is_empty(), "a mould is left");
            return;
        }
        assert!(self.moulds.len() <= 1, "a mould that nobody needs is left");
        assert!(self.asked.is_empty(), "a fork that was never made");
        let wanted: u32 = (0..2).map(|group| self.supervisor.size(group)).sum();
        assert_eq!(self.alive.len(), wanted as usize, "not everyone is back");
        assert_eq!(self.supervisor.waited(), None, "a reload never ended");
        assert_eq!(self.supervisor.next_deadline(), None, "a wake-up is left in a fleet at rest");
    }
}

//! What commands do to the fleet.

use super::{Phase, Supervisor};
use crate::bugs::{Bug, planted};
use crate::cause::Cause;
use crate::command::{Change, Command, MOST_WORKERS, Order, Target};
use crate::mould::{Health, MASTER};
use crate::rollout::{Outcome, Rollout, Wish};
use crate::settings::Grace;
use crate::slot::{SlotId, State, Time, earliest};
use crate::{Action, Actions, Notice};

impl Supervisor {
    pub(super) fn command(&mut self, command: Command, now: Time, out: &mut Actions) {
        match command {
            Command::Reload { target, fresh } => self.ask_reload(Wish { target, fresh }, now, out),
            Command::Stop => self.stop(now, out),
            Command::Terminate => self.terminate(now, out),
            Command::Scale { change, group } => self.scale(change, group, now, out),
        }
    }

    pub(super) fn stop(&mut self, now: Time, out: &mut Actions) {
        if self.phase >= Phase::Stopping {
            return;
        }
        self.enter(Phase::Stopping, now, out);
        out.push(Action::Notice(Notice::Stopping));
        self.dismiss_all(deadline(self.stop_grace, now), out);
    }

    /// The first asks and sets a deadline, the second kills.
    fn terminate(&mut self, now: Time, out: &mut Actions) {
        let at_once = self.terminate_grace == Grace::For(Time::ZERO);
        if self.phase < Phase::Terminating && !at_once {
            self.enter(Phase::Terminating, now, out);
            let kill_at = deadline(self.terminate_grace, now);
            out.push(Action::Notice(Notice::Terminating { grace: kill_at.map(|at| at.saturating_sub(now)) }));
            self.dismiss_all(kill_at, out);
        } else if self.phase < Phase::Killing {
            self.enter(Phase::Killing, now, out);
            out.push(Action::Notice(Notice::Terminating { grace: None }));
            self.dismiss_all(None, out);
            for id in self.all_slots() {
                if let Some(State::Leaving { worker, why, .. }) = self.slot(id).map(|slot| slot.state) {
                    self.kill(id, worker, why, out);
                }
            }
        }
    }

    fn enter(&mut self, phase: Phase, now: Time, out: &mut Actions) {
        if self.phase == Phase::Running {
            self.tally.stop_asked = now;
        }
        self.phase = phase;
        self.start = None;
        self.reloads.cancel();
        // Nobody is forked any more.
        let candidate = self.moulds.candidate.take().map(|candidate| candidate.mould);
        let current = Some(self.moulds.current).filter(|mould| *mould != MASTER && self.moulds.health != Health::Lost);
        out.extend(candidate.into_iter().chain(current).map(|mould| Action::DropMould { mould }));
        self.moulds.health = if self.moulds.current == MASTER { Health::Up } else { Health::Lost };
    }

    fn dismiss_all(&mut self, kill_at: Option<Time>, out: &mut Actions) {
        for id in self.all_slots() {
            self.dismiss(id, Order::Stop, Cause::Stop, kill_at, out);
        }
    }

    fn scale(&mut self, change: Change, group: Option<String>, now: Time, out: &mut Actions) {
        if self.phase > Phase::Running {
            return;
        }
        let group = match group {
            Some(name) => match self.group_index(&name) {
                Some(group) => group,
                None => return out.push(Action::Notice(Notice::NoSuchTarget(Target::Group(name)))),
            },
            None if self.groups.len() == 1 => 0,
            None => return out.push(Action::Notice(Notice::WhichGroup)),
        };
        let from = self.size(group);
        let to = match change {
            Change::To(to) => to,
            // Taking away one by one must not park a group by accident; `scale 0` does.
            Change::By(by) => from.saturating_add_signed(by).max(1),
        };
        self.resize(group, to.min(self.room(group)), now, out);
    }

    pub(super) fn resize(&mut self, group: u16, to: u32, now: Time, out: &mut Actions) {
        let from = std::mem::replace(&mut self.group_mut(group).size, to);
        if from == to {
            return;
        }
        out.push(Action::Notice(Notice::Scaled { group, from, to }));
        let kill_at = deadline(self.stop_grace, now);
        for number in to + 1..=from {
            self.dismiss(SlotId { group, number }, Order::Stop, Cause::Scale, kill_at, out);
        }
        self.fill(group, from + 1..=to, now, out);
    }

    /// Spawns into those of the slots that are empty.
    fn fill(&mut self, group: u16, numbers: impl IntoIterator<Item = u32>, now: Time, out: &mut Actions) {
        for id in numbers.into_iter().map(|number| SlotId { group, number }) {
            match self.slot(id).map_or(State::Empty, |slot| slot.state) {
                State::Empty => self.spawn(id, now, out),
                State::Forking { mould, answer_by, .. } => {
                    self.set(id, State::Forking { mould, wanted: true, answer_by });
                }
                _ if planted(Bug::DoubleSpawn) => self.spawn(id, now, out),
                _ => {}
            }
        }
    }

    /// How large a group can become: a slot that another group has had once stays its own.
    pub(super) fn room(&self, group: u16) -> u32 {
        let others = self.group_ids().filter(|other| *other != group);
        MOST_WORKERS.saturating_sub(others.map(|other| self.group(other).slot_count()).sum())
    }

    /// The start: every group gets the workers it asks for. What it has already counts.
    pub(super) fn begin(&mut self, now: Time, out: &mut Actions) {
        for group in self.group_ids() {
            let missing = self.group(group).settings.start_num.saturating_sub(self.size(group));
            self.grow(group, missing, now, out);
        }
    }

    /// More workers before the fleet is fully up: they count as part of its start.
    pub(super) fn grow(&mut self, group: u16, by: u32, now: Time, out: &mut Actions) {
        if self.phase > Phase::Running {
            return;
        }
        let from = self.size(group);
        let to = from.saturating_add(by).min(self.room(group));
        self.group_mut(group).size = to;
        let new = (from + 1..=to).map(|number| SlotId { group, number });
        match &mut self.start {
            Some(start) if start.is_running() => start.extend(new),
            start => *start = Some(Rollout::new(now, new)),
        }
        self.fill(group, from + 1..=to, now, out);
    }

    /// Asks the worker of a slot to go; without a worker there is nobody to wait for.
    pub(super) fn dismiss(&mut self, id: SlotId, order: Order, why: Cause, grace: Option<Time>, out: &mut Actions) {
        let Some(slot) = self.slot(id) else { return };
        let (worker, grace, boot) = match slot.state {
            State::Booting { worker, kill_at: boot } => (worker, grace, boot),
            State::Running { worker } => (worker, grace, None),
            State::Leaving { worker, grace: earlier, boot, .. } => (worker, earliest([grace, earlier]), boot),
            State::Waiting { .. } if planted(Bug::SpawnAfterStop) => return,
            State::Forking { mould, answer_by, .. } => {
                self.set(id, State::Forking { mould, wanted: false, answer_by });
                return self.give_slot_up(id);
            }
            State::Empty | State::Waiting { .. } => return self.vacate(id),
            State::Killed { .. } | State::Caught { .. } => return,
        };
        self.set(id, State::Leaving { worker, why, grace, boot });
        let signal = self.group(id.group).settings.stop_signal;
        out.push(Action::Tell { slot: id, pid: worker.pid, order, signal });
    }

    /// Nobody is here, and nobody is to come.
    pub(super) fn vacate(&mut self, id: SlotId) {
        self.set(id, State::Empty);
        self.give_slot_up(id);
    }

    fn give_slot_up(&mut self, id: SlotId) {
        self.settle(id, Outcome::Unwanted);
        if let Some(candidate) = &mut self.moulds.candidate {
            candidate.forget(id);
        }
        self.group_mut(id.group).turns.over(id.number);
    }

    pub(super) fn slots_of(&self, target: &Target) -> Vec<SlotId> {
        let wanted = |id: &SlotId| id.number <= self.size(id.group);
        match target {
            Target::Everyone => self.all_slots().into_iter().filter(wanted).collect(),
            Target::Group(name) => {
                let group = self.group_index(name);
                self.all_slots().into_iter().filter(|id| Some(id.group) == group).filter(wanted).collect()
            }
            Target::Worker { group, number } => self
                .group_index(group)
                .map(|group| SlotId { group, number: *number })
                .into_iter()
                .filter(wanted)
                .collect(),
        }
    }
}

fn deadline(grace: Grace, now: Time) -> Option<Time> {
    match grace {
        Grace::Endless => None,
        Grace::For(grace) => Some(now + grace),
    }
}

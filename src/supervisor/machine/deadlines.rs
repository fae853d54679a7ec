//! What is due: restarts, the ends of graces, jobs that overran their deadline, turns, and giving up.

use super::{Phase, Supervisor};
use crate::cause::Cause;
use crate::command::Order;
use crate::mould::{Health, Stage};
use crate::slot::{Slot, SlotId, State, Time, Worker};
use crate::{Action, Actions, Notice};
use std::cmp::Reverse;
use std::time::Duration;

/// A deadline that is noticed this late was slept through, by the machine or by a master that was stopped. Then nobody
/// had the time that was meant for them, so one round of kills is skipped.
const SLEPT: Duration = Duration::from_secs(1);

impl Supervisor {
    /// When to come back with a `Tick` if nothing else happens.
    pub fn next_deadline(&mut self) -> Option<Time> {
        while let Some(Reverse((at, id))) = self.timers.peek() {
            if self.slot(*id).and_then(Slot::deadline) == Some(*at) {
                break;
            }
            self.timers.pop();
        }
        let slots = self.timers.peek().map(|Reverse((at, _))| *at);
        let running = self.phase == Phase::Running;
        let groups = self.group_ids().filter(|_| running).flat_map(|group| {
            let turn = self.group(group).turns.passes_at().filter(|_| self.holder_still_works(group));
            [turn, self.group(group).gives_up_at()]
        });
        groups.flatten().chain(slots).chain(self.reloads.deadline()).chain(self.moulds.deadline()).min()
    }

    /// On a `Tick` only: whoever sends one has taken in before what the workers had to say until then.
    pub(super) fn run_timers(&mut self, now: Time, out: &mut Actions) {
        while let Some(Reverse((at, id))) = self.timers.peek().copied() {
            if at > now {
                break;
            }
            self.timers.pop();
            if self.slot(id).and_then(Slot::deadline) == Some(at) {
                self.overdue(id, at, now, out);
            }
        }
        self.moulds_due(now, out);
        for group in self.group_ids() {
            self.give_up_if_due(group, now, out);
        }
    }

    /// A script must come to its `run()` in the time that a worker has for its start.
    fn moulds_due(&mut self, now: Time, out: &mut Actions) {
        self.note_age(now);
        let candidate = self.moulds.candidate.as_mut().and_then(|candidate| match &mut candidate.stage {
            Stage::Casting { kill_at } => Some((candidate.mould, kill_at)),
            Stage::Proving(_) => None,
        });
        let current = match &mut self.moulds.health {
            Health::Casting { kill_at } => Some((self.moulds.current, kill_at)),
            Health::Up | Health::Lost => None,
        };
        let mut late = Vec::new();
        for (mould, kill_at) in candidate.into_iter().chain(current) {
            match *kill_at {
                Some(at) if now >= at + SLEPT => *kill_at = Some(now + SLEPT),
                Some(at) if now >= at => late.push(mould),
                _ => {}
            }
        }
        for mould in late {
            self.give_mould_up(mould, "the script has not come to its run() in time (bootTimeout)", out);
        }
    }

    /// What may begin now: the next reload, the next renewal.
    pub(super) fn follow_up(&mut self, now: Time, out: &mut Actions) {
        if let Some(wish) = self.reloads.next(now) {
            self.reload(wish, now, out);
        }
        self.renew_batches(now, out);
        for group in self.group_ids() {
            self.renew(group, now, out);
            self.group_mut(group).watch(now);
        }
    }

    /// What was due in this slot: the restart that it waited for, or an end by force.
    fn overdue(&mut self, id: SlotId, at: Time, now: Time, out: &mut Actions) {
        let Some(state) = self.slot(id).map(|slot| slot.state) else { return };
        match state {
            State::Waiting { .. } => self.spawn(id, now, out),
            _ if now >= at + SLEPT => self.set(id, postponed(state, now)),
            State::Booting { worker, kill_at } if is_due(kill_at, now) => self.kill(id, worker, Cause::Boot, out),
            State::Leaving { worker, boot, .. } if is_due(boot, now) => self.kill(id, worker, Cause::Boot, out),
            State::Leaving { worker, why, grace, .. } if is_due(grace, now) => self.kill(id, worker, why, out),
            State::Booting { worker, .. } | State::Running { worker } | State::Leaving { worker, .. } => {
                self.set_overdue(id, worker.pid, None);
                out.push(Action::KillOverdue { slot: id, pid: worker.pid });
            }
            State::Forking { mould, wanted, .. } => {
                self.set(id, State::Forking { mould, wanted, answer_by: None });
                self.give_mould_up(mould, "it does not fork any more", out);
            }
            State::Empty | State::Killed { .. } | State::Caught { .. } => {}
        }
    }

    /// A job overran, or a process stands still: it is killed at that time if nothing has changed by then. Without a
    /// time it is left alone.
    pub(super) fn set_overdue(&mut self, id: SlotId, pid: i32, overdue: Option<Time>) {
        let changed = self.change(id, |slot| {
            let worker = slot.worker_mut().filter(|worker| worker.pid == pid)?;
            worker.overdue = overdue;
            Some(slot.state)
        });
        if let Some(state) = changed {
            self.set(id, state);
        }
    }

    pub(super) fn kill(&mut self, id: SlotId, worker: Worker, why: Cause, out: &mut Actions) {
        self.set(id, State::Killed { worker, why });
        out.push(Action::Kill { slot: id, pid: worker.pid });
    }

    /// Lets the next one that is over a limit go, if it is somebody's turn.
    fn renew(&mut self, group: u16, now: Time, out: &mut Actions) {
        while self.phase == Phase::Running {
            let still_works = self.holder_still_works(group);
            let Some(number) = self.group_mut(group).turns.next(now, still_works) else { return };
            let id = SlotId { group, number };
            if self.slot(id).is_some_and(|slot| matches!(slot.state, State::Running { .. })) {
                return self.dismiss(id, Order::Reload, Cause::Limit, None, out);
            }
            self.group_mut(group).turns.over(number);
        }
    }

    /// Whose turn it is has not left yet, so that nobody is missing.
    fn holder_still_works(&self, group: u16) -> bool {
        let holder = self.group(group).turns.holder().and_then(|number| self.slot(SlotId { group, number }));
        holder.is_some_and(|slot| matches!(slot.state, State::Leaving { .. }))
    }

    /// A group that never gets a ready worker ends the fleet, so that the platform above sees it.
    fn give_up_if_due(&mut self, group: u16, now: Time, out: &mut Actions) {
        if self.phase == Phase::Running
            && let Some(after) = self.group(group).settings.give_up_timeout
            && is_due(self.group(group).gives_up_at(), now)
        {
            out.push(Action::Notice(Notice::GaveUp { group, after }));
            self.code = super::GAVE_UP;
            self.stop(now, out);
        }
    }
}

fn is_due(at: Option<Time>, now: Time) -> bool {
    at.is_some_and(|at| at <= now)
}

/// The same state, with a little more time for everything that is due.
fn postponed(state: State, now: Time) -> State {
    let later = |at: Option<Time>| at.map(|at| if at <= now { now + SLEPT } else { at });
    let put_off = |worker: Worker| Worker { overdue: later(worker.overdue), ..worker };
    match state {
        State::Booting { worker, kill_at } => State::Booting { worker: put_off(worker), kill_at: later(kill_at) },
        State::Running { worker } => State::Running { worker: put_off(worker) },
        State::Forking { mould, wanted, answer_by } => State::Forking { mould, wanted, answer_by: later(answer_by) },
        State::Leaving { worker, why, grace, boot } => {
            State::Leaving { worker: put_off(worker), why, grace: later(grace), boot: later(boot) }
        }
        other => other,
    }
}

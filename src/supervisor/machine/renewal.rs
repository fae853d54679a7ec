//! Reloads: a plain one forks every worker anew. New code is cast, proven by one worker of each group, and only then
//! rolled out; until it is proven, everything goes on with the code that runs.

use super::{Phase, Supervisor};
use crate::cause::Cause;
use crate::command::{Order, Target};
use crate::mould::{Candidate, Health, MASTER, MouldId, Proof, Stage};
use crate::rollout::{Outcome, Rollout, Wish};
use crate::settings::{GroupSettings, Settings};
use crate::slot::{SlotId, State, Time, Worker};
use crate::{Action, Actions, Gone, Notice, Refused};
use std::collections::BTreeMap;
use std::time::Duration;

/// A first worker that has lived this long has proven its code, even if it is still at its first job.
const LONG_ENOUGH: Duration = Duration::from_secs(1);

/// The settings that came with a mould.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    mould: MouldId,
    settings: Box<Settings>,
    groups: Vec<(String, GroupSettings)>,
}

impl Supervisor {
    pub(super) fn ask_reload(&mut self, wish: Wish, now: Time, out: &mut Actions) {
        if self.phase > Phase::Running {
            return;
        }
        if !self.has(&wish.target) {
            out.push(Action::Notice(Notice::NoSuchTarget(wish.target)));
        } else if let Some(wish) = self.reloads.admit(wish, now) {
            self.reload(wish, now, out);
        }
    }

    /// Every worker of the target finishes its job and is replaced. For everyone that may mean new code, so it is held
    /// until that is known.
    pub(super) fn reload(&mut self, wish: Wish, now: Time, out: &mut Actions) {
        let Wish { target, fresh } = wish;
        let everyone = target == Target::Everyone;
        let slots = self.slots_of(&target);
        let workers = u32::try_from(slots.len()).unwrap_or(u32::MAX);
        let at_once = |group: u16| self.group(group).settings.reload_batch.of(self.size(group));
        self.reloads.current = Some(Rollout::in_batches(now, slots, at_once, everyone));
        let generation = self.generation + 1;
        out.push(Action::Notice(Notice::ReloadBegun { target, workers, generation }));
        if everyone {
            let mould = self.moulds.next_id();
            let stage = Stage::Casting { kill_at: self.cast_by(now) };
            self.moulds.candidate = Some(Candidate { mould, stage });
            out.push(Action::CastMould { mould, fresh });
        } else {
            self.begin_generation(out);
        }
    }

    fn begin_generation(&mut self, out: &mut Actions) {
        self.generation += 1;
        let (generation, mould) = (self.generation, self.moulds.current);
        out.push(Action::Notice(Notice::NewGeneration { generation, mould }));
        if let Some(rollout) = &mut self.reloads.current {
            rollout.release();
        }
    }

    pub(super) fn cast_by(&self, now: Time) -> Option<Time> {
        self.boot_timeout.map(|timeout| now + timeout)
    }

    /// Nothing has changed: the code that runs is as good as new.
    pub(super) fn mould_unneeded(&mut self, mould: MouldId, out: &mut Actions) {
        if self.moulds.is_candidate(mould) {
            self.moulds.candidate = None;
            self.begin_generation(out);
        }
    }

    pub(super) fn mould_ready(
        &mut self,
        mould: MouldId,
        settings: Box<Settings>,
        groups: Vec<(String, GroupSettings)>,
        idle: &[SlotId],
        now: Time,
        out: &mut Actions,
    ) {
        let plan = Plan { mould, settings, groups };
        if mould == self.moulds.current && matches!(self.moulds.health, Health::Casting { .. }) {
            self.moulds.health = Health::Up;
            return self.take_over(plan, now, out);
        }
        if !self.moulds.is_candidate(mould) {
            return;
        }
        let provers: Vec<SlotId> = self
            .group_ids()
            .filter(|group| plan.groups.iter().any(|(name, _)| name == self.group_name(*group)))
            .filter_map(|group| self.prover_of(group, idle))
            .collect();
        self.plan = Some(plan);
        let proofs: BTreeMap<_, _> = provers.iter().map(|slot| (*slot, Proof::Missing)).collect();
        self.moulds.candidate = Some(Candidate { mould, stage: Stage::Proving(proofs) });
        for slot in provers {
            if let Some(rollout) = &mut self.reloads.current {
                rollout.take(slot);
            }
            self.renew_slot(slot, now, out);
        }
    }

    /// Whose place the first worker of new code takes: that of somebody who need not be waited for.
    fn prover_of(&self, group: u16, idle: &[SlotId]) -> Option<SlotId> {
        let state = |id: &SlotId| self.slot(*id).map(|slot| slot.state);
        let is_wanted = |id: &SlotId| id.group == group && id.number <= self.size(group);
        let running = |id: &SlotId| matches!(state(id), Some(State::Running { .. }));
        let all = || (1..=self.size(group)).map(|number| SlotId { group, number });
        idle.iter()
            .copied()
            .find(|id| is_wanted(id) && running(id))
            .or_else(|| all().find(|id| matches!(state(id), Some(State::Waiting { .. } | State::Empty))))
            .or_else(|| all().find(running))
            .or_else(|| all().next())
    }

    /// A mould is no more: new code that was to be tried is refused, code that runs is cast again when it is needed.
    pub(super) fn mould_lost(&mut self, mould: MouldId, why: String, out: &mut Actions) {
        if self.moulds.is_candidate(mould) {
            self.refuse(Refused::Mould(why), out);
        } else if mould == self.moulds.current && mould != MASTER {
            self.moulds.health = Health::Lost;
        }
    }

    /// It does not do what it was asked to.
    pub(super) fn give_mould_up(&mut self, mould: MouldId, why: &str, out: &mut Actions) {
        let known = self.moulds.is_candidate(mould)
            || (mould == self.moulds.current && self.moulds.health != Health::Lost && mould != MASTER);
        if known {
            out.push(Action::DropMould { mould });
            self.mould_lost(mould, why.to_owned(), out);
        }
    }

    /// Everything goes on with the code that runs; whoever has tried the other one is replaced.
    pub(super) fn refuse(&mut self, why: Refused, out: &mut Actions) {
        let Some(candidate) = self.moulds.candidate.take() else { return };
        self.plan = None;
        if let Some(rollout) = &mut self.reloads.current {
            rollout.call_off();
        }
        if !matches!(why, Refused::Mould(_)) {
            out.push(Action::DropMould { mould: candidate.mould });
        }
        for (slot, _) in candidate.provers() {
            // The one whose death this is has left the table already.
            let here = self.worker(slot).filter(|worker| self.by_pid.get(&worker.pid) == Some(&slot));
            if here.is_some_and(|worker| worker.mould == candidate.mould) {
                self.dismiss(slot, Order::Reload, Cause::Reload, None, out);
            }
        }
        out.push(Action::Notice(Notice::ReloadRefused { generation: self.generation + 1, why }));
    }

    /// Whether the death of this worker tells something of the code that is tried: it has not been proven yet, and the
    /// worker was not told to go.
    pub(super) fn fails_proof(&self, gone: &Gone, mould: MouldId) -> bool {
        let proof = self
            .moulds
            .candidate
            .as_ref()
            .filter(|candidate| candidate.mould == mould)
            .and_then(|candidate| candidate.provers().find(|(slot, _)| *slot == gone.slot).map(|(_, proof)| proof));
        proof.is_some_and(|proof| proof != Proof::Given) && !gone.cause.is_planned()
    }

    pub(super) fn note_proof(&mut self, id: SlotId, pid: i32, proof: Proof) {
        let Some(worker) = self.worker(id).filter(|worker| worker.pid == pid) else { return };
        if let Some(candidate) = self.moulds.candidate.as_mut().filter(|candidate| candidate.mould == worker.mould) {
            candidate.note(id, proof);
        }
    }

    pub(super) fn note_ready(&mut self, id: SlotId, pid: i32, now: Time) {
        self.note_proof(id, pid, Proof::Ready { until: now + LONG_ENOUGH });
    }

    /// Who has lived long enough by now has proven its code.
    pub(super) fn note_age(&mut self, now: Time) {
        let Some(candidate) = &mut self.moulds.candidate else { return };
        let old: Vec<_> = candidate
            .provers()
            .filter(|(_, proof)| matches!(proof, Proof::Ready { until } if *until <= now))
            .map(|(slot, _)| slot)
            .collect();
        for slot in old {
            candidate.note(slot, Proof::Given);
        }
    }

    /// New code that is proven becomes the code that runs, and everybody else may go.
    pub(super) fn commit_if_proven(&mut self, now: Time, out: &mut Actions) {
        let Some(candidate) = self.moulds.candidate.take_if(|candidate| candidate.is_proven()) else { return };
        let old = std::mem::replace(&mut self.moulds.current, candidate.mould);
        if old != MASTER && self.moulds.health != Health::Lost {
            out.push(Action::DropMould { mould: old });
        }
        self.moulds.health = Health::Up;
        self.begin_generation(out);
        if let Some(rollout) = &mut self.reloads.current {
            candidate.provers().for_each(|(slot, _)| rollout.settle(slot, Outcome::Ready));
        }
        if let Some(plan) = self.plan.take().filter(|plan| plan.mould == candidate.mould) {
            self.take_over(plan, now, out);
        }
    }

    /// What the script says now holds from now on. The number of workers only where it says another one than before: what
    /// `scale` has made of it stays.
    fn take_over(&mut self, plan: Plan, now: Time, out: &mut Actions) {
        self.stop_grace = plan.settings.stop_grace;
        self.terminate_grace = plan.settings.terminate_grace;
        self.boot_timeout = plan.settings.group.boot_timeout;
        for group in self.group_ids() {
            if !plan.groups.iter().any(|(name, _)| name == self.group_name(group)) {
                self.group_mut(group).is_gone = true;
                self.resize(group, 0, now, out);
            }
        }
        for (name, settings) in plan.groups {
            let wanted = settings.start_num;
            let group = if let Some(group) = self.group_index(&name) {
                let known = self.group_mut(group);
                let before = std::mem::replace(&mut known.settings, settings).start_num;
                if !std::mem::take(&mut known.is_gone) && before == wanted {
                    continue;
                }
                group
            } else {
                self.add_group(name, settings)
            };
            self.resize(group, wanted.min(self.room(group)), now, out);
        }
    }

    fn is_new(&self, id: SlotId, worker: Worker) -> bool {
        worker.mould == self.moulds.of(id) && worker.generation >= self.generation
    }

    /// Asks those to go whose turn it is.
    pub(super) fn renew_batches(&mut self, now: Time, out: &mut Actions) {
        loop {
            let batch = self.reloads.current.as_mut().map(Rollout::next_batch).unwrap_or_default();
            if batch.is_empty() {
                return;
            }
            for id in batch {
                self.renew_slot(id, now, out);
            }
        }
    }

    /// Who waits for its restart gets it now: the new code may be the cure.
    fn renew_slot(&mut self, id: SlotId, now: Time, out: &mut Actions) {
        match self.slot(id).map_or(State::Empty, |slot| slot.state) {
            State::Empty | State::Waiting { .. } => self.spawn(id, now, out),
            // Its predecessor has died since the reload began.
            State::Running { worker } if self.is_new(id, worker) => {
                self.settle(id, Outcome::Ready);
            }
            State::Booting { worker, .. } if self.is_new(id, worker) => {}
            State::Booting { .. } | State::Running { .. } => self.dismiss(id, Order::Reload, Cause::Reload, None, out),
            // On its way out, or about to be forked: its successor, or it itself when it is forked, is new.
            State::Forking { .. } | State::Leaving { .. } | State::Killed { .. } | State::Caught { .. } => {}
        }
    }
}

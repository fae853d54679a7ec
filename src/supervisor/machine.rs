//! The state machine itself: one event in, actions out.

mod commands;
mod deadlines;
mod lifecycle;
mod looking;
mod renewal;

pub use looking::Waited;

use crate::bugs::{Bug, planted};
use crate::group::Group;
use crate::mould::{Health, MASTER, Moulds, Proof};
use crate::restart::Backoff;
use crate::rollout::{Reloads, Rollout};
use crate::settings::{Grace, GroupSettings, Settings};
use crate::slot::{Slot, SlotId, State, Time, Worker};
use crate::{Action, Actions, Event, Notice};
use renewal::Plan;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// How far the end of the fleet has come; it only rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Every slot is kept filled.
    Running,
    /// Workers finish their jobs.
    Stopping,
    /// Workers have a little time left.
    Terminating,
    /// Everyone has been sent SIGKILL.
    Killing,
}

/// The fleet as it should be, and as it is.
#[derive(Clone, Debug)]
pub struct Supervisor {
    groups: Vec<Group>,
    by_pid: HashMap<i32, SlotId>,
    phase: Phase,
    generation: u32,
    moulds: Moulds,
    /// What comes with the new code that is tried.
    plan: Option<Plan>,
    /// Slots for which a fork has been asked.
    forking: u32,
    boot_timeout: Option<Time>,
    stop_grace: Grace,
    terminate_grace: Grace,
    start: Option<Rollout>,
    reloads: Reloads,
    backoff: Backoff,
    /// Deadlines of slots; those that a slot no longer has are dropped when they come up.
    timers: BinaryHeap<Reverse<(Time, SlotId)>>,
    tally: Tally,
    /// What the master will end with.
    code: i32,
    finished: bool,
}

/// Exit status of a fleet that ended as asked.
const DONE: i32 = 0;
/// Exit status of a fleet that gave up, see the setting `giveUpTimeout`.
const GAVE_UP: i32 = 5;

/// What the last line of the log tells.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    stop_asked: Time,
    left: u32,
    cut: u32,
    jobs: u64,
}

impl Supervisor {
    /// A fleet that has not started; `seed` spreads the pauses of restarts.
    pub fn new(settings: &Settings, groups: Vec<(String, GroupSettings)>, seed: u64) -> Self {
        Self {
            groups: groups.into_iter().map(|(name, settings)| Group::new(name, settings)).collect(),
            by_pid: HashMap::new(),
            phase: Phase::Running,
            generation: 1,
            moulds: Moulds::default(),
            plan: None,
            forking: 0,
            boot_timeout: settings.group.boot_timeout,
            stop_grace: settings.stop_grace,
            terminate_grace: settings.terminate_grace,
            start: None,
            reloads: Reloads::default(),
            backoff: Backoff::new(seed),
            timers: BinaryHeap::new(),
            tally: Tally::default(),
            code: DONE,
            finished: false,
        }
    }

    /// Takes in what happened and answers what to do, in this order.
    pub fn handle(&mut self, event: Event, now: Time) -> Actions {
        let mut out = Actions::new();
        match event {
            Event::Started => self.begin(now, &mut out),
            Event::Grow { group, by } => self.grow(group, by, now, &mut out),
            Event::Command(command) => self.command(command, now, &mut out),
            Event::Forked { slot, pid } => self.forked(slot, pid, now, &mut out),
            Event::ForkFailed { slot, errno } => self.fork_failed(slot, errno, now, &mut out),
            Event::NotForked { slot } => self.not_forked(slot, now, &mut out),
            Event::MouldUnneeded { mould } => self.mould_unneeded(mould, &mut out),
            Event::MouldReady { mould, settings, groups, idle } => {
                self.mould_ready(mould, settings, groups, &idle, now, &mut out);
            }
            Event::MouldLost { mould, why } => self.mould_lost(mould, why, &mut out),
            Event::Proven { slot, pid } => self.note_proof(slot, pid, Proof::Given),
            Event::Ready { slot, pid } => self.ready(slot, pid, now, &mut out),
            Event::JobOverdue { slot, pid } => self.job_overdue(slot, pid, now),
            Event::Stopped { slot, pid } => self.stopped(slot, pid, now),
            Event::Killed { slot, pid } => self.killed(slot, pid),
            Event::Caught { slot, pid } => self.caught(slot, pid, &mut out),
            Event::LimitReached { slot, pid } => self.limit_reached(slot, pid),
            Event::Exited { pid, end } => self.exited(pid, end, now, &mut out),
            Event::Tick => self.run_timers(now, &mut out),
        }
        self.commit_if_proven(now, &mut out);
        // In this order: the end of one reload may be the beginning of the next.
        self.tell_rollouts(now, &mut out);
        self.follow_up(now, &mut out);
        self.conclude(now, &mut out);
        // Workers hear of it before the log does, whose line takes longer than to tell one of them. Whatever they do about
        // it is noticed later, so that line still comes first.
        out.sort_by_key(|action| !matches!(action, Action::Tell { .. }));
        out
    }

    /// The fleet is over once the last worker of a stop has been reaped.
    fn conclude(&mut self, now: Time, out: &mut Actions) {
        self.tell_rollouts(now, out);
        if self.phase > Phase::Running && self.by_pid.is_empty() && self.forking == 0 && !self.finished {
            self.finished = true;
            let Tally { stop_asked, left, cut, jobs } = self.tally;
            let took = now.saturating_sub(stop_asked);
            out.push(Action::Notice(Notice::Ended { left, cut, took, jobs }));
            out.push(Action::Finish { code: self.code });
        }
    }

    /// Where a mould has been lost, another one is cast first.
    fn spawn(&mut self, id: SlotId, now: Time, out: &mut Actions) {
        if self.moulds.of(id) == self.moulds.current && self.moulds.health == Health::Lost {
            self.moulds.current = self.moulds.next_id();
            self.moulds.health = Health::Casting { kill_at: self.cast_by(now) };
            out.push(Action::CastMould { mould: self.moulds.current, fresh: true });
        }
        let mould = self.moulds.of(id);
        // The master forks at once.
        let answer_by = if mould == MASTER { None } else { self.cast_by(now) };
        self.set(id, State::Forking { mould, wanted: true, answer_by });
        out.push(Action::Spawn { slot: id, mould });
    }

    fn add_group(&mut self, name: String, settings: GroupSettings) -> u16 {
        self.groups.push(Group::new(name, settings));
        self.group_ids().end - 1
    }

    /// The only place where a slot changes its state, so that no deadline is ever forgotten.
    fn set(&mut self, id: SlotId, state: State) {
        let is_forking = |state: &State| u32::from(matches!(state, State::Forking { .. }));
        let (before, deadline) = self.change(id, |slot| {
            let before = std::mem::replace(&mut slot.state, state);
            (before, slot.deadline())
        });
        self.forking = self.forking + is_forking(&state) - is_forking(&before);
        if let Some(at) = deadline
            && !(planted(Bug::LostTimer) && matches!(state, State::Booting { .. }))
        {
            self.timers.push(Reverse((at, id)));
        }
    }

    pub(crate) fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.groups.get(usize::from(id.group))?.slot(id.number)
    }

    fn change<T>(&mut self, id: SlotId, change: impl FnOnce(&mut Slot) -> T) -> T {
        self.group_mut(id.group).change(id.number, change)
    }

    fn group(&self, group: u16) -> &Group {
        &self.groups[usize::from(group)]
    }

    fn group_mut(&mut self, group: u16) -> &mut Group {
        &mut self.groups[usize::from(group)]
    }

    fn worker(&self, id: SlotId) -> Option<Worker> {
        self.slot(id)?.worker()
    }

    /// Inside its group's size; those beyond get no successor.
    fn is_wanted(&self, id: SlotId) -> bool {
        self.phase == Phase::Running && id.number <= self.size(id.group)
    }

    fn group_ids(&self) -> std::ops::Range<u16> {
        0..u16::try_from(self.groups.len()).unwrap_or(u16::MAX)
    }

    pub(crate) fn all_slots(&self) -> Vec<SlotId> {
        let of_group = |group: u16| self.group(group).numbers().map(move |number| SlotId { group, number });
        self.group_ids().flat_map(of_group).collect()
    }
}

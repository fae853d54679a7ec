//! The state machine itself: one event in, actions out.

mod commands;
mod deadlines;
mod lifecycle;
mod renewal;

use crate::bugs::{Bug, planted};
use crate::command::{Order, Target};
use crate::group::Group;
use crate::mould::{Health, MASTER, MouldId, Moulds, Proof};
use crate::restart::Backoff;
use crate::rollout::{Reloads, Rollout};
use crate::settings::{Grace, GroupSettings, Settings};
use crate::slot::{Slot, SlotId, State, Time, View, Worker};
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

/// Who has been asked to leave and has not yet: `waitSignalProcessPool`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waited {
    /// `reload` or `stop`.
    pub order: Order,
    /// The processes.
    pub pids: Vec<i32>,
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
        out
    }

    /// Whether the slot still wants the fork it asked for; a stop in between has taken that back.
    pub fn expects(&self, id: SlotId) -> bool {
        self.slot(id).is_some_and(|slot| matches!(slot.state, State::Forking { wanted: true, .. }))
    }

    /// How far the end has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The generation of workers forked from now on.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Whether this is what successors are forked from, or will be as soon as it is cast.
    pub fn is_current(&self, mould: MouldId) -> bool {
        self.moulds.current == mould
    }

    /// The generation of workers that are forked from this mould.
    pub fn generation_of(&self, mould: MouldId) -> u32 {
        self.generation + u32::from(self.moulds.is_candidate(mould))
    }

    /// The name of a group.
    pub fn group_name(&self, group: u16) -> &str {
        self.groups.get(usize::from(group)).map_or("", |group| &group.name)
    }

    /// What a group was told.
    ///
    /// # Panics
    /// If there is no such group; the indices of slots are those of groups.
    pub fn group_settings(&self, group: u16) -> &GroupSettings {
        &self.group(group).settings
    }

    /// Index of the group of this name.
    pub fn group_index(&self, name: &str) -> Option<u16> {
        self.group_ids().find(|id| self.group_name(*id) == name)
    }

    /// How many groups there are.
    pub fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// How many workers a group should have.
    pub fn size(&self, group: u16) -> u32 {
        self.groups.get(usize::from(group)).map_or(0, |group| group.size)
    }

    /// Where a process sits, if it is ours and has not been reaped.
    pub fn slot_of(&self, pid: i32) -> Option<SlotId> {
        self.by_pid.get(&pid).copied()
    }

    /// What goes on in a slot.
    pub fn view(&self, id: SlotId) -> View {
        self.slot(id).map_or(View::Empty, Slot::view)
    }

    /// Whether a group has come to the size that it should have: none while somebody is still on the way, or how many
    /// have failed to start.
    pub fn has_its_size(&self, group: u16) -> Option<Result<(), u32>> {
        let mut missing = 0;
        for number in self.group(group).numbers() {
            let wanted = number <= self.size(group);
            match self.view(SlotId { group, number }) {
                View::Running if wanted => {}
                View::Empty if !wanted => {}
                View::Waiting { .. } if wanted => missing += 1,
                _ => return None,
            }
        }
        Some(if missing == 0 { Ok(()) } else { Err(missing) })
    }

    /// Whether a reload is on its way.
    pub fn is_reloading(&self) -> bool {
        self.reloads.current.as_ref().is_some_and(Rollout::is_running)
    }

    /// Every process that has not been reaped, in no order.
    pub fn pids(&self) -> impl Iterator<Item = (i32, SlotId)> + '_ {
        self.by_pid.iter().map(|(pid, slot)| (*pid, *slot))
    }

    /// Whether the target names somebody who is there, or a group.
    pub fn has(&self, target: &Target) -> bool {
        match target {
            Target::Everyone => true,
            Target::Group(name) => self.group_index(name).is_some(),
            Target::Worker { group, number } => {
                self.group_index(group).is_some_and(|group| (1..=self.size(group)).contains(number))
            }
        }
    }

    /// Whether the target includes this slot.
    pub fn names(&self, target: &Target, id: SlotId) -> bool {
        match target {
            Target::Everyone => true,
            Target::Group(name) => self.group_name(id.group) == name,
            Target::Worker { group, number } => id.number == *number && self.group_name(id.group) == group,
        }
    }

    /// During a reload or a stop: the word, and who has not left yet.
    pub fn waited(&self) -> Option<Waited> {
        if self.phase > Phase::Running {
            return Some(Waited { order: Order::Stop, pids: self.by_pid.keys().copied().collect() });
        }
        let rollout = self.reloads.current.as_ref().filter(|rollout| rollout.is_running())?;
        let next = self.generation + u32::from(self.moulds.candidate.is_some());
        let old = |id| self.worker(id).filter(|worker| worker.generation < next);
        Some(Waited {
            order: Order::Reload,
            pids: rollout.missing().filter_map(old).map(|worker| worker.pid).collect(),
        })
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

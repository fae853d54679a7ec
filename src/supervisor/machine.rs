//! The state machine itself: one event in, actions out.

mod commands;
mod lifecycle;

use crate::command::{Order, Target};
use crate::event::{Action, Actions, Event, Notice};
use crate::group::Group;
use crate::restart::Backoff;
use crate::rollout::{Reloads, Rollout};
use crate::settings::{Grace, GroupSettings, Settings};
use crate::slot::{Slot, SlotId, State, Time, Worker};
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
    stop_grace: Grace,
    terminate_grace: Grace,
    start: Option<Rollout>,
    reloads: Reloads,
    backoff: Backoff,
    /// Deadlines of slots; those that a slot no longer has are dropped when they come up.
    timers: BinaryHeap<Reverse<(Time, SlotId)>>,
    tally: Tally,
    finished: bool,
}

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
            stop_grace: settings.stop_grace,
            terminate_grace: settings.terminate_grace,
            start: None,
            reloads: Reloads::default(),
            backoff: Backoff::new(seed),
            timers: BinaryHeap::new(),
            tally: Tally::default(),
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
            Event::Ready { slot, pid } => self.ready(slot, pid, now, &mut out),
            Event::Exited { pid, end } => self.exited(pid, end, now, &mut out),
            Event::Tick => {}
        }
        // Before the timers: the end of one reload may be the beginning of the next.
        self.tell_rollouts(now, &mut out);
        self.run_timers(now, &mut out);
        self.conclude(now, &mut out);
        out
    }

    /// When to come back with a `Tick` if nothing else happens.
    pub fn next_deadline(&mut self) -> Option<Time> {
        while let Some(Reverse((at, id))) = self.timers.peek() {
            if self.slot(*id).and_then(Slot::deadline) == Some(*at) {
                break;
            }
            self.timers.pop();
        }
        let timer = self.timers.peek().map(|Reverse((at, _))| *at);
        timer.into_iter().chain(self.reloads.deadline()).min()
    }

    /// Whether the slot still wants the fork it asked for; a stop in between has taken that back.
    pub fn expects(&self, id: SlotId) -> bool {
        self.slot(id).is_some_and(|slot| slot.state == State::Forking)
    }

    /// How far the end has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The generation of workers forked from now on.
    pub fn generation(&self) -> u32 {
        self.generation
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
        &self.groups[usize::from(group)].settings
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

    /// During a reload or a stop: the word, and who has not left yet.
    pub fn waited(&self) -> Option<Waited> {
        if self.phase > Phase::Running {
            return Some(Waited { order: Order::Stop, pids: self.by_pid.keys().copied().collect() });
        }
        let rollout = self.reloads.current.as_ref().filter(|rollout| rollout.is_running())?;
        let old = |id| self.worker(id).filter(|worker| worker.generation < self.generation);
        Some(Waited {
            order: Order::Reload,
            pids: rollout.missing().filter_map(old).map(|worker| worker.pid).collect(),
        })
    }

    /// The fleet is over once the last worker of a stop has been reaped.
    fn conclude(&mut self, now: Time, out: &mut Actions) {
        self.tell_rollouts(now, out);
        if self.phase > Phase::Running && self.by_pid.is_empty() && !self.finished {
            self.finished = true;
            let Tally { stop_asked, left, cut, jobs } = self.tally;
            let took = now.saturating_sub(stop_asked);
            out.push(Action::Notice(Notice::Ended { left, cut, took, jobs }));
            out.push(Action::Finish { code: 0 });
        }
    }

    fn run_timers(&mut self, now: Time, out: &mut Actions) {
        while let Some(Reverse((at, id))) = self.timers.peek().copied() {
            if at > now {
                break;
            }
            self.timers.pop();
            if self.slot(id).and_then(Slot::deadline) == Some(at) {
                self.overdue(id, out);
            }
        }
        if let Some(target) = self.reloads.next(now) {
            self.reload(target, now, out);
        }
    }

    /// What was due in this slot: the restart that it waited for, or the end of a grace.
    fn overdue(&mut self, id: SlotId, out: &mut Actions) {
        let Some(state) = self.slot(id).map(|slot| slot.state) else { return };
        match state {
            State::Waiting { .. } => self.spawn(id, out),
            State::Booting { worker, .. } => self.kill(id, worker, crate::Cause::Boot, out),
            State::Leaving { worker, why, .. } => self.kill(id, worker, why, out),
            State::Empty | State::Forking | State::Running { .. } | State::Killed { .. } => {}
        }
    }

    fn kill(&mut self, id: SlotId, worker: Worker, why: crate::Cause, out: &mut Actions) {
        self.set(id, State::Killed { worker, why });
        out.push(Action::Kill { slot: id, pid: worker.pid });
    }

    fn spawn(&mut self, id: SlotId, out: &mut Actions) {
        self.set(id, State::Forking);
        out.push(Action::Spawn { slot: id });
    }

    /// The only place where a slot changes its state, so that no deadline is ever forgotten.
    fn set(&mut self, id: SlotId, state: State) {
        let slot = self.slot_mut(id);
        slot.state = state;
        if let Some(at) = slot.deadline() {
            self.timers.push(Reverse((at, id)));
        }
    }

    fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.groups.get(usize::from(id.group))?.slot(id.number)
    }

    fn slot_mut(&mut self, id: SlotId) -> &mut Slot {
        self.groups[usize::from(id.group)].slot_mut(id.number)
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

    fn all_slots(&self) -> Vec<SlotId> {
        let of_group = |group| self.groups[usize::from(group)].numbers().map(move |number| SlotId { group, number });
        self.group_ids().flat_map(of_group).collect()
    }
}

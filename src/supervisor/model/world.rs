//! What an operating system would do with the actions; the invariants of the design hold after every step.

use crate::command::{Command, Order, Target};
use crate::mould::{MASTER, MouldId};
use crate::settings::{Grace, GroupSettings, Settings};
use crate::slot::{Slot, SlotId, State, Time};
use crate::{Action, Cause, End, Event, Held, How, Notice, Phase, Supervisor};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// Twice the longest pause of a restart, and as much for what follows it.
const BUILDING_TIME: Duration = Duration::from_secs(120);
/// See `turns`: workers over their limit leave together only if one of them takes longer than this.
const LONG_JOB: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each can be true of a process at any time")]
pub struct Process {
    pub slot: SlotId,
    pub ready: bool,
    pub mould: MouldId,
    pub told: Option<(Order, Time)>,
    pub killed: bool,
    /// Still at the job that overran its deadline.
    pub overdue: bool,
    /// By SIGSTOP.
    pub stopped: bool,
    /// It fetches its next job and holds none, so a `Tell` claims it.
    pub fetching: bool,
    pub caught: bool,
}

impl Process {
    fn young(slot: SlotId, mould: MouldId) -> Self {
        let (ready, told, killed, overdue, stopped, fetching, caught) =
            (false, None, false, false, false, false, false);
        Self { slot, ready, mould, told, killed, overdue, stopped, fetching, caught }
    }
}

pub struct World {
    pub supervisor: Supervisor,
    all: Settings,
    pub now: Time,
    pub alive: BTreeMap<i32, Process>,
    pub forks_fail: bool,
    /// The code on the disk is another one than that which runs.
    pub changed: bool,
    /// Processes that have been cast and not dropped; true once they have come to their `run()`.
    pub moulds: BTreeMap<MouldId, bool>,
    /// What they have been asked to fork and have not yet.
    pub asked: Vec<(SlotId, MouldId)>,
    pub finished: Option<i32>,
    /// The pid that was given last.
    pub forks: i32,
    pub kills: u32,
    stopping: bool,
    phase: Phase,
}

/// A group of the model: everything that has a deadline has one.
pub fn settings(workers: u32) -> GroupSettings {
    GroupSettings {
        start_num: workers,
        job_timeout: Some(Duration::from_secs(2)),
        kill_grace: Grace::For(Duration::from_secs(3)),
        ..GroupSettings::default()
    }
}

impl World {
    /// Two groups of so many workers; the second one gives up after half an hour.
    pub fn new(workers: u32) -> Self {
        let mail = GroupSettings { give_up_timeout: Some(Duration::from_secs(1800)), ..settings(workers) };
        Self::of(&[("worker", settings(workers)), ("mail", mail)])
    }

    pub fn of(groups: &[(&str, GroupSettings)]) -> Self {
        let all = Settings { stop_grace: Grace::For(Duration::from_secs(20)), ..Settings::default() };
        let groups = groups.iter().map(|(name, settings)| ((*name).to_owned(), settings.clone())).collect();
        let mut world = Self {
            supervisor: Supervisor::new(&all, groups, 42),
            all,
            now: Duration::from_secs(1000),
            alive: BTreeMap::new(),
            forks_fail: false,
            changed: false,
            moulds: BTreeMap::new(),
            asked: Vec::new(),
            finished: None,
            forks: 100,
            kills: 0,
            stopping: false,
            phase: Phase::Running,
        };
        world.feed(Event::Started);
        world
    }

    pub fn feed(&mut self, event: Event) {
        self.feed_all(VecDeque::from([event]));
    }

    fn feed_all(&mut self, mut events: VecDeque<Event>) {
        while let Some(event) = events.pop_front() {
            self.stopping |= matches!(event, Event::Command(Command::Stop | Command::Terminate));
            for action in self.supervisor.handle(event, self.now) {
                self.perform(&action, &mut events);
            }
        }
        self.check();
    }

    pub fn command(&mut self, line: &str) {
        self.feed(Event::Command(line.parse().expect("a command")));
    }

    fn perform(&mut self, action: &Action, events: &mut VecDeque<Event>) {
        assert!(self.finished.is_none(), "{action:?} after Finish");
        match *action {
            Action::Spawn { slot, .. } if !self.supervisor.expects(slot) => {
                events.push_back(Event::NotForked { slot });
            }
            Action::Spawn { slot, mould: MASTER } => {
                let forked = self.fork(slot, MASTER);
                events.push_back(forked);
            }
            Action::Spawn { slot, mould } if self.moulds.contains_key(&mould) => self.asked.push((slot, mould)),
            Action::Spawn { slot, .. } => events.push_back(Event::ForkFailed { slot, errno: 32 }),
            Action::CastMould { mould, fresh } if fresh || self.changed => {
                assert!(!self.stopping, "a mould once stopping");
                self.moulds.insert(mould, false);
                assert!(self.moulds.len() <= 2, "{} moulds at once", self.moulds.len());
            }
            Action::CastMould { mould, .. } => events.push_back(Event::MouldUnneeded { mould }),
            Action::DropMould { mould } => events.extend(self.end_mould(mould)),
            Action::Tell { slot, pid, order, .. } => {
                let now = self.now;
                let process = self.alive.get_mut(&pid).expect("told a dead worker");
                process.told.get_or_insert((order, now)).0 = order;
                if std::mem::take(&mut process.fetching) {
                    process.caught = true;
                    events.push_back(Event::Caught { slot, pid });
                }
            }
            Action::Kill { pid, .. } => {
                let process = self.alive.get_mut(&pid).expect("killed a dead worker");
                // That it was told to leave is checked with every step, see `check`.
                self.kills += u32::from(!process.caught);
                process.killed = true;
            }
            Action::KillOverdue { slot, pid } => {
                let process = self.alive.get_mut(&pid).expect("claimed a dead worker");
                if process.overdue || process.stopped {
                    self.kills += 1;
                    process.killed = true;
                    events.push_back(Event::Killed { slot, pid });
                }
            }
            Action::CleanUp { pid, .. } => assert!(!self.alive.contains_key(&pid), "cleaned up a living worker"),
            Action::Finish { code } => {
                assert!(self.alive.is_empty(), "finished over living workers");
                self.finished = Some(code);
            }
            Action::Notice(Notice::GaveUp { .. }) => self.stopping = true,
            Action::Notice(_) => {}
        }
    }

    fn fork(&mut self, slot: SlotId, mould: MouldId) -> Event {
        // A mould may fork what nobody wants any more; the master does not.
        assert!(mould != MASTER || !self.stopping, "spawn once stopping");
        assert!(self.alive.values().all(|process| process.slot != slot), "two workers in {slot:?}");
        if self.forks_fail {
            return Event::ForkFailed { slot, errno: 11 };
        }
        self.forks += 1;
        let pid = self.forks;
        self.alive.insert(pid, Process::young(slot, mould));
        Event::Forked { slot, pid }
    }

    /// Half of what it was asked for it has still forked.
    fn end_mould(&mut self, mould: MouldId) -> Vec<Event> {
        self.moulds.remove(&mould);
        let asked = std::mem::take(&mut self.asked);
        let (gone, left) = asked.into_iter().partition(|(_, of)| *of == mould);
        self.asked = left;
        let answers: Vec<(SlotId, MouldId)> = gone;
        answers
            .into_iter()
            .map(
                |(slot, _)| {
                    if slot.number % 2 == 0 { self.fork(slot, mould) } else { Event::ForkFailed { slot, errno: 32 } }
                },
            )
            .collect()
    }

    /// The n-th mould gets on: it comes to its `run()`, or forks what it was asked for.
    pub fn serve_mould(&mut self, n: usize) {
        let Some((mould, is_ready)) = self.moulds.iter().nth(n % self.moulds.len().max(1)).map(|(id, up)| (*id, *up))
        else {
            return;
        };
        if !is_ready {
            self.moulds.insert(mould, true);
            let groups = (0..2).map(|group| {
                let settings = self.supervisor.group_settings(group).clone();
                (self.supervisor.group_name(group).to_owned(), settings)
            });
            let groups = groups.collect();
            let idle = self.alive.values().filter(|process| process.ready).map(|process| process.slot).collect();
            let settings = Box::new(self.all.clone());
            return self.feed(Event::MouldReady { mould, settings, groups, idle });
        }
        if let Some(at) = self.asked.iter().position(|(_, of)| *of == mould) {
            let (slot, _) = self.asked.remove(at);
            let event = self.fork(slot, mould);
            self.feed(event);
        }
    }

    pub fn lose_mould(&mut self, n: usize) {
        let Some(mould) = self.moulds.keys().nth(n % self.moulds.len().max(1)).copied() else { return };
        self.moulds.remove(&mould);
        let lost = Event::MouldLost { mould, why: "killed".into() };
        let events = std::iter::once(lost).chain(self.end_mould(mould)).collect();
        self.feed_all(events);
    }

    /// The first turn of a worker ends.
    pub fn prove(&mut self, pid: i32) {
        if let Some(process) = self.alive.get(&pid).filter(|process| process.ready) {
            self.feed(Event::Proven { slot: process.slot, pid });
        }
    }

    pub fn reap(&mut self, pid: i32, how: How, said: Option<Cause>, jobs: u64) {
        if let Some(process) = self.alive.remove(&pid) {
            let held = process.overdue.then(|| Held { note: String::new(), age: Time::ZERO });
            self.feed(Event::Exited { pid, end: End { jobs, said, held, ..End::new(how, self.now) } });
        }
    }

    /// The processes do what is left to them: the killed die, the young become ready, the told leave; a job ends.
    pub fn serve(&mut self, pid: i32) {
        let Some(process) = self.alive.get_mut(&pid) else { return };
        match process {
            Process { killed: true, .. } => self.reap(pid, How::Signalled(9), None, 0),
            Process { stopped: true, .. } => {}
            Process { caught: true, .. } => panic!("claimed, and nobody has killed it"),
            Process { ready: false, slot, .. } => {
                let slot = *slot;
                process.ready = true;
                self.feed(Event::Ready { slot, pid });
            }
            Process { told: Some((order, _)), .. } => {
                let said = if *order == Order::Reload { Cause::Reload } else { Cause::Stop };
                self.reap(pid, How::Exited(0), Some(said), 3);
            }
            Process { .. } => {
                process.overdue = false;
                process.fetching = false;
            }
        }
    }

    /// A ready worker that has not been told to go fetches its next job.
    pub fn fetch(&mut self, pid: i32) {
        let idle = |process: &&mut Process| process.ready && process.told.is_none() && !process.overdue;
        if let Some(process) = self.alive.get_mut(&pid).filter(idle) {
            process.fetching = true;
        }
    }

    /// The job of a ready worker overruns; its timer works only while it is not stopped.
    pub fn overrun(&mut self, pid: i32) {
        let at_a_job = |process: &&mut Process| process.ready && !process.stopped && !process.caught;
        if let Some(process) = self.alive.get_mut(&pid).filter(at_a_job) {
            let slot = process.slot;
            process.overdue = true;
            process.fetching = false;
            self.feed(Event::JobOverdue { slot, pid });
        }
    }

    pub fn halt(&mut self, pid: i32) {
        if let Some(process) = self.alive.get_mut(&pid) {
            let slot = process.slot;
            process.stopped = true;
            self.feed(Event::Stopped { slot, pid });
        }
    }

    pub fn reach_limit(&mut self, pid: i32) {
        if let Some(process) = self.alive.get(&pid).filter(|process| process.ready) {
            self.feed(Event::LimitReached { slot: process.slot, pid });
        }
    }

    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.supervisor.next_deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.feed(Event::Tick);
            assert!(self.supervisor.next_deadline().is_none_or(|next| next > self.now), "a tick changes nothing");
        }
        self.now = end;
    }

    /// The master sees nothing of this time.
    pub fn sleep(&mut self, time: Duration) {
        self.now += time;
        self.feed(Event::Tick);
    }

    fn check(&mut self) {
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

    pub fn nth(&self, n: usize) -> Option<i32> {
        self.alive.keys().copied().nth(n.checked_rem(self.alive.len())?)
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

    pub fn reload(&mut self) {
        self.feed(Event::Command(Command::Reload { target: Target::Everyone, fresh: false }));
    }
}

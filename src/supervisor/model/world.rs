//! What an operating system would do with the actions; after every step it is looked at what must hold.

mod moulds;

use crate::command::{Command, Order, Target};
use crate::mould::{MASTER, MouldId};
use crate::settings::{Grace, GroupSettings, Settings};
use crate::slot::{SlotId, Time};
use crate::{Action, Cause, End, Event, Held, How, Notice, Phase, Supervisor};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

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
    pub stopping: bool,
    pub phase: Phase,
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

    pub fn nth(&self, n: usize) -> Option<i32> {
        self.alive.keys().copied().nth(n.checked_rem(self.alive.len())?)
    }

    pub fn reload(&mut self) {
        self.feed(Event::Command(Command::Reload { target: Target::Everyone, fresh: false }));
    }
}

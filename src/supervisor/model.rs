//! Random histories against a simulated system and clock; the invariants of the design hold after every step.

use crate::command::{Change, Command, Order, Target};
use crate::settings::{Grace, Settings};
use crate::slot::{SlotId, Time};
use crate::{Action, Cause, End, Event, How, Notice, Phase, Supervisor};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

const BUILDING_TIME: Duration = Duration::from_secs(120);

#[derive(Clone, Debug)]
enum Step {
    Pass(Duration),
    Command(Command),
    /// The n-th living worker ends by itself.
    Die(usize, How),
    /// The n-th living worker becomes ready, or finishes what it was told to.
    Serve(usize),
    /// Forks fail from now on, or work again.
    Forks(bool),
}

#[derive(Clone, Copy, Debug)]
struct Process {
    slot: SlotId,
    ready: bool,
    told: Option<Order>,
    killed: bool,
}

/// What an operating system would do with the actions.
struct World {
    supervisor: Supervisor,
    now: Time,
    next_pid: i32,
    alive: BTreeMap<i32, Process>,
    forks_fail: bool,
    finished: bool,
    stopping: bool,
}

impl World {
    fn new(workers: u32) -> Self {
        let mut settings = Settings::default();
        settings.group.start_num = workers;
        settings.stop_grace = Grace::For(Duration::from_secs(20));
        let groups = vec![("worker".into(), settings.group.clone()), ("mail".into(), settings.group.clone())];
        let supervisor = Supervisor::new(&settings, groups, 42);
        let mut world = Self {
            supervisor,
            now: Duration::from_secs(1000),
            next_pid: 100,
            alive: BTreeMap::new(),
            forks_fail: false,
            finished: false,
            stopping: false,
        };
        world.feed(Event::Started);
        world
    }

    fn feed(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            self.stopping |= matches!(event, Event::Command(Command::Stop | Command::Terminate));
            for action in self.supervisor.handle(event, self.now) {
                self.perform(&action, &mut events);
            }
        }
        self.check();
    }

    fn perform(&mut self, action: &Action, events: &mut VecDeque<Event>) {
        assert!(!self.finished, "{action:?} after Finish");
        match *action {
            Action::Spawn { slot } => {
                if !self.supervisor.expects(slot) {
                    return;
                }
                assert!(!self.stopping, "spawn once stopping");
                assert!(self.alive.values().all(|process| process.slot != slot), "two workers in {slot:?}");
                if self.forks_fail {
                    events.push_back(Event::ForkFailed { slot, errno: 11 });
                } else {
                    self.next_pid += 1;
                    let pid = self.next_pid;
                    self.alive.insert(pid, Process { slot, ready: false, told: None, killed: false });
                    events.push_back(Event::Forked { slot, pid });
                }
            }
            Action::Tell { pid, order, .. } => {
                self.alive.get_mut(&pid).expect("told a dead worker").told = Some(order);
            }
            Action::Kill { pid, .. } => {
                self.alive.get_mut(&pid).expect("killed a dead worker").killed = true;
            }
            Action::CleanUp { pid, .. } => assert!(!self.alive.contains_key(&pid), "cleaned up a living worker"),
            Action::Finish { .. } => {
                assert!(self.alive.is_empty(), "finished over living workers");
                self.finished = true;
            }
            Action::Notice(_) => {}
        }
    }

    fn reap(&mut self, pid: i32, how: How, said: Option<Cause>, jobs: u64) {
        if self.alive.remove(&pid).is_some() {
            self.feed(Event::Exited { pid, end: End { how, jobs, said, busy: false } });
        }
    }

    /// The processes do what is left to them: the killed die, the told leave, the young become ready.
    fn serve(&mut self, pid: i32) {
        let Some(process) = self.alive.get_mut(&pid) else { return };
        match process {
            Process { killed: true, .. } => self.reap(pid, How::Signalled(9), None, 0),
            Process { ready: false, slot, .. } => {
                process.ready = true;
                let slot = *slot;
                self.feed(Event::Ready { slot, pid });
            }
            Process { told: Some(order), .. } => {
                let said = if *order == Order::Reload { Cause::Reload } else { Cause::Stop };
                self.reap(pid, How::Exited(0), Some(said), 3);
            }
            Process { .. } => {}
        }
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.supervisor.next_deadline().filter(|at| *at <= end) {
            assert!(at + Duration::from_secs(31) > self.now, "a deadline was slept through");
            self.now = self.now.max(at);
            self.feed(Event::Tick);
        }
        self.now = end;
    }

    fn check(&self) {
        let slots: BTreeSet<_> = self.alive.values().map(|process| process.slot).collect();
        assert_eq!(slots.len(), self.alive.len(), "a slot holds two workers");
        let known: BTreeSet<_> = self.supervisor.pids().map(|(pid, _)| pid).collect();
        assert_eq!(known, self.alive.keys().copied().collect(), "the table is not the truth");
        assert_eq!(self.stopping, self.supervisor.phase() > Phase::Running);
    }

    fn nth(&self, n: usize) -> Option<i32> {
        self.alive.keys().copied().nth(n.checked_rem(self.alive.len())?)
    }

    fn step(&mut self, step: Step) {
        if self.finished {
            return;
        }
        match step {
            Step::Pass(time) => self.pass(time),
            Step::Command(command) => self.feed(Event::Command(command)),
            Step::Die(n, how) => {
                if let Some(pid) = self.nth(n) {
                    self.reap(pid, how, None, n as u64 % 2);
                }
            }
            Step::Serve(n) => {
                if let Some(pid) = self.nth(n) {
                    self.serve(pid);
                }
            }
            Step::Forks(fail) => self.forks_fail = fail,
        }
    }

    /// If nothing else fails, the fleet comes to rest with every slot filled, or with no process at all.
    fn settle(&mut self) {
        self.forks_fail = false;
        let limit = self.now + BUILDING_TIME;
        while self.now < limit && !self.finished {
            for pid in self.alive.keys().copied().collect::<Vec<_>>() {
                self.serve(pid);
            }
            self.pass(Duration::from_millis(500));
        }
        if self.stopping {
            assert!(self.finished, "a stop never ended");
            return;
        }
        let wanted: u32 = (0..2).map(|group| self.supervisor.size(group)).sum();
        assert_eq!(self.alive.len(), wanted as usize, "not everyone is back");
        assert_eq!(self.supervisor.waited(), None, "a reload never ended");
        assert_eq!(self.supervisor.next_deadline(), None, "a wake-up is left in a fleet at rest");
    }
}

fn command() -> impl Strategy<Value = Command> {
    let target = prop_oneof![
        Just(Target::Everyone),
        Just(Target::Group("mail".into())),
        (1..6u32).prop_map(|number| Target::Worker { group: "worker".into(), number }),
    ];
    let change = prop_oneof![(0..8u32).prop_map(Change::To), (-3..4i32).prop_map(Change::By)];
    prop_oneof![
        6 => target.prop_map(|target| Command::Reload { target, fresh: false }),
        4 => change.prop_map(|change| Command::Scale { change, group: Some("mail".into()) }),
        1 => Just(Command::Stop),
        1 => Just(Command::Terminate),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let how = prop_oneof![Just(How::Exited(0)), Just(How::Exited(255)), Just(How::Signalled(9))];
    prop_oneof![
        4 => (0..4000u64).prop_map(|ms| Step::Pass(Duration::from_millis(ms))),
        2 => command().prop_map(Step::Command),
        6 => (any::<usize>(), how).prop_map(|(n, how)| Step::Die(n, how)),
        10 => any::<usize>().prop_map(Step::Serve),
        1 => any::<bool>().prop_map(Step::Forks),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_keeps_the_invariants(workers in 1..5u32, steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new(workers);
        for step in steps {
            world.step(step);
        }
        world.settle();
    }
}

#[test]
fn five_thousand_reloads_in_half_a_second_cost_two_renewals() {
    let mut world = World::new(8);
    world.settle();
    let before = world.next_pid;
    for _ in 0..5000 {
        world.feed(Event::Command(Command::Reload { target: Target::Everyone, fresh: false }));
        world.pass(Duration::from_micros(100));
        let pid = world.nth(world.next_pid.unsigned_abs() as usize).expect("somebody is alive");
        world.serve(pid);
    }
    let last = world.next_pid;
    world.settle();
    assert!(world.alive.keys().all(|pid| *pid > last), "a worker is older than the last reload");
    assert!(world.next_pid - before <= 2 * 16, "{} forks", world.next_pid - before);
}

#[test]
fn the_end_of_a_reload_is_told_before_the_next_begins() {
    let settings = Settings::default();
    let group = crate::settings::GroupSettings { start_num: 1, ..settings.group.clone() };
    let mut supervisor = Supervisor::new(&settings, vec![("worker".into(), group)], 1);
    let slot = SlotId { group: 0, number: 1 };
    let reload = || Event::Command(Command::Reload { target: Target::Everyone, fresh: false });
    let left = End { how: How::Exited(0), jobs: 1, said: Some(Cause::Reload), busy: false };
    let mut notices = Vec::new();
    let events = [
        (0, Event::Started),
        (0, Event::Forked { slot, pid: 1 }),
        (0, Event::Ready { slot, pid: 1 }),
        (1, reload()),
        (2, reload()),
        (2, Event::Exited { pid: 1, end: left }),
        (3, Event::Forked { slot, pid: 2 }),
        (3, Event::Ready { slot, pid: 2 }),
    ];
    for (second, event) in events {
        for action in supervisor.handle(event, Duration::from_secs(second)) {
            match action {
                Action::Notice(Notice::ReloadBegun { .. }) => notices.push("begun"),
                Action::Notice(Notice::ReloadDone { generation: 2, .. }) => notices.push("done"),
                _ => {}
            }
        }
    }
    assert_eq!(notices, ["begun", "done", "begun"]);
}

#[test]
fn the_second_terminate_kills_at_once() {
    let mut world = World::new(3);
    world.settle();
    world.feed(Event::Command(Command::Terminate));
    assert!(world.alive.values().all(|process| process.told == Some(Order::Stop) && !process.killed));
    world.feed(Event::Command(Command::Terminate));
    assert!(world.alive.values().all(|process| process.killed));
}

//! A day in the life of a hundred thousand slots, with crash storms, failing forks, renewals and reloads, in seconds.

use crate::settings::{GroupSettings, Settings};
use crate::slot::Time;
use crate::{Action, Cause, End, Event, How, Notice, Phase, Supervisor};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::{Duration, Instant};

const SLOTS: u32 = 100_000;
const HOUR: Duration = Duration::from_secs(3600);
/// How long the master is busy with one fork, and a worker with its start.
const FORK: Duration = Duration::from_micros(500);
const START: Duration = Duration::from_millis(2);
/// How long the job in hand takes at most.
const JOB: u64 = 200;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Ready(i32),
    Leave(i32),
    Crash(i32),
    /// So many workers are killed at once.
    Storm(usize),
    /// Whoever starts from now on fails, or does not any more.
    Broken(bool),
    /// Forks fail from now on, or do not any more.
    NoForks(bool),
    Reload,
    /// Everyone reaches its limit.
    Old,
}

struct Day {
    supervisor: Supervisor,
    now: Time,
    due: BinaryHeap<Reverse<(Time, Happening)>>,
    alive: HashMap<i32, bool>,
    next_pid: i32,
    broken: bool,
    no_forks: bool,
    forks: u64,
    failed_forks: u64,
    events: u64,
    peak: usize,
    below_since: Option<Time>,
    longest_below: Duration,
    reloads: u32,
    /// The first pid after the last one began.
    reloaded_at: i32,
}

impl Day {
    fn begin() -> Self {
        let settings = Settings::default();
        let group = GroupSettings { start_num: SLOTS, ..settings.group.clone() };
        Self {
            supervisor: Supervisor::new(&settings, vec![("worker".into(), group)], 7),
            now: Time::ZERO,
            due: BinaryHeap::new(),
            alive: HashMap::new(),
            next_pid: 1,
            broken: false,
            no_forks: false,
            forks: 0,
            failed_forks: 0,
            events: 0,
            peak: 0,
            below_since: None,
            longest_below: Duration::ZERO,
            reloads: 0,
            reloaded_at: 0,
        }
    }

    fn later(&mut self, after: Duration, what: Happening) {
        self.due.push(Reverse((self.now + after, what)));
    }

    fn feed(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            self.events += 1;
            for action in self.supervisor.handle(event, self.now) {
                self.perform(&action, &mut events);
            }
        }
        self.measure();
    }

    fn perform(&mut self, action: &Action, events: &mut VecDeque<Event>) {
        match *action {
            Action::Spawn { slot, .. } if self.supervisor.expects(slot) => {
                self.now += FORK;
                if self.no_forks {
                    self.failed_forks += 1;
                    return events.push_back(Event::ForkFailed { slot, errno: 11 });
                }
                let pid = self.next_pid;
                self.next_pid += 1;
                self.forks += 1;
                self.alive.insert(pid, false);
                // A twentieth of the slots has the code that breaks.
                let breaks = self.broken && slot.number <= SLOTS / 20;
                self.later(START, if breaks { Happening::Crash(pid) } else { Happening::Ready(pid) });
                events.push_back(Event::Forked { slot, pid });
            }
            Action::Spawn { slot, .. } => events.push_back(Event::NotForked { slot }),
            Action::CastMould { mould, .. } => events.push_back(Event::MouldUnneeded { mould }),
            Action::Tell { pid, .. } => {
                let job = Duration::from_millis(u64::from(pid.unsigned_abs()) % JOB);
                self.later(job, Happening::Leave(pid));
            }
            Action::Kill { .. } | Action::KillOverdue { .. } => panic!("nobody hangs on this day: {action:?}"),
            Action::Notice(Notice::ReloadDone { renewed, total, .. }) => {
                self.reloads += u32::from(renewed == total);
            }
            _ => {}
        }
    }

    /// How long there have been fewer workers than there should be.
    fn measure(&mut self) {
        self.peak = self.peak.max(self.alive.len());
        if self.alive.len() < SLOTS as usize {
            let since = *self.below_since.get_or_insert(self.now);
            self.longest_below = self.longest_below.max(self.now.saturating_sub(since));
        } else {
            self.below_since = None;
        }
    }

    fn die(&mut self, pid: i32, at: Time, how: How, said: Option<Cause>, jobs: u64) {
        if self.alive.remove(&pid).is_some() {
            self.feed(Event::Exited { pid, end: End { jobs, said, ..End::new(how, at) } });
        }
    }

    fn happen(&mut self, what: Happening, at: Time) {
        match what {
            Happening::Ready(pid) => {
                if let (Some(ready), Some(slot)) = (self.alive.get_mut(&pid), self.supervisor.slot_of(pid)) {
                    *ready = true;
                    self.feed(Event::Ready { slot, pid });
                }
            }
            Happening::Leave(pid) => self.die(pid, at, How::Exited(0), Some(Cause::Reload), 100),
            Happening::Crash(pid) => self.die(pid, at, How::Exited(255), Some(Cause::Fatal), 0),
            Happening::Storm(victims) => {
                let step = (self.alive.len() / victims).max(1);
                let victims: Vec<_> = self.alive.keys().copied().step_by(step).collect();
                for pid in victims {
                    self.die(pid, at, How::Signalled(9), None, 100);
                }
            }
            Happening::Broken(broken) => self.broken = broken,
            Happening::NoForks(no_forks) => self.no_forks = no_forks,
            Happening::Reload => {
                self.reloaded_at = self.next_pid;
                self.feed(Event::Command("reload".parse().expect("a command")));
            }
            Happening::Old => {
                for (pid, slot) in self.supervisor.pids().collect::<Vec<_>>() {
                    self.feed(Event::LimitReached { slot, pid });
                }
            }
        }
    }

    fn live(&mut self, until: Time) {
        loop {
            let deadline = self.supervisor.next_deadline();
            let next = self.due.peek().map(|Reverse((at, _))| *at);
            let Some(at) = deadline.into_iter().chain(next).min().filter(|at| *at <= until) else { break };
            self.now = self.now.max(at);
            // As a `Tick` wants it: first whatever has happened while the master was busy.
            if next.is_some_and(|next| next <= self.now) {
                let Some(Reverse((at, what))) = self.due.pop() else { break };
                self.happen(what, at);
            } else {
                self.feed(Event::Tick);
            }
        }
        self.now = self.now.max(until);
    }
}

#[test]
fn a_day_of_a_hundred_thousand_slots() {
    let began = Instant::now();
    let mut day = Day::begin();
    let minutes = |hours: u32, minutes: u64| HOUR * hours + Duration::from_secs(60 * minutes);
    for hour in 1..24 {
        day.later(minutes(hour, 30), Happening::Storm(2000));
    }
    for hour in [3, 9, 15] {
        // A broken release, rolled out by a reload and mended ten minutes later by another one.
        day.later(minutes(hour, 0), Happening::Broken(true));
        day.later(minutes(hour, 0), Happening::Reload);
        day.later(minutes(hour, 10), Happening::Broken(false));
        day.later(minutes(hour, 10), Happening::Reload);
    }
    for hour in [6, 18] {
        day.later(minutes(hour, 29), Happening::NoForks(true));
        day.later(minutes(hour, 35), Happening::NoForks(false));
    }
    day.later(minutes(20, 0), Happening::Old);
    day.feed(Event::Started);
    let started = day.now;
    day.below_since = None;
    day.longest_below = Duration::ZERO;
    day.live(HOUR * 24);

    println!(
        "a day of {SLOTS} slots in {:.1} s: {} events, {} forks, {} failed forks, {} whole reloads, start {:.0} s, \
         longest time below N {:.0} s, peak above N {}",
        began.elapsed().as_secs_f64(),
        day.events,
        day.forks,
        day.failed_forks,
        day.reloads,
        started.as_secs_f64(),
        day.longest_below.as_secs_f64(),
        day.peak - SLOTS as usize,
    );
    assert_eq!(day.alive.len(), SLOTS as usize, "everybody is back at midnight");
    assert!(day.alive.values().all(|ready| *ready));
    assert_eq!(day.peak, SLOTS as usize, "never more than N");
    assert!(day.alive.keys().all(|pid| *pid >= day.reloaded_at), "nobody is older than the last reload");
    // 7 times everyone (start, reloads), once for the limits, the storms, and at most 30 tries of a broken slot.
    assert!(day.forks < 8 * 100_000 + 23 * 2000 + 3 * 30 * 5000, "{} forks: crashes are damped", day.forks);
    // Ten minutes of a broken release, and the pauses after it.
    assert!(day.longest_below < Duration::from_secs(12 * 60), "{:?}", day.longest_below);
    assert_eq!(day.supervisor.phase(), Phase::Running);
    assert_eq!(day.supervisor.next_deadline(), None, "a wake-up is left in a fleet at rest");
}

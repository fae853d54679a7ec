//! The master: descriptors become events, actions become system calls.
//!
//! It waits on three descriptors for any number of workers: the bell of its signal handlers, its own named pipe, and
//! one pipe on which workers say that they are ready. Whatever needs PHP is handed out as a [`Step`].

mod asking;
mod casting;
mod events;
mod forking;
mod launching;
mod mail;
mod notifying;
mod opening;
mod output;
mod performing;
mod report;
mod showing;
mod strangers;
mod tracing;
mod users;

pub use crate::figures::{counted, duration, signal_name};
pub use casting::Source;
pub(crate) use forking::Birth;
pub use forking::{Forked, Inherited, Newborn, Seed, Ticket};
pub(crate) use opening::orphan_grace;
pub use report::{in_hand, obituary};
pub use users::Users;

use crate::daemon::Starter;
use crate::instance::Place;
use crate::listening::Listener;
use crate::log::{Fields, Log, Who};
use crate::os::cgroup::OomKills;
use crate::os::descriptor::Woken;
use crate::os::signals::Signals;
use crate::os::{clock, pid};
use crate::pid_file::PidFile;
use crate::scoreboard::Scoreboard;
use crate::trace::Tracer;
use forking::Indices;
use naruto_supervisor::command::{Command, Letter};
use naruto_supervisor::settings::{Level, Settings};
use naruto_supervisor::{Action, Event, Gone, MASTER, Notice, Phase, SlotId, SlowJobs, Supervisor, Time, Waited};
use std::collections::VecDeque;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Duration;

/// What the host, who knows PHP, has to do next.
#[derive(Debug)]
pub enum Step {
    /// Prepare for a fork, then call [`Master::fork`].
    Fork(Ticket),
    /// Lines wait for the logger of the script, see [`Master::log`].
    Log,
    /// A handler of somebody else's has run; PHP may have one of its own to run now.
    Interrupted,
    /// A signal arrived; by default [`Master::obey_signal`] is what it means.
    Signal(i32),
    /// A worker has sent a text.
    Letter(SlotId, Letter),
    /// A worker is gone; a hook may want to know.
    Gone(Box<Gone>),
    /// No worker is left; leave with this status.
    Finished(i32),
}

/// A running fleet, seen by its master.
#[derive(Debug)]
pub struct Master {
    supervisor: Supervisor,
    settings: Settings,
    signals: Signals,
    inbox: OwnedFd,
    listener: Listener,
    inherited: Rc<Inherited>,
    indices: Indices,
    /// Its end, when we die, is what every worker notices.
    _lifeline: OwnedFd,
    ready: OwnedFd,
    /// Kept open for readers of the scoreboard in other processes.
    board_file: OwnedFd,
    casting: casting::Casting,
    actions: VecDeque<Action>,
    arrived: VecDeque<i32>,
    letters: VecDeque<Letter>,
    /// The fleet is over: every further look says so again.
    finished: Option<i32>,
    log: Log,
    /// Who asked last, for the line about what that began.
    asker: String,
    /// Each worker leads a process group.
    own_groups: bool,
    /// Some jobs have a deadline, so a process that stands still is missed.
    has_deadlines: bool,
    oom_kills: OomKills,
    askers: asking::Askers,
    users: Users,
    /// Who has started us and wants to hear of it.
    service_manager: Option<notifying::ServiceManager>,
    /// What workers print, in the background.
    output: Option<output::Output>,
    /// Who waits for the start.
    starter: Option<Starter>,
    pid_file: Option<PidFile>,
    /// The first process of a container reaps orphans.
    strangers: Option<strangers::Strangers>,
    /// Reads the calls of a worker.
    tracer: Tracer,
    slow_jobs: SlowJobs,
    /// PHP code has run that may have taken the end of a worker.
    in_doubt: bool,
    /// When the last wait ended.
    listened_at: Time,
    /// Until when those that are found dead now surely lived.
    alive_at: Time,
}

/// How long a start of many may take before the master looks up from it.
const LOOK_UP_EVERY: Duration = Duration::from_millis(20);

impl Master {
    /// Takes in an event; what follows from it is done by [`Master::pending`] and [`Master::next_step`].
    pub fn feed(&mut self, event: Event) {
        let sizes = matches!(event, Event::Started | Event::Grow { .. });
        let actions = self.supervisor.handle(event, clock::now());
        self.show_outcome(&actions);
        self.answer_askers(&actions);
        self.notify(&actions);
        if sizes {
            (0..self.supervisor.group_count()).for_each(|group| self.show_size(u16::try_from(group).unwrap_or(0)));
        }
        self.actions.extend(actions);
    }

    /// Takes in a command; `asker` is for the log.
    pub fn command(&mut self, command: Command, asker: &str) {
        asker.clone_into(&mut self.asker);
        self.feed(Event::Command(command));
    }

    /// What a signal means by `signalSupport`. One that is not there does nothing.
    pub fn obey_signal(&mut self, signal: i32) {
        let line = self.settings.signals.iter().find(|(_, number)| *number == signal).map(|(line, _)| line.as_str());
        if let Some(command) = line.and_then(|line| line.parse().ok()) {
            self.command(command, &signal_name(signal));
        }
    }

    /// Does everything that has been decided. None: there is nothing left but to look at signals, and to wait.
    pub fn pending(&mut self) -> Option<Step> {
        while let Some(action) = self.actions.pop_front() {
            match action {
                Action::Spawn { slot, .. } if !self.supervisor.expects(slot) => self.feed(Event::NotForked { slot }),
                Action::Spawn { slot, mould: MASTER } => return Some(Step::Fork(Ticket { slot })),
                Action::Spawn { slot, mould } => self.fork_from(mould, slot),
                Action::Finish { code } => self.finished = Some(code),
                Action::Notice(Notice::Gone(gone)) => {
                    self.report_end(&gone);
                    return Some(Step::Gone(gone));
                }
                action => self.perform(action),
            }
        }
        self.finished.map(Step::Finished)
    }

    /// Waits until PHP has something to do.
    pub fn next_step(&mut self) -> Step {
        loop {
            // Forks come first: a dead worker is waited for.
            if self.log.has_lines() && !matches!(self.actions.front(), Some(Action::Spawn { .. })) {
                return Step::Log;
            }
            let step = self.pending().filter(|step| !matches!(step, Step::Finished(_)));
            let step = step.or_else(|| self.arrived.pop_front().map(Step::Signal)).or_else(|| self.next_letter());
            match step.or_else(|| self.finished.map(Step::Finished)) {
                // The end comes last, and comes again.
                Some(Step::Finished(_)) | None if self.log.has_lines() => return Step::Log,
                Some(step) => {
                    if matches!(step, Step::Fork(_) | Step::Letter(..))
                        && clock::now() > self.listened_at + LOOK_UP_EVERY
                    {
                        self.wait(Some(Duration::ZERO));
                    }
                    if let (Some(strangers), false) = (&mut self.strangers, matches!(step, Step::Fork(_))) {
                        strangers.look();
                    }
                    return step;
                }
                None => {}
            }
            if self.wait(None) == Woken::Signal {
                return Step::Interrupted;
            }
        }
    }

    /// Where it lives.
    pub fn place(&self) -> &Place {
        &self.inherited.instance.place
    }

    /// Where the fleet publishes what it does.
    pub fn board(&self) -> &Scoreboard {
        &self.inherited.board
    }

    /// How far its end has come.
    pub fn phase(&self) -> Phase {
        self.supervisor.phase()
    }

    /// The decisions, to look at.
    pub fn supervisor(&self) -> &Supervisor {
        &self.supervisor
    }

    /// The slot of a worker, also of one that a mould has forked and not told of yet.
    fn slot_of(&self, pid: i32) -> Option<SlotId> {
        let newborn = || {
            if self.casting.foundry.is_empty() {
                return None;
            }
            let board = &self.inherited.board;
            let index = (0..self.indices.len()).find(|index| board.slot(*index).born() == Some(Ok(pid)))?;
            self.indices.slot(index)
        };
        self.supervisor.slot_of(pid).or_else(newborn)
    }

    /// Who has been asked to leave and has not yet.
    pub fn waited(&self) -> Option<Waited> {
        self.supervisor.waited()
    }

    /// `orders#3`
    pub fn worker_name(&self, slot: SlotId) -> String {
        format!("{}#{}", self.supervisor.group_name(slot.group), slot.number)
    }

    /// Something that tells the jobs of a worker, as long as it lives.
    pub fn job_counter(&self, slot: SlotId, pid: i32) -> impl Fn() -> u64 + 'static {
        let inherited = Rc::clone(&self.inherited);
        let index = self.indices.get(slot).unwrap_or(0);
        move || {
            let slot = inherited.board.slot(index);
            if slot.pid() == pid { slot.jobs() } else { 0 }
        }
    }

    /// Its log, and the lines that wait there for the logger of the script.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Writes a line as the master.
    pub fn say(&self, level: Level, event: &'static str, sentence: &str) {
        self.tell(level, event, sentence, Fields::default());
    }

    /// The same with what a machine wants to know of it.
    fn tell(&self, level: Level, event: &'static str, sentence: &str, fields: Fields) {
        self.log.tell(level, &Who::Master, pid::own(), event, sentence, fields);
    }
}

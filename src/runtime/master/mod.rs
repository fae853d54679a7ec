//! The master: descriptors become events, actions become system calls.
//!
//! It waits on three descriptors for any number of workers: the bell of its signal handlers, its own named pipe, and
//! one pipe on which workers say that they are ready. Whatever needs PHP is handed out as a [`Step`].

mod forking;
mod report;
mod words;

pub use forking::{Forked, Inherited, Seed, Ticket};
pub use words::{counted, duration, signal_name};

use crate::Error;
use crate::instance::{Instance, Place, Waiting};
use crate::listening::Listener;
use crate::log::{Log, Who};
use crate::os::descriptor::{self, Read, Woken};
use crate::os::signals::{Caught, Signals};
use crate::os::{clock, fifo, fork};
use crate::scoreboard::{Activity, Scoreboard};
use forking::Indices;
use naruto_supervisor::command::Command;
use naruto_supervisor::settings::{Grace, GroupSettings, Level, Settings};
use naruto_supervisor::{Action, End, Event, Phase, SlotId, Supervisor, Waited};
use std::collections::VecDeque;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;

/// What the host, who knows PHP, has to do next.
#[derive(Debug)]
pub enum Step {
    /// Prepare for a fork, then call [`Master::fork`].
    Fork(Ticket),
    /// A handler of somebody else's has run; PHP may have one of its own to run now.
    Interrupted,
    /// A signal arrived; by default [`Master::obey_signal`] is what it means.
    Signal(i32),
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
    _board_file: OwnedFd,
    actions: VecDeque<Action>,
    arrived: VecDeque<i32>,
    /// The fleet is over: every further look says so again.
    finished: Option<i32>,
    log: Log,
    /// Who asked last, for the line about what that began.
    asker: String,
}

impl Master {
    /// Opens the instance: handlers first, so that a signal from the moment the lock exists is not lost, then the
    /// lock, then everything else. No process is forked yet.
    pub fn open(
        settings: Settings,
        groups: Vec<(String, GroupSettings)>,
        place: Place,
        log: Log,
    ) -> Result<Self, Error> {
        // Before any descriptor is opened: it must not become what somebody prints to.
        descriptor::fill_standard().map_err(Error::system("open", "/dev/null"))?;
        let mut signals = Signals::new()?;
        let opened =
            Self::catch_all(&mut signals, &settings).and_then(|()| Self::open_rest(&settings, place, &signals, &log));
        let (inherited, inbox, lifeline, ready, board_file) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                signals.restore();
                return Err(error);
            }
        };
        let pid = u64::from(std::process::id());
        let supervisor = Supervisor::new(&settings, groups, pid ^ u64::from(clock::now().subsec_nanos()));
        Ok(Self {
            supervisor,
            settings,
            signals,
            inbox,
            listener: Listener::default(),
            inherited: Rc::new(inherited),
            indices: Indices::default(),
            _lifeline: lifeline,
            ready,
            _board_file: board_file,
            actions: VecDeque::new(),
            arrived: VecDeque::new(),
            finished: None,
            log,
            asker: String::new(),
        })
    }

    fn catch_all(signals: &mut Signals, settings: &Settings) -> Result<(), Error> {
        let caught = settings.signals.iter().map(|(_, signal)| *signal);
        caught.chain([libc::SIGCHLD]).try_for_each(|signal| signals.catch(signal))
    }

    #[allow(clippy::type_complexity)] // Five things that are taken apart at once by the only caller.
    fn open_rest(
        settings: &Settings,
        place: Place,
        signals: &Signals,
        log: &Log,
    ) -> Result<(Inherited, OwnedFd, OwnedFd, OwnedFd, OwnedFd), Error> {
        let instance = Instance::open(place, orphan_grace(settings), |waiting| await_orphans(&waiting, signals, log))?;
        let rest = || {
            let pipe = instance.place.pipe(std::process::id().cast_signed());
            let inbox = fifo::make(&pipe, instance.place.pipe_mode)?;
            let (lifeline_end, lifeline) = descriptor::pipe().map_err(Error::system("pipe", "the lifeline"))?;
            let (ready, ready_bell) = descriptor::pipe().map_err(Error::system("pipe", "readiness"))?;
            let (board, board_file) = Scoreboard::new()?;
            Ok((inbox, lifeline_end, lifeline, ready, ready_bell, board, board_file))
        };
        match rest() {
            Ok((inbox, lifeline_end, lifeline, ready, ready_bell, board, board_file)) => {
                let inherited = Inherited { instance, board, lifeline: lifeline_end, ready: ready_bell };
                Ok((inherited, inbox, lifeline, ready, board_file))
            }
            Err(error) => {
                instance.remove();
                Err(error)
            }
        }
    }

    /// Takes in an event; what follows from it is done by [`Master::pending`] and [`Master::next_step`].
    pub fn feed(&mut self, event: Event) {
        self.actions.extend(self.supervisor.handle(event, clock::now()));
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
                Action::Spawn { slot } if self.supervisor.expects(slot) => return Some(Step::Fork(Ticket { slot })),
                Action::Spawn { .. } => {}
                Action::Finish { code } => self.finished = Some(code),
                action => self.perform(action),
            }
        }
        self.finished.map(Step::Finished)
    }

    /// Waits until PHP has something to do.
    pub fn next_step(&mut self) -> Step {
        loop {
            if let Some(step) = self.pending().or_else(|| self.arrived.pop_front().map(Step::Signal)) {
                return step;
            }
            if self.wait() == Woken::Signal {
                return Step::Interrupted;
            }
        }
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Tell { slot, pid, order } => {
                self.inherited.board.slot(self.indices.of(slot)).order(order);
                // The leading newline ends whatever fragment somebody left in the pipe. A full pipe is no loss: the
                // worker looks at its slot as well.
                let line = format!("\n{order}\n");
                if let Err(error) = fifo::write(&self.place().pipe(pid), line.as_bytes()) {
                    self.say(Level::Warning, "log", &error.to_string());
                }
            }
            Action::Kill { pid, .. } => fork::kill(pid),
            Action::CleanUp { pid, .. } => {
                if let Err(error) = fifo::remove(&self.place().pipe(pid)) {
                    self.say(Level::Warning, "log", &error.to_string());
                }
            }
            Action::Notice(notice) => self.report(&notice),
            // Taken out by `pending`.
            Action::Spawn { .. } | Action::Finish { .. } => {}
        }
    }

    /// Sleeps until something happens, and takes it in. With nothing due and nobody calling it sleeps for ever.
    fn wait(&mut self) -> Woken<3> {
        let deadline = self.supervisor.next_deadline().into_iter().chain(self.listener.deadline()).min();
        let timeout = deadline.map(|at| at.saturating_sub(clock::now()));
        let fds = [self.signals.bell(), self.inbox.as_fd(), self.ready.as_fd()];
        let woken = descriptor::wait(fds, timeout);
        if let Woken::By([bell, inbox, ready]) = woken {
            // Readiness first: a worker that was ready and has left since is both.
            if bell || ready {
                self.take_ready();
            }
            if bell {
                self.take_signals();
            }
            if inbox {
                self.take_commands();
            }
        }
        let now = clock::now();
        if deadline.is_some_and(|at| at <= now) {
            self.feed(Event::Tick);
            if let Some(bytes) = self.listener.take_dropped(now) {
                let pipe = crate::instance::PIPE_PREFIX;
                let sentence = format!("{bytes} bytes on {pipe}{} are no command", std::process::id());
                self.say(Level::Warning, "dropped", &sentence);
            }
        }
        woken
    }

    fn take_signals(&mut self) {
        let caught: Caught = self.signals.take();
        if caught.has(libc::SIGCHLD) {
            self.reap();
        }
        for signal in caught.all().filter(|signal| *signal != libc::SIGCHLD) {
            if signal == libc::SIGHUP && caught.by_kernel(signal) {
                self.command(Command::Stop, "the loss of the terminal");
            } else {
                self.arrived.push_back(signal);
            }
        }
    }

    /// Takes the dead that are ours, and leaves the script's own children to it. A stranger's zombie hides those
    /// behind it from the peek, so it costs one look at everyone; looking at everyone each time would be quadratic.
    fn reap(&mut self) {
        while let Some(pid) = fork::peek() {
            if let Some(slot) = self.supervisor.slot_of(pid) {
                self.bury(pid, slot);
            } else {
                self.sweep();
                break;
            }
        }
    }

    /// Looks at every worker. One that somebody else in this process has reaped counts as gone too.
    fn sweep(&mut self) {
        let all: Vec<_> = self.supervisor.pids().collect();
        for (pid, slot) in all {
            self.bury(pid, slot);
        }
    }

    /// After PHP code has run in the master: it may have replaced a handler of ours, without which the fleet could not
    /// be stopped, or have waited for any child, and taken a worker's end.
    pub fn recover_from_hook(&mut self) {
        if let Err(error) = self.catch_signals() {
            self.say(Level::Error, "log", &error.to_string());
        }
        self.sweep();
    }

    fn bury(&mut self, pid: i32, slot: SlotId) {
        if let Some(how) = fork::reap(pid) {
            let slot = self.inherited.board.slot(self.indices.of(slot));
            let busy = slot.activity() == Activity::Busy;
            let end = End { how, jobs: slot.jobs(), said: slot.cause(), busy };
            self.feed(Event::Exited { pid, end });
        }
    }

    fn take_ready(&mut self) {
        let mut buffer = [0; 4096];
        while let Read::Bytes(count) = descriptor::read(&self.ready, &mut buffer) {
            for index in buffer[..count].chunks_exact(size_of::<u32>()) {
                // Each is written at once (pipe(7)), so a chunk is never half an index.
                self.is_ready(u32::from_ne_bytes(index.try_into().unwrap_or_default()));
            }
        }
        if self.inherited.board.take_missed() {
            (0..self.indices.len()).for_each(|index| self.is_ready(index));
        }
    }

    fn is_ready(&mut self, index: u32) {
        let slot = self.inherited.board.slot(index);
        if let Some(id) = self.indices.slot(index)
            && slot.activity() != Activity::Booting
        {
            self.feed(Event::Ready { slot: id, pid: slot.pid() });
        }
    }

    fn take_commands(&mut self) {
        let mut commands: Vec<Command> = Vec::new();
        self.listener.read(&self.inbox, |line| line.parse().ok(), &mut commands);
        // What stands in the pipe at once was said at once: `reloadreload` is one wish.
        commands.dedup_by(|next, previous| next.repeats(previous));
        for command in commands {
            self.command(command, "the pipe");
        }
    }

    /// Ends the fleet without PHP: asks, waits for the grace, kills. For a script that ends or breaks with its fleet
    /// still running.
    pub fn wind_down(&mut self) {
        if self.phase() < Phase::Terminating {
            self.command(Command::Terminate, "the end of the script");
        }
        loop {
            match self.next_step() {
                Step::Finished(_) => break,
                Step::Signal(signal) => self.obey_signal(signal),
                // Nothing is spawned once the fleet stops, and PHP is not asked any more.
                Step::Fork(_) | Step::Interrupted => {}
            }
        }
        self.close();
    }

    /// Ends the fleet on the spot: for a start that failed half-way.
    pub fn tear_down(&mut self) {
        for (pid, _) in self.supervisor.pids() {
            fork::kill(pid);
        }
        for (pid, _) in self.supervisor.pids() {
            fork::reap_blocking(pid);
        }
        self.close();
    }

    /// Removes what lies in the file system and gives the signals back to the script.
    pub fn close(&mut self) {
        self.inherited.instance.remove();
        self.signals.restore();
    }

    /// Catches the signals of `signalSupport` again, in case the script has replaced a handler since.
    pub fn catch_signals(&mut self) -> Result<(), Error> {
        Self::catch_all(&mut self.signals, &self.settings)
    }

    /// Where it lives.
    pub fn place(&self) -> &Place {
        &self.inherited.instance.place
    }

    /// How far its end has come.
    pub fn phase(&self) -> Phase {
        self.supervisor.phase()
    }

    /// The decisions, to look at.
    pub fn supervisor(&self) -> &Supervisor {
        &self.supervisor
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

    /// Writes a line as the master.
    pub fn say(&self, level: Level, event: &str, sentence: &str) {
        self.log.line(level, &Who::Master, event, sentence);
    }
}

/// A little patience at a time, until a signal says that nobody wants this start any more. A master that starts at the
/// same moment looks dead for an instant, hence a word only after a while.
fn await_orphans(waiting: &Waiting, signals: &Signals, log: &Log) -> bool {
    const WHILE: Duration = Duration::from_millis(100);
    if waiting.since < WHILE && waiting.since + waiting.retry >= WHILE {
        let pid = waiting.dead_master;
        let sentence = format!("for the jobs of workers whose master (pid {pid}) was killed");
        log.line(Level::Warning, &Who::Master, "waiting", &sentence);
    }
    match descriptor::wait([signals.bell()], Some(waiting.retry)) {
        Woken::By(_) => signals.take().all().all(|signal| signal == libc::SIGCHLD),
        Woken::Time | Woken::Signal => true,
    }
}

pub(crate) fn orphan_grace(settings: &Settings) -> Duration {
    match settings.orphan_grace {
        Grace::For(grace) => grace,
        // Refused by the settings: an orphan without an end would hold the lock for ever.
        Grace::Endless => Duration::from_secs(10),
    }
}

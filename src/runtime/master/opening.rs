//! The beginning and the end of a master: what is taken, in which order, and given back.

use super::asking::Askers;
use super::casting::{Casting, Source};
use super::forking::Indices;
use super::notifying::ServiceManager;
use super::strangers::Strangers;
use super::{Inherited, Master, Step, Users};
use crate::Error;
use crate::instance::{Instance, Place, Waiting};
use crate::listening::Listener;
use crate::log::{Log, Who};
use crate::os::cgroup::OomKills;
use crate::os::descriptor::{self, Woken};
use crate::os::signals::Signals;
use crate::os::{claim, clock, family, fifo, fork};
use crate::pid_file::PidFile;
use crate::scoreboard::Scoreboard;
use crate::trace::Tracer;
use crate::worker::dispositions;
use naruto_supervisor::command::Command;
use naruto_supervisor::settings::{Grace, GroupSettings, Level, Settings};
use naruto_supervisor::{Phase, SlowJobs, Supervisor};
use std::collections::VecDeque;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;

impl Master {
    /// Opens the instance: handlers first, so that a signal from the moment the lock exists is not lost, then the
    /// lock, then everything else. No process is forked yet. `tracer` reads the calls of a worker.
    pub fn open(
        settings: Settings,
        groups: Vec<(String, GroupSettings)>,
        users: Users,
        place: Place,
        log: Log,
        source: Source,
        tracer: Tracer,
    ) -> Result<Self, Error> {
        // Before any descriptor is opened: it must not become what somebody prints to.
        descriptor::fill_standard().map_err(Error::system("open", "/dev/null"))?;
        let mut signals = Signals::new()?;
        fifo::trust(users.others().map(|user| user.uid));
        let opened = Self::catch_all(&mut signals, &settings)
            .and_then(|()| Self::open_rest(&settings, &users, place, &signals, &log));
        let (inherited, inbox, lifeline, ready, board_file) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                signals.restore();
                return Err(error);
            }
        };
        // A child that a hook forks is no master: it must neither hold the lock nor let workers believe that theirs lives.
        fork::watch([inherited.instance.lock(), lifeline.as_fd()], Self::caught(&settings));
        let pid = u64::from(std::process::id());
        let header = inherited.board.header();
        for (index, (name, group)) in groups.iter().enumerate() {
            header.declare(index, name, group.job_timeout);
        }
        header.introduce(&inherited.instance.place.name, env!("CARGO_PKG_VERSION"), clock::now());
        let has_deadlines = groups.iter().any(|(_, group)| group.job_timeout.is_some());
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
            board_file,
            casting: Casting::new(source),
            actions: VecDeque::new(),
            arrived: VecDeque::new(),
            letters: VecDeque::new(),
            finished: None,
            log,
            asker: String::new(),
            own_groups: !family::has_terminal(),
            has_deadlines,
            oom_kills: OomKills::here(),
            askers: Askers::default(),
            users,
            service_manager: ServiceManager::here(),
            output: None,
            starter: None,
            pid_file: None,
            strangers: Strangers::here(),
            tracer,
            slow_jobs: SlowJobs::default(),
            in_doubt: false,
            listened_at: clock::now(),
            alive_at: clock::now(),
        })
    }

    pub(super) fn catch_all(signals: &mut Signals, settings: &Settings) -> Result<(), Error> {
        Self::caught(settings).try_for_each(|signal| signals.catch(signal))?;
        claim::let_in();
        Ok(())
    }

    fn caught(settings: &Settings) -> impl Iterator<Item = i32> {
        settings.signals.iter().map(|(_, signal)| *signal).chain([libc::SIGCHLD])
    }

    #[allow(clippy::type_complexity)] // Five things that are taken apart at once by the only caller.
    fn open_rest(
        settings: &Settings,
        users: &Users,
        mut place: Place,
        signals: &Signals,
        log: &Log,
    ) -> Result<(Inherited, OwnedFd, OwnedFd, OwnedFd, OwnedFd), Error> {
        let mut told = false;
        place.is_shared = users.others().next().is_some();
        let instance =
            Instance::open(place, orphan_grace(settings), |waiting| await_orphans(&waiting, &mut told, signals, log))?;
        let rest = || {
            let pipe = instance.place.pipe(std::process::id().cast_signed());
            let inbox = fifo::make(&pipe, instance.place.pipe_mode)?;
            let to_master = if instance.place.is_shared { fifo::open_writer(&pipe)? } else { None };
            let (lifeline_end, lifeline) = descriptor::pipe().map_err(Error::system("pipe", "the lifeline"))?;
            let (ready, ready_bell) = descriptor::pipe().map_err(Error::system("pipe", "readiness"))?;
            let (board, board_file) = Scoreboard::new()?;
            Ok((inbox, to_master, lifeline_end, lifeline, ready, ready_bell, board, board_file))
        };
        match rest() {
            Ok((inbox, to_master, lifeline_end, lifeline, ready, ready_bell, board, board_file)) => {
                let board = Rc::new(board);
                let meanings = dispositions::meanings(&settings.signals);
                let inherited = Inherited {
                    instance,
                    board,
                    lifeline: lifeline_end,
                    ready: ready_bell,
                    meanings,
                    inbox: to_master,
                };
                Ok((inherited, inbox, lifeline, ready, board_file))
            }
            Err(error) => {
                instance.remove();
                Err(error)
            }
        }
    }

    /// Catches the signals of `signalSupport` again, in case the script has replaced a handler since.
    pub fn catch_signals(&mut self) -> Result<(), Error> {
        Self::catch_all(&mut self.signals, &self.settings)
    }

    /// Writes the file with our pid, if one is wanted.
    pub fn write_pid_file(&mut self) -> Result<(), Error> {
        self.pid_file = self.settings.pid_file.as_deref().map(|path| PidFile::write(path.as_ref())).transpose()?;
        Ok(())
    }

    /// Removes what lies in the file system and gives the signals back to the script.
    pub fn close(&mut self) {
        // Nobody asks for the lines of a master that is no more.
        self.log.keep();
        self.end_output();
        self.tell_not_started();
        self.log.tell_lost(&Who::Master);
        if let Some(file) = self.pid_file.take() {
            file.remove();
        }
        self.casting.close();
        fork::watch_no_more();
        crate::sockets::close();
        self.inherited.instance.remove();
        self.signals.restore();
        self.askers.tell_last(self.strangers.is_some());
    }

    /// Ends the fleet without PHP: asks, waits for the grace, kills. For a script that ends or breaks with its fleet
    /// still running.
    pub fn wind_down(&mut self) {
        self.log.keep();
        if self.phase() < Phase::Terminating {
            self.command(Command::Terminate, "the end of the script");
        }
        loop {
            match self.next_step() {
                Step::Finished(_) => break,
                Step::Signal(signal) => self.obey_signal(signal),
                // Nothing is spawned once the fleet stops, and PHP is not asked any more.
                Step::Fork(_) | Step::Log | Step::Interrupted | Step::Gone(_) | Step::Letter(..) => {}
            }
        }
        self.close();
    }

    /// Ends the fleet on the spot: for a start that failed half-way.
    pub fn tear_down(&mut self) {
        for (pid, _) in self.supervisor.pids() {
            family::kill(pid, self.own_groups);
        }
        for (pid, _) in self.supervisor.pids() {
            fork::reap_blocking(pid);
        }
        self.close();
    }
}

/// A little patience at a time, until a signal says that nobody wants this start any more. A master that starts at the
/// same moment looks dead for an instant, hence a word only after a while.
fn await_orphans(waiting: &Waiting, told: &mut bool, signals: &Signals, log: &Log) -> bool {
    const WHILE: Duration = Duration::from_millis(100);
    if waiting.since >= WHILE && !std::mem::replace(told, true) {
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

//! Where the master has to do with moulds: new code is looked for, cast, asked for workers, and ended.

use super::{Master, Users};
use crate::code::Code;
use crate::mould::caster::Request;
use crate::mould::endowment::Loan;
use crate::mould::foundry::{Foundry, Remains};
use crate::mould::report::Report;
use crate::os::launch::Launch;
use crate::os::{clock, fifo, fork};
use crate::scoreboard::{Activity, MOST_GROUPS};
use naruto_supervisor::settings::{Level, Settings};
use naruto_supervisor::{Event, How, MouldId, SlotId};
use nix::errno::Errno;
use std::collections::BTreeMap;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

/// The code of this fleet, and how it is loaded anew.
#[derive(Debug)]
pub struct Source {
    /// How this process was started; none: it cannot be started again, for this reason.
    pub launch: Result<Launch, String>,
    /// The files that were loaded.
    pub code: Code,
    /// Why files that only workers load would not be read anew by a fork either.
    pub cached: Option<&'static str>,
    /// Which build of Naruto and PHP this is.
    pub build: String,
}

/// The moulds, and what they were asked about.
#[derive(Debug)]
pub(super) struct Casting {
    source: Source,
    pub(super) foundry: Foundry,
    /// The files of those that are not taken yet.
    codes: BTreeMap<MouldId, Code>,
    /// Those that run, for whoever looks.
    published: Option<OwnedFd>,
    /// The settings that come with them.
    settings: BTreeMap<MouldId, Settings>,
}

impl Casting {
    pub fn new(source: Source) -> Self {
        let published = source.code.publish();
        Self { source, foundry: Foundry::default(), codes: BTreeMap::new(), published, settings: BTreeMap::new() }
    }

    pub fn close(&mut self) {
        self.foundry.close();
    }

    /// In a fresh child, see [`Master::into_seed`].
    pub fn leave(self) {
        let Self { source, foundry: _, codes, published: _, settings } = self;
        std::mem::forget((source, codes, settings));
    }
}

impl Master {
    /// Looks whether the code has changed, and starts a mould if it has. A current one that was lost is cast again in any
    /// case.
    pub(super) fn cast(&mut self, mould: MouldId, fresh: bool) {
        if self.supervisor.is_current(mould) {
            self.say(
                Level::Warning,
                "reload",
                "the code is loaded anew: its mould is gone, and a worker has to be forked",
            );
        } else {
            let changed = self.casting.source.code.changed();
            let seen = match (fresh, changed.as_slice(), self.casting.source.cached) {
                (true, ..) => Some("the code is loaded anew".to_owned()),
                (false, [], None) => None,
                (false, [], Some(cached)) => Some(cached.to_owned()),
                (false, files, _) => Some(format!("{} changed on disk", some_of(files))),
            };
            let asker = &self.asker;
            let sentence = match &seen {
                None => format!("asked by {asker}, nothing changed on disk"),
                Some(seen) => format!("asked by {asker}, {seen}"),
            };
            self.say(Level::Info, "reload", &sentence);
            if seen.is_none() {
                return self.feed(Event::MouldUnneeded { mould });
            }
        }
        if let Err(why) = self.start_mould(mould) {
            self.feed(Event::MouldLost { mould, why });
        }
    }

    fn start_mould(&mut self, mould: MouldId) -> Result<(), String> {
        let Casting { source, foundry, .. } = &mut self.casting;
        let launch = source.launch.as_ref().map_err(Clone::clone)?;
        let loan = Loan {
            lock: self.inherited.instance.lock(),
            lifeline: self.inherited.lifeline.as_fd(),
            bell: self.inherited.ready.as_fd(),
            board: self.board_file.as_fd(),
        };
        foundry.cast(mould, launch, &source.build, loan).map_err(|error| error.to_string())
    }

    /// Asks a mould for the worker of a slot.
    pub(super) fn fork_from(&mut self, mould: MouldId, slot: SlotId) {
        let index = self.index_of(slot);
        let generation = self.supervisor.generation_of(mould);
        self.inherited.board.slot(index).reset(generation, clock::now());
        let request = Request { index, generation, serial: self.indices.next_serial() };
        if !self.casting.foundry.ask(mould, slot, request) {
            self.feed(Event::ForkFailed { slot, errno: Errno::ESRCH as i32 });
        }
    }

    /// A mould has rung, or may have.
    pub(super) fn hear_moulds(&mut self) {
        while let Some((mould, report)) = self.casting.foundry.take_report() {
            let Report::Ready { settings, groups, code } = report else { continue };
            let known = |name: &str| self.supervisor.group_index(name).is_some();
            let new = groups.iter().filter(|(name, _)| !known(name)).count();
            if self.supervisor.group_count() + new > MOST_GROUPS {
                self.casting.foundry.drop_mould(mould);
                let why = format!("with its new groups there would be more than {MOST_GROUPS}; a restart is needed");
                self.feed(Event::MouldLost { mould, why });
                continue;
            }
            // Its workers are forked with their users' pipes.
            match Users::find(&groups) {
                Ok(users) => fifo::trust(users.others().map(|user| user.uid)),
                Err(error) => self.say(Level::Warning, "log", &error.to_string()),
            }
            self.casting.codes.insert(mould, code);
            self.casting.settings.insert(mould, (*settings).clone());
            let idle = self.idle_slots();
            self.feed(Event::MouldReady { mould, settings, groups, idle });
            if self.supervisor.is_current(mould) {
                self.take_code(mould);
            }
        }
    }

    /// Those that need not be waited for.
    fn idle_slots(&self) -> Vec<SlotId> {
        let idle = |index: &u32| self.inherited.board.slot(*index).activity() == Activity::Idle;
        (0..self.indices.len()).filter(idle).filter_map(|index| self.indices.slot(index)).collect()
    }

    /// The code of this mould runs from now on.
    pub(super) fn take_code(&mut self, mould: MouldId) {
        let Some(code) = self.casting.codes.remove(&mould) else { return };
        // First the old one, so that nobody finds two.
        self.casting.published = None;
        self.casting.published = code.publish();
        self.casting.source.code = code;
        if let Some(settings) = self.casting.settings.remove(&mould) {
            self.take_settings(settings);
        }
    }

    /// What can be changed while the fleet runs. What belongs to the instance stays as it is until it is started anew.
    fn take_settings(&mut self, settings: Settings) {
        let header = self.inherited.board.header();
        for group in 0..u16::try_from(self.supervisor.group_count()).unwrap_or(0) {
            let own = self.supervisor.group_settings(group);
            header.declare(group.into(), self.supervisor.group_name(group), own.job_timeout);
            self.has_deadlines |= own.job_timeout.is_some();
        }
        let stays = [
            ("signalSupport", self.settings.signals != settings.signals),
            ("logFile", self.settings.log_file != settings.log_file),
            ("logFormat", self.settings.log_format != settings.log_format),
            ("logLevel", self.settings.log_level != settings.log_level),
            ("pidFile", self.settings.pid_file != settings.pid_file),
        ];
        for (name, _) in stays.into_iter().filter(|(_, changed)| *changed) {
            self.say(Level::Warning, "reload", &format!("the master takes the new {name} when it is started anew"));
        }
        self.settings = Settings {
            signals: std::mem::take(&mut self.settings.signals),
            log_file: self.settings.log_file.take(),
            log_format: self.settings.log_format,
            log_level: self.settings.log_level,
            pid_file: self.settings.pid_file.take(),
            ..settings
        };
        (0..self.supervisor.group_count()).for_each(|group| self.show_size(u16::try_from(group).unwrap_or(0)));
    }

    /// What has come of a fork that a mould was asked for, if it was.
    pub(super) fn born(&mut self, index: u32, slot: SlotId) {
        let Some(born) = self.inherited.board.slot(index).born() else { return };
        if self.casting.foundry.answered(slot) {
            self.tell_born(index, slot, born);
        }
    }

    fn tell_born(&mut self, index: u32, slot: SlotId, born: Result<i32, i32>) {
        match born {
            Err(errno) => self.feed(Event::ForkFailed { slot, errno }),
            Ok(pid) => {
                self.inherited.board.slot(index).occupy(pid);
                self.feed(Event::Forked { slot, pid });
                self.show(slot);
                // It may have ended before anybody knew that it was ours.
                if fork::peek(Some(pid)).is_some() {
                    self.bury(pid, slot);
                }
            }
        }
    }

    /// A mould has ended: what it was asked for and has not done is asked for again.
    pub(super) fn bury_mould(&mut self, pid: i32) {
        let Some(how) = fork::reap(pid) else { return };
        self.settle_mould(pid, how);
    }

    fn settle_mould(&mut self, pid: i32, how: How) {
        let Some(Remains { id, why, asked }) = self.casting.foundry.bury(pid, how) else { return };
        self.casting.codes.remove(&id);
        self.casting.settings.remove(&id);
        if let Some(why) = why {
            if self.supervisor.is_current(id) {
                self.say(Level::Warning, "reload", &format!("the mould (pid {pid}) is gone: {why}"));
            }
            self.feed(Event::MouldLost { mould: id, why });
        }
        for (slot, request) in asked {
            let born = self.inherited.board.slot(request.index).born().unwrap_or(Err(Errno::ESRCH as i32));
            if born.is_err() {
                let _ = fifo::remove(&self.place().unborn_pipe(request.serial));
            }
            self.tell_born(request.index, slot, born);
        }
    }

    /// The dead among the moulds, when the whole table is looked at.
    pub(super) fn sweep_moulds(&mut self) {
        for pid in self.casting.foundry.pids() {
            self.bury_mould(pid);
        }
    }
}

/// `src/Ship.php and 2 more`
fn some_of(files: &[&Path]) -> String {
    let name = |path: &Path| path.display().to_string();
    match files {
        [] => String::new(),
        [one] => name(one),
        [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
    }
}

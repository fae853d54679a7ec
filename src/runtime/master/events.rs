//! What the descriptors say becomes events of the supervisor: the bell of the signals, readiness, commands, the dead.

use super::Master;
use super::notifying::ServiceManager;
use super::output::Output;
use crate::log::Who;
use crate::mould;
use crate::os::descriptor::{self, Read, Woken};
use crate::os::signals::Caught;
use crate::os::{clock, family, fork, signals};
use crate::scoreboard::Call;
use naruto_supervisor::command::{Command, Request};
use naruto_supervisor::settings::Level;
use naruto_supervisor::{End, Event, How, SlotId};
use std::os::fd::AsFd;
use std::time::Duration;

/// A wait as short as this has found what was there already.
const AT_ONCE: Duration = Duration::from_micros(200);

impl Master {
    /// Sleeps until something happens, for `most` at most, and takes it in. With nothing due and nobody calling it sleeps
    /// for ever.
    pub(super) fn wait(&mut self, most: Option<Duration>) -> Woken<4> {
        self.end_doubt();
        let most = if self.actions.is_empty() { most } else { Some(Duration::ZERO) };
        let deadline = self.supervisor.next_deadline().into_iter().chain(self.listener.deadline()).min();
        let look_at = self.inherited.board.header().looks_at();
        let before = clock::now();
        let alive = self.service_manager.as_ref().and_then(ServiceManager::deadline);
        let due = deadline.into_iter().chain(look_at).chain(alive);
        let timeout = due.map(|at| at.saturating_sub(before)).chain(most).min();
        let output = self.output.as_ref().map_or(self.signals.bell(), Output::as_fd);
        let fds = [self.signals.bell(), self.inbox.as_fd(), self.ready.as_fd(), output];
        let woken = descriptor::wait(fds, timeout);
        let after = clock::now();
        // Whoever sleeps hears of a death at once; who comes from work finds those of the time since the last look.
        self.alive_at = if after < before + AT_ONCE { self.listened_at } else { after };
        self.listened_at = after;
        if let Woken::By([bell, inbox, ready, output]) = woken {
            if output {
                self.take_output();
            }
            // Readiness first: a worker that was ready and has left since is both.
            if bell || ready {
                self.take_calls();
            }
            if bell {
                self.take_signals();
            }
            if inbox && !self.has_many_letters() {
                self.take_commands();
            }
        }
        // Last, see `Event::Tick`.
        let now = clock::now();
        if let Some(manager) = &mut self.service_manager {
            manager.live(now);
        }
        if deadline.is_some_and(|at| at <= now) {
            self.feed(Event::Tick);
            if let Some(bytes) = self.listener.take_dropped(now) {
                let pipe = crate::instance::PIPE_PREFIX;
                let sentence = format!("{bytes} bytes on {pipe}{} are no command", std::process::id());
                self.say(Level::Warning, "dropped", &sentence);
            }
        }
        if look_at.is_some_and(|at| at <= now) {
            self.look_for_slow_jobs(now);
        }
        woken
    }

    pub(super) fn take_signals(&mut self) {
        let caught: Caught = self.signals.take();
        if caught.has(libc::SIGCHLD) {
            self.reap();
            if self.has_deadlines {
                self.look_for_stopped();
            }
        }
        for signal in caught.all().filter(|signal| *signal != libc::SIGCHLD) {
            if signal != libc::SIGHUP || !self.has_lost_terminal(caught) {
                self.arrived.push_back(signal);
            } else if !signals::was_ignored(signal) {
                self.command(Command::Stop, "the loss of the terminal");
            }
        }
    }

    /// The kernel tells those in the foreground; a shell passes it on to its jobs in the background. By that time nobody of
    /// its session has the terminal any more, which tells it from a `kill -HUP %1` that somebody types.
    fn has_lost_terminal(&self, caught: Caught) -> bool {
        let by_shell = || caught.by_leader(libc::SIGHUP) && !self.own_groups && !family::has_terminal();
        caught.by_kernel(libc::SIGHUP) || by_shell()
    }

    fn take_calls(&mut self) {
        // A small one is on the page of the stack that is there anyway, and not on the next, copied after each fork.
        let mut buffer = [0; 256];
        while let Read::Bytes(count) = descriptor::read(&self.ready, &mut buffer) {
            for index in buffer[..count].chunks_exact(size_of::<u32>()) {
                // Each is written at once (pipe(7)), so a chunk is never half an index.
                match u32::from_ne_bytes(index.try_into().unwrap_or_default()) {
                    mould::BELL => self.hear_moulds(),
                    index => self.answer(index),
                }
            }
        }
        if self.inherited.board.header().take_missed() {
            (0..self.indices.len()).for_each(|index| self.answer(index));
            self.hear_moulds();
        }
    }

    /// What a worker has rung for.
    fn answer(&mut self, index: u32) {
        let shared = self.inherited.board.slot(index);
        let calls = shared.take_calls();
        let Some(slot) = self.indices.slot(index) else { return };
        // A child may ring before the mould that has just forked it.
        self.born(index, slot);
        let pid = self.inherited.board.slot(index).pid();
        if calls.has(Call::Ready) {
            self.feed(Event::Ready { slot, pid });
        }
        if calls.has(Call::Overdue) {
            self.feed(Event::JobOverdue { slot, pid });
        }
        if calls.has(Call::Log) {
            self.log.follow_now(&Who::Master);
        }
        if calls.has(Call::Proven) {
            self.feed(Event::Proven { slot, pid });
        }
        if calls.has(Call::Limit) {
            self.feed(Event::LimitReached { slot, pid });
        }
    }

    fn take_commands(&mut self) {
        let mut requests: Vec<Request> = Vec::new();
        self.read_inbox(&mut requests);
        // What stands in the pipe at once was said at once: `reloadreload` is one wish.
        requests.dedup_by(|next, previous| next.repeats(previous));
        for request in requests {
            self.request(request);
        }
    }

    /// Takes the dead that are ours, and leaves the script's own children to it. A stranger's zombie hides those
    /// behind it from the peek, so it costs one look at everyone; looking at everyone each time would be quadratic.
    fn reap(&mut self) {
        while let Some((pid, _)) = fork::peek(None) {
            if let Some(slot) = self.supervisor.slot_of(pid) {
                self.bury(pid, slot);
            } else if self.casting.foundry.has(pid) {
                self.bury_mould(pid);
            } else if self.is_orphan(pid) {
                fork::reap(pid);
            } else {
                self.sweep();
                self.reap_orphans();
                break;
            }
        }
    }

    /// Looks at every worker. One that somebody else in this process has reaped counts as gone too.
    pub(super) fn sweep(&mut self) {
        let all: Vec<_> = self.supervisor.pids().collect();
        for (pid, slot) in all {
            self.bury(pid, slot);
        }
        self.sweep_moulds();
    }

    /// After PHP code has run in the master: it may have replaced a handler of ours, without which the fleet could not
    /// be stopped, or have waited for any child, and taken a worker's end.
    pub fn recover_from_hook(&mut self) {
        if let Err(error) = self.catch_signals() {
            self.say(Level::Error, "log", &error.to_string());
        }
        if let Some(strangers) = &mut self.strangers {
            strangers.look_again();
        }
        self.in_doubt = true;
    }

    /// Looks who is still there, once after any number of hooks: before the next sleep, and before the next signal.
    pub(super) fn end_doubt(&mut self) {
        if std::mem::take(&mut self.in_doubt) {
            self.sweep();
        }
    }

    /// Who stands still; as with the dead, a stranger costs one look at everyone.
    fn look_for_stopped(&mut self) {
        while let Some(pid) = fork::peek_stopped() {
            let known = self.supervisor.slot_of(pid).is_some();
            let candidates: Vec<_> =
                if known { vec![pid] } else { self.supervisor.pids().map(|(pid, _)| pid).collect() };
            for pid in candidates {
                if fork::take_stopped(pid)
                    && let Some(slot) = self.supervisor.slot_of(pid)
                {
                    self.feed(Event::Stopped { slot, pid });
                }
            }
            if !known {
                break;
            }
        }
    }

    pub(super) fn bury(&mut self, pid: i32, slot: SlotId) {
        // Before it is reaped: its group's number is its own until then.
        if self.own_groups && matches!(fork::peek(Some(pid)), Some((_, How::Signalled(_)))) {
            family::kill_group(pid);
        }
        let Some(how) = fork::reap(pid) else { return };
        self.take_last_output(pid);
        let shared = self.inherited.board.slot(self.indices.of(slot));
        let end = End {
            jobs: shared.jobs(),
            said: shared.cause(),
            held: shared.held(self.listened_at),
            error: shared.error(),
            program: shared.is_program(),
            out_of_memory: how == How::Signalled(libc::SIGKILL) && self.oom_kills.take(),
            ..End::new(how, self.alive_at)
        };
        let undelivered = shared.undelivered();
        shared.died(clock::since_1970());
        self.feed(Event::Exited { pid, end });
        self.tell_undelivered(slot, pid, undelivered);
    }
}

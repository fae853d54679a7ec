//! What the descriptors say becomes events of the supervisor: the bell of the signals, readiness, commands, the dead.

use super::Master;
use crate::os::descriptor::{self, Read, Woken};
use crate::os::signals::Caught;
use crate::os::{clock, fork};
use crate::scoreboard::Activity;
use naruto_supervisor::command::Command;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{End, Event, SlotId};
use std::os::fd::AsFd;

impl Master {
    /// Sleeps until something happens, and takes it in. With nothing due and nobody calling it sleeps for ever.
    pub(super) fn wait(&mut self) -> Woken<3> {
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

    pub(super) fn take_signals(&mut self) {
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
    pub(super) fn sweep(&mut self) {
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
}

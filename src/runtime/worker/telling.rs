//! What a worker tells: its log, and its master.

use super::Life;
use crate::Error;
use crate::log::Fields;
use crate::os::{descriptor, fifo};
use crate::scoreboard::Call;
use naruto_supervisor::command::Command;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Cause, Held};
use nix::errno::Errno;
use std::time::Duration;

/// How long a command to the master waits for room in a pipe that somebody floods; the master empties it all the time.
const PATIENCE: Duration = Duration::from_secs(2);

impl Life {
    /// What the master has to do for this worker's log.
    pub(super) fn relay_wish(&self) {
        if self.log.take_wish() {
            self.ring(Call::Log);
        }
    }

    pub(super) fn ring(&self, call: Call) {
        self.slot().call(call);
        self.wake_master();
    }

    pub(super) fn wake_master(&self) {
        let index = self.index.to_ne_bytes();
        if descriptor::write(&self.inherited.ready, &index) == Err(Errno::EAGAIN) {
            // The master has 16000 others to read first; it looks at everyone after that. Either this second try
            // gets through, or the pipe is still full and the master has not looked yet.
            self.inherited.board.header().miss();
            let _ = descriptor::write(&self.inherited.ready, &index);
        }
    }

    /// Sends a command to the master. `false`: it is gone, or its pipe is full.
    pub fn tell_master(&self, command: &Command) -> Result<bool, Error> {
        let line = format!("\n{command}\n");
        fifo::write_patiently(&self.place().pipe(self.master), line.as_bytes(), PATIENCE)
    }

    /// Writes a line as this worker.
    pub fn say(&self, level: Level, event: &'static str, sentence: &str) {
        self.log.line(level, &self.who, event, sentence);
    }

    /// Writes the line about the end of this worker.
    pub fn say_end(&self, cause: Cause, held: Option<Held>, sentence: &str) {
        let fields = Fields {
            worker: Some(self.name()),
            worker_pid: Some(self.pid),
            cause: Some(cause.as_str()),
            signal: None,
            busy: held.as_ref().map(|held| held.age),
            note: held.map(|held| held.note),
            jobs: Some(self.jobs()),
            generation: Some(self.generation),
        };
        self.log.tell(Level::Error, &self.who, self.pid, "died", sentence, fields);
    }

    pub(super) fn say_dropped(&self, bytes: u64) {
        let pipe = crate::instance::PIPE_PREFIX;
        self.say(Level::Warning, "dropped", &format!("{bytes} bytes on {pipe}{} are no command", self.pid));
    }
}

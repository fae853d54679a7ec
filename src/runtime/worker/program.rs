//! A worker that becomes another program, and stays a worker: it has its slot and its pid, leaves when it is told by a signal,
//! and its end is a death like any other.

use super::Life;
use crate::Error;
use crate::os::clock;
use crate::os::exec::{Preparation, Program};
use crate::scoreboard::Activity;

impl Life {
    /// Becomes the program. Comes back with none if it is time to leave instead, or with an error, and is a worker as before.
    pub fn become_program(&self, program: &Program) -> Option<Error> {
        if let Err(error) = program.find() {
            return Some(error);
        }
        self.rest();
        self.close_mail();
        let preparation = Preparation::begin();
        self.note(&program.line());
        self.slot().exchange(Activity::Program);
        self.slot().announce_wait();
        // Either we see the order, or whoever gives it sees that it takes a signal.
        let failed = if self.look().is_some() {
            drop(preparation);
            self.enter(Activity::Idle);
            None
        } else {
            let stop = self.settings.stop_signal.unwrap_or(libc::SIGTERM);
            let error = preparation.exec(program, stop, self.master);
            self.enter(Activity::Busy);
            self.start_clock(clock::now());
            Some(error)
        };
        if !self.has_stop_stream.get() {
            self.slot().open_mail();
        }
        failed
    }
}

//! What comes in by a named pipe: lines that are wanted, and rubbish that is counted.

use crate::os::clock;
use crate::os::descriptor::{self, Read};
use naruto_supervisor::Time;
use naruto_supervisor::command::Lines;
use std::os::fd::AsFd;
use std::time::Duration;

/// Rubbish is told once it has stopped coming for this long, in one line and not one a read.
const QUIET: Duration = Duration::from_secs(1);

/// What is read at once. It lies on the stack, of which each page that a fresh worker writes to is copied.
const BUFFER: usize = 4096;

/// The reader of one pipe.
#[derive(Debug, Default)]
pub(crate) struct Listener {
    lines: Lines,
    dropped: u64,
    tell_at: Option<Time>,
}

impl Listener {
    /// Takes one buffer's worth: whoever floods the pipe must not keep us from everything else. Says whether there may be
    /// more.
    pub fn read<T>(&mut self, pipe: &impl AsFd, parse: impl Fn(&str) -> Option<T>, out: &mut Vec<T>) -> bool {
        let mut buffer = [0; BUFFER];
        let is_full = match descriptor::read(pipe, &mut buffer) {
            Read::Bytes(count) => {
                self.lines.feed(&buffer[..count], &parse, out);
                count == buffer.len()
            }
            Read::Empty | Read::End => false,
        };
        if !is_full {
            self.lines.pause(&parse, out);
        }
        let dropped = self.lines.take_dropped();
        if dropped > 0 {
            self.dropped += dropped;
            self.tell_at = Some(clock::now() + QUIET);
        }
        is_full
    }

    /// When the dropped bytes are to be told.
    pub fn deadline(&self) -> Option<Time> {
        self.tell_at
    }

    /// The dropped bytes, once it is time to tell them.
    pub fn take_dropped(&mut self, now: Time) -> Option<u64> {
        self.tell_at.take_if(|at| *at <= now)?;
        Some(std::mem::take(&mut self.dropped))
    }
}

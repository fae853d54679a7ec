//! The master's own pipe: lines in, commands out, rubbish counted.

use crate::os::clock;
use crate::os::descriptor::{self, Read};
use naruto_supervisor::Time;
use naruto_supervisor::command::{Command, Lines};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

/// Rubbish is told once it has stopped coming for this long, in one line and not one a read.
pub(crate) const QUIET: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Inbox {
    pipe: OwnedFd,
    lines: Lines,
    dropped: u64,
    tell_at: Option<Time>,
}

impl Inbox {
    pub fn new(pipe: OwnedFd) -> Self {
        Self { pipe, lines: Lines::new(), dropped: 0, tell_at: None }
    }

    /// One buffer's worth: whoever floods the pipe must not keep us from our signals and workers.
    pub fn read(&mut self, commands: &mut Vec<Command>) {
        let parse = |line: &str| line.parse().ok();
        let mut buffer = [0; 16 * 1024];
        match descriptor::read(&self.pipe, &mut buffer) {
            Read::Bytes(count) => {
                self.lines.feed(&buffer[..count], parse, commands);
                if count < buffer.len() {
                    self.lines.pause(parse, commands);
                }
            }
            Read::Empty | Read::End => self.lines.pause(parse, commands),
        }
        let dropped = self.lines.take_dropped();
        if dropped > 0 {
            self.dropped += dropped;
            self.tell_at = Some(clock::now() + QUIET);
        }
    }

    /// When the dropped bytes are to be told.
    pub fn deadline(&self) -> Option<Time> {
        self.tell_at
    }

    /// The bytes to tell, once it is time.
    pub fn take_dropped(&mut self, now: Time) -> Option<u64> {
        self.tell_at.take_if(|at| *at <= now)?;
        Some(std::mem::take(&mut self.dropped))
    }
}

impl AsFd for Inbox {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }
}

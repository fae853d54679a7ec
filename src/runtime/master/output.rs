//! What workers of a fleet in the background print becomes lines of the log, each with the worker that has printed it.

use super::Master;
use crate::log::{Log, Who};
use crate::os::{family, output, pid};
use naruto_supervisor::settings::Level;
use std::collections::HashMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A line that is longer is cut in two, so that who never ends one does not fill the memory.
const LONGEST: usize = 3000;
/// Taken at once at most: who prints without end must not keep the master from everything else.
const AT_ONCE: usize = 64;

/// The receiving end.
#[derive(Debug)]
pub(super) struct Output {
    socket: OwnedFd,
    /// What workers have printed since their last newline, by pid.
    begun: HashMap<i32, (Who, Vec<u8>)>,
}

impl Output {
    pub fn new(socket: OwnedFd) -> Self {
        Self { socket, begun: HashMap::new() }
    }

    pub fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    fn take(&mut self, bytes: &[u8], pid: i32, who: Who, log: &Log) {
        let (who, mut line) = self.begun.remove(&pid).unwrap_or((who, Vec::new()));
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            line.extend_from_slice(piece);
            while line.len() > LONGEST {
                let rest = line.split_off(between_characters(&line, LONGEST));
                say(log, &who, pid, &std::mem::replace(&mut line, rest));
            }
            if line.ends_with(b"\n") {
                say(log, &who, pid, &line);
                line.clear();
            }
        }
        // Whether somebody else than a worker will ever go on cannot be known.
        if !line.is_empty() && matches!(who, Who::Script) {
            say(log, &who, pid, &line);
        } else if !line.is_empty() {
            self.begun.insert(pid, (who, line));
        }
    }

    /// The line that somebody has not ended.
    fn end(&mut self, pid: i32, log: &Log) {
        if let Some((who, line)) = self.begun.remove(&pid) {
            say(log, &who, pid, &line);
        }
    }
}

/// The nearest place up to there that is not inside of a character.
fn between_characters(text: &[u8], most: usize) -> usize {
    let starts = |at: &usize| text[*at] & 0xc0 != 0x80;
    (most.saturating_sub(3)..=most).rev().find(starts).unwrap_or(most)
}

fn say(log: &Log, who: &Who, pid: i32, line: &[u8]) {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end();
    if !text.is_empty() {
        log.line_of(Level::Info, who, pid, "output", text);
    }
}

impl Master {
    /// Takes what has been printed. True: there may be more.
    pub(super) fn take_output(&mut self) -> bool {
        self.output.take().is_some_and(|output| self.take_output_of(output))
    }

    /// Its buffer is as large as four pages of the stack, each copied after each fork by whoever has it in its frame.
    #[inline(never)]
    fn take_output_of(&mut self, mut output: Output) -> bool {
        let mut buffer = [0; 16 * 1024];
        let mut more = false;
        for _ in 0..AT_ONCE {
            let Some((count, pid)) = output::read(&output.socket, &mut buffer) else {
                more = false;
                break;
            };
            more = true;
            output.take(&buffer[..count], pid, self.printer(pid), &self.log);
        }
        self.output = Some(output);
        more
    }

    /// A worker is about to be reaped: all that it has printed comes before its end.
    pub(super) fn take_last_output(&mut self, pid: i32) {
        while self.take_output() {}
        if let Some(output) = &mut self.output {
            output.end(pid, &self.log);
        }
    }

    /// The end of the fleet.
    pub(super) fn end_output(&mut self) {
        while self.take_output() {}
        if let Some(mut output) = self.output.take() {
            let pids: Vec<_> = output.begun.keys().copied().collect();
            for pid in pids {
                output.end(pid, &self.log);
            }
            self.log.take_standard_streams();
        }
    }

    /// A program of a job's is of its worker's group. One that has ended already cannot be told from others.
    fn printer(&self, pid: i32) -> Who {
        let worker = self.slot_of(pid).or_else(|| self.slot_of(family::group_of(pid)?));
        match worker {
            Some(slot) => Who::Worker(self.worker_name(slot)),
            None if pid == pid::own() => Who::Master,
            None => Who::Script,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = "aé€😀".as_bytes();
        let places: Vec<_> = (0..text.len()).map(|most| between_characters(text, most)).collect();
        assert_eq!(places, [0, 1, 1, 3, 3, 3, 6, 6, 6, 6]);
        assert_eq!(between_characters(&[0x80; 9], 5), 5, "what is no text is cut anywhere");
    }
}

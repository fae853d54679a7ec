//! The start of a fleet in the background: whoever starts it waits until its workers are ready, and ends with what became
//! of it.

use crate::Error;
use crate::console::code;
use crate::log::Log;
use crate::os::fork::Side;
use crate::os::{descriptor, output, session};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;

/// The master's side.
#[derive(Debug)]
pub struct Background {
    pub(crate) starter: Starter,
    /// What is printed into both standard streams, by whomever.
    pub(crate) output: OwnedFd,
    log: Log,
}

/// The one who waits to hear how the start went.
#[derive(Debug)]
pub struct Starter(OwnedFd);

/// Who comes back.
#[derive(Debug)]
pub enum Detached {
    /// The one who started it, once the outcome is known; it leaves with this status.
    Starter(i32),
    /// The master to be.
    Master(Box<Background>),
}

/// Goes into the background. `log_file` is where a person finds the log.
pub fn detach(name: &str, log: Log, log_file: Option<&Path>) -> Result<Detached, Error> {
    let (outcome, waiting) = descriptor::blocking_pipe().map_err(Error::system("pipe", "the outcome of the start"))?;
    if let Side::Parent(_) = session::leave()? {
        drop(waiting);
        let (status, sentence) = hear(outcome).unwrap_or_else(|| {
            let where_to_look = log_file.map(|file| format!(" (log: {})", file.display())).unwrap_or_default();
            (code::FAILED, format!("{name} has ended before it was ready{where_to_look}"))
        });
        if status == code::DONE {
            // Who does not want to hear it is told by the status.
            let _ = writeln!(std::io::stdout(), "start: {sentence}");
        } else {
            let _ = writeln!(std::io::stderr(), "start: {sentence}");
        }
        return Ok(Detached::Starter(status));
    }
    drop(outcome);
    let output = output::capture()?;
    Ok(Detached::Master(Box::new(Background { starter: Starter(waiting), output, log })))
}

/// `0 shop runs as pid 4711`; none: it ended without a word.
fn hear(outcome: OwnedFd) -> Option<(i32, String)> {
    let mut told = String::new();
    File::from(outcome).read_to_string(&mut told).ok()?;
    let (status, sentence) = told.trim_end().split_once(' ')?;
    Some((status.parse().ok()?, sentence.to_owned()))
}

impl Background {
    /// The log, opened while there was somebody to tell that it cannot be.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// There will be no fleet.
    pub fn fail(self, status: i32, sentence: &str) {
        self.log.take_standard_streams();
        self.starter.tell(status, sentence);
    }
}

impl Starter {
    /// Lets it leave, with this status.
    pub(crate) fn tell(self, status: i32, sentence: &str) {
        let line = format!("{status} {sentence}\n");
        // Somebody may have interrupted it.
        let _ = File::from(self.0).write_all(line.as_bytes());
    }
}

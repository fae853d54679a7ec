//! `php worker.php status | reload | …`: the script as the control tool of its own fleet.
//!
//! `arguments` understands what was said, `asking` and `trace` talk with the master, `instance` finds the fleet and its scoreboard. All
//! else is what an operator sees: functions from a [`Snapshot`] to text, which know neither fleet nor terminal.

pub mod arguments;
mod asking;
mod exits;
#[cfg(test)]
mod fixture;
mod header;
mod health;
mod help;
mod instance;
mod json;
mod logs;
mod look;
mod metrics;
mod moment;
mod showing;
mod status;
mod table;
mod tally;
mod text;
mod trace;

pub use json::status_value;
pub use look::{Look, Output};

use crate::instance::Place;
use crate::os::descriptor;
use arguments::{Patience, Task};
use naruto_supervisor::command::Command;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Exit statuses, one table for the script and its commands.
pub mod code {
    /// It happened.
    pub const DONE: i32 = 0;
    /// It did not.
    pub const FAILED: i32 = 1;
    /// The words or the settings are wrong.
    pub const USAGE: i32 = 2;
    /// There is no such fleet.
    pub const NOT_RUNNING: i32 = 3;
    /// There is one already.
    pub const RUNNING: i32 = 4;
    /// A group never became ready.
    pub const GAVE_UP: i32 = 5;
}

/// Where what is shown goes.
#[derive(Debug)]
pub struct Terminal {
    /// A person watches.
    pub is_one: bool,
}

impl Terminal {
    fn stdout() -> Self {
        Self { is_one: std::io::stdout().is_terminal() }
    }

    /// How wide it is; where it does not say, as wide as most are.
    fn columns() -> usize {
        descriptor::columns(&std::io::stdout()).unwrap_or(80)
    }

    /// Says how something ended: what did not happen is an error.
    fn say(&self, status: i32, sentence: &str) {
        if status == code::DONE {
            self.write(&format!("{sentence}\n"));
        } else {
            eprintln!("{sentence}");
        }
    }

    /// Writes at once. A reader that has gone is no error of ours.
    pub fn write(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

/// What the caller goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The fleet.
    Start,
    /// Nothing: it leaves with this status.
    Leave(i32),
}

/// What is known of the fleet that is asked for.
#[derive(Debug)]
pub struct Fleet<'a> {
    /// Where it lives.
    pub place: &'a Place,
    /// Where its log goes; none is stderr.
    pub log: Option<&'a Path>,
    /// The script as it is called, `worker.php`.
    pub script: String,
}

/// Carries out a command.
pub fn run(task: &Task, fleet: &Fleet<'_>) -> Next {
    let terminal = Terminal::stdout();
    match task {
        Task::Start => Next::Start,
        Task::Restart(patience) => restart(fleet, *patience, &terminal),
        Task::Ask(command, patience) => Next::Leave(tell(fleet, command, *patience, &terminal)),
        Task::Trace { target, json, patience } => Next::Leave(trace::show(fleet, target, *json, *patience, &terminal)),
        Task::Logs { follow } => Next::Leave(logs::show(fleet.log, *follow, &terminal)),
        Task::Help => {
            terminal.write(&help::help(&fleet.script));
            Next::Leave(code::DONE)
        }
        shown => Next::Leave(showing::show(shown, fleet, &terminal)),
    }
}

fn restart(fleet: &Fleet<'_>, patience: Patience, terminal: &Terminal) -> Next {
    if instance::master(fleet.place).is_none() {
        return Next::Start;
    }
    match tell(fleet, &Command::Stop, patience, terminal) {
        code::DONE => Next::Start,
        status => Next::Leave(status),
    }
}

fn tell(fleet: &Fleet<'_>, command: &Command, patience: Patience, terminal: &Terminal) -> i32 {
    let Some(master) = instance::master(fleet.place) else { return not_running(fleet, terminal) };
    let (status, sentence) = asking::ask(fleet.place, master, command, patience, terminal)
        .unwrap_or_else(|error| (code::FAILED, format!("{command}: {error}")));
    terminal.say(status, &sentence);
    status
}

fn not_running(fleet: &Fleet<'_>, terminal: &Terminal) -> i32 {
    let log = fleet.log.map(|log| format!(" (log: {})", log.display())).unwrap_or_default();
    terminal.say(code::NOT_RUNNING, &format!("{} is not running{log}", fleet.place.name));
    code::NOT_RUNNING
}

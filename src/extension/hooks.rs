//! PHP code that runs in the master: it may break, and must not break the fleet.

use crate::engine::callable::{Outcome, Unwinding};
use crate::logging;
use crate::working::in_one_line;
use naruto_runtime::master::duration;
use naruto_runtime::os::clock;
use naruto_supervisor::settings::Level;
use std::cell::Cell;
use std::time::Duration;

/// The master does nothing else while a hook runs.
const LONG: Duration = Duration::from_millis(100);

/// What the master has to do after a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    GoOn,
    /// Stop the fleet and leave with this status.
    Exit(i32),
    /// End the fleet without PHP.
    Broken(Unwinding),
}

/// Runs a hook of the master. An exception is logged and harms nothing.
pub fn run(name: &str, warned: &Cell<bool>, hook: impl FnOnce() -> Outcome) -> After {
    let started = clock::now();
    let outcome = hook();
    let took = clock::now().saturating_sub(started);
    if took > LONG && !warned.replace(true) {
        let took = duration(took);
        let sentence = format!("{name} took {took} in the master, which kept everybody waiting; told once");
        logging::line(Level::Warning, "slow", &sentence);
    }
    match outcome {
        Outcome::Returned => After::GoOn,
        Outcome::Exited(status) => After::Exit(status),
        Outcome::Fatal(unwinding) => After::Broken(unwinding),
        Outcome::Threw(thrown) => {
            logging::line(Level::Error, "log", &format!("in {name}: {}", in_one_line(&thrown)));
            After::GoOn
        }
    }
}

//! What is shown without asking anybody: read from the scoreboard, once or again and again.

use super::arguments::Task;
use super::look::{Look, Output};
use super::{Fleet, Terminal, code, exits, health, instance, json, metrics, not_running, status, watching};
use crate::Error;
use crate::os::clock;
use crate::scoreboard::snapshot::Snapshot;
use std::time::Duration;

/// How often a watched status is written to a pipe.
const EVERY: Duration = Duration::from_secs(1);

/// Shows it; the exit status.
pub fn show(task: &Task, fleet: &Fleet<'_>, terminal: &Terminal) -> i32 {
    let watched = matches!(task, Task::Status { watch: true, .. });
    let json = matches!(task, Task::Status { json: true, .. });
    let shown = if watched && terminal.is_one && !json {
        watching::watch(task, fleet, terminal)
    } else {
        again_and_again(task, fleet, terminal, watched)
    };
    shown.unwrap_or_else(|error| {
        terminal.say(code::FAILED, &format!("{}: {error}", fleet.place.name));
        code::FAILED
    })
}

/// Once, if it is not watched: else until nobody reads it any more, or the fleet has ended.
fn again_and_again(task: &Task, fleet: &Fleet<'_>, terminal: &Terminal, watched: bool) -> Result<i32, Error> {
    loop {
        let Some(master) = instance::master(fleet.place) else { return Ok(not_running(fleet, terminal)) };
        let snapshot = match instance::board(master) {
            Ok(board) if matches!(task, Task::Exits { .. } | Task::Health { .. }) => instance::snapshot(&board),
            Ok(board) => instance::weighed(&board),
            // It has ended between the two looks.
            Err(_) if instance::master(fleet.place).is_none() => return Ok(not_running(fleet, terminal)),
            Err(error) => return Err(error),
        };
        let (text, status) = text(task, &snapshot, &look(task, fleet, terminal));
        let written = terminal.write(&text);
        if !watched || !written {
            return Ok(status);
        }
        std::thread::sleep(EVERY);
    }
}

/// The text of a task, and its exit status.
pub(super) fn text(task: &Task, snapshot: &Snapshot, look: &Look<'_>) -> (String, i32) {
    match task {
        Task::Status { json: true, .. } => (json::status_json(snapshot), code::DONE),
        Task::Exits { json: true } => (json::exits_json(snapshot), code::DONE),
        Task::Exits { json: false } => (exits::exits(snapshot, look), code::DONE),
        Task::Metrics => (metrics::metrics(snapshot), code::DONE),
        Task::Health { json, max_busy } => {
            let health = health::health(snapshot, *max_busy);
            let status = if health.healthy { code::DONE } else { code::FAILED };
            let lines = || health.lines.join("\n") + "\n";
            (if *json { json::health_json(snapshot, *max_busy) } else { lines() }, status)
        }
        _ => (status::status(snapshot, look), code::DONE),
    }
}

/// How it shall look.
pub(super) fn look<'a>(task: &Task, fleet: &'a Fleet<'_>, terminal: &Terminal) -> Look<'a> {
    let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb");
    let output = if terminal.is_one { Output::Terminal { columns: Terminal::columns(), colour } } else { Output::Pipe };
    let all = matches!(task, Task::Status { all: true, .. });
    Look { output, all, script: &fleet.script, offset: clock::wall().offset }
}

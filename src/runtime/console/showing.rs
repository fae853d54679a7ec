//! What is shown without asking anybody: read from the scoreboard, once or again and again.

use super::arguments::Task;
use super::look::{Look, Output};
use super::{Fleet, Terminal, code, exits, health, instance, json, metrics, not_running, status};
use crate::os::clock;
use crate::scoreboard::snapshot::Snapshot;
use std::time::Duration;

/// How often a watched status is drawn.
const EVERY: Duration = Duration::from_secs(1);
/// Clears the window, and goes to its corner.
const CLEAR: &str = "\x1b[H\x1b[2J";

/// Shows it; the exit status.
pub fn show(task: &Task, fleet: &Fleet<'_>, terminal: &Terminal) -> i32 {
    loop {
        let Some(master) = instance::master(fleet.place) else { return not_running(fleet, terminal) };
        let snapshot = match instance::board(master) {
            Ok(board) => instance::snapshot(&board),
            Err(error) => {
                terminal.say(code::FAILED, &format!("{}: {error}", fleet.place.name));
                return code::FAILED;
            }
        };
        let (text, status) = text(task, &snapshot, &look(task, fleet, terminal));
        let watched = matches!(task, Task::Status { watch: true, .. });
        if watched && terminal.is_one {
            terminal.write(CLEAR);
        }
        terminal.write(&text);
        if !watched {
            return status;
        }
        std::thread::sleep(EVERY);
    }
}

fn text(task: &Task, snapshot: &Snapshot, look: &Look<'_>) -> (String, i32) {
    let line = |mut text: String| {
        text.push('\n');
        text
    };
    match task {
        Task::Status { json: true, .. } => (line(json::status_json(snapshot)), code::DONE),
        Task::Exits { json: true } => (line(json::exits_json(snapshot)), code::DONE),
        Task::Exits { json: false } => (exits::exits(snapshot, look), code::DONE),
        Task::Metrics => (metrics::metrics(snapshot), code::DONE),
        Task::Health { json, max_busy } => {
            let health = health::health(snapshot, *max_busy);
            let status = if health.healthy { code::DONE } else { code::FAILED };
            let text = if *json { json::health_json(snapshot, *max_busy) } else { health.lines.join("\n") };
            (line(text), status)
        }
        _ => (status::status(snapshot, look), code::DONE),
    }
}

fn look<'a>(task: &Task, fleet: &'a Fleet<'_>, terminal: &Terminal) -> Look<'a> {
    let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let output = if terminal.is_one { Output::Terminal { columns: Terminal::columns(), colour } } else { Output::Pipe };
    let all = matches!(task, Task::Status { all: true, .. });
    Look { output, all, script: &fleet.script, offset: clock::wall().offset }
}

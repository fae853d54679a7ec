//! The line that tells on a terminal what is still waited for; it is written again and again in its place.

use super::Terminal;
use super::text::{clean, cut, width};
use crate::figures::duration;
use crate::scoreboard::Scoreboard;
use crate::scoreboard::snapshot::{Phase, Snapshot, State, Worker};
use naruto_supervisor::Time;
use naruto_supervisor::command::{Command, Target};
use std::time::Duration;

/// What whoever waits may want to know.
const HINT: &str = "Ctrl-C stops waiting, not the stop";

/// The line, as it was written last.
pub struct Progress<'a> {
    command: &'a Command,
    board: Option<Scoreboard>,
    terminal: &'a Terminal,
    shown: String,
}

impl<'a> Progress<'a> {
    /// Of a command, as the scoreboard of its fleet shows it.
    pub fn new(command: &'a Command, board: Option<Scoreboard>, terminal: &'a Terminal) -> Self {
        Self { command, board: board.filter(|_| terminal.is_one), terminal, shown: String::new() }
    }

    /// Whether there will be something new to show.
    pub fn moves(&self) -> bool {
        self.board.is_some()
    }

    /// Writes it anew, if it has changed.
    pub fn show(&mut self, now: Time) {
        let Some(board) = &self.board else { return };
        let fleet = board.read(now, 0.0);
        let columns = Terminal::columns().saturating_sub(1);
        let line = line(&fleet, self.command, columns);
        if line != self.shown {
            self.terminal.write(&format!("\r\x1b[K{line}"));
            self.shown = line;
        }
    }

    /// Makes room for the outcome.
    pub fn clear(&self) {
        if !self.shown.is_empty() {
            self.terminal.write("\r\x1b[K");
        }
    }
}

/// One that fits: a terminal that breaks it would not go back to its beginning.
fn line(fleet: &Snapshot, command: &Command, columns: usize) -> String {
    let said = sentence(fleet, command);
    let ends = matches!(command, Command::Stop | Command::Terminate);
    let hinted = format!("{said}    {HINT}");
    if ends && width(&hinted) <= columns { hinted } else { cut(&said, columns).into_owned() }
}

/// `reload: 5 of 6 renewed, waiting for orders#2 (order 88190, 14 s)`
fn sentence(fleet: &Snapshot, command: &Command) -> String {
    let concerned: Vec<_> = fleet.workers.iter().filter(|worker| concerns(fleet, command, worker)).collect();
    // Those who have left are no longer there to be counted.
    let most = fleet.groups.iter().map(|group| group.size as usize).sum();
    let (word, done, all) = match command {
        Command::Reload { .. } => ("reload", "renewed", concerned.len()),
        Command::Scale { .. } => ("scale", "ready", concerned.len()),
        Command::Stop => ("stop", "have left", most),
        Command::Terminate => ("terminate", "have left", most),
    };
    let begun = match command {
        Command::Reload { .. } => fleet.phase == Phase::Reloading,
        Command::Scale { .. } => true,
        Command::Stop | Command::Terminate => matches!(fleet.phase, Phase::Stopping | Phase::Terminating),
    };
    if !begun {
        return format!("{word}: asked");
    }
    let waited: Vec<_> = concerned.into_iter().filter(|worker| is_waited_for(fleet, command, worker)).collect();
    if matches!(command, Command::Reload { .. }) && is_tried(fleet, &waited) {
        return "reload: the new code is being tried".to_owned();
    }
    let count = format!("{word}: {} of {all} {done}", all.saturating_sub(waited.len()));
    match waited.as_slice() {
        [] => count,
        [worker, rest @ ..] => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            format!("{count}, waiting for {} ({}){more}", fleet.worker_name(worker), what(fleet, worker))
        }
    }
}

fn concerns(fleet: &Snapshot, command: &Command, worker: &Worker) -> bool {
    let group = fleet.groups.get(worker.group).map_or("", |group| group.name.as_str());
    match command {
        Command::Reload { target: Target::Worker { group: wanted, number }, .. } => {
            wanted == group && *number == worker.number
        }
        Command::Reload { target: Target::Group(wanted), .. } | Command::Scale { group: Some(wanted), .. } => {
            wanted == group
        }
        Command::Reload { target: Target::Everyone, .. }
        | Command::Scale { group: None, .. }
        | Command::Stop
        | Command::Terminate => true,
    }
}

fn is_waited_for(fleet: &Snapshot, command: &Command, worker: &Worker) -> bool {
    match command {
        Command::Reload { .. } => worker.generation < fleet.generation || worker.state == State::Booting,
        Command::Scale { .. } => !matches!(worker.state, State::Idle | State::Busy),
        Command::Stop | Command::Terminate => worker.pid.is_some(),
    }
}

/// Nobody has to leave for new code before its first worker has proved itself.
fn is_tried(fleet: &Snapshot, waited: &[&Worker]) -> bool {
    waited.is_empty() || waited.iter().any(|worker| worker.generation > fleet.generation)
}

/// Its job, and since when it was asked to leave; whole seconds, so that the line rests in between.
fn what(fleet: &Snapshot, worker: &Worker) -> String {
    let since = fleet.now.saturating_sub(worker.since);
    let since = if since < Duration::from_secs(1) { "0 s".to_owned() } else { format!("{} s", since.as_secs()) };
    match (&worker.state, worker.note.as_str()) {
        (State::Waiting { until }, _) => format!("starts in {}", duration(until.saturating_sub(fleet.now))),
        (_, "") => since,
        (_, note) => format!("{}, {since}", clean(note)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::shop;
    use super::*;

    fn said(fleet: &Snapshot, command: &str, columns: usize) -> String {
        line(fleet, &command.parse().unwrap(), columns)
    }

    #[test]
    fn progress_tells_who_is_waited_for() {
        let mut shop = shop();
        assert_eq!(said(&shop, "reload", 99), "reload: asked");
        shop.phase = Phase::Reloading;
        assert_eq!(said(&shop, "reload", 99), "reload: 5 of 6 renewed, waiting for orders#4 (order 88214, 0 s)");
        assert_eq!(said(&shop, "reload", 30), "reload: 5 of 6 renewed, waiti…");
        assert_eq!(said(&shop, "reload mail", 99), "reload: the new code is being tried");
        shop.workers[4].generation = 6;
        shop.workers[4].note = "张伟".into();
        assert_eq!(said(&shop, "reload mail", 99), "reload: 1 of 2 renewed, waiting for mail#1 (张伟, 3 s)");
        assert_eq!(said(&shop, "scale 3 mail", 99), "scale: 1 of 2 ready, waiting for mail#2 (starts in 1.7 s)");
    }

    #[test]
    fn those_who_have_left_are_counted() {
        let mut shop = shop();
        assert_eq!(said(&shop, "stop", 30), "stop: asked");
        shop.phase = Phase::Stopping;
        shop.workers.drain(2..);
        let told = "stop: 4 of 6 have left, waiting for orders#1 (order 88213, 0 s) and 1 more";
        assert_eq!(said(&shop, "stop", 100), told);
        assert_eq!(said(&shop, "terminate", 150), format!("{}    {HINT}", told.replace("stop", "terminate")));
        shop.workers.clear();
        assert_eq!(said(&shop, "stop", 80), format!("stop: 6 of 6 have left    {HINT}"));
    }
}

//! `php worker.php status`: a line a worker.

use super::header::{header, wants};
use super::look::{Look, Output};
use super::table::{Cell, Column, Dispensable, Row, Table, Tint};
use super::tally::percentile;
use super::text::clean;
use crate::figures::{counted, latency, size, time};
use crate::scoreboard::snapshot::{Snapshot, State, Worker};
use std::time::Duration;

/// Times of jobs stand still although they have between three and five letters.
const TIME: usize = 5;

const COLUMNS: [Column; 14] = [
    Column::left("WORKER"),
    Column::right("PID"),
    Column::left("STATE"),
    Column::right("FOR"),
    Column::right("JOBS"),
    Column::right("FAILED"),
    Column::right("p50").at_least(TIME),
    Column::right("p95").at_least(TIME),
    Column::right("MAX").at_least(TIME),
    Column::right("MEM"),
    Column::right("GEN"),
    Column::right("UP"),
    Column::right("BUSY"),
    Column::left("DOING"),
];

/// What DOING must have for the columns that are only good to know.
const AMPLE: usize = 24;
/// And for those that one would miss: with less it would say nothing any more.
const ENOUGH: usize = 16;

const DROPS: [Dispensable; 9] = [
    ("UP", AMPLE),
    ("GEN", AMPLE),
    ("MAX", AMPLE),
    ("p50", AMPLE),
    ("BUSY", AMPLE),
    ("PID", ENOUGH),
    ("p95", ENOUGH),
    ("FAILED", ENOUGH),
    ("MEM", ENOUGH),
];

/// A table of more workers than this is no longer read in one glance.
const MANY: usize = 40;

/// The header, a line a worker, and what wants something from the reader.
pub fn status(snapshot: &Snapshot, look: &Look) -> String {
    let mut lines = header(snapshot, look);
    if !snapshot.workers.is_empty() {
        lines.push(String::new());
        lines.extend(Table { columns: &COLUMNS, drops: &DROPS, rows: rows(snapshot, look) }.lines(look.output));
    }
    let wants = wants(snapshot, look);
    if !wants.is_empty() {
        lines.push(String::new());
        lines.extend(wants);
    }
    lines.join("\n") + "\n"
}

fn rows(snapshot: &Snapshot, look: &Look) -> Vec<Row> {
    let terminal = matches!(look.output, Output::Terminal { .. });
    let folds = terminal && !look.all && snapshot.workers.len() > MANY;
    let mut rows = Vec::with_capacity(snapshot.workers.len());
    for group in snapshot.workers.chunk_by(|one, next| one.group == next.group) {
        let (folded, shown): (Vec<&Worker>, _) = group.iter().partition(|worker| folds && worker.state == State::Idle);
        rows.extend(shown.iter().map(|worker| Row::Cells(cells(snapshot, worker, look))));
        if let Some(worker) = folded.first() {
            let name = snapshot.groups.get(worker.group).map_or("", |group| &group.name);
            rows.push(Row::Folded(clean(name).into_owned(), format!("{} idle", look.count(folded.len() as u64))));
        }
    }
    rows
}

/// In the order of [`COLUMNS`].
fn cells(snapshot: &Snapshot, worker: &Worker, look: &Look) -> Vec<Cell> {
    let (period, tint) = period(snapshot, worker);
    // What is told of a process is left out where there is none.
    let alive = |text: Option<String>| Cell::from(text.filter(|_| worker.pid.is_some()).unwrap_or_default());
    let doing = match worker.state {
        State::Waiting { .. } => trouble(worker),
        State::Booting | State::Idle | State::Busy | State::Leaving => worker.note.clone(),
    };
    vec![
        clean(&snapshot.worker_name(worker)).as_ref().into(),
        worker.pid.map_or("-".to_owned(), |pid| pid.to_string()).into(),
        Cell::tinted(worker.state.as_str().to_owned(), tint),
        Cell::tinted(time(period), tint),
        look.count(worker.totals.jobs).into(),
        look.count(worker.totals.failed).into(),
        alive(percentile(worker, 50).map(latency)),
        alive(percentile(worker, 95).map(latency)),
        alive((worker.totals.histogram.count() > 0).then(|| longest(worker.longest))),
        alive((worker.private > 0).then(|| size(worker.private))),
        worker.generation.to_string().into(),
        alive(Some(time(snapshot.now.saturating_sub(worker.started)))),
        alive(share(worker.totals.busy, snapshot.now.saturating_sub(worker.slot_since))),
        clean(&doing).as_ref().into(),
    ]
}

/// How long it has been in its state, or has still to wait; and the colour of that.
fn period(snapshot: &Snapshot, worker: &Worker) -> (Duration, Tint) {
    let period = snapshot.now.saturating_sub(worker.since);
    let timeout = snapshot.groups.get(worker.group).and_then(|group| group.job_timeout);
    match worker.state {
        State::Waiting { until } => (until.saturating_sub(snapshot.now), Tint::Yellow),
        State::Busy if timeout.is_some_and(|timeout| period > timeout / 2) => (period, Tint::Yellow),
        State::Booting | State::Busy => (period, Tint::Plain),
        State::Idle => (period, Tint::Dim),
        State::Leaving => (period, Tint::Cyan),
    }
}

/// `5 × ConnectionException`, `2 deaths in a row`
fn trouble(worker: &Worker) -> String {
    match (worker.failures, worker.last_error.as_str()) {
        (0, error) => error.to_owned(),
        (failures, "") => format!("{} in a row", counted(failures.into(), "death")),
        (failures, error) => format!("{failures} × {error}"),
    }
}

/// Outliers are a matter of seconds, but those of a fast job are not nothing.
fn longest(took: Duration) -> String {
    if took < Duration::from_millis(100) { latency(took) } else { time(took) }
}

/// `71%`
fn share(part: Duration, whole: Duration) -> Option<String> {
    let percent = (part.as_nanos() * 100).checked_div(whole.as_nanos())?;
    Some(format!("{}%", percent.min(100)))
}

#[cfg(test)]
mod tests;

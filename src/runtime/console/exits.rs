//! `php worker.php exits`: deaths by cause, and what the last ones held.

use super::header::title;
use super::look::Look;
use super::moment;
use super::table::{Cell, Column, Dispensable, Row, Table, Tint};
use super::tally::{Tally, by_cause};
use super::text::{clean, wrap};
use crate::figures::{signal_name, time};
use crate::scoreboard::snapshot::{Exit, Snapshot};

const COLUMNS: [Column; 11] = [
    Column::right("WHEN"),
    Column::left("WORKER"),
    Column::right("PID"),
    Column::left("CAUSE"),
    Column::left("HOW"),
    Column::right("JOBS"),
    Column::right("GEN"),
    Column::right("UP"),
    Column::right("FOR"),
    // A note may be long, and the error behind it says more.
    Column::left("DOING").at_most(24),
    Column::left("ERROR"),
];

const DROPS: [Dispensable; 6] = [("GEN", 32), ("JOBS", 24), ("UP", 24), ("PID", 20), ("HOW", 12), ("FOR", 12)];

/// How often workers ended for which cause; then the last ends, the newest first.
pub fn exits(snapshot: &Snapshot, look: &Look) -> String {
    let mut lines = vec![title(snapshot, look)];
    for total in totals(snapshot, look) {
        match look.columns() {
            Some(columns) => lines.extend(wrap(&total, columns)),
            None => lines.push(total),
        }
    }
    if !snapshot.exits.is_empty() {
        let rows = snapshot.exits.iter().map(|exit| Row::Cells(cells(exit, snapshot.wall, look))).collect();
        lines.push(String::new());
        lines.extend(Table { columns: &COLUMNS, drops: &DROPS, rows }.lines(look.output));
    }
    lines.join("\n") + "\n"
}

fn totals(snapshot: &Snapshot, look: &Look) -> Vec<String> {
    let deaths = Tally::of_fleet(snapshot).deaths;
    let died = by_cause(&deaths, |cause| !cause.is_planned());
    let left = by_cause(&deaths, naruto_supervisor::Cause::is_planned);
    let died = died.map(|(number, causes)| format!("{}: {causes}", look.counted(number, "death")));
    let left = left.map(|(number, causes)| format!("{} left as planned: {causes}", look.count(number)));
    match [died, left] {
        [None, None] => vec!["no worker has ended yet".to_owned()],
        said => said.into_iter().flatten().collect(),
    }
}

/// In the order of [`COLUMNS`].
fn cells(exit: &Exit, now: f64, look: &Look) -> Vec<Cell> {
    let tint = if exit.failed { Tint::Plain } else { Tint::Dim };
    let how = match (exit.signal, exit.status) {
        (Some(signal), _) => signal_name(signal),
        (None, status) => status.map(|status| status.to_string()).unwrap_or_default(),
    };
    vec![
        moment::say(exit.at, now, look.offset, look.output).into(),
        clean(&exit.name).as_ref().into(),
        exit.pid.to_string().into(),
        Cell::tinted(exit.cause.as_str().to_owned(), tint),
        Cell::tinted(how, tint),
        look.count(exit.jobs).into(),
        exit.generation.to_string().into(),
        time(exit.uptime).into(),
        exit.busy.map(time).unwrap_or_default().into(),
        clean(&exit.note).as_ref().into(),
        clean(&exit.error).as_ref().into(),
    ]
}

#[cfg(test)]
mod tests;

//! Who, since when, how many in which state, and what went wrong; and what wants something from the reader.

use super::look::{Look, Output};
use super::tally::{STATES, Tally, by_cause};
use super::text;
use crate::figures::age;
use crate::scoreboard::snapshot::{Phase, Snapshot};

/// Nothing is cut in a pipe, so its lines are as long as those of a wide terminal.
const PIPE_COLUMNS: usize = 120;

/// Two or three lines.
pub fn header(snapshot: &Snapshot, look: &Look) -> Vec<String> {
    let tally = Tally::of_fleet(snapshot);
    let failed = look.count(tally.totals.failed);
    let work = format!("{}, {failed} failed, {:.1}/s", look.counted(tally.totals.jobs, "job"), tally.rate);
    let mut lines = vec![title(snapshot, look), spread(&workers(&tally, look), &work, look)];
    if let Some((number, causes)) = by_cause(&tally.deaths, |cause| !cause.is_planned()) {
        let deaths = format!("{}: {causes}", look.counted(number, "death"));
        lines.push(spread(&deaths, &format!("see: {} exits", look.script), look));
    }
    lines
}

/// The first line.
pub fn title(snapshot: &Snapshot, look: &Look) -> String {
    let up = age(snapshot.now.saturating_sub(snapshot.started));
    let doing = match snapshot.phase {
        Phase::Running => format!("running {up}"),
        Phase::Reloading | Phase::Stopping | Phase::Terminating => format!("{}, up {up}", word(snapshot.phase)),
    };
    let who = format!("{} · {doing} · pid {}", text::clean(&snapshot.name), snapshot.pid);
    let since = age(snapshot.now.saturating_sub(snapshot.generation_since));
    spread(&who, &format!("generation {}, since {since}", snapshot.generation), look)
}

/// What the fleet does as a whole.
pub const fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Running => "running",
        Phase::Reloading => "reloading",
        Phase::Stopping => "stopping",
        Phase::Terminating => "terminating",
    }
}

fn workers(tally: &Tally, look: &Look) -> String {
    let states = STATES.iter().zip(tally.states).filter(|(_, number)| *number > 0);
    let states: Vec<String> = states.map(|(state, number)| format!("{} {state}", look.count(number))).collect();
    let colon = if states.is_empty() { "" } else { ": " };
    format!("{}{colon}{}", look.counted(tally.workers, "worker"), states.join(", "))
}

/// One text at the left, the other at the right.
fn spread(left: &str, right: &str, look: &Look) -> String {
    let columns = look.columns().unwrap_or(PIPE_COLUMNS);
    let gap = columns.saturating_sub(text::width(left) + text::width(right)).max(2);
    let line = format!("{left}{}{right}", " ".repeat(gap));
    match look.output {
        Output::Terminal { .. } => text::cut(&line, columns).into_owned(),
        Output::Pipe => line,
    }
}

/// What the reader should do something about, each on a line of its own that begins with `!`.
pub fn wants(snapshot: &Snapshot, look: &Look) -> Vec<String> {
    let generation = snapshot.generation;
    let stale = match snapshot.stale_files.as_slice() {
        [] => None,
        [file] => Some(format!("{file} changed on disk since generation {generation}: reload runs it")),
        [file, more @ ..] => {
            let more = look.count(more.len() as u64);
            Some(format!("{file} and {more} more changed on disk since generation {generation}: reload runs them"))
        }
    };
    let error = &snapshot.reload_error;
    let refused = (!error.is_empty()).then(|| format!("reload refused, generation {generation} works on: {error}"));
    [stale, refused].into_iter().flatten().flat_map(|want| marked(&text::clean(&want), look)).collect()
}

/// An error is never cut, it says at its end where it is.
fn marked(want: &str, look: &Look) -> Vec<String> {
    let lines = match look.columns() {
        Some(columns) => text::wrap(want, columns.saturating_sub(2)),
        None => vec![want.to_owned()],
    };
    let mark = |at| if at == 0 { '!' } else { ' ' };
    lines.iter().enumerate().map(|(at, line)| format!("{} {line}", mark(at))).collect()
}

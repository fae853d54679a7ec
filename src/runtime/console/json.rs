//! The same for programs. Seconds and bytes are numbers, moments are seconds since 1970.

use super::header::word;
use super::health::health;
use super::tally::{Tally, percentile};
use crate::figures::signal_name;
use crate::scoreboard::snapshot::{Exit, Snapshot, Worker};
use naruto_supervisor::Cause;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What `Manager::status()` gives, and `status --json` prints.
pub fn status_value(snapshot: &Snapshot) -> Value {
    let groups: Map<String, Value> = snapshot
        .groups
        .iter()
        .zip(Tally::of_groups(snapshot))
        .map(|(group, tally)| (group.name.clone(), group_value(group.size, &tally)))
        .collect();
    let workers: Vec<Value> = snapshot.workers.iter().map(|worker| worker_value(snapshot, worker)).collect();
    json!({
        "name": snapshot.name,
        "pid": snapshot.pid,
        "version": snapshot.version,
        "started": moment(snapshot, snapshot.started),
        "generation": snapshot.generation,
        "generationSince": moment(snapshot, snapshot.generation_since),
        "phase": word(snapshot.phase),
        "reloadError": snapshot.reload_error,
        "staleFiles": snapshot.stale_files,
        "groups": groups,
        "workers": workers,
    })
}

/// `php worker.php status --json`
pub fn status_json(snapshot: &Snapshot) -> String {
    line(&status_value(snapshot))
}

/// `php worker.php exits --json`
pub fn exits_json(snapshot: &Snapshot) -> String {
    let exits: Vec<Value> = snapshot.exits.iter().map(exit_value).collect();
    line(&json!({ "deaths": by_cause(&Tally::of_fleet(snapshot)), "exits": exits }))
}

/// `php worker.php health --json`
pub fn health_json(snapshot: &Snapshot, max_busy: Option<Duration>) -> String {
    let health = health(snapshot, max_busy);
    line(&json!({ "name": snapshot.name, "healthy": health.healthy, "lines": health.lines }))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}

fn group_value(size: u32, tally: &Tally) -> Value {
    json!({
        "startNum": size,
        "running": tally.running,
        "busy": tally.in_state("busy"),
        "jobs": tally.totals.jobs,
        "failed": tally.totals.failed,
        "deaths": by_cause(tally),
    })
}

fn worker_value(snapshot: &Snapshot, worker: &Worker) -> Value {
    let percentile = |percent| percentile(worker, percent).unwrap_or_default().as_secs_f64();
    json!({
        "name": snapshot.worker_name(worker),
        "group": snapshot.groups.get(worker.group).map_or("", |group| group.name.as_str()),
        "id": worker.number,
        "pid": worker.pid.unwrap_or(0),
        "generation": worker.generation,
        "state": worker.state.as_str(),
        "since": moment(snapshot, worker.since),
        "note": worker.note,
        "jobs": worker.totals.jobs,
        "failed": worker.totals.failed,
        "busy": worker.totals.busy.as_secs_f64(),
        "p50": percentile(50),
        "p95": percentile(95),
        "p99": percentile(99),
        "longest": worker.longest.as_secs_f64(),
        "memory": worker.memory,
        "private": worker.private,
        "started": worker.pid.map_or(0.0, |_| moment(snapshot, worker.started)),
        "lastError": worker.last_error,
    })
}

/// What a `WorkerExit` has, and when it was.
fn exit_value(exit: &Exit) -> Value {
    let (group, id) = exit.name.rsplit_once('#').unwrap_or((&exit.name, "0"));
    json!({
        "at": millis(exit.at),
        "name": exit.name,
        "group": group,
        "id": id.parse::<u32>().unwrap_or(0),
        "pid": exit.pid,
        "generation": exit.generation,
        "cause": exit.cause.as_str(),
        "failed": exit.failed,
        "status": exit.status,
        "signal": exit.signal.map(signal_name),
        "error": exit.error,
        "note": exit.note,
        "busy": exit.busy.unwrap_or_default().as_secs_f64(),
        "uptime": exit.uptime.as_secs_f64(),
        "jobs": exit.jobs,
    })
}

/// Every cause has its key, so that nobody has to ask whether it is there.
fn by_cause(tally: &Tally) -> Map<String, Value> {
    Cause::ALL.iter().zip(tally.deaths).map(|(cause, deaths)| (cause.as_str().to_owned(), deaths.into())).collect()
}

fn moment(snapshot: &Snapshot, time: Duration) -> f64 {
    millis(snapshot.wall_of(time))
}

/// Without the digits that a difference of large numbers leaves behind.
fn millis(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests;

//! `php worker.php health`: for Docker's HEALTHCHECK and for probes of Kubernetes.

use super::header::word;
use super::text::clean;
use crate::figures::duration;
use crate::scoreboard::snapshot::{Phase, Snapshot, State, Worker};
use std::time::Duration;

/// How a fleet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// All is well.
    pub healthy: bool,
    /// One that says so, or one for each thing that is not.
    pub lines: Vec<String>,
}

/// A worker, as far as its group's work is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fitness {
    /// It works, or could.
    Ready,
    /// It takes over from one that was ready, and has not begun yet.
    TakingOver,
    /// Its group does without it.
    Missing,
}

impl Fitness {
    /// A probe must not fail because code is rolled out or a limit was reached: a liveness probe would kill the whole
    /// fleet in the middle of it, and every job with it. So who was asked to leave counts as long as it finishes its
    /// job, and its successor counts from the start; the latter not for ever, for a start that fails or takes longer than
    /// `bootTimeout` is a failure of the slot. A fleet that has just been started is not ready until its workers are:
    /// a startup or readiness probe waits for that.
    fn of(worker: &Worker) -> Self {
        let takes_over = worker.started > worker.slot_since && worker.failures == 0;
        match worker.state {
            State::Idle | State::Busy | State::Leaving => Self::Ready,
            State::Booting if takes_over => Self::TakingOver,
            State::Booting | State::Waiting { .. } => Self::Missing,
        }
    }
}

/// Whether every group has its workers, and none of them has been at one job for longer than `max_busy`.
///
/// A fleet that ends is not healthy: nothing new should depend on it. A group of size 0 is parked, and healthy.
pub fn health(snapshot: &Snapshot, max_busy: Option<Duration>) -> Health {
    let name = clean(&snapshot.name);
    let ending = matches!(snapshot.phase, Phase::Stopping | Phase::Terminating);
    let mut problems: Vec<String> = ending.then(|| format!("{name} is {}", word(snapshot.phase))).into_iter().collect();
    let fit = fit(snapshot);
    for (group, fit) in snapshot.groups.iter().zip(&fit) {
        // One problem is enough: the workers of a fleet that ends are expected to be gone.
        if !ending && fit.ready + fit.taking_over < group.size {
            let workers = if group.size == 1 { "worker" } else { "workers" };
            problems.push(format!("{}: {} of {} {workers} ready", clean(&group.name), fit.ready, group.size));
        }
    }
    problems.extend(snapshot.workers.iter().filter_map(|worker| stuck(snapshot, worker, max_busy?)));
    if !problems.is_empty() {
        return Health { healthy: false, lines: problems };
    }
    let (ready, taking_over) =
        fit.iter().fold((0, 0), |(ready, taking_over), fit| (ready + fit.ready, taking_over + fit.taking_over));
    let workers = if ready == 1 { "worker" } else { "workers" };
    let rest = if taking_over == 0 { String::new() } else { format!(", {taking_over} being renewed") };
    Health { healthy: true, lines: vec![format!("{name} is healthy: {ready} {workers} ready{rest}")] }
}

/// How many workers of a group there are that count.
#[derive(Clone, Copy, Debug, Default)]
struct Fit {
    ready: u32,
    taking_over: u32,
}

fn fit(snapshot: &Snapshot) -> Vec<Fit> {
    let mut fit = vec![Fit::default(); snapshot.groups.len()];
    for worker in &snapshot.workers {
        let Some((group, fit)) = snapshot.groups.get(worker.group).zip(fit.get_mut(worker.group)) else { continue };
        // Who leaves because its group got smaller stands in for nobody.
        if worker.number <= group.size {
            match Fitness::of(worker) {
                Fitness::Ready => fit.ready += 1,
                Fitness::TakingOver => fit.taking_over += 1,
                Fitness::Missing => {}
            }
        }
    }
    fit
}

/// Who was asked to leave and does not is in a job that is older than that.
fn stuck(snapshot: &Snapshot, worker: &Worker, max_busy: Duration) -> Option<String> {
    let period = snapshot.now.saturating_sub(worker.since);
    if !matches!(worker.state, State::Busy | State::Leaving) || period <= max_busy {
        return None;
    }
    let note = if worker.note.is_empty() { String::new() } else { format!(" ({})", clean(&worker.note)) };
    let (name, state) = (snapshot.worker_name(worker), worker.state.as_str());
    Some(format!("{name} has been {state} for {}{note}, longer than {}", seconds(period), seconds(max_busy)))
}

/// `200 s`; tenths matter only when there are few.
fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(10) { duration(time) } else { format!("{} s", time.as_secs()) }
}

#[cfg(test)]
mod tests;

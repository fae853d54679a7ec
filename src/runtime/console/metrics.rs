//! `php worker.php metrics`: `OpenMetrics` text.
//!
//! Everything is told a group, nothing a worker: a fleet of thousands must not become thousands of time series. In one
//! point the older Prometheus text format decides: a counter's family is called like its sample, with `_total`, and what
//! never changes is a gauge. promtool and the textfile collector of `node_exporter` read only that; Prometheus reads both.

use super::tally::{STATES, Tally};
use crate::scoreboard::snapshot::{Phase, Snapshot};
use naruto_supervisor::Cause;
use std::fmt::{Display, Write as _};
use std::time::Duration;

/// The upper ends of the buckets, in milliseconds: from the fastest job worth a worker to half an hour.
const BUCKETS: [u64; 18] =
    [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 1_800_000];

/// The whole page.
pub fn metrics(snapshot: &Snapshot) -> String {
    let mut page = Page { text: String::new(), fleet: escaped(&snapshot.name) };
    fleet(&mut page, snapshot);
    let names = snapshot.groups.iter().map(|group| escaped(&group.name));
    let groups: Vec<(String, Tally)> = names.zip(Tally::of_groups(snapshot)).collect();
    workers(&mut page, snapshot, &groups);
    jobs(&mut page, &groups);
    deaths(&mut page, &groups);
    page.text + "# EOF\n"
}

fn fleet(page: &mut Page, snapshot: &Snapshot) {
    page.family("naruto_info", "gauge", "The version of the extension that the master runs.");
    page.sample("naruto_info", &format!("version=\"{}\"", escaped(&snapshot.version)), 1);
    let running = matches!(snapshot.phase, Phase::Running | Phase::Reloading);
    page.single("naruto_up", "Whether the fleet runs; 0 as soon as it stops.", u8::from(running));
    let started = snapshot.wall_of(snapshot.started);
    page.single("naruto_start_time_seconds", "When the master was started, in seconds since 1970.", started);
    page.single("naruto_generation", "How many generations of workers there have been.", snapshot.generation);
    let since = snapshot.wall_of(snapshot.generation_since);
    page.single("naruto_generation_start_time_seconds", "When the generation began, in seconds since 1970.", since);
    let refused = u8::from(!snapshot.reload_error.is_empty());
    page.single("naruto_reload_refused", "Whether the last reload was refused.", refused);
    let stale = snapshot.stale_files.len();
    page.single("naruto_stale_files", "Loaded files that have changed on disk since.", stale);
}

fn workers(page: &mut Page, snapshot: &Snapshot, groups: &[(String, Tally)]) {
    page.family("naruto_workers_wanted", "gauge", "How many workers there should be.");
    for ((name, _), group) in groups.iter().zip(&snapshot.groups) {
        page.sample("naruto_workers_wanted", &of(name), group.size);
    }
    page.family("naruto_workers", "gauge", "How many workers are in which state.");
    for (name, tally) in groups {
        for (state, number) in STATES.iter().zip(tally.states) {
            page.sample("naruto_workers", &format!("{},state=\"{state}\"", of(name)), number);
        }
    }
    page.each(
        "naruto_memory_private_bytes",
        "gauge",
        "Memory that workers have for themselves alone.",
        groups,
        |tally| tally.private,
    );
    page.each("naruto_memory_php_bytes", "gauge", "Memory of workers, as PHP counts it.", groups, |tally| tally.memory);
    page.each("naruto_oldest_job_seconds", "gauge", "Age of the oldest job in hand.", groups, |tally| {
        tally.oldest_job.as_secs_f64()
    });
}

fn jobs(page: &mut Page, groups: &[(String, Tally)]) {
    page.each("naruto_jobs_total", "counter", "Jobs done.", groups, |tally| tally.totals.jobs);
    page.each("naruto_jobs_failed_total", "counter", "Jobs that died with their worker.", groups, |tally| {
        tally.totals.failed
    });
    page.each("naruto_busy_seconds_total", "counter", "Time spent in jobs.", groups, |tally| {
        tally.totals.busy.as_secs_f64()
    });
    page.family("naruto_job_duration_seconds", "histogram", "How long jobs took.");
    for (name, tally) in groups {
        let mut bucket = |end: &str, number: u64| {
            page.sample("naruto_job_duration_seconds_bucket", &format!("{},le=\"{end}\"", of(name)), number);
        };
        for end in BUCKETS.map(Duration::from_millis) {
            // With a decimal point, as `OpenMetrics` wants it: "1.0".
            bucket(&format!("{:?}", end.as_secs_f64()), tally.totals.histogram.at_most(end));
        }
        bucket("+Inf", tally.totals.histogram.count());
        page.sample("naruto_job_duration_seconds_sum", &of(name), tally.totals.busy.as_secs_f64());
        page.sample("naruto_job_duration_seconds_count", &of(name), tally.totals.histogram.count());
    }
}

/// Each cause has its sample from the start, or nobody would see the first death as an increase.
fn deaths(page: &mut Page, groups: &[(String, Tally)]) {
    page.family("naruto_deaths_total", "counter", "Ends of workers by cause, planned ones included.");
    for (name, tally) in groups {
        for (cause, number) in Cause::ALL.iter().zip(tally.deaths) {
            page.sample("naruto_deaths_total", &format!("{},cause=\"{}\"", of(name), cause.as_str()), number);
        }
    }
}

/// The label of a group.
fn of(name: &str) -> String {
    format!("group=\"{name}\"")
}

/// As the value of a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Grows line by line; writing into a String cannot fail.
struct Page {
    text: String,
    /// Two fleets of one host may land in one page.
    fleet: String,
}

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let comma = if labels.is_empty() { "" } else { "," };
        let _ = writeln!(self.text, "{name}{{fleet=\"{}\"{comma}{labels}}} {value}", self.fleet);
    }

    /// A gauge with one value.
    fn single(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, "", value);
    }

    /// A value for each group.
    fn each<T: Display>(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        groups: &[(String, Tally)],
        value: impl Fn(&Tally) -> T,
    ) {
        self.family(name, kind, help);
        for (group, tally) in groups {
            self.sample(name, &of(group), value(tally));
        }
    }
}

#[cfg(test)]
mod tests;

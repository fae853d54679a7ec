//! The fleet of the drawings, for tests.

use super::look::{Look, Output};
use crate::scoreboard::histogram::{BUCKETS, Histogram, bucket, upper};
use crate::scoreboard::snapshot::{Exit, Group, Snapshot, State, Totals, Worker};
use naruto_supervisor::Cause;
use std::time::Duration;

/// When the drawings are made, on the monotonic clock.
pub const NOW: Duration = Duration::from_secs(1_000_000);

/// So many seconds before that.
pub fn ago(seconds: f64) -> Duration {
    NOW.saturating_sub(Duration::from_secs_f64(seconds))
}

/// `2h04m` ago.
pub const HOURS: f64 = 7_440.0;
/// `3d04h` ago.
pub const DAYS: f64 = 273_600.0;

pub fn look(columns: usize) -> Look<'static> {
    Look { output: Output::Terminal { columns, colour: false }, all: false, script: "php worker.php", offset: 480 }
}

pub fn pipe() -> Look<'static> {
    Look { output: Output::Pipe, ..look(80) }
}

/// Two groups, six workers.
pub fn shop() -> Snapshot {
    let mut deaths = [[0; Cause::ALL.len()]; 2];
    let mut die = |group: usize, cause: Cause, times| deaths[group][cause as usize - 1] = times;
    die(0, Cause::Reload, 9);
    die(0, Cause::Oom, 3);
    die(0, Cause::Timeout, 1);
    die(1, Cause::Exception, 7);
    die(1, Cause::Reload, 3);
    let timeout = Some(Duration::from_secs(30));
    Snapshot {
        name: "shop".into(),
        pid: 4711,
        version: "1.0.0".into(),
        now: NOW,
        wall: 1_795_405_923.25, // 2026-11-23T11:52:03.25+08:00
        started: ago(DAYS),
        generation: 7,
        generation_since: ago(HOURS),
        stale_files: vec!["src/Ship.php".into(), "src/Mail.php".into()],
        groups: vec![
            Group { name: "orders".into(), size: 4, deaths: deaths[0], job_timeout: timeout, ..Group::default() },
            Group { name: "mail".into(), size: 2, deaths: deaths[1], job_timeout: timeout, ..Group::default() },
        ],
        workers: workers(),
        exits: exits(),
        ..Snapshot::default()
    }
}

#[rustfmt::skip]
fn workers() -> Vec<Worker> {
    let waiting = State::Waiting { until: NOW + Duration::from_millis(1_690) };
    let order = |number, pid, since, note: &str| Worker {
        group: 0, number, pid: Some(pid), generation: 7, since: ago(since), started: ago(HOURS), note: note.into(),
        slot_since: ago(DAYS), rate: 21.0, memory: 6 << 20, ..Worker::default()
    };
    let mail = |number, pid, since| Worker { group: 1, rate: 1.2, ..order(number, pid, since, "") };
    vec![
        Worker { state: State::Busy, ..done(order(1, 4712, 0.24, "order 88213"), 301_204, 3, [38, 91, 1_400], 24, 71) },
        Worker { state: State::Busy, ..done(order(2, 4713, 12.3, "order 88190 张伟"), 298_911, 1, [38, 88, 9_800], 31, 74) },
        Worker { state: State::Idle, started: ago(372.0), ..done(order(3, 6120, 0.0, ""), 12_007, 0, [37, 90, 600], 19, 69) },
        Worker { state: State::Leaving, started: ago(DAYS), generation: 6,
            ..done(order(4, 4715, 0.41, "order 88214"), 299_870, 2, [38, 92, 1_100], 24, 72) },
        Worker { state: State::Idle, ..done(mail(1, 4716, 3.1), 20_113, 0, [110, 240, 3_000], 18, 18) },
        Worker { state: waiting, pid: None, failures: 5, last_error: "ConnectionException".into(), memory: 0,
            ..done(mail(2, 0, 1.5), 19_874, 6, [110, 240, 3_000], 0, 18) },
    ]
}

/// Jobs, failed ones, [median, 95th percentile, longest] in milliseconds, megabytes, busy per cent.
fn done(worker: Worker, jobs: u64, failed: u64, times: [u64; 3], megabytes: u64, busy: u32) -> Worker {
    let [p50, p95, longest] = times.map(Duration::from_millis);
    let histogram = histogram(p50, p95);
    let busy = Duration::from_secs_f64(DAYS) * busy / 100;
    Worker { totals: Totals { jobs, failed, busy, histogram }, longest, private: megabytes << 20, ..worker }
}

/// A thousand jobs with these percentiles, rounded down to milliseconds.
fn histogram(p50: Duration, p95: Duration) -> Histogram {
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap();
    let mut counts = [0; BUCKETS];
    let mut total = 0;
    let mut fill = |bucket: usize, to: u64| {
        counts[bucket] += to - total;
        total = to;
    };
    for (time, rank) in [(p50, 500), (p95, 950)] {
        let bucket = bucket(time);
        let [time, lower, end] = [time, upper(bucket - 1), upper(bucket)].map(micros);
        // Of forty jobs in the bucket, as many are below the percentile as its place in there says.
        let below = rank - 40 * (time + 500 - lower) / (end - lower);
        fill(bucket - 1, below);
        fill(bucket, below + 40);
    }
    fill(BUCKETS - 1, 1000);
    Histogram(counts)
}

#[rustfmt::skip]
fn exits() -> Vec<Exit> {
    let at = |seconds: f64| 1_795_405_923.25 - seconds;
    let exit = Exit {
        at: at(1.65), name: "mail#2".into(), pid: 4725, generation: 7, cause: Cause::Exception, failed: true,
        status: Some(255), signal: None, jobs: 117, uptime: Duration::from_millis(61_500),
        busy: Some(Duration::from_millis(240)), note: "mail 3".into(),
        error: "ConnectionException: refused in src/Mail.php:17".into(),
    };
    vec![
        exit.clone(),
        Exit { at: at(372.0), name: "orders#3".into(), pid: 4714, cause: Cause::Oom, status: None, signal: Some(9), jobs: 12_007,
            uptime: Duration::from_secs_f64(HOURS), busy: Some(Duration::from_millis(1_200)), note: "order 88107 张伟".into(),
            error: String::new(), ..exit.clone() },
        Exit { at: at(43_200.0), name: "orders#2".into(), pid: 4701, generation: 6, cause: Cause::Reload, failed: false,
            status: Some(0), jobs: 298_000, busy: None, note: String::new(), error: String::new(), ..exit },
    ]
}

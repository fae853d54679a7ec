//! What the scoreboard says at one moment, for people and programs: nothing in it is shared any more.

use super::histogram::Histogram;
use naruto_supervisor::{Cause, Time};
use std::time::Duration;

/// A whole fleet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The fleet's name.
    pub name: String,
    /// The master.
    pub pid: i32,
    /// Of the extension that the master runs.
    pub version: String,
    /// When this was taken, on the monotonic clock that all times here are of.
    pub now: Time,
    /// The same moment on the wall clock, in seconds since 1970.
    pub wall: f64,
    /// When the master started.
    pub started: Time,
    /// The generation of workers forked now, and since when.
    pub generation: u32,
    /// See above.
    pub generation_since: Time,
    /// How far its end has come.
    pub phase: Phase,
    /// Why the last reload was refused; empty if it was not.
    pub reload_error: String,
    /// Loaded files that have changed on disk since.
    pub stale_files: Vec<String>,
    /// As declared.
    pub groups: Vec<Group>,
    /// By group, then by slot.
    pub workers: Vec<Worker>,
    /// The last ones, the newest first.
    pub exits: Vec<Exit>,
}

/// What a fleet does as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Every slot is kept filled.
    #[default]
    Running,
    /// Workers are being replaced.
    Reloading,
    /// Workers finish their jobs.
    Stopping,
    /// Workers have a little time left.
    Terminating,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// How many workers it should have.
    pub size: u32,
    /// Its deaths by cause, in the order of [`Cause::ALL`].
    pub deaths: [u64; Cause::ALL.len()],
    /// How long a job may take.
    pub job_timeout: Option<Duration>,
    /// What was done in slots that a smaller size has emptied: a sum over time must not fall.
    pub retired: Totals,
}

/// What was done in a slot, or in many, across respawns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Jobs done.
    pub jobs: u64,
    /// Jobs that died with their worker.
    pub failed: u64,
    /// Time spent in jobs.
    pub busy: Duration,
    /// How long the jobs took.
    pub histogram: Histogram,
}

impl Totals {
    /// Those of another slot as well.
    pub fn add(&mut self, other: &Self) {
        self.jobs += other.jobs;
        self.failed += other.failed;
        self.busy += other.busy;
        self.histogram.add(&other.histogram);
    }
}

/// A slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worker {
    /// Index of the group.
    pub group: usize,
    /// The slot, 1 and up.
    pub number: u32,
    /// None: there is no process.
    pub pid: Option<i32>,
    /// What it was forked from.
    pub generation: u32,
    /// What it does.
    pub state: State,
    /// Since when it does that; for a busy one, when its job began. A restart that waits: since when it does.
    pub since: Time,
    /// When the process was forked.
    pub started: Time,
    /// What its job is about; empty if it has not said.
    pub note: String,
    /// What was done in this slot.
    pub totals: Totals,
    /// Jobs a second, as of the last ten seconds or so.
    pub rate: f64,
    /// When the slot got its first process.
    pub slot_since: Time,
    /// How long the last job took.
    pub last: Duration,
    /// How long the longest one took.
    pub longest: Duration,
    /// What PHP says of its memory, in bytes.
    pub memory: u64,
    /// What the process has for itself alone, in bytes; 0 if that is not known.
    pub private: u64,
    /// Failures in a row.
    pub failures: u32,
    /// The last error that ended a process here; empty if there was none.
    pub last_error: String,
}

/// What a slot does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// A process has been forked and is not ready yet.
    #[default]
    Booting,
    /// Between two jobs.
    Idle,
    /// In a job.
    Busy,
    /// Asked to go.
    Leaving,
    /// No process; a restart is due then.
    Waiting {
        /// When.
        until: Time,
    },
}

impl State {
    /// The word of the design.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booting => "booting",
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Leaving => "leaving",
            Self::Waiting { .. } => "waiting",
        }
    }
}

/// An end.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// When, in seconds since 1970.
    pub at: f64,
    /// `orders#3`
    pub name: String,
    /// Of the process.
    pub pid: i32,
    /// What it was forked from.
    pub generation: u32,
    /// Why.
    pub cause: Cause,
    /// Nobody asked for it.
    pub failed: bool,
    /// Exit status; none if a signal ended it.
    pub status: Option<i32>,
    /// The signal by its number; none if it exited.
    pub signal: Option<i32>,
    /// Jobs that this process did.
    pub jobs: u64,
    /// How long it lived.
    pub uptime: Duration,
    /// It held a job, for so long.
    pub busy: Option<Duration>,
    /// What that job was about.
    pub note: String,
    /// The PHP error that ended it; empty if there was none.
    pub error: String,
}

impl Snapshot {
    /// `orders#3`
    pub fn worker_name(&self, worker: &Worker) -> String {
        let group = self.groups.get(worker.group).map_or("", |group| &group.name);
        format!("{group}#{}", worker.number)
    }

    /// A moment of the monotonic clock as one of the wall clock, in seconds since 1970.
    pub fn wall_of(&self, time: Time) -> f64 {
        self.wall + time.as_secs_f64() - self.now.as_secs_f64()
    }
}

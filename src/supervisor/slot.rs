//! The stable place of a worker.

use crate::cause::Cause;
use crate::mould::MouldId;
use std::time::Duration;

/// A moment: the time since any fixed moment of a clock that never goes back.
pub type Time = Duration;

/// Where a worker sits: its group, as an index, and its number there, 1 and up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId {
    /// Index of the group.
    pub group: u16,
    /// `$worker->id`.
    pub number: u32,
}

/// A process in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Worker {
    pub pid: i32,
    pub generation: u32,
    /// What it was forked from.
    pub mould: MouldId,
    /// When it was forked.
    pub since: Time,
    /// It has finished its start.
    pub ready: bool,
    /// Its job has overrun its deadline, or the process stands still: killed then if that is still so.
    pub overdue: Option<Time>,
}

/// Why a worker was asked to go; it names the cause if the worker itself says nothing.
pub(crate) type Why = Cause;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// No process, and none is due.
    Empty,
    /// A fork has been asked for; its result follows, also if nobody wants it any more.
    Forking { mould: MouldId, wanted: bool, answer_by: Option<Time> },
    /// No process until then.
    Waiting { until: Time },
    /// Forked, not ready yet; killed at the deadline.
    Booting { worker: Worker, kill_at: Option<Time> },
    /// At work.
    Running { worker: Worker },
    /// Asked to go; killed at the end of the grace, or of its boot if it has not even started yet.
    Leaving { worker: Worker, why: Why, grace: Option<Time>, boot: Option<Time> },
    /// Sent SIGKILL; only the kernel's word is missing.
    Killed { worker: Worker, why: Why },
    /// The same, but it was told to go and held no job: that is how it leaves.
    Caught { worker: Worker, why: Why },
}

/// What somebody who looks at the fleet wants to know of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// No process, and none is due.
    Empty,
    /// Forked or about to be, and not ready.
    Booting,
    /// At work.
    Running,
    /// Asked to go, or killed.
    Leaving,
    /// A restart is due.
    Waiting {
        /// When.
        until: Time,
        /// After how many failures in a row.
        failures: u32,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub state: State,
    /// Failures in a row, across respawns.
    pub failures: u32,
    /// The last end before health was by a signal that nobody here sent; one such is forgiven.
    pub stray_signal: bool,
}

impl Slot {
    pub const EMPTY: Self = Self { state: State::Empty, failures: 0, stray_signal: false };

    pub fn worker(&self) -> Option<Worker> {
        match self.state {
            State::Empty | State::Forking { .. } | State::Waiting { .. } => None,
            State::Booting { worker, .. }
            | State::Running { worker }
            | State::Leaving { worker, .. }
            | State::Killed { worker, .. }
            | State::Caught { worker, .. } => Some(worker),
        }
    }

    /// The worker, as long as it has not been sent SIGKILL.
    pub fn worker_mut(&mut self) -> Option<&mut Worker> {
        match &mut self.state {
            State::Booting { worker, .. } | State::Running { worker } | State::Leaving { worker, .. } => Some(worker),
            State::Empty
            | State::Forking { .. }
            | State::Waiting { .. }
            | State::Killed { .. }
            | State::Caught { .. } => None,
        }
    }

    pub fn view(&self) -> View {
        match self.state {
            State::Empty => View::Empty,
            State::Waiting { until } => View::Waiting { until, failures: self.failures },
            State::Forking { .. } | State::Booting { .. } => View::Booting,
            State::Running { .. } => View::Running,
            State::Leaving { .. } | State::Killed { .. } | State::Caught { .. } => View::Leaving,
        }
    }

    /// It has a worker that has finished its start, whatever it does since.
    pub fn is_ready(&self) -> bool {
        self.worker().is_some_and(|worker| worker.ready)
    }

    /// When something is due here.
    pub fn deadline(&self) -> Option<Time> {
        match self.state {
            State::Waiting { until } => Some(until),
            State::Forking { answer_by, .. } => answer_by,
            State::Booting { worker, kill_at } => earliest([kill_at, worker.overdue]),
            State::Running { worker } => worker.overdue,
            State::Leaving { worker, grace, boot, .. } => earliest([grace, boot, worker.overdue]),
            State::Empty | State::Killed { .. } | State::Caught { .. } => None,
        }
    }
}

pub(crate) fn earliest<const N: usize>(times: [Option<Time>; N]) -> Option<Time> {
    times.into_iter().flatten().min()
}

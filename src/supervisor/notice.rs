//! What people and hooks want to know.

use crate::cause::{Cause, End, How};
use crate::command::Target;
use crate::mould::MouldId;
use crate::slot::{SlotId, Time};

/// The end of one worker, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Where it sat.
    pub slot: SlotId,
    /// Who it was.
    pub pid: i32,
    /// What it was forked from.
    pub generation: u32,
    /// Why it ended.
    pub cause: Cause,
    /// The master killed it.
    pub killed: bool,
    /// What is known of it.
    pub end: End,
    /// How long it lived.
    pub lived: Time,
}

impl Gone {
    /// A death that nobody asked for.
    pub fn is_failure(&self) -> bool {
        match self.cause {
            Cause::Limit | Cause::Reload | Cause::Stop | Cause::Scale => false,
            Cause::Exit => self.end.how != How::Exited(0),
            Cause::Exception | Cause::Fatal | Cause::Signal | Cause::Timeout | Cause::Oom | Cause::Boot => true,
        }
    }
}

/// Why new code was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The script did not come to its `run()`.
    Mould(String),
    /// Its first worker has died, in this slot.
    Worker(Box<Gone>),
}

/// What is worth a line in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The first workers are ready, or have failed.
    Started {
        /// How many are ready.
        ready: u32,
        /// Of how many.
        total: u32,
        /// Since the first fork.
        took: Time,
    },
    /// A worker is ready.
    Ready {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
        /// Since its fork.
        took: Time,
        /// It belongs to a start, a reload or a scaling, which tell their own outcome.
        expected: bool,
    },
    /// A worker is gone.
    Gone(Box<Gone>),
    /// Its successor has to wait.
    Waiting {
        /// Where.
        slot: SlotId,
        /// How long.
        delay: Time,
        /// Failures in a row.
        failures: u32,
    },
    /// The kernel refused a fork.
    ForkFailed {
        /// Where.
        slot: SlotId,
        /// The kernel's reason.
        errno: i32,
        /// Next try after.
        delay: Time,
    },
    /// A reload begins.
    ReloadBegun {
        /// Whom it concerns.
        target: Target,
        /// How many workers.
        workers: u32,
        /// What it will be called when it has succeeded.
        generation: u32,
    },
    /// Workers are of this generation from now on.
    NewGeneration {
        /// Its number.
        generation: u32,
        /// What they are forked from.
        mould: MouldId,
    },
    /// New code was not taken; everything goes on as before.
    ReloadRefused {
        /// What it would have been called.
        generation: u32,
        /// Why.
        why: Refused,
    },
    /// A reload has ended.
    ReloadDone {
        /// How many were renewed.
        renewed: u32,
        /// Of how many.
        total: u32,
        /// Since its start.
        took: Time,
        /// The new generation.
        generation: u32,
    },
    /// The fleet is asked to stop after its jobs.
    Stopping,
    /// A group has had no ready worker for as long as it may: the fleet ends.
    GaveUp {
        /// Index of the group.
        group: u16,
        /// How long.
        after: Time,
    },
    /// The fleet is asked to stop soon.
    Terminating {
        /// Who is still there then is killed; none: at once.
        grace: Option<Time>,
    },
    /// A group has another number of workers.
    Scaled {
        /// Index of the group.
        group: u16,
        /// Before.
        from: u32,
        /// From now on.
        to: u32,
    },
    /// A command named a group or a worker that is not there.
    NoSuchTarget(Target),
    /// `scale` without a group, where there are several.
    WhichGroup,
    /// The fleet has ended.
    Ended {
        /// Workers that left.
        left: u32,
        /// Of them killed with a job in their hands.
        cut: u32,
        /// Since the command.
        took: Time,
        /// Jobs done in the whole life of the fleet.
        jobs: u64,
    },
}

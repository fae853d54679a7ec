//! What comes in and what goes out.

use crate::cause::{Cause, End, How};
use crate::command::{Command, Order, Target};
use crate::mould::MouldId;
use crate::settings::{GroupSettings, Settings};
use crate::slot::{SlotId, Time};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Start every group with the number of workers it asks for.
    Started,
    /// Add workers to a group before or while the fleet runs.
    Grow {
        /// Index of the group.
        group: u16,
        /// How many more.
        by: u32,
    },
    /// A command arrived, by pipe, signal or method.
    Command(Command),
    /// A `Spawn` succeeded.
    Forked {
        /// Where.
        slot: SlotId,
        /// The new process.
        pid: i32,
    },
    /// A `Spawn` failed.
    ForkFailed {
        /// Where.
        slot: SlotId,
        /// The kernel's reason.
        errno: i32,
    },
    /// A `Spawn` came too late: nobody expected it any more.
    NotForked {
        /// Where.
        slot: SlotId,
    },
    /// The code that is on the disk is the code that runs: nothing has to be cast.
    MouldUnneeded {
        /// Which one was asked for.
        mould: MouldId,
    },
    /// A mould has come to its `run()`.
    MouldReady {
        /// Which one.
        mould: MouldId,
        /// Its settings.
        settings: Box<Settings>,
        /// Its groups.
        groups: Vec<(String, GroupSettings)>,
        /// Workers that hold no job right now.
        idle: Vec<SlotId>,
    },
    /// A mould has not come to its `run()`, or has died later.
    MouldLost {
        /// Which one.
        mould: MouldId,
        /// What PHP said, or the kernel.
        why: String,
    },
    /// The first worker of new code has ended a turn.
    Proven {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A worker finished its start hook.
    Ready {
        /// Where.
        slot: SlotId,
        /// Who; a late word of a predecessor is ignored.
        pid: i32,
    },
    /// A worker's job runs longer than it may; the worker has been told by its own timer.
    JobOverdue {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A worker stands still: somebody has stopped its process, so its timer cannot tell.
    Stopped {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A `KillOverdue` has found its worker as it was, and killed it.
    Killed {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A `Tell` has found its worker without a job, in a fetch of the next one, and has claimed it: it goes no further.
    Caught {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A worker has reached a limit, and works on until it is told to go.
    LimitReached {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A worker was reaped.
    Exited {
        /// Who.
        pid: i32,
        /// What is known of it.
        end: End,
    },
    /// A deadline may have passed. To be sent after everything that is known to have happened until now: who was slow
    /// to listen must not take a worker for late.
    Tick,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Fork a worker into the slot; ask [`Supervisor::expects`](crate::Supervisor::expects) right before.
    Spawn {
        /// Where.
        slot: SlotId,
        /// From what.
        mould: MouldId,
    },
    /// Start a process that runs the script up to its `run()`, and report what becomes of it. Unless it is to be `fresh`:
    /// report `MouldUnneeded` if the code has not changed.
    CastMould {
        /// Its number.
        mould: MouldId,
        /// In any case.
        fresh: bool,
    },
    /// End a mould. What has been asked of it is still answered, by what has become of it.
    DropMould {
        /// Which one.
        mould: MouldId,
    },
    /// Write an order to a worker's pipe. Who holds no job because it is fetching one is claimed; then report `Caught`.
    Tell {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
        /// What.
        order: Order,
        /// Sent together with it.
        signal: Option<i32>,
    },
    /// Send SIGKILL, to what the worker has started too.
    Kill {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// The same, if it is still at the job that was overdue or still stands still; then report `Killed`.
    KillOverdue {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// A worker is gone: remove its pipe and clear its shared slot.
    CleanUp {
        /// Where.
        slot: SlotId,
        /// Who.
        pid: i32,
    },
    /// Something a person or a hook wants to know.
    Notice(Notice),
    /// No worker is left: the master leaves with this status.
    Finish {
        /// Exit status.
        code: i32,
    },
}

/// The answer to one event.
pub type Actions = Vec<Action>;

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

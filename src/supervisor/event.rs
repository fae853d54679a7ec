//! What comes in.

use crate::cause::End;
use crate::command::Command;
use crate::mould::MouldId;
use crate::settings::{GroupSettings, Settings};
use crate::slot::SlotId;

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

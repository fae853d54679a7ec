//! What goes out.

use crate::command::Order;
use crate::mould::MouldId;
use crate::notice::Notice;
use crate::slot::SlotId;

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

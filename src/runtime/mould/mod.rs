//! Moulds: processes that run the script up to its `run()`, and are then what workers are forked from, so that a reload
//! runs the code that is on the disk. A mould is the rehearsal of the new code and the parent of its workers in one.
//!
//! # Theory of operation
//!
//! The master starts php again, with the same arguments, and hands over what a worker needs of it: the lock, the
//! lifeline, the scoreboard, the bell ([`endowment`]). The script runs; its `run()` finds that this process is a mould,
//! says what it has come to ([`report`]), and waits for what to fork ([`caster`]). Each worker that it forks is a child of
//! the master's, as if the master had forked it ([`crate::os::sibling`]).
//!
//! What a mould has to say it leaves in shared memory and rings the bell that workers ring; its death is a death among
//! children. So the master waits on no further descriptor, whatever moulds there are ([`foundry`]).

pub mod caster;
pub mod endowment;
pub mod foundry;
pub mod report;

/// What a mould writes to the bell in place of the index of a slot.
pub const BELL: u32 = u32::MAX;

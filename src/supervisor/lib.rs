//! Decides what happens to a fleet of workers. Nothing here makes a system call, reads a clock or knows PHP.
//!
//! # Theory of operation
//!
//! [`Supervisor::handle`] takes one [`Event`] and the time and answers with [`Action`]s, which somebody else
//! performs and reports back as further events. A slot is the stable place of a worker; it holds at most one
//! process. Whatever may stall has a deadline, and [`Supervisor::next_deadline`] is the only reason to wake up.
//!
//! The phase of the fleet only rises (running, stopping, terminating, killing), so that no event can undo a stop.
#![forbid(unsafe_code)]

mod action;
mod bugs;
mod cause;
pub mod command;
mod event;
mod group;
mod limits;
mod machine;
#[cfg(test)]
mod model;
mod mould;
pub mod nearest;
mod notice;
mod random;
mod restart;
mod rollout;
pub mod settings;
mod slot;
mod slow;
pub mod timers;
mod turns;

pub use action::{Action, Actions};
pub use cause::{Cause, End, Held, How};
pub use event::Event;
pub use limits::{Limit, Limits};
pub use machine::{Phase, Supervisor, Waited};
pub use mould::{MASTER, MouldId};
pub use notice::{Gone, Notice, Refused};
pub use slot::{SlotId, Time, View};
pub use slow::{Job, SlowJobs};

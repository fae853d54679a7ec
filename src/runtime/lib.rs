//! Performs what the supervisor decides: processes, pipes, signals and shared memory. Knows nothing of PHP.
//!
//! [`master::Master`] turns descriptors into events and actions into system calls. Whenever PHP has to do something
//! (flush its output before a fork, look at a signal) it hands out a [`master::Step`] and keeps no borrow meanwhile.
//! [`worker::Life`] is the other side of a fork: what a worker does between two jobs.
//! [`console`] says what the scoreboard holds to people and to programs.
//!
//! All `unsafe` of this crate lives in [`os`].
#![deny(unsafe_code)]

pub mod code;
pub mod console;
mod error;
pub mod figures;
pub mod instance;
mod listening;
pub mod log;
pub mod master;
pub mod mould;
#[allow(unsafe_code)]
pub mod os;
pub mod scoreboard;
pub mod trace;
pub mod worker;

pub use error::Error;

//! Thin safe wrappers of the operating system, and the home of this crate's `unsafe`.

pub mod clock;
pub mod descriptor;
pub mod directory;
pub mod fifo;
pub mod fork;
pub mod lock;
pub mod memory;
pub mod obstacle;
pub mod orphan;
pub mod remote;
pub mod signals;

//! Thin safe wrappers of the operating system, and the home of this crate's `unsafe`.

pub mod alarm;
pub mod cgroup;
pub mod clock;
pub mod descriptor;
pub mod directory;
pub mod environment;
pub mod exec;
pub mod family;
pub mod fifo;
pub mod fork;
pub mod launch;
pub mod lock;
pub mod memory;
pub mod obstacle;
pub mod orphan;
pub mod outlet;
pub mod overdue;
pub mod pid;
pub mod pidfd;
pub mod remote;
pub mod seat;
pub mod sibling;
pub mod signals;
pub mod timer;
pub mod turn;
pub mod usage;

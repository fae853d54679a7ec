//! Lines that wait for the host to give them to a logger of the script's. They are written while the master is at work,
//! when PHP must not be called.

use super::Record;
use crate::os::pid;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// The lines of one process. A child that it forks has a copy, and hands over nothing.
#[derive(Debug, Default)]
pub(super) struct Handover {
    /// The process whose lines are handed over.
    owner: Cell<Option<i32>>,
    /// The host is giving a line to the logger. What comes of that is not for the logger: one that fails at each line
    /// would never come to an end.
    telling: Cell<bool>,
    waiting: RefCell<VecDeque<Record>>,
}

impl Handover {
    /// From now on lines of this process wait for the host.
    pub fn begin(&self) {
        self.owner.set(Some(pid::own()));
    }

    /// From now on none does.
    pub fn end(&self) {
        self.owner.set(None);
    }

    /// Whether a line of now is for the host.
    pub fn wants_lines(&self) -> bool {
        !self.telling.get() && self.owner.get().is_some_and(|owner| owner == pid::own())
    }

    /// Whether the host has something to do.
    pub fn has_lines(&self) -> bool {
        !self.telling.get() && !self.waiting.borrow().is_empty()
    }

    pub fn push(&self, record: Record) {
        self.waiting.borrow_mut().push_back(record);
    }

    pub fn take(&self) -> Option<Record> {
        self.waiting.borrow_mut().pop_front()
    }

    /// Runs what gives lines to the logger.
    pub fn tell<T>(&self, tell: impl FnOnce() -> T) -> T {
        self.telling.set(true);
        let told = tell();
        self.telling.set(false);
        told
    }
}

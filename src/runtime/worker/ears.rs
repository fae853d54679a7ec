//! What a worker hears on its pipe.

use crate::os::clock;
use crate::os::descriptor::{self, Read};
use naruto_supervisor::Time;
use naruto_supervisor::command::{Lines, Order};
use std::cell::{Cell, RefCell};
use std::os::fd::OwnedFd;
use std::time::Duration;

/// Rubbish is told once it has stopped coming for this long, in one line and not one a read.
const QUIET: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Ears {
    lines: RefCell<Lines>,
    /// Heard, not taken yet.
    waiting: RefCell<Vec<Order>>,
    last: Cell<Option<Order>>,
    dropped: Cell<u64>,
    tell_at: Cell<Option<Time>>,
}

impl Ears {
    pub fn new() -> Self {
        Self {
            lines: RefCell::new(Lines::new()),
            waiting: RefCell::default(),
            last: Cell::new(None),
            dropped: Cell::new(0),
            tell_at: Cell::new(None),
        }
    }

    /// Empties the pipe and gives the oldest order that has not been taken. No PHP runs meanwhile, so nobody else
    /// borrows.
    pub fn listen(&self, pipe: &OwnedFd) -> Option<Order> {
        let mut lines = self.lines.borrow_mut();
        let mut waiting = self.waiting.borrow_mut();
        let parse = |line: &str| line.parse().ok();
        let mut buffer = [0; 4096];
        // One buffer's worth: whoever floods the pipe must not keep us from the job.
        match descriptor::read(pipe, &mut buffer) {
            Read::Bytes(count) => {
                lines.feed(&buffer[..count], parse, &mut waiting);
                if count < buffer.len() {
                    lines.pause(parse, &mut waiting);
                }
            }
            Read::Empty | Read::End => lines.pause(parse, &mut waiting),
        }
        let dropped = lines.take_dropped();
        if dropped > 0 {
            self.dropped.set(self.dropped.get() + dropped);
            self.tell_at.set(Some(clock::now() + QUIET));
        }
        let order = (!waiting.is_empty()).then(|| waiting.remove(0));
        if order.is_some() {
            self.last.set(order);
        }
        order
    }

    pub fn remember(&self, order: Order) {
        self.last.set(Some(order));
    }

    pub fn last(&self) -> Option<Order> {
        self.last.get()
    }

    pub fn deadline(&self) -> Option<Time> {
        self.tell_at.get()
    }

    pub fn tell_dropped(&self, now: Time, tell: impl FnOnce(u64)) {
        if self.tell_at.get().is_some_and(|at| at <= now) {
            self.tell_at.set(None);
            tell(self.dropped.take());
        }
    }
}

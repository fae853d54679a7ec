//! What a worker hears on its pipe.

use crate::listening::Listener;
use naruto_supervisor::Time;
use naruto_supervisor::command::Order;
use std::cell::{Cell, RefCell};
use std::os::fd::OwnedFd;

/// No PHP runs while one of its cells is borrowed, so nobody else borrows.
#[derive(Debug, Default)]
pub(super) struct Ears {
    listener: RefCell<Listener>,
    /// Heard, not taken yet.
    waiting: RefCell<Vec<Order>>,
    last: Cell<Option<Order>>,
}

impl Ears {
    /// Reads the pipe and gives the oldest order that has not been taken.
    pub fn listen(&self, pipe: &OwnedFd) -> Option<Order> {
        let mut waiting = self.waiting.borrow_mut();
        self.listener.borrow_mut().read(pipe, |line| line.parse().ok(), &mut waiting);
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
        self.listener.borrow().deadline()
    }

    pub fn tell_dropped(&self, now: Time, tell: impl FnOnce(u64)) {
        let dropped = self.listener.borrow_mut().take_dropped(now);
        if let Some(bytes) = dropped {
            tell(bytes);
        }
    }
}

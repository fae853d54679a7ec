//! What a worker hears on its pipe.

use crate::listening::Listener;
use naruto_supervisor::Time;
use naruto_supervisor::command::{Order, Text, ToWorker};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::os::fd::OwnedFd;

/// With so many texts in hand a worker leaves the others in its pipe, which fills: whoever sends learns that it is full.
const MOST_TEXTS: usize = 4096;

/// No PHP runs while one of its cells is borrowed, so nobody else borrows.
#[derive(Debug, Default)]
pub(super) struct Ears {
    listener: RefCell<Listener>,
    /// Heard, not taken yet.
    orders: RefCell<VecDeque<Order>>,
    texts: RefCell<VecDeque<Text>>,
    last: Cell<Option<Order>>,
}

impl Ears {
    /// Reads the pipe and gives the oldest order that has not been taken.
    pub fn listen(&self, pipe: &OwnedFd) -> Option<Order> {
        if self.texts.borrow().len() < MOST_TEXTS {
            self.read(pipe);
        }
        let order = self.orders.borrow_mut().pop_front();
        if order.is_some() {
            self.last.set(order);
        }
        order
    }

    /// Reads one buffer's worth. `false`: there was less.
    fn read(&self, pipe: &OwnedFd) -> bool {
        let mut heard = Vec::new();
        let is_full = self.listener.borrow_mut().read(pipe, ToWorker::read, &mut heard);
        for one in heard {
            match one {
                ToWorker::Order(order) => self.orders.borrow_mut().push_back(order),
                ToWorker::Message(text) => self.texts.borrow_mut().push_back(text),
            }
        }
        is_full
    }

    /// Reads all that is there.
    pub fn listen_to_the_end(&self, pipe: &OwnedFd) {
        while self.read(pipe) {}
    }

    /// The oldest text that has not been taken.
    pub fn take_text(&self) -> Option<Text> {
        self.texts.borrow_mut().pop_front()
    }

    pub fn has_texts(&self) -> bool {
        !self.texts.borrow().is_empty()
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

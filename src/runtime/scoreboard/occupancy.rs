//! Whose slot it is, who is in it, and what its master wants of whoever that is.

use super::layout::{
    ACTIVITY, BORN, CALLS, FAILURES, FIRST, FORKED, FROZEN, GENERATION, GLOBALS, LEFT, MAIL, ORDER, PID, PLACE,
    RECEIVED, SENT, SEQUENCE, SLOW_AFTER, STATE, Slot, UNTIL,
};
use crate::os::clock::nanoseconds;
use naruto_supervisor::command::Order;
use naruto_supervisor::{SlotId, Time, View};
use std::sync::atomic::{AtomicU64, Ordering};

impl<'a> Slot<'a> {
    /// By the master, once: which slot of which group this is.
    pub fn belong(self, slot: SlotId) {
        self.set(PLACE, u64::from(slot.group) << 32 | u64::from(slot.number));
    }

    /// Which slot of which group this is.
    pub fn place(self) -> SlotId {
        let word = self.get(PLACE);
        SlotId { group: u16::try_from(word >> 32).unwrap_or(0), number: u32::try_from(word & 0xffff_ffff).unwrap_or(0) }
    }

    /// By the master, before each fork: what was the predecessor's own goes, what is the slot's stays.
    pub fn reset(self, generation: u32, now: Time) {
        let own = (PID..=ORDER).chain([SENT]).chain(ACTIVITY..=RECEIVED);
        for word in own.chain([CALLS, BORN, MAIL, GLOBALS, SLOW_AFTER, FROZEN]) {
            self.set(word, 0);
        }
        self.inherit_error();
        self.set(GENERATION, generation.into());
        self.set(FORKED, nanoseconds(now));
        if self.get(FIRST) == 0 {
            self.set(FIRST, nanoseconds(now));
        }
    }

    /// By the master, after the fork.
    pub fn occupy(self, pid: i32) {
        self.set(PID, u64::try_from(pid).unwrap_or(0));
    }

    /// Who is here; 0: nobody.
    pub fn pid(self) -> i32 {
        i32::try_from(self.get(PID)).unwrap_or(0)
    }

    /// Of which generation.
    pub fn generation(self) -> u32 {
        u32::try_from(self.get(GENERATION)).unwrap_or(0)
    }

    /// Where the kernel leaves the pid of a child that a mould forks.
    pub fn born_at(self) -> &'a AtomicU64 {
        &self.words[BORN]
    }

    /// By the mould: the kernel has refused the fork.
    pub fn miscarry(self, errno: i32) {
        self.set(BORN, u64::from(errno.unsigned_abs()) << 32);
    }

    /// By the master: what has come of a fork that it asked a mould for; none if it has not been made.
    pub fn born(self) -> Option<Result<i32, i32>> {
        let word = self.acquire(BORN);
        let pid = i32::try_from(word & 0xffff_ffff).unwrap_or(0);
        let errno = i32::try_from(word >> 32).unwrap_or(0);
        match (pid, errno) {
            (0, 0) => None,
            (0, errno) => Some(Err(errno)),
            (pid, _) => Some(Ok(pid)),
        }
    }

    /// By the master: what it knows of the slot.
    pub fn show(self, view: View, now: Time) {
        let (state, until, failures) = match view {
            View::Empty => (0, Time::ZERO, 0),
            View::Booting => (1, Time::ZERO, 0),
            View::Running => (2, Time::ZERO, 0),
            View::Leaving => (3, Time::ZERO, 0),
            View::Waiting { until, failures } => (4, until, failures),
        };
        if self.get(STATE) != state {
            self.set(LEFT, nanoseconds(now));
        }
        self.set(UNTIL, nanoseconds(until));
        self.set(FAILURES, failures.into());
        self.words[STATE].store(state, Ordering::Release);
    }

    /// By the master: the worker has been reaped. One that was killed in the middle of its writing has left the sequence
    /// odd, for which readers would wait.
    pub fn bury(self) {
        self.set(SEQUENCE, self.get(SEQUENCE).next_multiple_of(2));
    }

    /// By the master: an order that no pipe full of rubbish can lose.
    pub fn order(self, order: Order) {
        self.set(
            ORDER,
            match order {
                Order::Reload => 1,
                Order::Stop => 2,
            },
        );
    }

    /// By the worker, each turn.
    pub fn ordered(self) -> Option<Order> {
        match self.get(ORDER) {
            1 => Some(Order::Reload),
            2 => Some(Order::Stop),
            _ => None,
        }
    }
}

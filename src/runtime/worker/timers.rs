//! The timers of a worker. They are set at its beginning, and each turn of them counts as a job.

use super::{Life, Time};
use crate::Error;
use crate::os::alarm::Alarm;
use crate::os::clock;
use naruto_supervisor::timers::{CronError, Moment, Timers, Turn};
use std::cell::{Cell, OnceCell, RefCell};
use std::os::fd::BorrowedFd;

/// A successor does what its predecessor did not come to, if it follows so soon. A slot that was empty for longer was meant to
/// be.
const SOON: Time = Time::from_secs(60);

/// What goes by the clock. No PHP runs while its cells are borrowed.
#[derive(Debug, Default)]
pub(super) struct Clockwork {
    timers: RefCell<Timers>,
    any: Cell<bool>,
    alarm: OnceCell<Alarm>,
    /// What the alarm is set to.
    set_to: Cell<Option<Time>>,
    /// The first job has begun; there are no more timers to come.
    pub complete: Cell<bool>,
}

fn now() -> Moment {
    Moment { time: clock::now(), wall: clock::since_1970() }
}

impl Clockwork {
    /// When to wake by the clock that never goes back.
    pub fn next(&self) -> Option<Time> {
        if self.any.get() { self.timers.borrow().next_span() } else { None }
    }

    /// What to wait on for those that go by the clock on the wall.
    pub fn bell(&self) -> Option<BorrowedFd<'_>> {
        let alarm = self.alarm.get()?;
        let next = self.timers.borrow().next_wall()?;
        if self.set_to.get() != Some(next) {
            // Fails for arguments that make no sense only.
            self.set_to.set(alarm.set(next).is_ok().then_some(next));
        }
        Some(alarm.bell())
    }

    /// It has rung: at its time, or because the clock was set.
    pub fn rung(&self) {
        self.set_to.set(None);
    }
}

impl Life {
    /// Whether timers can be set still.
    pub fn takes_timers(&self) -> bool {
        !self.clockwork.complete.get() && !self.aside.get() && self.slot().cause().is_none()
    }

    /// Something is to be done every so often, from now on. Timers have numbers, from 0.
    pub fn add_every(&self, period: Time) {
        self.clockwork.timers.borrow_mut().add_every(period, now());
        self.clockwork.any.set(true);
    }

    /// Something is to be done at the times of an expression. What a predecessor was about to do right now is not lost.
    pub fn add_cron(&self, expression: &str, zone: &str) -> Result<Result<(), CronError>, Error> {
        if self.clockwork.alarm.get().is_none() {
            let _ = self.clockwork.alarm.set(Alarm::new()?);
        }
        let wall = now().wall;
        let (seen, buried) = (self.slot().wall_seen(), self.slot().predecessor_died());
        let follows = !seen.is_zero() && seen <= wall && buried + SOON > wall;
        let since = if follows { seen } else { wall };
        self.slot().see_wall(since);
        let added = self.clockwork.timers.borrow_mut().add_cron(expression, zone, since);
        if added.is_ok() {
            self.clockwork.any.set(true);
        }
        Ok(added)
    }

    /// The next turn that is due, taken; none when it is time to leave.
    pub fn take_turn(&self) -> Option<Turn> {
        if !self.clockwork.any.get() || self.told().is_some() {
            return None;
        }
        let now = now();
        let turn = self.clockwork.timers.borrow_mut().take_due(now);
        // Before it is done: one that ends its worker is not done again.
        self.slot().see_wall(now.wall);
        turn
    }

    /// Whether a turn is due.
    #[inline]
    pub(super) fn is_turn_due(&self) -> bool {
        self.clockwork.any.get() && self.told().is_none() && self.clockwork.timers.borrow().are_due(now())
    }
}

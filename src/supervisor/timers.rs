//! When a worker has something to do by the clock: every so many seconds, or at the times of a cron expression. Turns do not
//! overlap; those that nobody came to are counted.

mod cron;

pub use cron::CronError;

use crate::slot::Time;
use cron::Cron;

/// A moment on both clocks: the one that never goes back, and that of the wall, since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// For spans.
    pub time: Time,
    /// For times of the day.
    pub wall: Time,
}

#[derive(Debug)]
enum Plan {
    Every { period: Time, next: Time },
    Cron { cron: Box<Cron>, next: Option<Time> },
}

/// A wall clock that goes back further than this was wrong before: what it says now counts. Less than that, and what has
/// been done is not done again.
const CORRECTION: Time = Time::from_secs(3 * 3600);

/// The timers of one worker, by number.
#[derive(Debug, Default)]
pub struct Timers {
    plans: Vec<Plan>,
    /// What the wall clock said last.
    seen: Time,
}

/// A turn that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Of which timer.
    pub timer: usize,
    /// How many turns before it nobody came to.
    pub missed: u64,
}

impl Timers {
    /// Every so often from now; the period is above zero.
    pub fn add_every(&mut self, period: Time, now: Moment) {
        self.plans.push(Plan::Every { period, next: now.time.saturating_add(period) });
    }

    /// At the times of an expression in a time zone, from `since` on the wall clock.
    pub fn add_cron(&mut self, expression: &str, zone: &str, since: Time) -> Result<(), CronError> {
        let cron = Box::new(Cron::new(expression, zone)?);
        let next = cron.after(since);
        if next.is_none() {
            return Err(CronError::Never);
        }
        self.plans.push(Plan::Cron { cron, next });
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }

    /// The turn that has been due for the longest; it is taken.
    pub fn take_due(&mut self, now: Moment) -> Option<Turn> {
        self.correct(now.wall);
        let late = |plan: &Plan| match plan {
            Plan::Every { next, .. } => now.time.checked_sub(*next),
            Plan::Cron { next, .. } => now.wall.checked_sub((*next)?),
        };
        let (timer, _) = self
            .plans
            .iter()
            .enumerate()
            .filter_map(|(timer, plan)| Some((timer, late(plan)?)))
            .max_by_key(|(timer, late)| (*late, std::cmp::Reverse(*timer)))?;
        let missed = match &mut self.plans[timer] {
            Plan::Every { period, next } => {
                let missed =
                    (now.time.saturating_sub(*next).as_nanos() / period.as_nanos().max(1)).min(u128::from(u32::MAX));
                let missed = u32::try_from(missed).unwrap_or(u32::MAX);
                *next = next.saturating_add(period.saturating_mul(missed.saturating_add(1)));
                u64::from(missed)
            }
            Plan::Cron { cron, next } => {
                let mut missed = 0;
                *next = next.and_then(|next| cron.after(next));
                while let Some(later) = next.filter(|next| *next <= now.wall) {
                    missed += 1;
                    *next = cron.after(later);
                }
                missed
            }
        };
        Some(Turn { timer, missed })
    }

    fn correct(&mut self, wall: Time) {
        let wrong_before = wall.saturating_add(CORRECTION) < self.seen;
        self.seen = wall;
        if wrong_before {
            for plan in &mut self.plans {
                if let Plan::Cron { cron, next } = plan {
                    *next = cron.after(wall);
                }
            }
        }
    }

    /// Whether one is due.
    pub fn are_due(&self, now: Moment) -> bool {
        self.next_span().is_some_and(|next| next <= now.time) || self.next_wall().is_some_and(|next| next <= now.wall)
    }

    /// When the next one is due by the clock that never goes back.
    pub fn next_span(&self) -> Option<Time> {
        let next = |plan: &Plan| if let Plan::Every { next, .. } = plan { Some(*next) } else { None };
        self.plans.iter().filter_map(next).min()
    }

    /// When the next one is due by the clock on the wall.
    pub fn next_wall(&self) -> Option<Time> {
        let next = |plan: &Plan| if let Plan::Cron { next, .. } = plan { *next } else { None };
        self.plans.iter().filter_map(next).min()
    }
}

#[cfg(test)]
mod tests;

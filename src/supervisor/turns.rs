//! Renewals of a group take turns, so that a limit that all reach at once never costs more than one worker.

use crate::slot::Time;
use std::collections::VecDeque;
use std::time::Duration;

/// Whose last job takes longer than this passes the turn on: it does not keep the others from their renewal.
const LONGEST: Duration = Duration::from_secs(10);

/// Whose turn it is in a group, by the numbers of slots, and who waits for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turns {
    current: Option<(u32, Time)>,
    queue: VecDeque<u32>,
}

impl Turns {
    /// Wants to be renewed.
    pub fn ask(&mut self, number: u32) {
        if !self.queue.contains(&number) {
            self.queue.push_back(number);
        }
    }

    /// Is renewed, or does not need it any more.
    pub fn over(&mut self, number: u32) {
        self.current.take_if(|(holder, _)| *holder == number);
        self.queue.retain(|one| *one != number);
    }

    /// Who is being renewed.
    pub fn holder(&self) -> Option<u32> {
        self.current.map(|(number, _)| number)
    }

    /// When the turn of somebody who still works passes on; none if nobody waits for it.
    pub fn passes_at(&self) -> Option<Time> {
        self.current.map(|(_, until)| until).filter(|_| !self.queue.is_empty())
    }

    /// The next one, if the turn is free or can be taken over.
    pub fn next(&mut self, now: Time, holder_still_works: bool) -> Option<u32> {
        match self.current {
            Some((_, until)) if !holder_still_works || until > now => return None,
            _ => {}
        }
        let number = self.queue.pop_front()?;
        self.current = Some((number, now + LONGEST));
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_in_the_order_of_asking() {
        let mut turns = Turns::default();
        for number in [3, 1, 3, 2] {
            turns.ask(number);
        }
        assert_eq!(turns.next(Time::ZERO, true), Some(3));
        assert_eq!(turns.next(Time::ZERO, true), None);
        turns.over(1);
        turns.over(3);
        assert_eq!(turns.next(Time::ZERO, true), Some(2));
        turns.over(2);
        assert_eq!(turns.next(Time::ZERO, true), None);
    }

    #[test]
    fn a_long_job_passes_the_turn_on_but_a_missing_worker_does_not() {
        let mut turns = Turns::default();
        turns.ask(1);
        assert_eq!(turns.next(Time::ZERO, true), Some(1));
        assert_eq!(turns.passes_at(), None, "nobody waits");
        turns.ask(2);
        assert_eq!(turns.passes_at(), Some(LONGEST));
        assert_eq!(turns.next(LONGEST * 2, false), None, "slot 1 has no worker: one is missing already");
        assert_eq!(turns.next(LONGEST, true), Some(2));
    }
}

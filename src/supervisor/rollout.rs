//! One renewal at a time: what comes while a reload runs becomes one reload at its end.

use crate::command::Target;
use crate::slot::{SlotId, Time};
use std::collections::BTreeSet;
use std::time::Duration;

/// Reloads closer together than this are one; a storm of signals costs two renewals, not thousands.
const APART: Duration = Duration::from_secs(1);

/// A start or a reload on its way: it ends when no slot is missing any more.
#[derive(Clone, Debug)]
pub(crate) struct Rollout {
    pub started: Time,
    pub total: u32,
    pub ready: u32,
    missing: BTreeSet<SlotId>,
    told: bool,
}

impl Rollout {
    pub fn new(started: Time, slots: impl IntoIterator<Item = SlotId>) -> Self {
        let missing: BTreeSet<_> = slots.into_iter().collect();
        let total = u32::try_from(missing.len()).unwrap_or(u32::MAX);
        Self { started, total, ready: 0, missing, told: false }
    }

    pub fn extend(&mut self, slots: impl IntoIterator<Item = SlotId>) {
        for slot in slots {
            self.total += u32::from(self.missing.insert(slot));
        }
    }

    pub fn awaits(&self, slot: SlotId) -> bool {
        self.missing.contains(&slot)
    }

    pub fn missing(&self) -> impl Iterator<Item = SlotId> + '_ {
        self.missing.iter().copied()
    }

    /// The slot has its new worker, or has failed to get one, or is not wanted any more.
    pub fn settle(&mut self, slot: SlotId, ready: bool) {
        if self.missing.remove(&slot) && ready {
            self.ready += 1;
        }
    }

    /// Its last slot is settled: true once.
    pub fn just_ended(&mut self) -> bool {
        let ended = self.missing.is_empty() && !self.told;
        self.told |= ended;
        ended
    }

    pub fn is_running(&self) -> bool {
        !self.missing.is_empty()
    }
}

/// The reload on its way and those that wait for its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reloads {
    pub current: Option<Rollout>,
    queue: Vec<Target>,
}

impl Reloads {
    /// Whether a reload may start now; otherwise it is remembered, once for each target.
    pub fn admit(&mut self, target: Target, now: Time) -> Option<Target> {
        if self.opens_at().is_some_and(|at| now >= at) && self.queue.is_empty() {
            return Some(target);
        }
        if target == Target::Everyone {
            self.queue.clear();
        }
        if !self.queue.contains(&target) && !self.queue.contains(&Target::Everyone) {
            self.queue.push(target);
        }
        None
    }

    /// The queued reload that is due.
    pub fn next(&mut self, now: Time) -> Option<Target> {
        (self.deadline()? <= now).then(|| self.queue.remove(0))
    }

    /// When the next queued reload starts; none while nothing is queued or one still runs.
    pub fn deadline(&self) -> Option<Time> {
        self.opens_at().filter(|_| !self.queue.is_empty())
    }

    pub fn cancel(&mut self) {
        *self = Self::default();
    }

    fn opens_at(&self) -> Option<Time> {
        match &self.current {
            None => Some(Time::ZERO),
            Some(rollout) if rollout.is_running() => None,
            Some(rollout) => Some(rollout.started + APART),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: SlotId = SlotId { group: 0, number: 1 };

    #[test]
    fn a_storm_becomes_one_reload_after_the_first() {
        let mut reloads = Reloads::default();
        assert!(reloads.admit(Target::Everyone, Time::ZERO).is_some());
        reloads.current = Some(Rollout::new(Time::ZERO, [SLOT]));
        for ms in 0..5000 {
            assert_eq!(reloads.admit(Target::Everyone, Duration::from_micros(100 * ms)), None);
        }
        assert_eq!(reloads.deadline(), None, "the first one still runs");
        if let Some(rollout) = &mut reloads.current {
            rollout.settle(SLOT, true);
            assert!(rollout.just_ended());
            assert!(!rollout.just_ended());
        }
        assert_eq!(reloads.deadline(), Some(APART));
        assert_eq!(reloads.next(Duration::from_millis(999)), None);
        assert_eq!(reloads.next(APART), Some(Target::Everyone));
        assert_eq!(reloads.deadline(), None);
    }

    #[test]
    fn everyone_swallows_single_targets() {
        let mut reloads = Reloads { current: Some(Rollout::new(Time::ZERO, [SLOT])), ..Reloads::default() };
        let mail = Target::Group("mail".into());
        for target in [mail.clone(), mail.clone(), Target::Everyone, mail] {
            assert_eq!(reloads.admit(target, Time::ZERO), None);
        }
        assert_eq!(reloads.queue, [Target::Everyone]);
    }
}

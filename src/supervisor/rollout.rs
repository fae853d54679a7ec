//! One renewal at a time: what comes while a reload runs becomes one reload at its end.

use crate::command::Target;
use crate::slot::{SlotId, Time};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// Reloads closer together than this are one; a storm of signals costs two renewals, not thousands.
const APART: Duration = Duration::from_secs(1);

/// What came of a slot that a rollout waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has its new worker.
    Ready,
    /// Its new worker has failed, and is tried again later.
    Failed,
    /// It is not wanted any more.
    Unwanted,
}

/// A start or a reload on its way: it ends when no slot is missing any more.
#[derive(Clone, Debug)]
pub(crate) struct Rollout {
    pub started: Time,
    pub total: u32,
    pub ready: u32,
    missing: BTreeSet<SlotId>,
    lanes: BTreeMap<u16, Lane>,
    /// Nobody is asked to leave yet but those that are taken one by one.
    held: bool,
    told: bool,
}

/// The slots of one group that are still to be renewed.
#[derive(Clone, Debug, Default)]
struct Lane {
    waiting: VecDeque<SlotId>,
    under_way: BTreeSet<SlotId>,
    at_once: u32,
}

impl Rollout {
    /// Of slots that are all under way.
    pub fn new(started: Time, slots: impl IntoIterator<Item = SlotId>) -> Self {
        let missing: BTreeSet<_> = slots.into_iter().collect();
        let total = u32::try_from(missing.len()).unwrap_or(u32::MAX);
        Self { started, total, ready: 0, missing, lanes: BTreeMap::new(), held: false, told: false }
    }

    /// Of slots that wait for their turn: so many of a group at a time, and none at all before its release.
    pub fn in_batches(
        started: Time,
        slots: impl IntoIterator<Item = SlotId>,
        at_once: impl Fn(u16) -> u32,
        held: bool,
    ) -> Self {
        let mut lanes = BTreeMap::<u16, Lane>::new();
        let slots = slots.into_iter().inspect(|slot| {
            let lane = lanes.entry(slot.group).or_default();
            lane.at_once = at_once(slot.group);
            lane.waiting.push_back(*slot);
        });
        let rollout = Self::new(started, slots);
        Self { lanes, held, ..rollout }
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

    /// Everyone may go, batch by batch.
    pub fn release(&mut self) {
        self.held = false;
    }

    /// Takes one before its turn.
    pub fn take(&mut self, slot: SlotId) {
        if let Some(lane) = self.lanes.get_mut(&slot.group) {
            lane.waiting.retain(|waiting| *waiting != slot);
            lane.under_way.insert(slot);
        }
    }

    /// The slots whose turn it is now.
    pub fn next_batch(&mut self) -> Vec<SlotId> {
        if self.held {
            return Vec::new();
        }
        let mut batch = Vec::new();
        for lane in self.lanes.values_mut() {
            while lane.under_way.len() < usize::try_from(lane.at_once).unwrap_or(usize::MAX)
                && let Some(slot) = lane.waiting.pop_front()
            {
                lane.under_way.insert(slot);
                batch.push(slot);
            }
        }
        batch
    }

    /// The slot has its new worker, or has failed to get one, or is not wanted any more. A failure halts the rollout:
    /// whoever still waits for its turn keeps the old worker. Before its release new workers are of the old code.
    pub fn settle(&mut self, slot: SlotId, outcome: Outcome) {
        if (self.held && outcome != Outcome::Unwanted) || !self.missing.remove(&slot) {
            return;
        }
        if let Some(lane) = self.lanes.get_mut(&slot.group)
            && !lane.under_way.remove(&slot)
        {
            lane.waiting.retain(|waiting| *waiting != slot);
        }
        self.ready += u32::from(outcome == Outcome::Ready);
        self.total -= u32::from(outcome == Outcome::Unwanted);
        if outcome == Outcome::Failed {
            for waiting in self.lanes.values_mut().flat_map(|lane| lane.waiting.drain(..)) {
                self.missing.remove(&waiting);
            }
        }
    }

    /// It is called off: nothing is missing any more.
    pub fn call_off(&mut self) {
        self.missing.clear();
        self.lanes.clear();
        self.told = true;
    }

    /// Its last slot is settled: true once.
    pub fn just_ended(&mut self) -> bool {
        let ended = self.missing.is_empty() && !self.held && !self.told;
        self.told |= ended;
        ended
    }

    pub fn is_running(&self) -> bool {
        !self.told && (self.held || !self.missing.is_empty())
    }
}

/// A reload that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub target: Target,
    /// Whatever seems to have changed.
    pub fresh: bool,
}

/// The reload on its way and those that wait for its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reloads {
    pub current: Option<Rollout>,
    queue: Vec<Wish>,
}

impl Reloads {
    /// Whether a reload may start now; otherwise it is remembered, once for each target.
    pub fn admit(&mut self, wish: Wish, now: Time) -> Option<Wish> {
        if self.opens_at().is_some_and(|at| now >= at) && self.queue.is_empty() {
            return Some(wish);
        }
        let Wish { target, fresh } = wish;
        if let Some(queued) =
            self.queue.iter_mut().find(|queued| queued.target == Target::Everyone || queued.target == target)
        {
            queued.fresh |= fresh;
            return None;
        }
        if target == Target::Everyone {
            self.queue.clear();
        }
        self.queue.push(Wish { target, fresh });
        None
    }

    /// The queued reload that is due.
    pub fn next(&mut self, now: Time) -> Option<Wish> {
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

    fn wish(target: Target) -> Wish {
        Wish { target, fresh: false }
    }

    fn slots(numbers: std::ops::RangeInclusive<u32>) -> impl Iterator<Item = SlotId> {
        numbers.map(|number| SlotId { group: 0, number })
    }

    #[test]
    fn a_storm_becomes_one_reload_after_the_first() {
        let mut reloads = Reloads::default();
        assert!(reloads.admit(wish(Target::Everyone), Time::ZERO).is_some());
        reloads.current = Some(Rollout::new(Time::ZERO, [SLOT]));
        for ms in 0..5000 {
            assert_eq!(reloads.admit(wish(Target::Everyone), Duration::from_micros(100 * ms)), None);
        }
        assert_eq!(reloads.deadline(), None, "the first one still runs");
        if let Some(rollout) = &mut reloads.current {
            rollout.settle(SLOT, Outcome::Ready);
            assert!(rollout.just_ended());
            assert!(!rollout.just_ended());
        }
        assert_eq!(reloads.deadline(), Some(APART));
        assert_eq!(reloads.next(Duration::from_millis(999)), None);
        assert_eq!(reloads.next(APART), Some(wish(Target::Everyone)));
        assert_eq!(reloads.deadline(), None);
    }

    #[test]
    fn everyone_swallows_single_targets() {
        let mut reloads = Reloads { current: Some(Rollout::new(Time::ZERO, [SLOT])), ..Reloads::default() };
        let mail = Target::Group("mail".into());
        for target in [mail.clone(), mail.clone(), Target::Everyone, mail] {
            assert_eq!(reloads.admit(wish(target), Time::ZERO), None);
        }
        assert_eq!(reloads.queue, [wish(Target::Everyone)]);
        reloads.admit(Wish { target: Target::Everyone, fresh: true }, Time::ZERO);
        assert!(reloads.queue[0].fresh, "what one of them wants, the one reload does");
    }

    #[test]
    fn the_next_batch_follows_when_one_is_ready() {
        let mut rollout = Rollout::in_batches(Time::ZERO, slots(1..=5), |_| 2, true);
        assert!(rollout.next_batch().is_empty(), "held");
        rollout.take(SlotId { group: 0, number: 3 });
        rollout.settle(SLOT, Outcome::Ready);
        assert!(rollout.awaits(SLOT), "a worker of the old code");
        rollout.release();
        assert_eq!(rollout.next_batch(), slots(1..=1).collect::<Vec<_>>());
        assert!(rollout.next_batch().is_empty(), "two are under way");
        rollout.settle(SlotId { group: 0, number: 3 }, Outcome::Ready);
        assert_eq!(rollout.next_batch(), slots(2..=2).collect::<Vec<_>>());
        rollout.settle(SLOT, Outcome::Failed);
        assert!(rollout.next_batch().is_empty(), "a failure halts it");
        assert!(rollout.is_running(), "one is still under way");
        rollout.settle(SlotId { group: 0, number: 2 }, Outcome::Ready);
        assert!(rollout.just_ended());
        assert_eq!((rollout.ready, rollout.total), (2, 5));
    }
}

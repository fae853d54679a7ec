//! What can be asked of the fleet: nothing here changes it.

use super::{Phase, Supervisor};
use crate::command::{Order, Target};
use crate::mould::MouldId;
use crate::rollout::Rollout;
use crate::settings::GroupSettings;
use crate::slot::{Slot, SlotId, State, View};

/// Who has been asked to leave and has not yet: `waitSignalProcessPool`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waited {
    /// `reload` or `stop`.
    pub order: Order,
    /// The processes.
    pub pids: Vec<i32>,
}

impl Supervisor {
    /// Whether the slot still wants the fork it asked for; a stop in between has taken that back.
    pub fn expects(&self, id: SlotId) -> bool {
        self.slot(id).is_some_and(|slot| matches!(slot.state, State::Forking { wanted: true, .. }))
    }

    /// How far the end has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The generation of workers forked from now on.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Whether this is what successors are forked from, or will be as soon as it is cast.
    pub fn is_current(&self, mould: MouldId) -> bool {
        self.moulds.current == mould
    }

    /// The generation of workers that are forked from this mould.
    pub fn generation_of(&self, mould: MouldId) -> u32 {
        self.generation + u32::from(self.moulds.is_candidate(mould))
    }

    /// The name of a group.
    pub fn group_name(&self, group: u16) -> &str {
        self.groups.get(usize::from(group)).map_or("", |group| &group.name)
    }

    /// What a group was told.
    ///
    /// # Panics
    /// If there is no such group; the indices of slots are those of groups.
    pub fn group_settings(&self, group: u16) -> &GroupSettings {
        &self.group(group).settings
    }

    /// Index of the group of this name.
    pub fn group_index(&self, name: &str) -> Option<u16> {
        self.group_ids().find(|id| self.group_name(*id) == name)
    }

    /// How many groups there are.
    pub fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// How many workers a group should have.
    pub fn size(&self, group: u16) -> u32 {
        self.groups.get(usize::from(group)).map_or(0, |group| group.size)
    }

    /// Where a process sits, if it is ours and has not been reaped.
    pub fn slot_of(&self, pid: i32) -> Option<SlotId> {
        self.by_pid.get(&pid).copied()
    }

    /// What goes on in a slot.
    pub fn view(&self, id: SlotId) -> View {
        self.slot(id).map_or(View::Empty, Slot::view)
    }

    /// Whether a group has come to the size that it should have: none while somebody is still on the way, or how many
    /// have failed to start.
    pub fn has_its_size(&self, group: u16) -> Option<Result<(), u32>> {
        let mut missing = 0;
        for number in self.group(group).numbers() {
            let wanted = number <= self.size(group);
            match self.view(SlotId { group, number }) {
                View::Running if wanted => {}
                View::Empty if !wanted => {}
                View::Waiting { .. } if wanted => missing += 1,
                _ => return None,
            }
        }
        Some(if missing == 0 { Ok(()) } else { Err(missing) })
    }

    /// Whether a reload is on its way.
    pub fn is_reloading(&self) -> bool {
        self.reloads.current.as_ref().is_some_and(Rollout::is_running)
    }

    /// Every process that has not been reaped, in no order.
    pub fn pids(&self) -> impl Iterator<Item = (i32, SlotId)> + '_ {
        self.by_pid.iter().map(|(pid, slot)| (*pid, *slot))
    }

    /// Whether the target names somebody who is there, or a group.
    pub fn has(&self, target: &Target) -> bool {
        match target {
            Target::Everyone => true,
            Target::Group(name) => self.group_index(name).is_some(),
            Target::Worker { group, number } => {
                self.group_index(group).is_some_and(|group| (1..=self.size(group)).contains(number))
            }
        }
    }

    /// Whether the target includes this slot.
    pub fn names(&self, target: &Target, id: SlotId) -> bool {
        match target {
            Target::Everyone => true,
            Target::Group(name) => self.group_name(id.group) == name,
            Target::Worker { group, number } => id.number == *number && self.group_name(id.group) == group,
        }
    }

    /// During a reload or a stop: the word, and who has not left yet.
    pub fn waited(&self) -> Option<Waited> {
        if self.phase > Phase::Running {
            return Some(Waited { order: Order::Stop, pids: self.by_pid.keys().copied().collect() });
        }
        let rollout = self.reloads.current.as_ref().filter(|rollout| rollout.is_running())?;
        let next = self.generation + u32::from(self.moulds.candidate.is_some());
        let old = |id| self.worker(id).filter(|worker| worker.generation < next);
        Some(Waited {
            order: Order::Reload,
            pids: rollout.missing().filter_map(old).map(|worker| worker.pid).collect(),
        })
    }
}

//! The process that workers are forked from, and the one that may take its place.

use crate::slot::{SlotId, Time};
use std::collections::BTreeMap;

/// A mould; each has a number of its own.
pub type MouldId = u32;

/// The master, from which the first generation is forked. It cannot be lost.
pub const MASTER: MouldId = 1;

/// What successors come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// It forks.
    Up,
    /// It died; another one is cast when somebody has to be forked.
    Lost,
    /// Another one in its place is on its way.
    Casting {
        /// It must be there by then.
        kill_at: Option<Time>,
    },
}

/// How far new code has come.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// The script runs up to its `run()`.
    Casting { kill_at: Option<Time> },
    /// One worker of each group tries it.
    Proving(BTreeMap<SlotId, Proof>),
}

/// What is known of new code in one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Its worker has not started yet.
    Missing,
    /// It is ready; by then it has lived long enough.
    Ready { until: Time },
    /// It has ended a turn, or lived long enough.
    Given,
}

/// New code that is tried.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub mould: MouldId,
    pub stage: Stage,
}

impl Candidate {
    /// The slots whose workers try it.
    pub fn provers(&self) -> impl Iterator<Item = (SlotId, Proof)> + '_ {
        let proofs = match &self.stage {
            Stage::Casting { .. } => None,
            Stage::Proving(proofs) => Some(proofs.iter()),
        };
        proofs.into_iter().flatten().map(|(slot, proof)| (*slot, *proof))
    }

    pub fn is_proved_by(&self, slot: SlotId) -> bool {
        self.provers().any(|(prover, _)| prover == slot)
    }

    /// Changes what is known of a slot, if it is one that tries the code.
    pub fn note(&mut self, slot: SlotId, proof: Proof) {
        if let Stage::Proving(proofs) = &mut self.stage
            && let Some(known) = proofs.get_mut(&slot)
            && *known != Proof::Given
        {
            *known = proof;
        }
    }

    /// The slot is not wanted any more.
    pub fn forget(&mut self, slot: SlotId) {
        if let Stage::Proving(proofs) = &mut self.stage {
            proofs.remove(&slot);
        }
    }

    pub fn is_proven(&self) -> bool {
        matches!(self.stage, Stage::Proving(_)) && self.provers().all(|(_, proof)| proof == Proof::Given)
    }

    fn deadline(&self) -> Option<Time> {
        match &self.stage {
            Stage::Casting { kill_at } => *kill_at,
            Stage::Proving(proofs) => proofs
                .values()
                .filter_map(|proof| match proof {
                    Proof::Ready { until } => Some(*until),
                    Proof::Missing | Proof::Given => None,
                })
                .min(),
        }
    }
}

/// Both.
#[derive(Clone, Debug)]
pub(crate) struct Moulds {
    pub current: MouldId,
    pub health: Health,
    pub candidate: Option<Candidate>,
    last: MouldId,
}

impl Default for Moulds {
    fn default() -> Self {
        Self { current: MASTER, health: Health::Up, candidate: None, last: MASTER }
    }
}

impl Moulds {
    pub fn next_id(&mut self) -> MouldId {
        self.last += 1;
        self.last
    }

    /// Where the worker of a slot is forked.
    pub fn of(&self, slot: SlotId) -> MouldId {
        match &self.candidate {
            Some(candidate) if candidate.is_proved_by(slot) => candidate.mould,
            _ => self.current,
        }
    }

    pub fn is_candidate(&self, mould: MouldId) -> bool {
        self.candidate.as_ref().is_some_and(|candidate| candidate.mould == mould)
    }

    pub fn deadline(&self) -> Option<Time> {
        let casting = match self.health {
            Health::Casting { kill_at } => kill_at,
            Health::Up | Health::Lost => None,
        };
        casting.into_iter().chain(self.candidate.as_ref().and_then(Candidate::deadline)).min()
    }
}

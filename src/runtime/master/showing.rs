//! What the master publishes in the scoreboard: after each event, of those whom it concerned.

use super::Master;
use crate::os::clock;
use crate::scoreboard::snapshot::Phase as Shown;
use naruto_supervisor::{Action, Gone, Notice, Phase, SlotId};

impl Master {
    /// The place of a slot in the scoreboard; given when it is first needed.
    pub(super) fn index_of(&mut self, slot: SlotId) -> u32 {
        let known = self.indices.get(slot);
        let index = self.indices.of(slot);
        if known.is_none() {
            self.inherited.board.slot(index).belong(slot);
            self.inherited.board.header().show_slots(self.indices.len());
        }
        index
    }

    /// Whom these actions are about, and the fleet.
    pub(super) fn show_outcome(&mut self, actions: &[Action]) {
        for action in actions {
            match action {
                Action::Spawn { slot, .. }
                | Action::Tell { slot, .. }
                | Action::Kill { slot, .. }
                | Action::KillOverdue { slot, .. }
                | Action::CleanUp { slot, .. } => self.show(*slot),
                Action::Notice(notice) => self.show_notice(notice),
                Action::CastMould { .. } | Action::DropMould { .. } | Action::Finish { .. } => {}
            }
        }
    }

    fn show_notice(&mut self, notice: &Notice) {
        match notice {
            Notice::Ready { slot, .. } | Notice::Waiting { slot, .. } | Notice::ForkFailed { slot, .. } => {
                self.show(*slot);
            }
            Notice::Gone(gone) => self.show_end(gone),
            Notice::Scaled { group, from, to } => {
                self.show_size(*group);
                for number in 1..=*from.max(to) {
                    self.show(SlotId { group: *group, number });
                }
            }
            Notice::NewGeneration { generation, .. } => {
                let header = self.inherited.board.header();
                header.show_generation(*generation, clock::now());
                header.show_refusal("");
            }
            Notice::ReloadRefused { why, .. } => {
                self.inherited.board.header().show_refusal(&self.why(why));
                self.show_phase();
            }
            Notice::ReloadBegun { .. }
            | Notice::ReloadDone { .. }
            | Notice::Stopping
            | Notice::Terminating { .. }
            | Notice::GaveUp { .. }
            | Notice::Started { .. } => self.show_phase(),
            Notice::NoSuchTarget(_) | Notice::WhichGroup | Notice::Ended { .. } => {}
        }
    }

    /// What goes on in a slot.
    pub(super) fn show(&mut self, slot: SlotId) {
        let view = self.supervisor.view(slot);
        let index = self.index_of(slot);
        self.inherited.board.slot(index).show(view, clock::now());
    }

    fn show_end(&mut self, gone: &Gone) {
        let index = self.index_of(gone.slot);
        if gone.is_failure() && gone.end.held.is_some() {
            self.inherited.board.slot(index).count_failed();
        }
        self.inherited.board.header().record(gone, clock::unix());
        self.show(gone.slot);
    }

    pub(super) fn show_size(&self, group: u16) {
        self.inherited.board.header().resize(group, self.supervisor.size(group));
    }

    fn show_phase(&self) {
        let phase = match self.supervisor.phase() {
            Phase::Running if self.supervisor.is_reloading() => Shown::Reloading,
            Phase::Running => Shown::Running,
            Phase::Stopping => Shown::Stopping,
            Phase::Terminating | Phase::Killing => Shown::Terminating,
        };
        self.inherited.board.header().show_phase(phase);
    }
}

//! What the supervisor has decided, done: words to workers, signals, and what the dead leave behind.

use super::Master;
use crate::os::{family, fifo, signals};
use crate::scoreboard::Activity;
use naruto_supervisor::command::Order;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Action, Event, Notice, SlotId};

impl Master {
    pub(super) fn perform(&mut self, action: Action) {
        if matches!(action, Action::Tell { .. } | Action::Kill { .. } | Action::KillOverdue { .. }) {
            self.end_doubt();
        }
        match action {
            // Somebody else in this process may have taken its end, and its number be another's by now.
            Action::Tell { slot, pid, .. } | Action::Kill { slot, pid } | Action::KillOverdue { slot, pid }
                if self.supervisor.slot_of(pid) != Some(slot) => {}
            Action::Tell { slot, pid, order, signal } => self.order(slot, pid, order, signal),
            Action::Kill { pid, .. } => family::kill(pid, self.own_groups),
            Action::KillOverdue { slot, pid } => {
                if self.claim(slot, pid) {
                    family::kill(pid, self.own_groups);
                    self.feed(Event::Killed { slot, pid });
                }
            }
            // The successor may have got the same number, and given its pipe that name.
            Action::CleanUp { pid, .. } if self.slot_of(pid).is_some() => {}
            Action::CleanUp { pid, .. } => {
                if let Err(error) = fifo::remove(&self.place().pipe(pid)) {
                    self.say(Level::Warning, "log", &error.to_string());
                }
            }
            Action::CastMould { mould, fresh } => self.cast(mould, fresh),
            Action::DropMould { mould } => self.casting.foundry.drop_mould(mould),
            Action::Notice(notice) => {
                if let Notice::NewGeneration { mould, .. } = notice {
                    self.take_code(mould);
                }
                self.report(&notice);
            }
            // Taken out by `pending`.
            Action::Spawn { .. } | Action::Finish { .. } => {}
        }
    }

    fn order(&mut self, slot: SlotId, pid: i32, order: Order, signal: Option<i32>) {
        let seat = self.inherited.board.slot(self.indices.of(slot));
        seat.order(order);
        if seat.catch() {
            return self.feed(Event::Caught { slot, pid });
        }
        // The leading newline ends whatever fragment somebody left in the pipe.
        let line = format!("\n{order}\n");
        let written = fifo::write(&self.place().pipe(pid), line.as_bytes()).unwrap_or_else(|error| {
            self.say(Level::Warning, "log", &error.to_string());
            false
        });
        // The pipe was deleted or replaced, or is full. A worker at a job looks at its slot after it; one that waits has
        // to be woken.
        if !written && seat.waits() {
            signals::knock(pid);
        }
        if let Some(signal) = signal.or(seat.is_program().then_some(libc::SIGTERM)) {
            signals::send(pid, signal);
        }
        // One that was stopped must go on to obey. Whoever runs does not notice.
        signals::send(pid, libc::SIGCONT);
    }

    /// Whether the worker is still at the job that was overdue, or stands still; then it gets no further.
    fn claim(&mut self, slot: SlotId, pid: i32) -> bool {
        let slot = self.inherited.board.slot(self.indices.of(slot));
        let stands = [Activity::Booting, Activity::Idle, Activity::Busy, Activity::Fetching, Activity::Waiting];
        slot.turn(Activity::Overdue, Activity::Claimed)
            || (family::is_stopped(pid) && stands.into_iter().any(|activity| slot.turn(activity, Activity::Claimed)))
    }
}

//! What the service manager hears of the fleet.

use super::{Master, counted, duration};
use crate::os::notify::Notify;
use naruto_supervisor::command::Target;
use naruto_supervisor::{Action, Notice, Time};

/// A service manager, and what it knows.
#[derive(Debug)]
pub(super) struct ServiceManager {
    notify: Notify,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The first workers are on their way.
    Starting,
    /// All of them have failed; its own deadline for the start goes on.
    Failing,
    /// It knows that the fleet works.
    Announced,
    /// It waits for the end of a reload.
    Reloading,
    /// It knows that the end has begun.
    Stopping,
}

impl ServiceManager {
    /// The one that has started this process, if any has.
    pub fn here() -> Option<Self> {
        Notify::here().map(|notify| Self { notify, stage: Stage::Starting })
    }

    /// When a sign of life is due.
    pub fn deadline(&self) -> Option<Time> {
        self.notify.deadline()
    }

    /// Gives it, if it is time to.
    pub fn live(&mut self, now: Time) {
        self.notify.live(now);
    }

    /// What a notice means to it; `fleet` and `left` say in words who there is.
    fn hear(&mut self, notice: &Notice, fleet: &str, left: &str) {
        let Self { notify, stage } = self;
        match (*stage, notice) {
            (Stage::Starting, Notice::Started { ready: 0, .. }) => {
                *stage = Stage::Failing;
                notify.status("no worker is ready, they are tried again");
            }
            (Stage::Starting, Notice::Started { .. })
            | (Stage::Failing, Notice::Ready { .. })
            | (Stage::Reloading, Notice::ReloadDone { .. }) => {
                *stage = Stage::Announced;
                notify.ready(fleet);
            }
            (Stage::Announced, Notice::ReloadBegun { target: Target::Everyone, .. }) => {
                *stage = Stage::Reloading;
                notify.reloading(&format!("{fleet}, reloading"));
            }
            (Stage::Reloading, Notice::ReloadRefused { .. }) => {
                *stage = Stage::Announced;
                notify.ready(&format!("{fleet}; a reload was refused"));
            }
            // That of a few workers.
            (Stage::Announced, Notice::ReloadDone { .. } | Notice::Scaled { .. }) => notify.status(fleet),
            (_, Notice::Stopping | Notice::Terminating { .. }) => {
                *stage = Stage::Stopping;
                notify.stopping(&format!("waits for {left} to finish"));
            }
            (_, Notice::GaveUp { after, .. }) => {
                *stage = Stage::Stopping;
                notify.stopping(&format!("gives up: no worker has been ready for {}", duration(*after)));
            }
            _ => {}
        }
    }
}

impl Master {
    /// Tells what these actions mean to a service manager.
    pub(super) fn notify(&mut self, actions: &[Action]) {
        let Some(mut manager) = self.service_manager.take() else { return };
        for action in actions {
            if let Action::Notice(notice) = action {
                let left = counted(self.supervisor.pids().count() as u64, "worker");
                manager.hear(notice, &self.in_words(), &left);
            }
        }
        self.service_manager = Some(manager);
    }

    /// `4 workers, generation 2`
    fn in_words(&self) -> String {
        let groups = (0..self.supervisor.group_count()).filter_map(|group| u16::try_from(group).ok());
        let size: u32 = groups.map(|group| self.supervisor.size(group)).sum();
        format!("{}, generation {}", counted(size.into(), "worker"), self.supervisor.generation())
    }
}

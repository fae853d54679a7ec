//! The first process of a container gets every child that its parent has left behind, and reaps it; nobody else will.
//!
//! Children of the script's own (`proc_open`) must not be taken for those: their status is the script's. PHP code of the
//! master runs before the fleet, and in hooks. So whoever is there after it and was not there before is the script's, if it
//! may be by its process group: workers lead groups of their own, which whatever they start belongs to. Only where they do
//! not, at a terminal, an orphan that comes in just then is taken for the script's, and stays a zombie until the end.

use super::Master;
use crate::os::{family, fork, pid};
use std::collections::BTreeSet;

/// Who came from where, as the first process has to know.
#[derive(Debug)]
pub(super) struct Strangers {
    /// Of the script's own making.
    of_script: BTreeSet<i32>,
    /// All that there were when PHP code began to run.
    before: BTreeSet<i32>,
}

impl Strangers {
    /// None: this is not the first process, and orphans are another one's.
    pub fn here() -> Option<Self> {
        if pid::own() != 1 {
            return None;
        }
        let before = family::before_php();
        let of_script = own_children().difference(&before).copied().collect();
        Some(Self { of_script, before })
    }

    /// PHP code is about to run.
    pub fn look(&mut self) {
        self.before = own_children();
    }

    /// PHP code has run.
    pub fn look_again(&mut self) {
        let now = own_children();
        self.of_script.retain(|pid| now.contains(pid));
        self.of_script.extend(now.difference(&self.before));
    }
}

fn own_children() -> BTreeSet<i32> {
    family::children(pid::own()).into_iter().collect()
}

impl Master {
    /// Whether this child came to us as an orphan.
    pub(super) fn is_orphan(&self, pid: i32) -> bool {
        let Some(strangers) = &self.strangers else { return false };
        let group = family::group_of(pid);
        let is_of_a_worker = group.is_some_and(|group| group != pid) && group != family::group_of(0);
        let is_known = || self.casting.foundry.has(pid) || self.slot_of(pid).is_some();
        (is_of_a_worker || !strangers.of_script.contains(&pid)) && !is_known()
    }

    /// A dead child of the script's hides the dead behind it.
    pub(super) fn reap_orphans(&self) {
        if self.strangers.is_some() {
            for pid in own_children() {
                if self.is_orphan(pid) && fork::peek(Some(pid)).is_some() {
                    fork::reap(pid);
                }
            }
        }
    }
}

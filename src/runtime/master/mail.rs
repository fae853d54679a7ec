//! Texts to workers and from them. Nothing blocks: who has no room gets nothing, and whoever sends learns so.

use super::{Master, Step, counted};
use crate::os::fifo;
use naruto_supervisor::command::{Request, Target, Text, ToMaster, ToWorker};
use naruto_supervisor::settings::Level;
use naruto_supervisor::{SlotId, View};

/// With so many letters in hand the others stay in the pipe, which fills: whoever sends learns that it is full.
const MOST_LETTERS: usize = 4096;

impl Master {
    /// Sends a text to all of a target, and says how many took it. A worker that is on its way out takes it as long as it
    /// can still deliver it.
    pub fn send(&mut self, text: Text, target: &Target) -> usize {
        self.end_doubt();
        let line = format!("\n{}\n", ToWorker::Message(text));
        let mut pids: Vec<_> =
            self.supervisor.pids().filter(|(_, slot)| self.supervisor.names(target, *slot)).collect();
        pids.sort_unstable_by_key(|(_, slot)| *slot);
        pids.into_iter().filter(|(pid, slot)| self.send_to(*slot, *pid, &line)).count()
    }

    fn send_to(&self, slot: SlotId, pid: i32, line: &str) -> bool {
        let Some(index) = self.indices.get(slot) else { return false };
        if self.supervisor.view(slot) == View::Empty {
            return false;
        }
        self.inherited.board.slot(index).send(|| {
            fifo::write(&self.place().pipe(pid), line.as_bytes()).unwrap_or_else(|error| {
                self.say(Level::Warning, "log", &error.to_string());
                false
            })
        })
    }

    /// What a worker has taken along is told: it was sent, and never arrived.
    pub(super) fn tell_undelivered(&self, slot: SlotId, pid: i32, number: u64) {
        if number > 0 {
            let name = self.worker_name(slot);
            let sentence = format!("{} to {name} (pid {pid}) not delivered before its end", counted(number, "message"));
            self.say(Level::Warning, "dropped", &sentence);
        }
    }

    /// Reads the pipe: letters are kept, requests given. Says whether there may be more.
    pub(super) fn read_inbox(&mut self, requests: &mut Vec<Request>) -> bool {
        let mut heard = Vec::new();
        let more = self.listener.read(&self.inbox, ToMaster::read, &mut heard);
        for one in heard {
            match one {
                ToMaster::Request(request) => requests.push(request),
                ToMaster::Letter(letter) => self.letters.push_back(letter),
            }
        }
        more
    }

    pub(super) fn has_many_letters(&self) -> bool {
        self.letters.len() >= MOST_LETTERS
    }

    /// The next letter. When the fleet is over, those that are still in the pipe come before its end.
    pub(super) fn next_letter(&mut self) -> Option<Step> {
        while self.letters.is_empty() && self.finished.is_some() && self.read_inbox(&mut Vec::new()) {}
        loop {
            let letter = self.letters.pop_front()?;
            // Anybody may have written it.
            if let Some(slot) = self.indices.slot(letter.index) {
                return Some(Step::Letter(slot, letter));
            }
        }
    }
}

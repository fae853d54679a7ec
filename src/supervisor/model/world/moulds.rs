//! What moulds do in it.

use super::World;
use crate::Event;
use crate::mould::MouldId;
use crate::slot::SlotId;

impl World {
    /// Half of what it was asked for it has still forked.
    pub(super) fn end_mould(&mut self, mould: MouldId) -> Vec<Event> {
        self.moulds.remove(&mould);
        let asked = std::mem::take(&mut self.asked);
        let (gone, left) = asked.into_iter().partition(|(_, of)| *of == mould);
        self.asked = left;
        let answers: Vec<(SlotId, MouldId)> = gone;
        answers
            .into_iter()
            .map(
                |(slot, _)| {
                    if slot.number % 2 == 0 { self.fork(slot, mould) } else { Event::ForkFailed { slot, errno: 32 } }
                },
            )
            .collect()
    }

    /// The n-th mould gets on: it comes to its `run()`, or forks what it was asked for.
    pub fn serve_mould(&mut self, n: usize) {
        let Some((mould, is_ready)) = self.moulds.iter().nth(n % self.moulds.len().max(1)).map(|(id, up)| (*id, *up))
        else {
            return;
        };
        if !is_ready {
            self.moulds.insert(mould, true);
            let groups = (0..2).map(|group| {
                let settings = self.supervisor.group_settings(group).clone();
                (self.supervisor.group_name(group).to_owned(), settings)
            });
            let groups = groups.collect();
            let idle = self.alive.values().filter(|process| process.ready).map(|process| process.slot).collect();
            let settings = Box::new(self.all.clone());
            return self.feed(Event::MouldReady { mould, settings, groups, idle });
        }
        if let Some(at) = self.asked.iter().position(|(_, of)| *of == mould) {
            let (slot, _) = self.asked.remove(at);
            let event = self.fork(slot, mould);
            self.feed(event);
        }
    }

    pub fn lose_mould(&mut self, n: usize) {
        let Some(mould) = self.moulds.keys().nth(n % self.moulds.len().max(1)).copied() else { return };
        self.moulds.remove(&mould);
        let lost = Event::MouldLost { mould, why: "killed".into() };
        let events = std::iter::once(lost).chain(self.end_mould(mould)).collect();
        self.feed_all(events);
    }

    /// The first turn of a worker ends.
    pub fn prove(&mut self, pid: i32) {
        if let Some(process) = self.alive.get(&pid).filter(|process| process.ready) {
            self.feed(Event::Proven { slot: process.slot, pid });
        }
    }
}

//! Texts on their way to a worker: one that was sent is delivered, or known to be lost.

use super::layout::{MAIL, RECEIVED, SENT, Slot};
use std::sync::atomic::Ordering;

// What MAIL says.
const OPEN: u64 = 0;
const WRITTEN_TO: u64 = 1;
const CLOSED: u64 = 2;
/// Writing to a pipe that never blocks takes microseconds, if the processor is there for it.
const MOST_TRIES: u32 = 10_000;

impl Slot<'_> {
    /// By the master: sends a text, if the worker takes any and `write` finds room. The worker cannot close its mail
    /// meanwhile.
    pub fn send(self, write: impl FnOnce() -> bool) -> bool {
        let change = |from: u64, to: u64| {
            self.words[MAIL].compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
        };
        if !change(OPEN, WRITTEN_TO) {
            return false;
        }
        let written = write();
        if written {
            self.set(SENT, self.get(SENT) + 1);
        }
        change(WRITTEN_TO, OPEN);
        written
    }

    /// By the worker: takes no texts any more. Whatever was sent before is in its pipe by now.
    pub fn close_mail(self) {
        for _ in 0..MOST_TRIES {
            let old = self.words[MAIL].compare_exchange(OPEN, CLOSED, Ordering::AcqRel, Ordering::Acquire);
            if old != Err(WRITTEN_TO) {
                return;
            }
            std::thread::yield_now();
        }
        // The master has died in the middle of its writing, or stands still: what it sends now is lost, and counted.
        self.words[MAIL].store(CLOSED, Ordering::Release);
    }

    /// By the worker: it takes texts again.
    pub fn open_mail(self) {
        self.words[MAIL].store(OPEN, Ordering::Release);
    }

    /// By the worker: a text has been delivered.
    pub fn receive(self) {
        self.set(RECEIVED, self.get(RECEIVED) + 1);
    }

    /// By the master, once the worker is gone: how many texts it has taken along.
    pub fn undelivered(self) -> u64 {
        self.get(SENT).saturating_sub(self.get(RECEIVED))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use naruto_supervisor::Time;

    #[test]
    fn a_text_is_sent_or_not_and_counted_until_it_is_delivered() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        assert!(slot.send(|| true) && slot.send(|| true) && !slot.send(|| false));
        slot.receive();
        assert_eq!(slot.undelivered(), 1);
        slot.close_mail();
        assert!(!slot.send(|| panic!("nobody is there")));
        assert_eq!(slot.undelivered(), 1);
        slot.reset(1, Time::ZERO);
        assert!(slot.undelivered() == 0 && slot.send(|| true));
        // Whoever dies in the middle of it, or stands still, keeps nobody from leaving.
        assert!(slot.send(|| {
            slot.close_mail();
            true
        }));
        assert!(!slot.send(|| true), "it stays closed");
    }
}

//! What a worker has to say to its master, who is told by a ring that there is something.

use super::layout::{CALLS, Slot};
use std::sync::atomic::Ordering;

/// What a worker rings its master for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Call {
    /// Its start is done.
    Ready = 1,
    /// Its job runs longer than it may.
    Overdue = 2,
    /// It has reached a limit.
    Limit = 4,
    /// It may not make the log file that is missing.
    Log = 256,
    /// Its mould has forked it, or has not been able to.
    Forked = 64,
    /// It has ended its first turn.
    Proven = 128,
}

/// What a worker has rung for since the master's last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calls(u64);

impl Calls {
    /// Whether it has rung for this.
    pub fn has(self, call: Call) -> bool {
        self.0 & call as u64 != 0
    }
}

impl Slot<'_> {
    /// By the worker, before it rings.
    pub fn call(self, call: Call) {
        self.words[CALLS].fetch_or(call as u64, Ordering::Release);
    }

    /// By the master: what there was to tell since the last look.
    pub fn take_calls(self) -> Calls {
        Calls(self.words[CALLS].swap(0, Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;

    #[test]
    fn calls_are_taken_once() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        slot.call(Call::Ready);
        slot.call(Call::Limit);
        let calls = slot.take_calls();
        assert!(calls.has(Call::Ready) && calls.has(Call::Limit) && !calls.has(Call::Overdue));
        assert!(!slot.take_calls().has(Call::Ready));
    }
}

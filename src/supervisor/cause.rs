//! Why a worker ended.

use crate::slot::Time;

/// The closed list of causes; their words are the same in logs, status and PHP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Cause {
    /// A limit was reached, or the worker asked for its own renewal.
    Limit = 1,
    /// Told to leave for a reload.
    Reload,
    /// Told to leave for a stop, or stopped alone.
    Stop,
    /// Its group became smaller.
    Scale,
    /// User code called `exit`.
    Exit,
    /// An exception that nobody caught.
    Exception,
    /// A fatal error of PHP.
    Fatal,
    /// A signal that the master did not send.
    Signal,
    /// A job overran its deadline.
    Timeout,
    /// The kernel ran out of memory.
    Oom,
    /// It did not become ready.
    Boot,
}

impl Cause {
    /// All of them, in the order of the design.
    pub const ALL: [Self; 11] = [
        Self::Limit,
        Self::Reload,
        Self::Stop,
        Self::Scale,
        Self::Exit,
        Self::Exception,
        Self::Fatal,
        Self::Signal,
        Self::Timeout,
        Self::Oom,
        Self::Boot,
    ];

    /// The word of the design's list.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Reload => "reload",
            Self::Stop => "stop",
            Self::Scale => "scale",
            Self::Exit => "exit",
            Self::Exception => "exception",
            Self::Fatal => "fatal",
            Self::Signal => "signal",
            Self::Timeout => "timeout",
            Self::Oom => "oom",
            Self::Boot => "boot",
        }
    }

    /// Somebody wanted this end: it is never a failure.
    pub fn is_planned(self) -> bool {
        matches!(self, Self::Limit | Self::Reload | Self::Stop | Self::Scale)
    }

    /// Back from the number that a worker left in shared memory; 0 and nonsense are none.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| *cause as u32 == number)
    }
}

/// How the kernel says that a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It exited with this status.
    Exited(i32),
    /// This signal ended it.
    Signalled(i32),
}

/// What is known of a worker once it has been reaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The kernel's word.
    pub how: How,
    /// When, or the moment at which it was surely still there: a master with much to do hears of deaths late, and must
    /// not take the time for health.
    pub at: Time,
    /// Jobs that this process finished.
    pub jobs: u64,
    /// What the worker itself published before it left.
    pub said: Option<Cause>,
    /// The job that it held.
    pub held: Option<Held>,
    /// The PHP error that ended it, in one line; empty if there was none.
    pub error: String,
    /// It had become another program, which leaves as its signals and its exit status have it.
    pub program: bool,
    /// The kernel has killed somebody here for want of memory since it was asked last.
    pub out_of_memory: bool,
}

/// A job that was not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What the job said of itself; may be empty.
    pub note: String,
    /// How long it had been in hand.
    pub age: Time,
}

impl End {
    /// Nothing is known but how and when.
    pub fn new(how: How, at: Time) -> Self {
        Self { how, at, jobs: 0, said: None, held: None, error: String::new(), program: false, out_of_memory: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lead_back_to_their_cause() {
        for cause in Cause::ALL {
            assert_eq!(Cause::from_number(cause as u32), Some(cause));
        }
        assert_eq!(Cause::from_number(0), None);
        assert_eq!(Cause::from_number(99), None);
    }
}

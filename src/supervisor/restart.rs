//! When a successor starts: at once, or after a pause that grows with the failures in a row.

use crate::cause::{Cause, End, How};
use crate::random::Chance;
use crate::slot::{Slot, Time};
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(30);

/// Whether an end counts against the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The successor starts at once.
    Fine,
    /// One stray signal before the first job is forgiven; the next one is a failure.
    Forgiven,
    /// The successor waits.
    Failure,
}

/// A worker is healthy once it has finished a job or lived `min_uptime`; only an unplanned end before that is a
/// failure. A single signal from outside says nothing about the code. `asked`: we had told it to go.
pub(crate) fn judge(slot: &Slot, cause: Cause, asked: bool, end: &End, lived: Time, min_uptime: Time) -> Verdict {
    // A worker that asks for its own renewal before its first job would do so for ever.
    let planned = cause.is_planned() && (asked || cause != Cause::Limit);
    if planned || end.jobs > 0 || (lived >= min_uptime && cause != Cause::Boot) {
        return Verdict::Fine;
    }
    match end.how {
        How::Signalled(_) if cause == Cause::Signal && !slot.stray_signal => Verdict::Forgiven,
        _ => Verdict::Failure,
    }
}

/// The pauses: 100 ms doubling to 30 s, a tenth more or less so that slots that fail together do not return together.
#[derive(Clone, Debug)]
pub(crate) struct Backoff(Chance);

impl Backoff {
    pub fn new(seed: u64) -> Self {
        Self(Chance::new(seed))
    }

    /// `failures` is how many there have been in a row, this one included.
    pub fn delay(&mut self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        let plain = FIRST.saturating_mul(1 << doublings).min(LONGEST);
        plain.mul_f64(0.9 + 0.2 * self.0.fraction()).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: Duration = Duration::from_secs(1);

    fn end(how: How, jobs: u64) -> End {
        End { jobs, ..End::new(how, Time::ZERO) }
    }

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let mut backoff = Backoff::new(7);
        for (failures, expected) in [(1, 0.1), (2, 0.2), (5, 1.6), (9, 25.6), (10, 30.0), (4_000_000, 30.0)] {
            let delay = backoff.delay(failures).as_secs_f64();
            assert!((0.899 * expected..=1.101 * expected).contains(&delay), "{failures}: {delay}");
        }
    }

    #[test]
    fn only_an_unplanned_end_before_health_is_a_failure() {
        let slot = Slot::EMPTY;
        let exit = end(How::Exited(0), 0);
        assert_eq!(judge(&slot, Cause::Exit, false, &exit, Duration::ZERO, MIN), Verdict::Failure);
        assert_eq!(judge(&slot, Cause::Exit, false, &exit, MIN, MIN), Verdict::Fine);
        assert_eq!(judge(&slot, Cause::Exit, false, &end(How::Exited(0), 1), Duration::ZERO, MIN), Verdict::Fine);
        assert_eq!(judge(&slot, Cause::Reload, false, &exit, Duration::ZERO, MIN), Verdict::Fine);
        assert_eq!(judge(&slot, Cause::Limit, false, &exit, Duration::ZERO, MIN), Verdict::Failure);
        assert_eq!(judge(&slot, Cause::Limit, true, &exit, Duration::ZERO, MIN), Verdict::Fine);
        assert_eq!(judge(&slot, Cause::Limit, false, &end(How::Exited(0), 1), Duration::ZERO, MIN), Verdict::Fine);
        assert_eq!(judge(&slot, Cause::Boot, false, &exit, Duration::from_secs(30), MIN), Verdict::Failure);
    }

    #[test]
    fn a_stray_signal_counts_only_if_it_repeats() {
        let kill = end(How::Signalled(9), 0);
        let mut slot = Slot::EMPTY;
        assert_eq!(judge(&slot, Cause::Signal, false, &kill, Duration::ZERO, MIN), Verdict::Forgiven);
        slot.stray_signal = true;
        assert_eq!(judge(&slot, Cause::Signal, false, &kill, Duration::ZERO, MIN), Verdict::Failure);
    }
}

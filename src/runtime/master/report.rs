//! Notices become lines of the log.

use super::{Master, counted, duration, signal_name};
use crate::log::{Fields, Who};
use naruto_supervisor::command::Target;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Cause, Gone, Held, How, Notice, Refused, SlotId};
use nix::errno::Errno;
use std::time::Duration;

impl Master {
    pub(super) fn report(&self, notice: &Notice) {
        let (level, event, sentence) = match notice {
            Notice::Started { ready, total, took } => {
                let pipes = self.place().dir.display();
                let level = if ready == total { Level::Info } else { Level::Warning };
                let workers = if ready == total { workers(*total) } else { format!("{ready} of {}", workers(*total)) };
                (level, "started", format!("{workers} in {}, pipes in {pipes}/", duration(*took)))
            }
            Notice::Ready { slot, pid, took, expected } => return self.report_ready(*slot, *pid, *took, *expected),
            // Taken out by `pending`; told when it is known whether the code has changed; told with the outcome.
            Notice::Gone(_) | Notice::ReloadBegun { target: Target::Everyone, .. } | Notice::NewGeneration { .. } => {
                return;
            }
            Notice::Waiting { slot, delay, failures } => {
                let name = self.worker_name(*slot);
                let deaths = ordinal(*failures);
                let sentence = format!("{name} comes back in {}, {deaths} death in a row", duration(*delay));
                (Level::Warning, "waiting", sentence)
            }
            Notice::ForkFailed { slot, errno, delay } => {
                let name = self.worker_name(*slot);
                let why = Errno::from_raw(*errno).desc();
                (Level::Error, "waiting", format!("{name} was not forked: {why}; next try in {}", duration(*delay)))
            }
            Notice::ReloadBegun { target, .. } => (Level::Info, "reload", format!("asked by {}, {target}", self.asker)),
            Notice::ReloadRefused { generation, why } => {
                let (why, works_on) = (self.why(why), generation.saturating_sub(1));
                (Level::Error, "refused", format!("reload, generation {works_on} works on: {why}"))
            }
            Notice::ReloadDone { renewed, total, took, generation } => {
                let level = if renewed == total { Level::Info } else { Level::Warning };
                let took = duration(*took);
                (level, "reload", format!("{renewed} of {total} renewed in {took}, generation {generation}"))
            }
            Notice::GaveUp { group, after } => {
                let group = self.supervisor.group_name(*group);
                let sentence = format!("{group} gives up: none of its workers has been ready for {}", duration(*after));
                return self.say(Level::Error, "stop", &sentence);
            }
            Notice::Stopping => (Level::Info, "stop", format!("asked by {}", self.asker)),
            Notice::Terminating { grace: Some(grace) } => {
                let sentence = format!("asked by {}, jobs have {} left", self.asker, duration(*grace));
                (Level::Info, "terminate", sentence)
            }
            Notice::Terminating { grace: None } => {
                (Level::Warning, "terminate", format!("asked by {}, now", self.asker))
            }
            Notice::Scaled { group, from, to } => {
                let group = self.supervisor.group_name(*group);
                (Level::Info, "scale", format!("{group} from {from} to {}", workers(*to)))
            }
            Notice::NoSuchTarget(target) => {
                (Level::Warning, "refused", format!("asked by {}: there is no {target}", self.asker))
            }
            Notice::WhichGroup => (Level::Warning, "refused", format!("asked by {}: scale which group?", self.asker)),
            Notice::Ended { left, cut, took, jobs } => {
                let cut = if *cut == 0 { "no job was cut".to_owned() } else { format!("{cut} in the middle of a job") };
                let (left, took, jobs) = (workers(*left), duration(*took), counted(*jobs, "job"));
                (Level::Info, "ended", format!("{left} left after {took}, {cut}, {jobs} done"))
            }
        };
        self.tell(level, event, &sentence, self.fields(notice));
    }

    /// Why new code is not taken.
    pub(super) fn why(&self, why: &Refused) -> String {
        match why {
            Refused::Mould(why) => why.clone(),
            Refused::Worker(gone) => obituary(&self.worker_name(gone.slot), gone),
        }
    }

    /// What a machine wants to know of a notice.
    fn fields(&self, notice: &Notice) -> Fields {
        let worker = |slot: &SlotId| Some(self.worker_name(*slot));
        match notice {
            Notice::Waiting { slot, .. } | Notice::ForkFailed { slot, .. } => {
                Fields { worker: worker(slot), ..Fields::default() }
            }
            Notice::Started { .. } => Fields { generation: Some(self.supervisor.generation()), ..Fields::default() },
            Notice::ReloadDone { generation, .. } => Fields { generation: Some(*generation), ..Fields::default() },
            Notice::Ended { jobs, .. } => Fields { jobs: Some(*jobs), ..Fields::default() },
            _ => Fields::default(),
        }
    }

    /// A start and a reload tell their own outcome; only a replacement is news.
    fn report_ready(&self, slot: SlotId, pid: i32, took: Duration, expected: bool) {
        let level = if expected { Level::Debug } else { Level::Info };
        let sentence = format!("after {}", duration(took));
        self.log.line_of(level, &Who::Worker(self.worker_name(slot)), pid, "ready", &sentence);
    }

    pub(super) fn report_end(&self, gone: &Gone) {
        let who = format!("{} (pid {})", self.worker_name(gone.slot), gone.pid);
        let Death { level, event, how } = Death::of(gone);
        let held = gone.end.held.as_ref();
        let fields = Fields {
            worker: Some(self.worker_name(gone.slot)),
            worker_pid: Some(gone.pid),
            cause: Some(gone.cause.as_str()),
            signal: match gone.end.how {
                How::Signalled(signal) => Some(signal_name(signal)),
                How::Exited(_) => None,
            },
            note: held.map(|held| held.note.clone()).filter(|note| !note.is_empty()),
            busy: held.map(|held| held.age),
            jobs: Some(gone.end.jobs),
            generation: Some(gone.generation),
        };
        self.tell(level, event, &format!("{who}{how}{}", in_hand(held)), fields);
    }
}

/// How a death is told.
struct Death {
    level: Level,
    /// From the closed list of events.
    event: &'static str,
    /// What follows the name.
    how: String,
}

impl Death {
    fn of(gone: &Gone) -> Self {
        let (level, event, how) = match (gone.cause, gone.end.how) {
            (Cause::Boot, How::Signalled(_)) => {
                (Level::Error, "killed", format!(": it was not ready after {}", duration(gone.lived)))
            }
            (Cause::Timeout, How::Signalled(_)) => {
                (Level::Error, "killed", ": it did not end its job in time".to_owned())
            }
            (_, How::Signalled(_)) if gone.killed => {
                (Level::Warning, "killed", format!(" after {}", duration(gone.lived)))
            }
            // Claimed and ended where it held no job: that is how it leaves.
            (cause, How::Signalled(_)) if cause.is_planned() => left(cause, gone),
            (Cause::Oom, _) => (Level::Error, "died", ": out of memory".to_owned()),
            (_, How::Signalled(signal)) => (Level::Warning, "died", format!(" by {}", signal_name(signal))),
            // The worker itself has written the line, with PHP's message.
            (Cause::Exception | Cause::Fatal | Cause::Timeout, How::Exited(status)) => {
                (Level::Debug, "left", format!(" with status {status}"))
            }
            (Cause::Exit, How::Exited(0)) => (Level::Info, "left", " by exit(0)".to_owned()),
            (Cause::Exit, How::Exited(status)) => (Level::Warning, "died", format!(" by exit({status})")),
            (cause, _) => left(cause, gone),
        };
        Self { level, event, how }
    }
}

fn left(cause: Cause, gone: &Gone) -> (Level, &'static str, String) {
    (Level::Debug, "left", format!(" for a {}, {}", cause.as_str(), counted(gone.end.jobs, "job")))
}

/// The sentence of the log about a worker's end, as a whole: `orders#3 (pid 4715) died: out of memory, in "order 1042"
/// after 12.3 s`.
pub fn obituary(name: &str, gone: &Gone) -> String {
    let Death { event, how, .. } = Death::of(gone);
    let (verb, how) = match event {
        _ if !gone.end.error.is_empty() => ("died", format!(": {}", gone.end.error)),
        "killed" => ("was killed", how),
        verb => (verb, how),
    };
    format!("{name} (pid {}) {verb}{how}{}", gone.pid, in_hand(gone.end.held.as_ref()))
}

/// `, in "order 88107" after 1.2 s`; nothing for who held no job.
pub fn in_hand(held: Option<&Held>) -> String {
    match held {
        None => String::new(),
        Some(Held { note, age }) if note.is_empty() => format!(", in a job after {}", duration(*age)),
        Some(Held { note, age }) => format!(", in \"{note}\" after {}", duration(*age)),
    }
}

fn workers(number: u32) -> String {
    counted(number.into(), "worker")
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_counts() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 112].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th"]
        );
    }
}

//! Notices become lines of the log.

use super::{Master, counted, duration, signal_name};
use crate::log::{Fields, Who};
use crate::os::clock;
use crate::scoreboard::Activity;
use naruto_supervisor::command::Target;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Cause, Gone, How, Notice, SlotId};
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
            Notice::Gone(gone) => return self.report_end(gone),
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
            Notice::ReloadBegun { target, workers: number } => {
                let whom = if *target == Target::Everyone { workers(*number) } else { target.to_string() };
                (Level::Info, "reload", format!("asked by {}, {whom}", self.asker))
            }
            Notice::ReloadDone { renewed, total, took, generation } => {
                let level = if renewed == total { Level::Info } else { Level::Warning };
                let took = duration(*took);
                (level, "reload", format!("{renewed} of {total} renewed in {took}, generation {generation}"))
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

    fn report_end(&self, gone: &Gone) {
        let who = format!("{} (pid {})", self.worker_name(gone.slot), gone.pid);
        let busy = self.age_of_job(gone);
        let job = busy.map(|age| format!(", in a job after {}", duration(age))).unwrap_or_default();
        let (level, event, how) = match (gone.cause, gone.end.how) {
            (Cause::Boot, _) => (Level::Error, "killed", format!("was not ready after {}", duration(gone.lived))),
            (_, How::Signalled(_)) if gone.killed => {
                (Level::Warning, "killed", format!("after {}", duration(gone.lived)))
            }
            (_, How::Signalled(signal)) => (Level::Warning, "died", format!("by {}", signal_name(signal))),
            // The worker itself has written the line, with PHP's message.
            (Cause::Exception | Cause::Fatal, How::Exited(status)) => {
                (Level::Debug, "left", format!("with status {status}"))
            }
            (Cause::Exit, How::Exited(0)) => (Level::Info, "left", "by exit(0)".to_owned()),
            (Cause::Exit, How::Exited(status)) => (Level::Warning, "died", format!("by exit({status})")),
            (cause, _) => {
                (Level::Debug, "left", format!("for a {}, {}", cause.as_str(), counted(gone.end.jobs, "job")))
            }
        };
        let fields = Fields {
            worker: Some(self.worker_name(gone.slot)),
            worker_pid: Some(gone.pid),
            cause: Some(gone.cause.as_str()),
            signal: match gone.end.how {
                How::Signalled(signal) => Some(signal_name(signal)),
                How::Exited(_) => None,
            },
            note: None,
            busy,
            jobs: Some(gone.end.jobs),
            generation: Some(gone.generation),
        };
        self.tell(level, event, &format!("{who} {how}{job}"), fields);
    }

    /// How long the job has run that the worker held.
    fn age_of_job(&self, gone: &Gone) -> Option<Duration> {
        let index = self.indices.get(gone.slot).filter(|_| gone.end.busy)?;
        let slot = self.inherited.board.slot(index);
        debug_assert_eq!(slot.activity(), Activity::Busy);
        // The clock of a hot loop is up to 4 ms late.
        Some(clock::now().saturating_sub(Duration::from_nanos(slot.job_began())).min(gone.lived))
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

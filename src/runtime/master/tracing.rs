//! Which PHP functions a worker is in: for whoever asks, and for the log when a job is slow. As its parent the master may
//! read a worker's memory where nobody else may (Yama), and the worker does not notice.

use super::asking::{DONE, USAGE};
use super::{Master, in_hand};
use crate::log::Fields;
use crate::os::remote::Unreadable;
use crate::os::{clock, fifo};
use crate::scoreboard::Activity;
use crate::trace::{Refusal, Trace, Traced};
use naruto_supervisor::command::Target;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Held, Job, SlotId, Time};

/// A status and its space before an answer, and a newline behind it.
const AROUND: usize = 3;

impl Master {
    /// Writes the trace of one worker to a pipe. It is as long as the pipe has room, so that nobody ever waits.
    pub(super) fn answer_trace(&self, pipe: &str, target: &Target) {
        let Target::Worker { group, number } = target else {
            return self.reply(pipe, USAGE, "trace wants one worker, such as mail#2");
        };
        let slot = self.supervisor.group_index(group).map(|group| SlotId { group, number: *number });
        let Some(traced) = slot.and_then(|slot| self.traced(slot)) else {
            return self.reply(pipe, USAGE, &format!("there is no {target}"));
        };
        let path = self.place().dir.join(pipe);
        let room = fifo::room(&path).unwrap_or(0);
        self.send_answer(pipe, &format!("{DONE} {}\n", traced.json_within(room.saturating_sub(AROUND))));
    }

    /// What is known of a worker, and its calls. None: nobody is there, and nobody is to come.
    fn traced(&self, slot: SlotId) -> Option<Traced> {
        let now = clock::now();
        let worker = self.inherited.board.slot(self.indices.get(slot)?).read(now)?;
        let trace = worker.pid.map(|pid| self.trace(slot, pid));
        Some(Traced::new(self.worker_name(slot), &worker, now, trace))
    }

    fn trace(&self, slot: SlotId, pid: i32) -> Result<Trace, Refusal> {
        let engine = self.indices.get(slot).and_then(|index| self.inherited.board.slot(index).engine());
        (self.tracer)(pid, &engine.ok_or(Refusal::NotYet)?)
    }

    /// Tells of each job that has become slow, and notes when the next one may.
    pub(super) fn look_for_slow_jobs(&mut self, now: Time) {
        self.inherited.board.header().forget_look();
        let jobs = (0..self.indices.len()).filter_map(|index| self.watched_job(self.indices.slot(index)?)).collect();
        let (slow, next) = self.slow_jobs.look(jobs, now);
        if let Some(at) = next {
            self.inherited.board.header().call_for_look(at);
        }
        for job in slow {
            self.tell_slow(job);
        }
    }

    /// The job that somebody is at in this slot, if it can be slow.
    fn watched_job(&self, slot: SlotId) -> Option<Job> {
        let shared = self.inherited.board.slot(self.indices.get(slot)?);
        let timeout = shared.slow_after()?;
        let began = Time::from_nanos(shared.since());
        let job = Job { slot, pid: shared.pid(), began, slow_at: began.saturating_add(timeout) };
        // Who has died in a job, or has left it by an error, still holds it in the scoreboard.
        let lives = self.supervisor.slot_of(job.pid) == Some(slot) && shared.cause().is_none();
        (lives && matches!(shared.activity(), Activity::Busy | Activity::Overdue)).then_some(job)
    }

    fn tell_slow(&self, job: Job) {
        let Job { slot, pid, began, .. } = job;
        let Some(shared) = self.indices.get(slot).map(|index| self.inherited.board.slot(index)) else { return };
        let held = Held { note: shared.noted(), age: clock::now().saturating_sub(began) };
        let calls = match self.trace(slot, pid) {
            Ok(trace) => trace.lines().into_iter().chain(trace.remark()).collect::<Vec<_>>().join("\n"),
            // Its death is told in a moment.
            Err(Refusal::Unreadable(Unreadable::Gone)) => return,
            Err(refusal) => format!("no trace: {refusal}"),
        };
        if self.watched_job(slot) != Some(job) {
            // It has ended meanwhile: note and calls may be those of the next one.
            return;
        }
        let name = self.worker_name(slot);
        let job = in_hand(Some(&held));
        let sentence = format!("{name} (pid {pid}) is still{}\n{calls}", job.trim_start_matches(','));
        let fields = Fields {
            worker: Some(name),
            worker_pid: Some(pid),
            note: Some(held.note),
            busy: Some(held.age),
            jobs: Some(shared.jobs()),
            generation: Some(shared.generation()),
            ..Fields::default()
        };
        self.tell(Level::Warning, "slow", &sentence, fields);
    }
}

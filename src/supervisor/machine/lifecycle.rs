//! From fork to grave: what happens in one slot.

use super::{Phase, Supervisor};
use crate::bugs::{Bug, planted};
use crate::cause::{Cause, End, How};
use crate::command::Order;
use crate::restart::{Verdict, judge};
use crate::rollout::Outcome;
use crate::settings::Grace;
use crate::slot::{Slot, SlotId, State, Time, Worker};
use crate::{Action, Actions, Gone, Notice, Refused};

/// The number that every system has for it.
const SIGKILL: i32 = 9;
/// The same; what a program is told to leave by, unless the settings say otherwise.
const SIGTERM: i32 = 15;

impl Supervisor {
    pub(super) fn forked(&mut self, id: SlotId, pid: i32, now: Time, out: &mut Actions) {
        let (mould, wanted) = match self.slot(id).map(|slot| slot.state) {
            Some(State::Forking { mould, wanted, .. }) => (mould, wanted),
            _ => (self.moulds.current, true),
        };
        let generation = self.generation_of(mould);
        let worker = Worker { pid, generation, mould, since: now, ready: false, overdue: None };
        let boot = self.group(id.group).settings.boot_timeout;
        self.by_pid.insert(pid, id);
        self.set(id, State::Booting { worker, kill_at: boot.map(|boot| now + boot) });
        // The caller forked without asking `expects`, between a stop and this event.
        if !wanted || !self.is_wanted(id) {
            self.dismiss(id, Order::Stop, Cause::Stop, None, out);
        } else if mould != self.moulds.of(id) {
            // Its code has been replaced or refused in the meantime.
            self.dismiss(id, Order::Reload, Cause::Reload, None, out);
        }
    }

    pub(super) fn fork_failed(&mut self, id: SlotId, errno: i32, now: Time, out: &mut Actions) {
        match self.slot(id).map(|slot| slot.state) {
            Some(State::Forking { wanted: false, .. }) => self.vacate(id),
            Some(State::Forking { mould, .. }) if mould != self.moulds.of(id) => self.spawn(id, now, out),
            Some(State::Forking { .. }) => {
                let (delay, _) = self.wait(id, now);
                out.push(Action::Notice(Notice::ForkFailed { slot: id, errno, delay }));
            }
            _ => {}
        }
    }

    /// The fork that was taken back was not made; it may be wanted again by now.
    pub(super) fn not_forked(&mut self, id: SlotId, now: Time, out: &mut Actions) {
        match self.slot(id).map(|slot| slot.state) {
            Some(State::Forking { wanted: true, .. }) => self.spawn(id, now, out),
            Some(State::Forking { .. }) => self.vacate(id),
            _ => {}
        }
    }

    pub(super) fn ready(&mut self, id: SlotId, pid: i32, now: Time, out: &mut Actions) {
        let Some(slot) = self.slot(id) else { return };
        match slot.state {
            State::Booting { worker, .. } if worker.pid == pid => {
                self.set(id, State::Running { worker: Worker { ready: true, ..worker } });
                let expected = self.settle(id, Outcome::Ready);
                self.note_ready(id, pid, now);
                self.group_mut(id.group).turns.over(id.number);
                let took = now.saturating_sub(worker.since);
                out.push(Action::Notice(Notice::Ready { slot: id, pid, took, expected }));
            }
            // Told to go while it started: only the grace may end it now.
            State::Leaving { worker, why, grace, .. } if worker.pid == pid => {
                self.set(id, State::Leaving { worker: Worker { ready: true, ..worker }, why, grace, boot: None });
            }
            _ => {}
        }
    }

    /// The worker has been told by its own timer; who stays at that job has `killGrace` left.
    pub(super) fn job_overdue(&mut self, id: SlotId, pid: i32, now: Time) {
        if let Grace::For(grace) = self.group(id.group).settings.kill_grace {
            self.set_overdue(id, pid, Some(now + grace));
        }
    }

    /// A process that stands still cannot be told, so it has the time of a job and the grace together.
    pub(super) fn stopped(&mut self, id: SlotId, pid: i32, now: Time) {
        let settings = &self.group(id.group).settings;
        if let (Some(timeout), Grace::For(grace)) = (settings.job_timeout, settings.kill_grace) {
            self.set_overdue(id, pid, Some(now + timeout + grace));
        }
    }

    /// A `KillOverdue` has found its worker as it was.
    pub(super) fn killed(&mut self, id: SlotId, pid: i32) {
        if let Some(worker) = self.worker(id).filter(|worker| worker.pid == pid) {
            self.set(id, State::Killed { worker, why: Cause::Timeout });
        }
    }

    /// A `Tell` has found its worker without a job. One that nobody has told to go is nobody's to end.
    pub(super) fn caught(&mut self, id: SlotId, pid: i32, out: &mut Actions) {
        if let Some(State::Leaving { worker, why, .. }) = self.slot(id).map(|slot| slot.state)
            && worker.pid == pid
        {
            self.set(id, State::Caught { worker, why });
            if !planted(Bug::CaughtForever) {
                out.push(Action::Kill { slot: id, pid });
            }
        }
    }

    /// It works on until it is its turn.
    pub(super) fn limit_reached(&mut self, id: SlotId, pid: i32) {
        let running = |slot: &Slot| matches!(slot.state, State::Running { worker } if worker.pid == pid);
        if self.slot(id).is_some_and(running) {
            self.group_mut(id.group).turns.ask(id.number);
        }
    }

    /// The successor first: nothing is between a death and the next life but the fork itself.
    pub(super) fn exited(&mut self, pid: i32, end: End, now: Time, out: &mut Actions) {
        let Some(id) = self.by_pid.remove(&pid) else { return };
        let Some(slot) = self.slot(id).copied() else { return };
        let Some(worker) = slot.worker() else { return };
        let stop_signal = self.group(id.group).settings.stop_signal.unwrap_or(SIGTERM);
        let cause = cause_of(slot.state, &end, stop_signal);
        let lived = end.at.saturating_sub(worker.since);
        let killed = matches!(slot.state, State::Killed { .. }) && matches!(end.how, How::Signalled(_));
        self.tally.jobs += end.jobs;
        if self.phase > Phase::Running {
            self.tally.left += 1;
            self.tally.cut += u32::from(killed && end.held.is_some());
        }
        // What is told is when the master heard of it; what is judged, until when it surely lived.
        let told = now.saturating_sub(worker.since);
        let generation = worker.generation;
        let gone = Box::new(Gone { slot: id, pid, generation, cause, killed, end, lived: told });
        let refused = self.fails_proof(&gone, worker.mould);
        if refused {
            self.refuse(Refused::Worker(gone.clone()), out);
        }
        let waits = if refused && self.is_wanted(id) {
            self.spawn(id, now, out);
            None
        } else {
            self.succeed(id, cause, &gone.end, lived, now, out)
        };
        out.push(Action::CleanUp { slot: id, pid });
        out.push(Action::Notice(Notice::Gone(gone)));
        if let Some((delay, failures)) = waits {
            out.push(Action::Notice(Notice::Waiting { slot: id, delay, failures }));
        }
    }

    /// Who comes after, and when; tells how long it waits, and after how many failures.
    fn succeed(
        &mut self,
        id: SlotId,
        cause: Cause,
        end: &End,
        lived: Time,
        now: Time,
        out: &mut Actions,
    ) -> Option<(Time, u32)> {
        if !self.is_wanted(id) {
            if !planted(Bug::SignalAfterReap) {
                self.vacate(id);
            }
            return None;
        }
        let min_uptime = self.group(id.group).settings.min_uptime;
        let verdict = self.change(id, |slot| {
            let asked = matches!(slot.state, State::Leaving { .. } | State::Killed { .. } | State::Caught { .. });
            let verdict = judge(slot, cause, asked, end, lived, min_uptime);
            slot.stray_signal = verdict == Verdict::Forgiven || (slot.stray_signal && verdict == Verdict::Failure);
            if verdict == Verdict::Fine {
                slot.failures = 0;
            }
            verdict
        });
        if verdict != Verdict::Failure {
            self.spawn(id, now, out);
            return None;
        }
        Some(self.wait(id, now))
    }

    /// Counts a failure and puts the restart off: for how long, and after how many failures.
    fn wait(&mut self, id: SlotId, now: Time) -> (Time, u32) {
        let failures = self.change(id, |slot| {
            slot.failures = slot.failures.saturating_add(1);
            slot.failures
        });
        let delay = self.backoff.delay(failures);
        self.set(id, State::Waiting { until: now + delay });
        self.settle(id, Outcome::Failed);
        (delay, failures)
    }

    /// Tells the start or the reload on its way that it need not wait for this slot; says whether one did.
    pub(super) fn settle(&mut self, id: SlotId, outcome: Outcome) -> bool {
        let mut expected = false;
        for rollout in [&mut self.start, &mut self.reloads.current].into_iter().flatten() {
            expected |= rollout.awaits(id);
            rollout.settle(id, outcome);
        }
        expected
    }

    pub(super) fn tell_rollouts(&mut self, now: Time, out: &mut Actions) {
        if let Some(start) = self.start.as_mut().filter(|start| !start.is_running()) {
            let took = now.saturating_sub(start.started);
            out.push(Action::Notice(Notice::Started { ready: start.ready, total: start.total, took }));
            self.start = None;
        }
        if let Some(reload) = &mut self.reloads.current
            && reload.just_ended()
        {
            out.push(Action::Notice(Notice::ReloadDone {
                renewed: reload.ready,
                total: reload.total,
                took: now.saturating_sub(reload.started),
                generation: self.generation,
            }));
        }
    }
}

/// A signal of ours means what we meant by it, and so does a worker that leaves as it was told; otherwise its own word
/// counts, then the kernel's. A program that was told to leave does so by dying of that signal, by status 0, or by the status
/// that shells have for the signal.
fn cause_of(state: State, end: &End, stop_signal: i32) -> Cause {
    if let State::Leaving { why, .. } = state
        && end.program
        && [How::Signalled(stop_signal), How::Exited(0), How::Exited(128 + stop_signal)].contains(&end.how)
    {
        return why;
    }
    match (state, end.how, end.said) {
        (State::Killed { why, .. } | State::Caught { why, .. }, How::Signalled(_), _) => why,
        (_, How::Signalled(SIGKILL), _) if end.out_of_memory => Cause::Oom,
        (_, How::Signalled(_), _) => Cause::Signal,
        (
            State::Leaving { why, .. } | State::Killed { why, .. } | State::Caught { why, .. },
            _,
            Some(Cause::Reload | Cause::Stop),
        ) => why,
        (_, How::Exited(_), said) => said.unwrap_or(Cause::Exit),
    }
}

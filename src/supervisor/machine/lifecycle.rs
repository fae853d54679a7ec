//! From fork to grave: what happens in one slot.

use super::{Phase, Supervisor};
use crate::cause::{Cause, End, How};
use crate::command::Order;
use crate::event::{Action, Actions, Gone, Notice};
use crate::restart::{Verdict, judge};
use crate::slot::{SlotId, State, Time, Worker};

impl Supervisor {
    pub(super) fn forked(&mut self, id: SlotId, pid: i32, now: Time, out: &mut Actions) {
        let worker = Worker { pid, generation: self.generation, since: now };
        let boot = self.groups[usize::from(id.group)].settings.boot_timeout;
        self.by_pid.insert(pid, id);
        self.set(id, State::Booting { worker, kill_at: boot.map(|boot| now + boot) });
        // The caller forked without asking `expects`, between a stop and this event.
        if !self.is_wanted(id) {
            self.dismiss(id, Order::Stop, Cause::Stop, None, out);
        }
    }

    pub(super) fn fork_failed(&mut self, id: SlotId, errno: i32, now: Time, out: &mut Actions) {
        if !self.expects(id) {
            return;
        }
        let delay = self.wait(id, now);
        out.push(Action::Notice(Notice::ForkFailed { slot: id, errno, delay }));
    }

    pub(super) fn ready(&mut self, id: SlotId, pid: i32, now: Time, out: &mut Actions) {
        let Some(slot) = self.slot(id) else { return };
        match slot.state {
            State::Booting { worker, .. } if worker.pid == pid => {
                self.set(id, State::Running { worker });
                let expected = self.settle(id, true);
                let took = now.saturating_sub(worker.since);
                out.push(Action::Notice(Notice::Ready { slot: id, pid, took, expected }));
            }
            // Told to go while it started: only the grace may end it now.
            State::Leaving { worker, why, grace, .. } if worker.pid == pid => {
                self.set(id, State::Leaving { worker, why, grace, boot: None });
            }
            _ => {}
        }
    }

    pub(super) fn exited(&mut self, pid: i32, end: End, now: Time, out: &mut Actions) {
        let Some(id) = self.by_pid.remove(&pid) else { return };
        let Some(slot) = self.slot(id).copied() else { return };
        let Some(worker) = slot.worker() else { return };
        let cause = cause_of(slot.state, &end);
        let lived = now.saturating_sub(worker.since);
        let killed = matches!(slot.state, State::Killed { .. }) && matches!(end.how, How::Signalled(_));
        out.push(Action::CleanUp { slot: id, pid });
        out.push(Action::Notice(Notice::Gone(Gone {
            slot: id,
            pid,
            generation: worker.generation,
            cause,
            killed,
            end,
            lived,
        })));
        self.tally.jobs += end.jobs;
        if self.phase > Phase::Running {
            self.tally.left += 1;
            self.tally.cut += u32::from(killed && end.busy);
        }
        self.succeed(id, cause, &end, lived, now, out);
    }

    /// Who comes after, and when.
    fn succeed(&mut self, id: SlotId, cause: Cause, end: &End, lived: Time, now: Time, out: &mut Actions) {
        if !self.is_wanted(id) {
            self.set(id, State::Empty);
            self.settle(id, false);
            return;
        }
        let min_uptime = self.groups[usize::from(id.group)].settings.min_uptime;
        let slot = self.slot_mut(id);
        match judge(slot, cause, end, lived, min_uptime) {
            Verdict::Fine => {
                slot.failures = 0;
                slot.stray_signal = false;
                self.spawn(id, out);
            }
            Verdict::Forgiven => {
                slot.stray_signal = true;
                self.spawn(id, out);
            }
            Verdict::Failure => {
                let delay = self.wait(id, now);
                let failures = self.slot_mut(id).failures;
                out.push(Action::Notice(Notice::Waiting { slot: id, delay, failures }));
            }
        }
    }

    /// Counts a failure and puts the restart off.
    fn wait(&mut self, id: SlotId, now: Time) -> Time {
        let slot = self.slot_mut(id);
        slot.failures = slot.failures.saturating_add(1);
        let failures = slot.failures;
        let delay = self.backoff.delay(failures);
        self.set(id, State::Waiting { until: now + delay });
        self.settle(id, false);
        delay
    }

    /// Tells the start or the reload on its way that it need not wait for this slot; says whether one did.
    pub(super) fn settle(&mut self, id: SlotId, ready: bool) -> bool {
        let mut expected = false;
        for rollout in [&mut self.start, &mut self.reloads.current].into_iter().flatten() {
            expected |= rollout.awaits(id);
            rollout.settle(id, ready);
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

/// A signal of ours means what we meant by it; otherwise the worker's own word counts, then the kernel's.
fn cause_of(state: State, end: &End) -> Cause {
    match (state, end.how) {
        (State::Killed { why, .. }, How::Signalled(_)) => why,
        (_, How::Signalled(_)) => Cause::Signal,
        (_, How::Exited(_)) => end.said.unwrap_or(Cause::Exit),
    }
}

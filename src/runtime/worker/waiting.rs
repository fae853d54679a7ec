//! Waiting for work: in a fetch of the user's own, where the worker may be ended at once because it holds no job, or for
//! streams and time, where it hears. Who waits is never timed out.

use super::job::Turns;
use super::{Life, Pause};
use crate::os::clock;
use crate::os::descriptor::{self, Any};
use crate::scoreboard::Activity;
use naruto_supervisor::Time;
use naruto_supervisor::settings::Level;
use std::os::fd::{AsFd, BorrowedFd};

/// What is known of the job of this turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// It did not wait for one, so the turn itself is it.
    Assumed,
    /// A wait for it came back empty: there is none, unless it says so after all.
    Empty,
    /// It waited for one and has it, or has said what it is about.
    Found,
}

impl Life {
    /// A fetch of the next job begins. `false`: it is time to leave, and whoever fetches now would not hear of it.
    pub fn fetch_begins(&self) -> bool {
        self.rest();
        self.turned_at.set(None);
        self.fetches_since.set(clock::now());
        self.fetching.set(true);
        self.slot().begin(self.idle_since.get());
        self.slot().exchange(Activity::Fetching);
        self.slot().announce_wait();
        // Looked for after it was announced, and before it is relied upon: one of the two sees the other.
        let free = self.look().is_none();
        if !free {
            self.fetched(Activity::Idle);
        }
        free
    }

    /// Whether a fetch is on its way.
    pub fn is_fetching(&self) -> bool {
        self.fetching.get()
    }

    /// The fetch has come back, with a job or without. Whoever has been claimed meanwhile does not get any further.
    pub fn fetch_ends(&self, found: bool) {
        if !self.fetching.get() {
            // What was fetched has said so itself, and may be done already.
            return;
        }
        match self.work.get() {
            Work::Found => {
                self.fetched(Activity::Busy);
                self.go_on(self.fetches_since.get());
            }
            Work::Assumed | Work::Empty if found => {
                self.fetched(Activity::Busy);
                self.found();
            }
            Work::Assumed | Work::Empty => {
                self.fetched(Activity::Idle);
                self.work.set(Work::Empty);
            }
        }
    }

    /// The next activity of who fetched, if the master lets it.
    fn fetched(&self, activity: Activity) {
        self.fetching.set(false);
        if self.slot().exchange(activity) == Activity::Caught {
            self.slot().enter(Activity::Caught);
            self.await_death();
        }
    }

    /// A job says of itself that there is one.
    pub(super) fn speak_up(&self) {
        if self.fetching.get() {
            self.fetched(Activity::Busy);
            self.found();
        } else if self.work.get() == Work::Empty && self.is_at_work() {
            self.enter(Activity::Busy);
            self.found();
        } else {
            self.work.set(Work::Found);
        }
    }

    /// The job begins here, and not where its turn did.
    fn found(&self) {
        self.work.set(Work::Found);
        let now = clock::now();
        self.began.set(now);
        self.slot().begin(now);
        self.be_watched();
        self.start_clock(now);
    }

    /// The job in hand goes on. What it has waited since then is no part of what it takes.
    fn go_on(&self, since: Time) {
        let now = clock::now();
        self.began.set(self.began.get() + now.saturating_sub(since));
        self.slot().begin(self.began.get());
        self.be_watched();
        self.start_clock(now);
    }

    pub(super) fn start_clock(&self, now: Time) {
        if let Some(timeout) = self.settings.job_timeout
            && let Err(error) = self.deadline.set(now, timeout)
        {
            self.say(Level::Error, "log", &format!("a job has no deadline: {error}"));
        }
    }

    /// A wait begins, see [`Life::wait`]; gives the moment.
    pub fn wait_begins(&self) -> Time {
        self.rest();
        self.turned_at.set(None);
        if self.is_at_work() {
            if self.work.get() == Work::Found {
                self.enter(Activity::Waiting);
            } else {
                self.slot().begin(self.idle_since.get());
                self.enter(Activity::Idle);
            }
            self.slot().announce_wait();
        }
        clock::now()
    }

    /// It is over. `found` says of a wait for streams whether one can be read.
    pub fn wait_ends(&self, since: Time, found: Option<bool>) {
        if !self.is_at_work() {
            return;
        }
        match (self.work.get(), found) {
            (Work::Assumed | Work::Empty, Some(true)) => {
                self.enter(Activity::Busy);
                self.found();
            }
            (Work::Assumed, Some(false)) => self.work.set(Work::Empty),
            (Work::Empty, _) => {}
            (Work::Assumed | Work::Found, _) => {
                self.enter(Activity::Busy);
                self.go_on(since);
            }
        }
    }

    /// Neither in a hook, nor told to leave its loop, nor in a fetch, in which it stays what it is.
    fn is_at_work(&self) -> bool {
        !self.fetching.get() && self.turns.get() != Turns::Closed && self.may_fetch()
    }

    /// Whether this is the place for a fetch: in a job, and not in a hook at the start or the end.
    pub fn may_fetch(&self) -> bool {
        self.slot().activity() != Activity::Booting && self.slot().cause().is_none()
    }

    /// Whether a wait of the job in hand ends because it is time to leave. One does; a job that goes on and waits again is not
    /// to be kept from what it waits for, nor to spin.
    pub fn ends_wait(&self) -> bool {
        let ends = self.told().is_some() && !self.waits_on();
        if ends {
            self.was_told_in_wait.set(true);
        }
        ends
    }

    fn waits_on(&self) -> bool {
        self.was_told_in_wait.get() && self.is_at_work() && self.work.get() != Work::Empty
    }

    /// Sleeps until a stream can be read, or for a while; none is without end. Ends when it is time to leave, see
    /// [`Life::ends_wait`].
    pub fn wait(&self, until: Option<Time>, streams: &[BorrowedFd<'_>]) -> Pause {
        if !self.waits_on() {
            return self.wait_or_leave(until, streams);
        }
        // It hears nothing: what could be said has been said. Timers and messages are for those who stay, too.
        let left = until.map(|until| until.saturating_sub(clock::now()));
        match descriptor::wait_any(streams, left) {
            Any::By(ready) => Pause::Ready(ready),
            Any::Signal => Pause::Signal,
            Any::Time => Pause::Over,
        }
    }

    /// The same where no job is in hand: it ends at once when it is time to leave.
    pub(super) fn wait_or_leave(&self, until: Option<Time>, streams: &[BorrowedFd<'_>]) -> Pause {
        let own = [self.pipe.as_fd(), self.inherited.lifeline.as_fd()];
        // Within a fetch or something done in between nothing else is done, so nobody is woken for it.
        let (next, bell) =
            if self.may_step_aside() { (self.clockwork.next(), self.clockwork.bell()) } else { (None, None) };
        let first = own.len() + usize::from(bell.is_some());
        let fds: Vec<_> = own.into_iter().chain(bell).chain(streams.iter().copied()).collect();
        // A wait of no time finds what is there.
        let mut looked = streams.is_empty();
        loop {
            if self.told().is_some() {
                return Pause::Leave;
            }
            let now = clock::now();
            // First: what is due again and again must not keep the next job away.
            if looked && until.is_some_and(|until| until <= now) {
                return Pause::Over;
            }
            if self.has_something_due() && self.may_step_aside() {
                return Pause::Due;
            }
            self.look_at_age(now);
            self.ears.tell_dropped(now, |bytes| self.say_dropped(bytes));
            let due = self.ears.deadline().into_iter().chain(self.grows_old_at()).chain(next);
            let wake = due.chain(until).min();
            match descriptor::wait_any(&fds, wake.map(|wake| wake.saturating_sub(now))) {
                Any::By(woken) => {
                    self.heard([woken[0], woken[1]]);
                    if first > own.len() && woken[own.len()] {
                        self.clockwork.rung();
                        return Pause::Due;
                    }
                    let ready: Vec<_> = woken[first..].to_vec();
                    if ready.contains(&true) && self.told().is_none() {
                        return Pause::Ready(ready);
                    }
                }
                Any::Signal if self.told().is_none() => return Pause::Signal,
                Any::Signal | Any::Time => {}
            }
            looked = true;
        }
    }
}

//! Jobs as the worker counts them: where one begins and ends, its deadline, its note, and the limits that are looked at
//! between two of them.

use super::waiting::Work;
use super::{LOOK_EVERY, Life};
use crate::Error;
use crate::os::{clock, descriptor, fork, usage};
use crate::scoreboard::{Activity, Call};
use descriptor::Woken;
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Held, Limit, Time};
use std::os::fd::AsFd;
use std::time::Duration;

/// How often the private memory is looked at: that is a walk over all pages.
const WEIGH_EVERY: Duration = Duration::from_secs(1);
/// A turn as short as this makes a loop hot.
const SHORT_TURN: Duration = Duration::from_micros(3);

/// How the callable that runs now counts its jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turns {
    /// The whole call is one job, until it asks for turns.
    Whole,
    /// In a turn of its own loop, which is a job.
    Open,
    /// Between two turns.
    Between,
    /// Its loop was told to end.
    Closed,
}

impl Life {
    /// The callable is about to be called. `false`: it is time to leave instead.
    #[inline]
    pub fn call_begins(&self) -> bool {
        let begun = self.job_begins();
        self.turns.set(if begun { Turns::Whole } else { Turns::Closed });
        begun
    }

    /// The callable has returned.
    #[inline]
    pub fn call_ends(&self) {
        self.clockwork.complete.set(true);
        if matches!(self.turns.get(), Turns::Whole | Turns::Open) {
            self.job_ends();
        }
    }

    /// A loop of the callable's own ends one job, if it is in one.
    #[inline]
    pub fn turn_ends(&self) {
        self.clockwork.complete.set(true);
        if self.turns.get() == Turns::Open {
            self.job_ends();
            self.turns.set(Turns::Between);
        }
        let now = self.turned_at.get().unwrap_or_else(|| self.read_clock());
        self.turned_at.set(Some(now));
        if now >= self.look_at.get() {
            self.look_around(now);
        }
    }

    /// It begins the next. `false`: it is time to leave.
    #[inline]
    pub fn turn_begins(&self) -> bool {
        let begun = self.job_begins();
        self.turns.set(if begun { Turns::Open } else { Turns::Closed });
        begun
    }

    #[inline]
    fn job_begins(&self) -> bool {
        // One look at the clock a turn: what ends one job begins the next, unless there was a pause.
        let now = self.turned_at.take().unwrap_or_else(|| self.read_clock());
        if now >= self.look_at.get() {
            self.look_around(now);
        }
        if self.told().is_some() {
            self.enter(Activity::Idle);
            return false;
        }
        self.forget_note();
        self.work.set(Work::Assumed);
        self.began.set(now);
        self.slot().begin(now);
        self.enter(Activity::Busy);
        self.start_clock(now);
        true
    }

    #[inline]
    fn job_ends(&self) {
        self.end_deadline();
        if self.proves.replace(false) {
            self.ring(Call::Proven);
        }
        if self.work.get() == Work::Empty {
            // There was none: nothing is counted.
            self.work.set(Work::Assumed);
            return self.enter(Activity::Idle);
        }
        self.enter(Activity::Idle);
        let now = self.read_clock();
        self.count_job(now);
        self.turned_at.set(Some(now));
        self.forget_note();
        if self.limits.jobs.is_some() || self.limits.memory.is_some() {
            self.check_limits(now);
        }
    }

    /// A job has been done that began at `began`.
    #[inline]
    pub(super) fn count_job(&self, now: Time) {
        self.idle_since.set(now);
        let jobs = self.jobs.get() + 1;
        self.jobs.set(jobs);
        self.slot().finish(jobs, now.saturating_sub(self.began.get()), now);
    }

    /// A precise look costs 25 ns, a coarse one 3 (measured), and is up to 4 ms behind: the hot loop takes the coarse one as
    /// long as its turns are so short that the price would show.
    #[inline]
    fn read_clock(&self) -> Time {
        if self.is_hot.get() { clock::coarse() } else { clock::now() }
    }

    /// Now and then: what has to be looked at, but not each turn.
    fn look_around(&self, now: Time) {
        let turns = self.jobs.get() - self.looked_at_jobs.replace(self.jobs.get());
        let elapsed = now.saturating_sub(self.looked_at.replace(now));
        let no_pause = self.settings.hangup_loop.is_zero() && !self.may_be_claimed.get();
        self.is_hot.set(no_pause && elapsed < SHORT_TURN * u32::try_from(turns).unwrap_or(u32::MAX));
        self.look_at.set(now + LOOK_EVERY);
        self.slot().weigh((self.memory)());
        self.look();
        self.relay_wish();
        self.check_limits(now);
    }

    /// Whatever follows, a pause, a hook or a shutdown function, has no deadline any more, and is not killed for the job
    /// before it.
    pub fn rest(&self) {
        self.deadline.rest();
        if self.may_be_claimed.get()
            && !self.slot().turn(Activity::Overdue, Activity::Busy)
            && self.slot().activity() == Activity::Claimed
        {
            self.await_death();
        }
    }

    #[inline]
    fn end_deadline(&self) {
        if self.may_be_claimed.get() {
            self.deadline.clear();
        }
    }

    /// From one activity to the other; whom the master has decided to kill goes no further.
    #[inline]
    pub(super) fn enter(&self, activity: Activity) {
        if !self.may_be_claimed.get() {
            self.slot().enter(activity);
        } else if self.slot().exchange(activity) == Activity::Claimed {
            self.slot().enter(Activity::Claimed);
            self.await_death();
        }
        if activity == Activity::Busy {
            self.be_watched();
        }
    }

    /// The master looks for jobs that have become slow. It sleeps while nobody is at a job, so the first one wakes it;
    /// no timer of this process is needed for it, whose signal would disturb the job.
    #[inline]
    pub(super) fn be_watched(&self) {
        let Some(timeout) = self.settings.slow_timeout else { return };
        let slow_at = Time::from_nanos(self.slot().since()).saturating_add(timeout);
        if self.inherited.board.header().call_for_look(slow_at) {
            self.wake_master();
        }
    }

    /// SIGKILL is on its way.
    pub(super) fn await_death(&self) -> ! {
        loop {
            // It could be that the master dies before it has sent it.
            if let Woken::By(_) = descriptor::wait([self.inherited.lifeline.as_fd()], None) {
                fork::exit_now(1);
            }
        }
    }

    /// Gives the job in hand another deadline, or none. `false`: there is no job.
    pub fn give(&self, time: Option<Duration>) -> Result<bool, Error> {
        self.may_be_claimed.set(true);
        self.deadline.clear();
        match self.slot().activity() {
            // The job that it still holds as it leaves is over.
            _ if self.slot().cause().is_some() => return Ok(false),
            Activity::Booting | Activity::Idle | Activity::Fetching | Activity::Caught => return Ok(false),
            Activity::Busy | Activity::Overdue | Activity::Claimed | Activity::Waiting | Activity::Program => {
                self.enter(Activity::Busy);
            }
        }
        match time {
            Some(time) => self.deadline.set(clock::now(), time)?,
            None => self.deadline.rest(),
        }
        Ok(true)
    }

    /// What the job in hand is about. Who leaves has no other job: its note stays that of the last one.
    pub fn note(&self, text: &[u8]) {
        if self.slot().cause().is_none() {
            self.speak_up();
            self.noted.set(true);
            self.slot().note(text);
        }
    }

    /// A note belongs to one job.
    fn forget_note(&self) {
        if self.noted.replace(false) {
            self.slot().clear_note();
        }
    }

    /// The job in hand, if there is one.
    pub fn held(&self) -> Option<Held> {
        self.slot().held(clock::now())
    }

    /// A worker over its limit works on until it is its turn: the master says when.
    fn check_limits(&self, now: Time) {
        if self.limits.are_off() || self.over_limit.get() {
            return;
        }
        let age = now.saturating_sub(self.born);
        if let Some(limit) = self.limits.reached(self.jobs.get(), age, || self.weigh(now)) {
            self.over_limit.set(true);
            let what = match limit {
                Limit::ExecuteTimes | Limit::Lifetime => String::new(),
                Limit::Memory => format!(" with {} MB", self.weighed.get() >> 20),
            };
            let sentence =
                format!("has reached {}{what} and works on until it is its turn to be renewed", limit.as_str());
            self.say(Level::Debug, "log", &sentence);
            self.ring(Call::Limit);
        }
    }

    /// What PHP says of its memory, or the private memory as of the last second, whichever is larger.
    fn weigh(&self, now: Time) -> u64 {
        if now >= self.weigh_at.get() {
            self.weigh_at.set(now + WEIGH_EVERY);
            self.private.set(usage::private());
        }
        let weight = (self.memory)().max(self.private.get());
        self.weighed.set(weight);
        weight
    }

    /// When its age is a reason to look, in a pause.
    pub(super) fn grows_old_at(&self) -> Option<Time> {
        self.limits.lifetime.filter(|_| !self.over_limit.get()).map(|lifetime| self.born + lifetime)
    }

    pub(super) fn look_at_age(&self, now: Time) {
        if self.grows_old_at().is_some_and(|at| at <= now) {
            self.check_limits(now);
        }
    }
}

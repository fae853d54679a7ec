//! Texts from the master and to it, and what the script does between two jobs and in waits: each of those runs is kept
//! apart from the job around it.

use super::waiting::Work;
use super::{Life, Time};
use crate::Error;
use crate::os::{clock, fifo};
use crate::scoreboard::Activity;
use naruto_supervisor::command::{Letter, Text};

/// What a worker was about before it did something in between.
#[derive(Debug)]
pub struct Aside {
    activity: Activity,
    work: Work,
    began: Time,
}

impl Life {
    /// Sends the master a text. `false`: it is gone, or its pipe is full.
    pub fn send(&self, text: Text) -> Result<bool, Error> {
        let letter = Letter { index: self.index, pid: self.pid, text };
        fifo::write(&self.place().pipe(self.master), format!("\n{letter}\n").as_bytes())
    }

    /// The next text of the master's, delivered.
    pub fn take_text(&self) -> Option<Text> {
        let text = self.ears.take_text();
        if text.is_some() {
            self.slot().receive();
        }
        text
    }

    /// Whether something waits to be done between two jobs.
    #[inline]
    pub fn has_something_due(&self) -> bool {
        self.ears.has_texts() || self.is_turn_due()
    }

    /// Whether something may be done in between now: not within such a thing, not in a fetch, not in a hook.
    pub fn may_step_aside(&self) -> bool {
        !self.aside.get() && !self.fetching.get() && self.may_fetch()
    }

    /// Whether it is within something that is done in between.
    pub fn is_aside(&self) -> bool {
        self.aside.get()
    }

    /// Something is done in between. It has as much time as a job, and is ended no more than one.
    pub fn step_aside(&self) -> Aside {
        let aside = Aside { activity: self.slot().activity(), work: self.work.get(), began: self.began.get() };
        let now = clock::now();
        self.aside.set(true);
        self.work.set(Work::Found);
        self.began.set(now);
        self.turned_at.set(None);
        self.slot().begin(now);
        self.enter(Activity::Busy);
        self.start_clock(now);
        aside
    }

    /// It is done; as a job of its own, if it is `counted`.
    pub fn step_back(&self, aside: &Aside, counted: bool) {
        self.rest();
        if counted {
            self.count_job(clock::now());
        }
        self.aside.set(false);
        self.work.set(aside.work);
        self.began.set(aside.began);
        let since = if aside.activity == Activity::Idle { self.idle_since.get() } else { aside.began };
        self.slot().begin(since);
        self.enter(aside.activity);
        self.slot().announce_wait();
    }

    /// Nobody sends this worker anything any more; what has been sent until now is there. To be done before it leaves, so
    /// that a text that was taken is delivered or known to be lost.
    pub fn close_mail(&self) {
        self.slot().close_mail();
        self.ears.listen_to_the_end(&self.pipe);
    }
}

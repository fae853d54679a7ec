//! The life of a child: set up after the fork, told by its slot, its pipe and signals, and free to leave between two
//! jobs only. The job itself is somebody else's: PHP's.

mod beginning;
pub(crate) mod dispositions;
mod ears;
mod job;
mod messages;
mod program;
mod telling;
mod timers;
mod waiting;

use crate::instance::Place;
use crate::log::{Log, Who};
use crate::master::Inherited;
use crate::os::descriptor::{self, Woken};
use crate::os::overdue::Deadline;
use crate::os::seat::Seat;
use crate::os::signals;
use crate::os::{clock, fifo, fork, orphan};
use crate::scoreboard::{Activity, Call, Scoreboard, Slot};
use crate::trace::Engine;
use ears::Ears;
use job::Turns;
use naruto_supervisor::command::Order;
use naruto_supervisor::settings::GroupSettings;
use naruto_supervisor::{Cause, Limits, Time};
use std::cell::Cell;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;
use timers::Clockwork;
use waiting::Work;

pub use messages::Aside;

/// How often the pipe and the lifeline are looked at while the loop runs hot: a look costs 200 ns, a turn 20.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// A worker, seen from within. Everything is behind `&self`: PHP code that runs in a job calls back into it.
#[derive(Debug)]
pub struct Life {
    inherited: Rc<Inherited>,
    pipe: OwnedFd,
    index: u32,
    ears: Ears,
    log: Log,
    who: Who,
    /// The master.
    pub master: i32,
    /// This process.
    pub pid: i32,
    /// Name of the group.
    pub group: String,
    /// The slot.
    pub number: u32,
    /// What it was forked from.
    pub generation: u32,
    /// Settings of its group.
    pub settings: GroupSettings,
    jobs: Cell<u64>,
    turns: Cell<Turns>,
    master_is_gone: Cell<bool>,
    leaving: Cell<Option<Cause>>,
    /// A wait has ended because of that.
    was_told_in_wait: Cell<bool>,
    has_stop_stream: Cell<bool>,
    look_at: Cell<Time>,
    looked_at: Cell<Time>,
    looked_at_jobs: Cell<u64>,
    /// Turns are so short that a precise clock would cost too much.
    is_hot: Cell<bool>,
    /// When the job in hand began.
    began: Cell<Time>,
    /// When the last one ended, if the next begins at once.
    turned_at: Cell<Option<Time>>,
    /// Since when there is no job in hand.
    idle_since: Cell<Time>,
    /// It is in a fetch, as far as it knows itself.
    fetching: Cell<bool>,
    /// When the last one began.
    fetches_since: Cell<Time>,
    /// It does something between two jobs, or in a wait.
    aside: Cell<bool>,
    work: Cell<Work>,
    clockwork: Clockwork,
    deadline: Deadline,
    _seat: Seat,
    /// Jobs have deadlines, so the master may decide to end one by force.
    may_be_claimed: Cell<bool>,
    /// The end of the first turn is awaited, see [`Call::Proven`].
    proves: Cell<bool>,
    /// The job in hand has said what it is about.
    noted: Cell<bool>,
    /// When this process became a worker.
    born: Time,
    limits: Limits,
    over_limit: Cell<bool>,
    /// What PHP says of its memory, in bytes.
    memory: fn() -> u64,
    /// The private memory when it was last looked at, and when that is due again.
    private: Cell<u64>,
    weigh_at: Cell<Time>,
    weighed: Cell<u64>,
}

/// Why a pause ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The time is up.
    Over,
    /// It is time to leave.
    Leave,
    /// A signal handler has run; PHP may have one of its own to run now.
    Signal,
    /// Which of the streams can be read.
    Ready(Vec<bool>),
    /// Something is to be done in between.
    Due,
}

impl Life {
    /// Tells the master that the start is done.
    pub fn ready(&self) {
        self.idle_since.set(clock::now());
        self.enter(Activity::Idle);
        self.ring(Call::Ready);
    }

    /// Where PHP's engine lies in this process, and from when on its jobs are slow: for whoever traces it.
    pub fn introduce(&self, engine: &Engine) {
        self.slot().introduce(engine);
        self.slot().expect_within(self.settings.slow_timeout);
    }

    /// Jobs done by this process.
    pub fn jobs(&self) -> u64 {
        self.jobs.get()
    }

    /// Whether it is time to leave, as far as memory tells: no system call. The pipe is looked at every millisecond,
    /// see [`Life::turn`], and in each pause.
    #[inline]
    pub fn told(&self) -> Option<Cause> {
        if self.leaving.get().is_none() {
            if let Some(order) = self.slot().ordered().or_else(signals::ordered) {
                self.obey(order);
            } else if orphan::is_orphaned() {
                self.leave(Cause::Stop);
            }
        }
        self.leaving.get()
    }

    /// Whether it is time to leave; looks everywhere.
    pub fn look(&self) -> Option<Cause> {
        match descriptor::wait([self.pipe.as_fd(), self.inherited.lifeline.as_fd()], Some(Duration::ZERO)) {
            Woken::By(woken) => self.heard(woken),
            Woken::Time | Woken::Signal => {}
        }
        self.ears.tell_dropped(clock::now(), |bytes| self.say_dropped(bytes));
        self.told()
    }

    /// Sleeps for a while, and ends at once when it is time to leave.
    pub fn pause(&self, until: Time) -> Pause {
        self.rest();
        self.relay_wish();
        self.turned_at.set(None);
        self.slot().announce_wait();
        self.wait_or_leave(Some(until), &[])
    }

    /// What can be read when it is time to leave, for a loop of somebody else's: our own pipe. No messages come by it from
    /// now on, and once it is time it stays as it is.
    pub fn open_stop_stream(&self) -> BorrowedFd<'_> {
        self.has_stop_stream.set(true);
        self.close_mail();
        if self.is_leaving() {
            signals::ring_own_bell();
        }
        self.pipe.as_fd()
    }

    fn heard(&self, [pipe, lifeline]: [bool; 2]) {
        if pipe
            && !(self.is_leaving() && self.has_stop_stream.get())
            && let Some(order) = self.ears.listen(&self.pipe)
        {
            self.obey(order);
        }
        // Nobody ever writes to it: this is its end, and the master's.
        if lifeline {
            self.master_is_gone.set(true);
            self.leave(Cause::Stop);
        }
    }

    /// Leaves after this job. The first word stands.
    pub fn obey(&self, order: Order) {
        self.ears.remember(order);
        self.leave(match order {
            Order::Reload => Cause::Reload,
            Order::Stop => Cause::Stop,
        });
    }

    /// Leaves after this job, for a reason of its own.
    pub fn leave(&self, cause: Cause) {
        if self.leaving.get().is_none() {
            self.leaving.set(Some(cause));
            if self.has_stop_stream.get() {
                signals::ring_own_bell();
            }
        }
    }

    /// Whether it is on its way out, as of the last look.
    pub fn is_leaving(&self) -> bool {
        self.leaving.get().is_some()
    }

    /// The next order from the pipe, without obeying it; none if there is none.
    pub fn hear(&self) -> Option<Order> {
        self.ears.listen(&self.pipe)
    }

    /// The last order received.
    pub fn last_order(&self) -> Option<Order> {
        self.ears.last()
    }

    /// The last word in shared memory: why this process ends, and with which error. The first one is not overwritten by
    /// what happens while it is on its way.
    pub fn publish_end(&self, cause: Cause, error: &str) {
        let slot = self.slot();
        if !error.is_empty() && slot.error().is_empty() {
            slot.fail(error);
        }
        if slot.cause().is_none() {
            slot.leave(cause, clock::now());
        }
        self.ears.tell_dropped(Time::MAX, |bytes| self.say_dropped(bytes));
    }

    /// Whether this process still is that worker: a fork of the job's own is not.
    pub fn is_here(&self) -> bool {
        !fork::is_copy()
    }

    /// If the master was seen dead, nobody removes our pipe but us. Its parenthood tells least: the lifeline ends
    /// before we get a new parent.
    pub fn bury_own_pipe(&self) {
        if self.master_is_gone.get() || orphan::is_orphaned() {
            let _ = fifo::remove(&self.place().pipe(self.pid));
        }
    }

    /// Where the instance lives.
    pub fn place(&self) -> &Place {
        &self.inherited.instance.place
    }

    /// Where the fleet publishes what it does.
    pub fn board(&self) -> &Scoreboard {
        &self.inherited.board
    }

    /// `orders#3`
    pub fn name(&self) -> String {
        format!("{}#{}", self.group, self.number)
    }

    fn slot(&self) -> Slot<'_> {
        self.inherited.board.slot(self.index)
    }
}

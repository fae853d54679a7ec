//! The words of a slot. Master and worker write on different cache lines.

use super::histogram;
use super::text::{self, Changing, Line};
use naruto_supervisor::command::Order;
use naruto_supervisor::{Cause, Held, SlotId, Time, View};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::time::Duration;

/// Seconds over which the rate of jobs is told.
pub(super) const RATE_WINDOW: u64 = 10;

/// Three cache lines of numbers, two of texts that one side writes at a time, and the histogram.
pub const SLOT_WORDS: usize = 320;

// The master's line.
const PID: usize = 0;
const GENERATION: usize = 1;
const ORDER: usize = 2;
/// Of the group in the upper half, and the slot in the lower.
pub(super) const PLACE: usize = 3;
pub(super) const FORKED: usize = 4;
pub(super) const STATE: usize = 5;
pub(super) const UNTIL: usize = 6;
pub(super) const FAILURES: usize = 7;
// The master's, too, but written seldom.
pub(super) const FAILED: usize = 8;
pub(super) const FIRST: usize = 9;
pub(super) const LEFT: usize = 10;
pub(super) const SENT: usize = 11;
pub(super) const DIED: usize = 12;
// The worker's lines. Those from WALL_SEEN on stay across respawns; from TOTAL on they are guarded by SEQUENCE.
const ACTIVITY: usize = 16;
const JOBS: usize = 17;
pub(super) const SINCE: usize = 18;
const CAUSE: usize = 19;
const NOTE: usize = 20;
pub(super) const MEMORY: usize = 21;
pub(super) const RECEIVED: usize = 22;
pub(super) const WALL_SEEN: usize = 23;
pub(super) const SEQUENCE: usize = 24;
pub(super) const TOTAL: usize = 25;
pub(super) const BUSY: usize = 26;
pub(super) const LAST: usize = 27;
pub(super) const LONGEST: usize = 28;
pub(super) const WINDOW: usize = 29;
pub(super) const IN_WINDOW: usize = 30;
pub(super) const IN_WINDOW_BEFORE: usize = 31;
// Both write here, the worker to call and the master to answer: seldom.
const CALLS: usize = 32;
// The kernel's, the pid of a child that a mould forked, and in the upper half the mould's, why it has not.
const BORN: usize = 33;
// Both, in turns: whether the worker takes texts.
pub(super) const MAIL: usize = 34;
// The worker's, once in its life.
const ERROR: usize = 40;
pub(super) const GLOBALS: usize = 41;
pub(super) const BUILD: usize = 42;
pub(super) const BUILD_NAME: usize = 43;
pub(super) const SLOW_AFTER: usize = 44;
const FROZEN: usize = 45;
// Texts.
const NOTES: Range<usize> = 48..80;
const ERRORS: Range<usize> = 80..144;
pub(super) const HISTOGRAM: usize = 160;
pub(super) const BUILD_NAMES: Range<usize> = 288..304;

/// The longest note, in bytes.
pub const LONGEST_NOTE: usize = 127;
/// The longest error, in bytes.
pub const LONGEST_ERROR: usize = (ERRORS.end - ERRORS.start) * size_of::<u64>();
/// An error of the process that is here now, and not of one before it.
const OWN: u64 = 1 << 32;

/// What a worker does. One cell that is exchanged as a whole: a master that ends a job by force claims the very job that
/// was overdue, and never the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Activity {
    /// Nobody is here, or the worker has not finished its start.
    Booting = 0,
    /// Between two jobs.
    Idle = 1,
    /// In a job.
    Busy = 2,
    /// In a job that runs longer than it may.
    Overdue = 3,
    /// The master has decided to kill it: it does nothing any more but wait for that.
    Claimed = 4,
    /// In a fetch of the next job, with none in hand: whoever is told to go may be ended here.
    Fetching = 5,
    /// Ended there.
    Caught = 6,
    /// With a job in hand, in a wait that hears.
    Waiting = 7,
    /// It has become another program, or is about to: it hears signals only.
    Program = 8,
}

impl Activity {
    fn from_number(number: u64) -> Self {
        match number {
            1 => Self::Idle,
            2 => Self::Busy,
            3 => Self::Overdue,
            4 => Self::Claimed,
            5 => Self::Fetching,
            6 => Self::Caught,
            7 => Self::Waiting,
            8 => Self::Program,
            _ => Self::Booting,
        }
    }
}

/// What a worker rings its master for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Call {
    /// Its start is done.
    Ready = 1,
    /// Its job runs longer than it may.
    Overdue = 2,
    /// It has reached a limit.
    Limit = 4,
    /// It may not make the log file that is missing.
    Log = 256,
    /// Its mould has forked it, or has not been able to.
    Forked = 64,
    /// It has ended its first turn.
    Proven = 128,
}

/// What a worker has rung for since the master's last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calls(u64);

impl Calls {
    /// Whether it has rung for this.
    pub fn has(self, call: Call) -> bool {
        self.0 & call as u64 != 0
    }
}

/// One worker's place.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'a> {
    pub(super) words: &'a [AtomicU64],
}

impl<'a> Slot<'a> {
    pub(super) fn new(words: &'a [AtomicU64]) -> Self {
        Self { words }
    }

    pub(super) fn set(self, word: usize, value: u64) {
        self.words[word].store(value, Ordering::Relaxed);
    }

    pub(super) fn get(self, word: usize) -> u64 {
        self.words[word].load(Ordering::Relaxed)
    }

    pub(super) fn acquire(self, word: usize) -> u64 {
        self.words[word].load(Ordering::Acquire)
    }

    /// When its job began, or its last one ended, in nanoseconds of the monotonic clock; 0: it has had none.
    pub fn since(self) -> u64 {
        self.get(SINCE)
    }

    /// By the master, before each fork: what was the predecessor's own goes, what is the slot's stays.
    pub fn reset(self, generation: u32, now: Time) {
        let own = (PID..=ORDER).chain([SENT]).chain(ACTIVITY..=RECEIVED);
        for word in own.chain([CALLS, BORN, MAIL, GLOBALS, SLOW_AFTER, FROZEN]) {
            self.set(word, 0);
        }
        self.set(ERROR, self.get(ERROR) & !OWN);
        self.set(GENERATION, generation.into());
        self.set(FORKED, nanoseconds(now));
        if self.get(FIRST) == 0 {
            self.set(FIRST, nanoseconds(now));
        }
    }

    /// By the master, once: which slot of which group this is.
    pub fn belong(self, slot: SlotId) {
        self.set(PLACE, u64::from(slot.group) << 32 | u64::from(slot.number));
    }

    /// Which slot of which group this is.
    pub fn place(self) -> SlotId {
        let word = self.get(PLACE);
        SlotId { group: u16::try_from(word >> 32).unwrap_or(0), number: u32::try_from(word & 0xffff_ffff).unwrap_or(0) }
    }

    /// By the master: what it knows of the slot.
    pub fn show(self, view: View, now: Time) {
        let (state, until, failures) = match view {
            View::Empty => (0, Time::ZERO, 0),
            View::Booting => (1, Time::ZERO, 0),
            View::Running => (2, Time::ZERO, 0),
            View::Leaving => (3, Time::ZERO, 0),
            View::Waiting { until, failures } => (4, until, failures),
        };
        if self.get(STATE) != state {
            self.set(LEFT, nanoseconds(now));
        }
        self.set(UNTIL, nanoseconds(until));
        self.set(FAILURES, failures.into());
        self.words[STATE].store(state, Ordering::Release);
    }

    /// By the master: the worker has been reaped. One that was killed in the middle of its writing has left the sequence
    /// odd, for which readers would wait.
    pub fn bury(self) {
        self.set(SEQUENCE, self.get(SEQUENCE).next_multiple_of(2));
    }

    /// By the master: a job has died with its worker.
    pub fn count_failed(self) {
        self.set(FAILED, self.get(FAILED) + 1);
    }

    /// By the master, after the fork.
    pub fn occupy(self, pid: i32) {
        self.set(PID, u64::try_from(pid).unwrap_or(0));
    }

    /// Where the kernel leaves the pid of a child that a mould forks.
    pub fn born_at(self) -> &'a AtomicU64 {
        &self.words[BORN]
    }

    /// By the mould: the kernel has refused the fork.
    pub fn miscarry(self, errno: i32) {
        self.set(BORN, u64::from(errno.unsigned_abs()) << 32);
    }

    /// By the master: what has come of a fork that it asked a mould for; none if it has not been made.
    pub fn born(self) -> Option<Result<i32, i32>> {
        let word = self.acquire(BORN);
        let pid = i32::try_from(word & 0xffff_ffff).unwrap_or(0);
        let errno = i32::try_from(word >> 32).unwrap_or(0);
        match (pid, errno) {
            (0, 0) => None,
            (0, errno) => Some(Err(errno)),
            (pid, _) => Some(Ok(pid)),
        }
    }

    /// Who is here; 0: nobody.
    pub fn pid(self) -> i32 {
        i32::try_from(self.get(PID)).unwrap_or(0)
    }

    /// Of which generation.
    pub fn generation(self) -> u32 {
        u32::try_from(self.get(GENERATION)).unwrap_or(0)
    }

    /// By the master: an order that no pipe full of rubbish can lose.
    pub fn order(self, order: Order) {
        self.set(
            ORDER,
            match order {
                Order::Reload => 1,
                Order::Stop => 2,
            },
        );
    }

    /// By the worker, each turn.
    pub fn ordered(self) -> Option<Order> {
        match self.get(ORDER) {
            1 => Some(Order::Reload),
            2 => Some(Order::Stop),
            _ => None,
        }
    }

    /// By the worker, between [`Slot::enter`] and a wait.
    pub fn announce_wait(self) {
        fence(Ordering::SeqCst);
    }

    /// By the worker.
    pub fn enter(self, activity: Activity) {
        self.set(ACTIVITY, activity as u64);
    }

    /// What the worker does.
    pub fn activity(self) -> Activity {
        Activity::from_number(self.get(ACTIVITY))
    }

    /// By the worker: the same as [`Slot::enter`], and says what it was until now; the master may have claimed it.
    pub fn exchange(self, activity: Activity) -> Activity {
        Activity::from_number(self.words[ACTIVITY].swap(activity as u64, Ordering::AcqRel))
    }

    /// From one to the other, if it is the one. By the master to claim, by the worker's timer to tell.
    pub fn turn(self, from: Activity, to: Activity) -> bool {
        let (from, to) = (from as u64, to as u64);
        self.words[ACTIVITY].compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// The job in hand at this moment, if there is one; with a worker that leaves, it is over.
    pub fn held(self, now: Time) -> Option<Held> {
        let busy =
            matches!(self.activity(), Activity::Busy | Activity::Overdue | Activity::Claimed | Activity::Waiting);
        let now = Some(self.get(FROZEN)).filter(|at| *at != 0).map_or(now, Time::from_nanos);
        let age = now.saturating_sub(Time::from_nanos(self.since()));
        busy.then(|| Held { note: self.noted(), age })
    }

    /// By the worker, before it rings.
    pub fn call(self, call: Call) {
        self.words[CALLS].fetch_or(call as u64, Ordering::Release);
    }

    /// By the master: what there was to tell since the last look.
    pub fn take_calls(self) -> Calls {
        Calls(self.words[CALLS].swap(0, Ordering::Acquire))
    }

    /// By the master, after [`Slot::order`]: whether there is another program by now; see [`Slot::catch`] for the fence.
    pub fn is_program(self) -> bool {
        self.activity() == Activity::Program
    }

    /// By the worker: what its job is about.
    pub fn note(self, text: &[u8]) {
        self.notes().write(&Line::<LONGEST_NOTE>::new(text));
    }

    /// By the worker: the job is over.
    pub fn clear_note(self) {
        self.notes().clear();
    }

    /// What the job in hand is about; empty if it has not said.
    pub fn noted(self) -> String {
        self.notes().read()
    }

    fn notes(self) -> Changing<'a> {
        Changing::new(&self.words[NOTE], &self.words[NOTES])
    }

    /// By the worker, once: the error that ends it.
    pub fn fail(self, error: &str) {
        let length = Line::<LONGEST_ERROR>::new(error.as_bytes()).put(&self.words[ERRORS]);
        self.words[ERROR].store(length | OWN, Ordering::Release);
    }

    /// The error that ended the worker; empty if there was none.
    pub fn error(self) -> String {
        if self.get(ERROR) & OWN == 0 { String::new() } else { self.last_error() }
    }

    /// The last error that ended a worker here.
    pub fn last_error(self) -> String {
        let length = usize::try_from(self.words[ERROR].load(Ordering::Acquire) & !OWN).unwrap_or(0);
        text::get(&self.words[ERRORS], length)
    }

    /// By the master, after [`Slot::order`]: whether the worker may have gone to wait without having seen it. The
    /// fence makes sure that one of the two sees the other; its twin is in [`Slot::announce_wait`].
    pub fn waits(self) -> bool {
        fence(Ordering::SeqCst);
        matches!(self.activity(), Activity::Idle | Activity::Waiting)
    }

    /// By the master, after [`Slot::order`]: claims who fetches its next job. One that begins to after this has seen the
    /// order; the fence is that of [`Slot::waits`].
    pub fn catch(self) -> bool {
        fence(Ordering::SeqCst);
        self.turn(Activity::Fetching, Activity::Caught)
    }

    /// By the worker: a job is done that took so long. The only writer, so it adds by reading and writing.
    pub fn finish(self, jobs: u64, took: Duration, now: Time) {
        let add = |word: usize, more: u64| self.set(word, self.get(word) + more);
        let nanos = nanoseconds(took);
        self.set(JOBS, jobs);
        self.set(SINCE, nanoseconds(now));
        self.guarded(|| {
            add(TOTAL, 1);
            add(BUSY, nanos);
            self.set(LAST, nanos);
            if nanos > self.get(LONGEST) {
                self.set(LONGEST, nanos);
            }
            let window = now.as_secs() / RATE_WINDOW;
            if window != self.get(WINDOW) {
                let before = if window == self.get(WINDOW) + 1 { self.get(IN_WINDOW) } else { 0 };
                self.set(IN_WINDOW_BEFORE, before);
                self.set(IN_WINDOW, 0);
                self.set(WINDOW, window);
            }
            add(IN_WINDOW, 1);
            add(HISTOGRAM + histogram::bucket(took), 1);
        });
    }

    /// A seqlock's writer: odd while it writes.
    fn guarded(self, write: impl FnOnce()) {
        let sequence = self.get(SEQUENCE);
        self.set(SEQUENCE, sequence.wrapping_add(1));
        fence(Ordering::Release);
        write();
        self.words[SEQUENCE].store(sequence.wrapping_add(2), Ordering::Release);
    }

    /// As a worker leaves it that is killed while it writes.
    #[cfg(test)]
    pub(super) fn half_written(self) {
        self.set(SEQUENCE, self.get(SEQUENCE) + 1);
    }

    /// By the worker: what PHP says of its memory.
    pub fn weigh(self, bytes: u64) {
        self.set(MEMORY, bytes);
    }

    /// Jobs done by this process.
    pub fn jobs(self) -> u64 {
        self.get(JOBS)
    }

    /// By the worker: when its job began.
    pub fn begin(self, now: Time) {
        self.set(SINCE, nanoseconds(now));
    }

    /// By the worker, right before it leaves; the hooks and shutdown functions that follow belong to no job.
    pub fn leave(self, cause: Cause, now: Time) {
        self.set(FROZEN, nanoseconds(now));
        self.set(CAUSE, cause as u64);
    }

    /// Why the worker left, by its own word.
    pub fn cause(self) -> Option<Cause> {
        Cause::from_number(u32::try_from(self.get(CAUSE)).unwrap_or(0))
    }
}

pub(super) fn nanoseconds(time: Time) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;

    #[test]
    fn only_the_job_that_was_overdue_can_be_claimed() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        slot.enter(Activity::Busy);
        assert!(!slot.turn(Activity::Overdue, Activity::Claimed));
        assert!(slot.turn(Activity::Busy, Activity::Overdue));
        assert_eq!(slot.exchange(Activity::Idle), Activity::Overdue);
        assert!(!slot.turn(Activity::Overdue, Activity::Claimed), "the job has ended");
        slot.enter(Activity::Overdue);
        assert!(slot.turn(Activity::Overdue, Activity::Claimed));
        assert_eq!(slot.exchange(Activity::Idle), Activity::Claimed);
    }

    #[test]
    fn who_fetches_is_caught_and_who_has_a_job_is_not() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        for activity in [Activity::Booting, Activity::Idle, Activity::Busy, Activity::Overdue, Activity::Waiting] {
            slot.enter(activity);
            assert!(!slot.catch(), "{activity:?}");
        }
        assert!(slot.held(Time::ZERO).is_some(), "who waits with a job in hand holds it");
        slot.enter(Activity::Fetching);
        assert!(slot.held(Time::ZERO).is_none() && slot.catch());
        assert!(slot.held(Time::ZERO).is_none());
        assert_eq!(slot.exchange(Activity::Busy), Activity::Caught, "it learns so before anything else");
    }

    #[test]
    fn calls_are_taken_once() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(0);
        slot.call(Call::Ready);
        slot.call(Call::Limit);
        let calls = slot.take_calls();
        assert!(calls.has(Call::Ready) && calls.has(Call::Limit) && !calls.has(Call::Overdue));
        assert!(!slot.take_calls().has(Call::Ready));
    }

    #[test]
    fn a_slot_tells_what_was_written_and_forgets_at_reset() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(7);
        assert_eq!((slot.pid(), slot.ordered(), slot.activity(), slot.cause()), (0, None, Activity::Booting, None));
        slot.occupy(4711);
        slot.order(Order::Stop);
        slot.enter(Activity::Busy);
        slot.finish(7, Duration::from_millis(20), Time::from_secs(100));
        slot.leave(Cause::Boot, Time::from_secs(101));
        let age = Duration::from_secs(1);
        assert_eq!(slot.held(Time::from_secs(110)), Some(Held { note: String::new(), age }), "not until it is reaped");
        let again = board.slot(7);
        assert_eq!((again.pid(), again.ordered(), again.jobs()), (4711, Some(Order::Stop), 7));
        assert_eq!((again.activity(), again.cause()), (Activity::Busy, Some(Cause::Boot)));
        assert_eq!(board.slot(6).pid(), 0);
        slot.note(b"order 88107");
        slot.fail("RuntimeException: no route in src/Ship.php:41");
        assert_eq!((slot.noted().as_str(), slot.error().len()), ("order 88107", 45));
        slot.clear_note();
        assert_eq!(slot.noted(), "");
        slot.reset(3, Time::from_secs(1));
        assert_eq!((slot.generation(), slot.pid(), slot.jobs(), slot.cause()), (3, 0, 0, None));
        assert_eq!(board.slot(99_999).jobs(), 0, "the last slot is inside the mapping");
    }
}

#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small numbers")]

use super::*;
use crate::os::fork::{self, Side};
use crate::os::signals;
use naruto_supervisor::{Cause, End, Gone, Held, How, SlotId, View};
use snapshot::{Exit, Totals, Worker};
use std::time::Duration;

/// Workers that write.
const WRITERS: u32 = 3;

/// How often the scoreboard is read; the acceptance asks for ten million: `NARUTO_TEST_READS=10000000 cargo test`
fn reads() -> u64 {
    std::env::var("NARUTO_TEST_READS").ok().and_then(|reads| reads.parse().ok()).unwrap_or(100_000)
}

/// How long the job with this number takes, so that a record tells of itself whether its parts belong together.
fn took(job: u64) -> Duration {
    Duration::from_millis(job % 7 + 1)
}

fn busy(jobs: u64) -> Duration {
    (jobs / 7) as u32 * Duration::from_millis(28) + (jobs / 7 * 7 + 1..=jobs).map(took).sum::<Duration>()
}

/// A text all of whose letters are the same, and whose length belongs to the letter.
fn text(job: u64) -> Vec<u8> {
    let letter = (job % 26) as u8;
    vec![b'a' + letter; 40 + 3 * usize::from(letter)]
}

fn is_text(text: &str) -> bool {
    let letter = text.bytes().next().unwrap_or(0);
    text.is_empty() || text.len() == 40 + 3 * usize::from(letter - b'a') && text.bytes().all(|byte| byte == letter)
}

/// A worker in a process of its own, that does nothing but jobs that take no time. Its memory was all made before the
/// fork: whatever lock another thread of this test held is held for ever in the child.
fn write(slot: Slot<'_>, texts: &[Vec<u8>]) -> ! {
    for job in 1.. {
        slot.begin(clock_of(job));
        slot.enter(Activity::Busy);
        slot.note(&texts[(job % 26) as usize]);
        slot.finish(job, took(job), clock_of(job));
        slot.enter(Activity::Idle);
        slot.clear_note();
    }
    fork::exit_now(0)
}

/// A clock that leaves the window of rates after each hundred jobs.
fn clock_of(job: u64) -> Time {
    Time::from_secs(job / 10)
}

fn check_worker(worker: &Worker) {
    let jobs = worker.totals.jobs;
    assert_eq!(worker.totals.histogram.count(), jobs);
    assert_eq!(worker.totals.busy, busy(jobs), "{jobs} jobs");
    assert_eq!(worker.last, if jobs == 0 { Duration::ZERO } else { took(jobs) }, "{jobs} jobs");
    assert!(jobs < 7 || worker.longest == Duration::from_millis(7), "{jobs} jobs");
    assert!(is_text(&worker.note), "{}", worker.note);
}

/// What the master writes of the end with this number.
fn gone(number: u64) -> Gone {
    let note = String::from_utf8(text(number)).expect("letters");
    Gone {
        slot: SlotId { group: 0, number: 1 },
        pid: (number % 10_000) as i32 + 1,
        generation: (number % 1_000) as u32,
        cause: Cause::Exception,
        killed: false,
        end: End {
            jobs: number,
            held: Some(Held { note: note.clone(), age: took(number) }),
            error: note,
            ..End::new(How::Exited((number % 200) as i32), Time::ZERO)
        },
        lived: busy(number),
    }
}

fn check_exit(exit: &Exit) {
    let number = exit.jobs;
    let gone = gone(number);
    assert_eq!((exit.pid, exit.generation, exit.uptime), (gone.pid, gone.generation, gone.lived), "{number}");
    assert_eq!((exit.busy, exit.at), (Some(took(number)), number as f64));
    assert_eq!((exit.note.as_bytes(), exit.error.as_bytes()), (&*text(number), &*text(number)));
}

/// Ends with this test, however it ends.
struct Writer(i32);

impl Drop for Writer {
    fn drop(&mut self) {
        signals::send(self.0, libc::SIGKILL);
        fork::reap_blocking(self.0);
    }
}

fn forked(child: impl FnOnce()) -> Writer {
    match fork::fork().expect("a process") {
        Side::Parent(pid) => Writer(pid),
        Side::Child => {
            child();
            fork::exit_now(0)
        }
    }
}

#[test]
fn no_record_is_ever_torn() {
    let _alone = fork::ALONE.lock();
    let (board, _file) = Scoreboard::new().expect("shared memory");
    board.header().declare(0, "worker", None);
    board.header().show_slots(WRITERS);
    let texts: Vec<_> = (0..26).map(text).collect();
    let ends: Vec<_> = (0..2_600).map(gone).collect();
    for index in 0..WRITERS {
        board.slot(index).belong(SlotId { group: 0, number: index + 1 });
        board.slot(index).reset(1, Time::from_secs(1));
        board.slot(index).occupy(1);
        board.slot(index).show(View::Running, Time::from_secs(1));
    }
    let _writers: Vec<_> = (0..WRITERS).map(|index| forked(|| write(board.slot(index), &texts))).collect();
    let _master = forked(|| {
        for number in (0..ends.len()).cycle() {
            board.header().record(&ends[number], number as f64);
        }
    });
    let (mut seen, mut jobs, mut exits) = (0, 0, 0);
    while seen < reads() {
        for index in 0..WRITERS {
            let worker = board.slot(index).read(Time::from_secs(1)).expect("a worker");
            check_worker(&worker);
            jobs = jobs.max(worker.totals.jobs);
            seen += 1;
        }
        if seen % 100 == 0 {
            let groups = board.header().groups();
            board.header().exits(&groups).iter().for_each(|exit| {
                check_exit(exit);
                exits += 1;
            });
        }
    }
    println!("{seen} reads while the fastest writer did {jobs} jobs, and {exits} ends");
    assert!(jobs > 1_000 && exits > 100, "somebody wrote meanwhile: {jobs} jobs, {exits} ends");
}

#[test]
fn a_writer_that_was_killed_in_the_middle_is_not_waited_for_once_it_is_buried() {
    let (board, _file) = Scoreboard::new().expect("shared memory");
    let slot = board.slot(0);
    slot.show(View::Running, Time::ZERO);
    slot.finish(1, took(1), Time::ZERO);
    slot.half_written();
    slot.bury();
    let before = crate::os::clock::now();
    assert_eq!(slot.read(Time::ZERO).expect("a worker").totals.jobs, 1);
    assert!(crate::os::clock::now() < before + Duration::from_millis(500));
}

#[test]
fn a_slot_that_was_scaled_away_keeps_its_record() {
    let (board, _file) = Scoreboard::new().expect("shared memory");
    board.header().declare(0, "worker", None);
    board.header().show_slots(2);
    for (index, number) in [(0, 1), (1, 2)] {
        let slot = board.slot(index);
        slot.belong(SlotId { group: 0, number });
        slot.show(View::Running, Time::ZERO);
        slot.finish(1, took(3), Time::ZERO);
        slot.count_failed();
    }
    board.slot(1).show(View::Empty, Time::ZERO);
    let snapshot = board.read(Time::from_secs(1), 0.0);
    assert_eq!(snapshot.workers.len(), 1);
    let retired = &snapshot.groups[0].retired;
    assert_eq!((retired.jobs, retired.failed, retired.busy, retired.histogram.count()), (1, 1, took(3), 1));
    board.slot(1).show(View::Running, Time::ZERO);
    let snapshot = board.read(Time::from_secs(1), 0.0);
    assert_eq!((snapshot.workers[1].totals.jobs, &snapshot.groups[0].retired), (1, &Totals::default()));
}

#[test]
fn the_rate_is_that_of_the_last_ten_seconds_or_of_a_shorter_life() {
    let (board, _file) = Scoreboard::new().expect("shared memory");
    let slot = board.slot(0);
    slot.show(View::Running, Time::ZERO);
    slot.reset(1, Time::from_secs(95));
    // Ten a second.
    let work = |from: u64, to: u64| {
        for tenth in from * 10..to * 10 {
            slot.finish(tenth, took(1), Time::from_millis(tenth * 100));
        }
    };
    let rate = |at: u64| format!("{:.0}", slot.read(Time::from_secs(at)).expect("a worker").rate);
    work(95, 98);
    assert_eq!(rate(98), "10");
    work(98, 103);
    assert_eq!(rate(103), "10", "in two windows");
    work(103, 117);
    assert_eq!([rate(117), rate(125), rate(140)], ["10", "4", "0"]);
}

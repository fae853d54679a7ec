//! What must happen in situations that have a name.

use super::world::{World, settings};
use crate::command::{Command, Order, Target};
use crate::settings::{GroupSettings, Settings};
use crate::slot::SlotId;
use crate::{Action, Cause, End, Event, How, Notice, Supervisor};
use std::time::Duration;

pub(super) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A group of its own, at rest.
pub(super) fn at_rest(group: GroupSettings) -> World {
    let mut world = World::of(&[("worker", group)]);
    for pid in world.alive.keys().copied().collect::<Vec<_>>() {
        world.serve(pid);
    }
    world
}

#[test]
fn five_thousand_reloads_in_half_a_second_cost_two_renewals() {
    let mut world = World::new(8);
    world.settle();
    let before = world.forks;
    for _ in 0..5000 {
        world.reload();
        world.pass(Duration::from_micros(100));
        let pid = world.nth(world.forks.unsigned_abs() as usize).expect("somebody is alive");
        world.serve(pid);
    }
    let last = world.forks;
    world.settle();
    assert!(world.alive.keys().all(|pid| *pid > last), "a worker is older than the last reload");
    assert!(world.forks - before <= 2 * 16, "{} forks", world.forks - before);
}

#[test]
fn the_end_of_a_reload_is_told_before_the_next_begins() {
    let settings = Settings::default();
    let group = GroupSettings { start_num: 1, ..settings.group.clone() };
    let mut supervisor = Supervisor::new(&settings, vec![("worker".into(), group)], 1);
    let slot = SlotId { group: 0, number: 1 };
    let reload = || Event::Command(Command::Reload { target: Target::Everyone, fresh: false });
    let left = End { jobs: 1, said: Some(Cause::Reload), ..End::new(How::Exited(0), seconds(2)) };
    let mut notices = Vec::new();
    let events = [
        (0, Event::Started),
        (0, Event::Forked { slot, pid: 1 }),
        (0, Event::Ready { slot, pid: 1 }),
        (1, reload()),
        (1, Event::MouldUnneeded { mould: 2 }),
        (2, reload()),
        (2, Event::Exited { pid: 1, end: left }),
        (3, Event::Forked { slot, pid: 2 }),
        (3, Event::Ready { slot, pid: 2 }),
    ];
    for (second, event) in events {
        for action in supervisor.handle(event, Duration::from_secs(second)) {
            match action {
                Action::Notice(Notice::ReloadBegun { .. }) => notices.push("begun"),
                Action::Notice(Notice::ReloadDone { generation: 2, .. }) => notices.push("done"),
                _ => {}
            }
        }
    }
    assert_eq!(notices, ["begun", "done", "begun"]);
}

#[test]
fn the_second_terminate_kills_at_once() {
    let mut world = World::new(3);
    world.settle();
    world.command("terminate");
    assert!(world.alive.values().all(|process| matches!(process.told, Some((Order::Stop, _))) && !process.killed));
    world.command("terminate");
    assert!(world.alive.values().all(|process| process.killed));
}

#[test]
fn an_overdue_job_is_killed_after_its_grace_and_a_finished_one_is_not() {
    let mut world = at_rest(settings(2));
    let (ends, hangs) = (101, 102);
    world.overrun(ends);
    world.overrun(hangs);
    world.pass(Duration::from_millis(2900));
    assert_eq!(world.kills, 0);
    world.serve(ends);
    world.pass(Duration::from_millis(200));
    assert_eq!(world.kills, 1);
    assert!(world.alive[&hangs].killed && !world.alive[&ends].killed);
    world.serve(hangs);
    assert_eq!(world.alive.len(), 2, "it has a successor at once: it was no failure to start");
}

#[test]
fn a_process_that_stands_still_is_replaced_if_jobs_have_a_deadline() {
    let mut world = at_rest(settings(1));
    world.halt(101);
    world.pass(Duration::from_millis(4900));
    assert_eq!(world.kills, 0);
    world.pass(Duration::from_millis(200));
    assert_eq!(world.kills, 1);
    let endless = GroupSettings { job_timeout: None, ..settings(1) };
    let mut world = at_rest(endless);
    world.halt(101);
    world.pass(seconds(1_000_000));
    assert_eq!(world.kills, 0);
}

#[test]
fn whoever_slept_skips_one_round_of_kills() {
    let mut world = at_rest(settings(2));
    world.overrun(101);
    world.command("terminate");
    world.sleep(seconds(3600));
    assert_eq!(world.kills, 0, "nobody had a chance");
    world.serve(102);
    world.pass(Duration::from_millis(900));
    assert_eq!(world.kills, 0);
    world.pass(Duration::from_millis(200));
    assert_eq!(world.kills, 1, "only one round is skipped");
    world.serve(101);
    assert_eq!(world.finished, Some(0));
}

#[test]
fn a_master_that_hears_late_of_a_death_does_not_take_it_for_health() {
    let mut world = World::of(&[("worker", settings(1))]);
    world.pass(seconds(5));
    world.alive.remove(&101);
    let early = End::new(How::Exited(255), seconds(1000) + Duration::from_millis(3));
    let actions = world.supervisor.handle(Event::Exited { pid: 101, end: early }, world.now);
    assert!(actions.iter().any(|action| matches!(action, Action::Notice(Notice::Waiting { .. }))), "{actions:?}");
}

#[test]
fn all_over_their_limit_at_once_are_renewed_one_at_a_time() {
    let mut world = at_rest(settings(8));
    let old: Vec<_> = world.alive.keys().copied().collect();
    for pid in &old {
        world.reach_limit(*pid);
        world.reach_limit(*pid);
    }
    for renewed in 0..8 {
        let leaving: Vec<_> = world.alive.iter().filter(|(_, process)| process.told.is_some()).collect();
        assert_eq!(leaving.len(), 1, "after {renewed} renewals");
        let pid = *leaving[0].0;
        world.serve(pid);
        assert_eq!(world.alive.values().filter(|process| process.ready).count(), 7, "one is missing, no more");
        world.serve(world.forks);
    }
    assert!(world.alive.keys().all(|pid| !old.contains(pid)));
    world.settle();
}

#[test]
fn a_long_job_passes_the_turn_on() {
    let mut world = at_rest(settings(2));
    world.reach_limit(101);
    world.reach_limit(102);
    world.pass(Duration::from_millis(9900));
    assert!(world.alive[&102].told.is_none());
    world.pass(Duration::from_millis(200));
    assert!(world.alive[&102].told.is_some());
}

#[test]
fn a_group_without_a_ready_worker_gives_up_and_others_finish_their_jobs() {
    let patient = settings(1);
    let mail = GroupSettings { give_up_timeout: Some(seconds(60)), ..settings(2) };
    let mut world = World::of(&[("worker", patient), ("mail", mail)]);
    world.serve(101);
    while world.finished.is_none() && world.now < seconds(1100) {
        let young = world.alive.iter().find(|(_, process)| !process.ready).map(|(pid, _)| *pid);
        match young {
            Some(pid) => world.reap(pid, How::Exited(255), Some(Cause::Exception), 0),
            None => world.pass(Duration::from_millis(100)),
        }
        if world.alive.get(&101).is_some_and(|process| process.told.is_some()) {
            world.serve(101);
        }
    }
    assert_eq!(world.finished, Some(5));
    assert!((seconds(1059)..seconds(1062)).contains(&world.now), "{:?}", world.now);
}

#[test]
fn a_group_that_has_or_had_a_ready_worker_does_not_give_up_before_its_time() {
    let group = GroupSettings { give_up_timeout: Some(seconds(120)), boot_timeout: Some(seconds(9999)), ..settings(1) };
    let mut world = at_rest(group);
    world.pass(seconds(1000));
    world.forks_fail = true;
    world.reap(101, How::Signalled(9), None, 1);
    world.pass(seconds(50));
    world.forks_fail = false;
    // Its start counts, too, until it is ready; the pause before it is at most 30 s.
    world.pass(seconds(60));
    world.serve(world.forks);
    world.pass(seconds(1000));
    assert_eq!(world.finished, None);
    world.command("scale 0");
    world.pass(seconds(1000));
    world.serve(world.forks);
    world.pass(seconds(1000));
    assert_eq!(world.finished, None, "a parked group has no ready worker on purpose");
}

#[test]
fn workers_are_told_before_the_log_is() {
    let mut world = at_rest(settings(3));
    let actions = world.supervisor.handle(Event::Command(Command::Stop), world.now);
    let is_tell = |action: &Action| matches!(action, Action::Tell { .. });
    assert_eq!(actions.iter().take_while(|action| is_tell(action)).count(), 3, "{actions:?}");
    assert!(actions.iter().any(|action| matches!(action, Action::Notice(_))), "{actions:?}");
}

//! What must happen when new code comes.

use super::world::{World, settings};
use crate::command::Command;
use crate::settings::{Batch, GroupSettings};
use crate::{Action, Cause, End, Event, How, Notice, Refused};
use std::time::Duration;

/// Two groups of so many workers, at rest, and other code on the disk than that which runs.
fn with_new_code(workers: u32) -> World {
    let mut world = World::of(&[("worker", settings(workers)), ("mail", settings(workers))]);
    world.settle();
    world.changed = true;
    world
}

/// How many workers have been told to go.
fn told(world: &World) -> usize {
    world.alive.values().filter(|process| process.told.is_some()).count()
}

fn serve_all(world: &mut World) {
    for pid in world.alive.keys().copied().collect::<Vec<_>>() {
        world.serve(pid);
    }
}

/// The workers that were forked from a mould.
fn new(world: &World) -> Vec<i32> {
    world.alive.iter().filter(|(_, process)| process.mould > 1).map(|(pid, _)| *pid).collect()
}

#[test]
fn nobody_is_touched_before_the_script_has_come_to_its_run() {
    let mut world = with_new_code(4);
    world.reload();
    assert_eq!((world.moulds.len(), told(&world)), (1, 0));
    world.pass(Duration::from_secs(29));
    assert_eq!(told(&world), 0);
    world.pass(Duration::from_secs(2));
    assert!(world.moulds.is_empty(), "it had bootTimeout");
    assert_eq!((told(&world), world.supervisor.generation()), (0, 1));
    world.settle();
}

#[test]
fn one_worker_of_each_group_proves_the_code_before_the_others_go() {
    let mut world = with_new_code(4);
    world.reload();
    world.serve_mould(0);
    assert_eq!(told(&world), 2, "one of each group");
    serve_all(&mut world);
    world.serve_mould(0);
    world.serve_mould(0);
    let first = new(&world);
    assert_eq!(first.len(), 2);
    serve_all(&mut world);
    world.prove(first[0]);
    assert_eq!((told(&world), world.supervisor.generation()), (0, 1), "the other one is still at its first job");
    world.pass(Duration::from_millis(1100));
    assert_eq!(world.supervisor.generation(), 2, "it has lived for a second");
    assert_eq!(told(&world), 6, "everybody else, all at once");
    world.settle();
    assert_eq!(new(&world).len(), 8);
}

#[test]
fn a_first_worker_that_dies_takes_the_code_with_it() {
    let mut world = with_new_code(3);
    world.reload();
    world.serve_mould(0);
    serve_all(&mut world);
    world.serve_mould(0);
    let first = new(&world)[0];
    world.serve(first);
    world.alive.remove(&first);
    let end = End { said: Some(Cause::Exception), ..End::new(How::Exited(255), world.now) };
    let actions = world.supervisor.handle(Event::Exited { pid: first, end }, world.now);
    let refused = |action: &Action| matches!(action, Action::Notice(Notice::ReloadRefused { generation: 2, why: Refused::Worker(gone) }) if gone.pid == first);
    assert!(actions.iter().any(refused), "{actions:?}");
    assert!(actions.iter().any(|action| matches!(action, Action::DropMould { .. })));
    assert!(actions.iter().any(|action| matches!(action, Action::Spawn { mould: 1, .. })), "from the code that runs");
    assert_eq!(world.supervisor.generation(), 1);
}

#[test]
fn code_that_was_refused_leaves_nothing_behind() {
    for turns in 0..6 {
        let mut world = with_new_code(3);
        world.reload();
        world.serve_mould(0);
        serve_all(&mut world);
        for _ in 0..turns {
            world.serve_mould(0);
            serve_all(&mut world);
        }
        world.lose_mould(0);
        world.settle();
        let generation = world.supervisor.generation();
        assert_eq!(new(&world).len(), if generation == 1 { 0 } else { 6 }, "after {turns} turns");
    }
}

#[test]
fn a_lost_mould_is_cast_again_when_somebody_has_to_be_forked() {
    let mut world = with_new_code(2);
    world.reload();
    world.settle();
    assert_eq!(new(&world).len(), 4);
    world.lose_mould(0);
    assert!(world.moulds.is_empty());
    let pid = world.nth(0).expect("somebody");
    world.reap(pid, How::Signalled(9), None, 1);
    assert_eq!(world.moulds.len(), 1);
    world.settle();
}

#[test]
fn a_stop_ends_new_code_as_it_is_cast() {
    let mut world = with_new_code(2);
    world.reload();
    world.feed(Event::Command(Command::Stop));
    assert!(world.moulds.is_empty());
    world.settle();
}

#[test]
fn the_next_batch_goes_when_the_successors_are_ready() {
    let group = GroupSettings { reload_batch: Batch::Workers(2), ..settings(6) };
    let mut world = World::of(&[("worker", group), ("mail", settings(1))]);
    world.settle();
    world.reload();
    let ready = |world: &World| world.alive.values().filter(|process| process.ready).count();
    let mut rounds = 0;
    while world.supervisor.is_reloading() {
        assert!(told(&world) <= 3);
        assert!(ready(&world) >= 4);
        // Those that are told leave, then their successors become ready.
        serve_all(&mut world);
        rounds += 1;
    }
    assert_eq!(rounds, 6);
    world.settle();
}

#[test]
fn a_batch_that_fails_halts_the_reload() {
    let group = GroupSettings { reload_batch: Batch::Workers(1), ..settings(4) };
    let mut world = World::of(&[("worker", group), ("mail", settings(1))]);
    world.settle();
    world.reload();
    serve_all(&mut world);
    let young = world.forks;
    let worker = world.alive.iter().find(|(_, process)| !process.ready && process.slot.group == 0);
    let pid = worker.map_or(young, |(pid, _)| *pid);
    world.reap(pid, How::Exited(255), Some(Cause::Exception), 0);
    serve_all(&mut world);
    assert!(!world.supervisor.is_reloading());
    assert_eq!(told(&world), 0, "the others work on");
    world.settle();
}

//! Random histories of commands, deaths, delays and failures; a counter-example is shrunk to its shortest form.

use super::world::World;
use crate::bugs::{Bug, plant};
use crate::command::{Change, Command, Target};
use crate::{Event, How};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRng, TestRunner};
use std::cell::Cell;
use std::time::Duration;

const HISTORIES: u32 = 10_000;

#[derive(Clone, Debug)]
enum Step {
    Pass(Duration),
    /// The machine, or the master alone, is suspended.
    Sleep(Duration),
    Command(Command),
    /// The n-th living worker ends by itself.
    Die(usize, How),
    /// The n-th living worker becomes ready, or finishes what it was told to.
    Serve(usize),
    /// Its job overruns.
    Overrun(usize),
    /// It fetches its next job, and holds none meanwhile.
    Fetch(usize),
    /// Somebody sends it SIGSTOP.
    Halt(usize),
    /// It reaches a limit.
    Limit(usize),
    /// Forks fail from now on, or work again.
    Forks(bool),
    /// The code on the disk is changed, or is again what runs.
    Change(bool),
    /// The n-th mould gets on, or dies.
    Mould(usize),
    LoseMould(usize),
    /// A first turn ends.
    Prove(usize),
}

fn take(world: &mut World, step: Step) {
    let of = |world: &World, n: usize| world.nth(n).unwrap_or(0);
    match step {
        _ if world.finished.is_some() => {}
        Step::Pass(time) => world.pass(time),
        Step::Sleep(time) => world.sleep(time),
        Step::Command(command) => world.feed(Event::Command(command)),
        Step::Die(n, how) => world.reap(of(world, n), how, None, n as u64 % 2),
        Step::Serve(n) => world.serve(of(world, n)),
        Step::Overrun(n) => world.overrun(of(world, n)),
        Step::Fetch(n) => world.fetch(of(world, n)),
        Step::Halt(n) => world.halt(of(world, n)),
        Step::Limit(n) => world.reach_limit(of(world, n)),
        Step::Forks(fail) => world.forks_fail = fail,
        Step::Change(changed) => world.changed = changed,
        Step::Mould(n) => world.serve_mould(n),
        Step::LoseMould(n) => world.lose_mould(n),
        Step::Prove(n) => world.prove(of(world, n)),
    }
}

fn command() -> impl Strategy<Value = Command> {
    let target = prop_oneof![
        Just(Target::Everyone),
        Just(Target::Group("mail".into())),
        (1..6u32).prop_map(|number| Target::Worker { group: "worker".into(), number }),
    ];
    let change = prop_oneof![(0..8u32).prop_map(Change::To), (-3..4i32).prop_map(Change::By)];
    prop_oneof![
        6 => target.prop_map(|target| Command::Reload { target, fresh: false }),
        2 => Just(Command::Reload { target: Target::Everyone, fresh: true }),
        4 => change.prop_map(|change| Command::Scale { change, group: Some("mail".into()) }),
        1 => Just(Command::Stop),
        1 => Just(Command::Terminate),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let how = prop_oneof![Just(How::Exited(0)), Just(How::Exited(255)), Just(How::Signalled(9))];
    prop_oneof![
        8 => (0..4000u64).prop_map(|ms| Step::Pass(Duration::from_millis(ms))),
        1 => (0..60_000u64).prop_map(|ms| Step::Sleep(Duration::from_millis(ms))),
        4 => command().prop_map(Step::Command),
        12 => (any::<usize>(), how).prop_map(|(n, how)| Step::Die(n, how)),
        20 => any::<usize>().prop_map(Step::Serve),
        4 => any::<usize>().prop_map(Step::Overrun),
        8 => any::<usize>().prop_map(Step::Fetch),
        2 => any::<usize>().prop_map(Step::Halt),
        4 => any::<usize>().prop_map(Step::Limit),
        2 => any::<bool>().prop_map(Step::Forks),
        2 => any::<bool>().prop_map(Step::Change),
        10 => any::<usize>().prop_map(Step::Mould),
        1 => any::<usize>().prop_map(Step::LoseMould),
        4 => any::<usize>().prop_map(Step::Prove),
    ]
}

fn history() -> impl Strategy<Value = (u32, Vec<Step>)> {
    (1..5u32, prop::collection::vec(step(), 1..120))
}

fn live_through((workers, steps): (u32, Vec<Step>)) {
    let mut world = World::new(workers);
    for step in steps {
        take(&mut world, step);
    }
    world.settle();
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: HISTORIES, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn every_history_keeps_the_invariants() {
    let result = TestRunner::new(config()).run(&history(), |history| {
        live_through(history);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// After how many histories the bug was found, and the shortest one that shows it.
fn find(bug: Bug) -> (u32, Vec<Step>) {
    let rng = TestRng::deterministic_rng(config().rng_algorithm);
    let lived = Cell::new(0);
    plant(Some(bug));
    let result = TestRunner::new_with_rng(config(), rng).run(&history(), |history| {
        lived.set(lived.get() + 1);
        live_through(history);
        Ok(())
    });
    plant(None);
    match result {
        Err(TestError::Fail(_, (_, steps))) => (lived.get(), steps),
        other => panic!("{bug:?} was not found in {HISTORIES} histories: {other:?}"),
    }
}

#[test]
fn planted_bugs_are_found() {
    for bug in [Bug::LostTimer, Bug::DoubleSpawn, Bug::SignalAfterReap, Bug::SpawnAfterStop, Bug::CaughtForever] {
        let (lived, shortest) = find(bug);
        println!("{bug:?}: found within {lived} histories, shrinking included; shortest: {shortest:?}");
        assert!(shortest.len() <= 12, "{bug:?}: the counter-example is not short: {shortest:?}");
    }
}

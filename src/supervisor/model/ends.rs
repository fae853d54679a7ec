//! How workers end, and what is told of it.

use super::scenes::{at_rest, seconds};
use super::world::{World, settings};
use crate::settings::{Grace, GroupSettings};
use crate::{Action, Cause, End, Event, How, Notice};

#[test]
fn who_is_caught_without_a_job_is_killed_and_has_left_as_it_was_told() {
    for (command, cause) in [("reload", Cause::Reload), ("stop", Cause::Stop), ("scale 0", Cause::Scale)] {
        let mut world = at_rest(settings(1));
        world.fetch(101);
        world.command(command);
        assert!(world.alive[&101].killed, "{command}");
        assert_eq!(world.kills, 0, "{command}: no job was cut");
        world.alive.remove(&101);
        let end = End::new(How::Signalled(9), world.now);
        let actions = world.supervisor.handle(Event::Exited { pid: 101, end }, world.now);
        let gone = actions.iter().find_map(|action| match action {
            Action::Notice(Notice::Gone(gone)) => Some(gone.clone()),
            _ => None,
        });
        let gone = gone.expect("its end is told");
        assert_eq!((gone.cause, gone.killed, gone.is_failure()), (cause, false, false));
        let spawned = actions.iter().any(|action| matches!(action, Action::Spawn { .. }));
        assert_eq!(spawned, command == "reload", "{command}: the successor comes at once: {actions:?}");
    }
}

#[test]
fn nobody_is_ended_who_was_not_told_to_go() {
    let mut world = at_rest(settings(1));
    let slot = world.alive[&101].slot;
    assert_eq!(world.supervisor.handle(Event::Caught { slot, pid: 101 }, world.now), []);
    world.reload();
    assert_eq!(world.supervisor.handle(Event::Caught { slot, pid: 99 }, world.now), [], "a predecessor's");
}

#[test]
fn a_program_that_was_told_leaves_in_its_own_way_and_one_that_was_not_has_died() {
    let end_of = |told: bool, stop_signal: Option<i32>, how: How| {
        let mut world = at_rest(GroupSettings { stop_signal, ..settings(1) });
        if told {
            world.reload();
        }
        world.alive.remove(&101);
        let end = End { program: true, ..End::new(how, world.now) };
        let actions = world.supervisor.handle(Event::Exited { pid: 101, end }, world.now);
        actions.into_iter().find_map(|action| match action {
            Action::Notice(Notice::Gone(gone)) => Some((gone.cause, gone.is_failure())),
            _ => None,
        })
    };
    for how in [How::Signalled(15), How::Exited(0), How::Exited(143)] {
        assert_eq!(end_of(true, None, how), Some((Cause::Reload, false)), "{how:?}");
    }
    assert_eq!(end_of(true, Some(2), How::Signalled(2)), Some((Cause::Reload, false)));
    assert_eq!(end_of(true, Some(2), How::Signalled(15)), Some((Cause::Signal, true)));
    assert_eq!(end_of(true, None, How::Exited(1)), Some((Cause::Exit, true)));
    assert_eq!(end_of(false, None, How::Signalled(15)), Some((Cause::Signal, true)));
    assert_eq!(end_of(false, None, How::Exited(0)), Some((Cause::Exit, false)));
    assert_eq!(end_of(false, None, How::Exited(143)), Some((Cause::Exit, true)));
}

#[test]
fn causes_are_told_right() {
    let end = |how, said| End { said, ..End::new(how, seconds(1000)) };
    let cause = |prepare: fn(&mut World), end: End| {
        let mut world = at_rest(GroupSettings { kill_grace: Grace::For(seconds(1)), ..settings(1) });
        prepare(&mut world);
        world.alive.remove(&101);
        let actions = world.supervisor.handle(Event::Exited { pid: 101, end }, world.now);
        actions.into_iter().find_map(|action| match action {
            Action::Notice(Notice::Gone(gone)) => Some((gone.cause, gone.is_failure())),
            _ => None,
        })
    };
    let nothing: fn(&mut World) = |_| {};
    let kill = How::Signalled(9);
    assert_eq!(cause(nothing, end(How::Exited(0), None)), Some((Cause::Exit, false)));
    assert_eq!(cause(nothing, end(How::Exited(7), Some(Cause::Exit))), Some((Cause::Exit, true)));
    assert_eq!(cause(nothing, end(How::Exited(255), Some(Cause::Fatal))), Some((Cause::Fatal, true)));
    assert_eq!(cause(nothing, end(How::Exited(0), Some(Cause::Limit))), Some((Cause::Limit, false)));
    assert_eq!(cause(nothing, end(How::Exited(0), Some(Cause::Stop))), Some((Cause::Stop, false)));
    assert_eq!(cause(nothing, end(kill, None)), Some((Cause::Signal, true)));
    let starved = End { out_of_memory: true, ..end(kill, None) };
    assert_eq!(cause(nothing, starved.clone()), Some((Cause::Oom, true)));
    let left = end(How::Exited(0), Some(Cause::Reload));
    assert_eq!(cause(|world| world.reach_limit(101), left.clone()), Some((Cause::Limit, false)));
    assert_eq!(cause(World::reload, left), Some((Cause::Reload, false)));
    let stopped = end(How::Exited(0), Some(Cause::Stop));
    assert_eq!(cause(|world| world.command("scale 0"), stopped), Some((Cause::Scale, false)));
    let overrun: fn(&mut World) = |world| {
        world.overrun(101);
        world.pass(seconds(2));
    };
    assert_eq!(cause(overrun, end(kill, None)), Some((Cause::Timeout, true)));
    assert_eq!(cause(overrun, starved), Some((Cause::Timeout, true)), "we have killed it ourselves");
    let terminated: fn(&mut World) = |world| {
        world.command("terminate");
        world.command("terminate");
    };
    assert_eq!(cause(terminated, end(kill, None)), Some((Cause::Stop, false)));
}

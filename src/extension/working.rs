//! The life of a worker, from its fork to the end of its request. It never comes back to the script.

use crate::engine::callable::{self, Callable, Outcome, Unwinding, request_exit, set_exit_status};
use crate::engine::exception::{Thrown, fatal_sentence};
use crate::engine::{self, ending, frames, interrupt, loaded, ownership, script};
use crate::error::Error;
use crate::manager::ManagerState;
use crate::{between, context, exceptions, logging, worker};
use ext_php_rs::types::Zval;
use naruto_runtime::log::Who;
use naruto_runtime::master::{Seed, counted, in_hand};
use naruto_runtime::os::{clock, heap};
use naruto_runtime::trace::Engine;
use naruto_runtime::worker::{Life, Pause};
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Cause, Held};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::OnceLock;

/// Status of a worker that PHP ended by an error, as php itself has it.
pub const FAILED: i32 = 255;

/// Before a fork, in whoever forks, if PHP code has run since the last one.
pub fn before_fork() {
    script::flush_output();
    if context::note_fork() {
        heap::prepare();
        script::trim_heap();
        ownership::prepare();
        engine_here();
    }
}

/// Turns the child of a fork into a worker, and lives its life. Afterwards PHP is on its way to the end of the request:
/// the caller returns at once.
pub fn live(manager: &ManagerState, seed: Seed) {
    context::become_worker();
    loaded::stop();
    ending::leave_after_request();
    ownership::disown_inherited();
    logging::speak_as(Who::Worker(format!("{}#{}", seed.group, seed.number)));
    let callable = manager.callable_of(seed.group_index);
    // A panic must not become an exception here: the script could catch it and go on as if it were the master.
    let unwinding = catch_unwind(AssertUnwindSafe(|| match Life::begin(seed, script::memory) {
        Ok(life) => {
            let life = Rc::new(life);
            // It lasts as long as the process: what it has is the kernel's to take back. To close and unmap it first was 4 %
            // of a stop (sampled).
            std::mem::forget(Rc::clone(&life));
            work(manager, &life, callable.as_deref())
        }
        Err(error) => {
            logging::line(Level::Error, "died", &format!("the worker could not be set up: {error}"));
            request_exit(FAILED);
            None
        }
    }));
    match unwinding {
        Ok(None | Some(Unwinding::Exited)) => {}
        Ok(Some(Unwinding::Jumped)) => {
            // Everything of ours is dropped; what this frame still owns goes first, too.
            drop(callable);
            set_exit_status(FAILED);
            engine::bail_out();
        }
        Err(_) => {
            logging::line(Level::Error, "died", "by a fault inside Naruto; please report the lines above");
            request_exit(FAILED);
        }
    }
}

/// From the start hook to the stop hook. Says how PHP has to be unwound if it cannot be in the usual way.
fn work(manager: &ManagerState, life: &Rc<Life>, callable: Option<&Callable>) -> Option<Unwinding> {
    life.introduce(engine_here());
    script::set_title(&format!("naruto: {} {}", life.place().name, life.name()));
    let mut arguments = [worker::myself(life)];
    manager.become_worker(life, &arguments[0]);
    heap::grow_up();
    let outcome = match start(manager, &mut arguments) {
        Outcome::Returned => {
            life.ready();
            let ended = callable.map_or(Outcome::Returned, |callable| repeat_calls(life, callable, &mut arguments));
            match ended {
                Outcome::Returned if life.is_here() => between::serve_last(life, &arguments[0]),
                other => other,
            }
        }
        failed => failed,
    };
    if !life.is_here() {
        // A child that user code forked has ended its own way; it has nothing to say about this worker.
        return hand_on(&outcome);
    }
    // Who has not come to it, by whatever ended it: nothing is sent to this worker any more.
    life.close_mail();
    end(life, &outcome);
    if let Some(hook) = manager.on_worker_stop().filter(|_| !matches!(outcome, Outcome::Fatal(_))) {
        let hooked = hook.call(&mut arguments);
        if !life.is_here() {
            return hand_on(&hooked);
        }
        report(life, &hooked, error_of(&hooked), None);
        if matches!(hooked, Outcome::Fatal(_)) {
            return hand_on(&hooked);
        }
    }
    life.bury_own_pipe();
    hand_on(&outcome)
}

/// Where the engine of this process lies, which is the same in all that are forked from it; in a build for the tests it
/// may claim to be another one.
fn engine_here() -> &'static Engine {
    static HERE: OnceLock<Engine> = OnceLock::new();
    HERE.get_or_init(|| {
        let engine = frames::own();
        #[cfg(feature = "faults")]
        let engine = crate::testing::disguised(engine);
        engine
    })
}

fn start(manager: &ManagerState, arguments: &mut [Zval]) -> Outcome {
    manager.on_worker_start().map_or(Outcome::Returned, |hook| hook.call(arguments))
}

/// Calls the callable until it is time to leave, or until a call does not return.
fn repeat_calls(life: &Life, callable: &Callable, arguments: &mut [Zval]) -> Outcome {
    let _outside = interrupt::jobs_start_here();
    callable::guard(|| call_until_told(life, callable, arguments))
}

fn call_until_told(life: &Life, callable: &Callable, arguments: &mut [Zval]) -> Outcome {
    let pause = life.settings.hangup_loop;
    while life.call_begins() {
        fault!("worker");
        match callable.call_guarded(arguments) {
            // A child that the job forked came back in its place.
            Outcome::Returned if !life.is_here() => return Outcome::Returned,
            Outcome::Returned => life.call_ends(),
            // The job is not done: it stays in the slot as what this worker held.
            other => return other,
        }
        match between::serve_worker(life, &arguments[0]) {
            Outcome::Returned if life.is_here() => {}
            other => return other,
        }
        if !pause.is_zero() {
            let until = clock::now() + pause;
            loop {
                // Handlers of pcntl_signal that became due since PHP code ran last.
                if interrupt::is_due() {
                    match callable::run_interrupts() {
                        Outcome::Returned => {}
                        other => return other,
                    }
                }
                match life.pause(until) {
                    Pause::Signal => {}
                    Pause::Due => match between::serve_worker(life, &arguments[0]) {
                        Outcome::Returned if life.is_here() => {}
                        other => return other,
                    },
                    _ => break,
                }
            }
        }
    }
    Outcome::Returned
}

/// `Worker::hangup()`: the same, called by PHP code, which gets what a call throws.
pub fn repeat(life: &Life, callable: &Callable, arguments: &mut [Zval]) -> Result<(), Error> {
    returned(repeat_calls(life, callable, arguments))
}

/// Gives PHP code what it would have got if it had called by itself.
pub fn returned(outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Returned => return Ok(()),
        Outcome::Threw(thrown) => thrown.throw_again(),
        Outcome::Exited(status) => request_exit(status),
        Outcome::Fatal(Unwinding::Exited) => request_exit(FAILED),
        Outcome::Fatal(Unwinding::Jumped) => return Err(Error::Jumped),
    }
    Err(Error::Pending)
}

/// Sends PHP to the end of its request with what a call ended in. Says if it cannot go there in the usual way.
fn hand_on(outcome: &Outcome) -> Option<Unwinding> {
    match outcome {
        Outcome::Returned => request_exit(0),
        Outcome::Exited(status) => request_exit(*status),
        Outcome::Threw(_) | Outcome::Fatal(Unwinding::Exited) => request_exit(FAILED),
        Outcome::Fatal(Unwinding::Jumped) => return Some(Unwinding::Jumped),
    }
    None
}

/// Publishes why this worker ends, and writes the line that only it can write.
fn end(life: &Life, outcome: &Outcome) {
    // Before anything else of PHP runs: no hook and no shutdown function is out of time.
    life.rest();
    let asked = life.told();
    let cause = match outcome {
        Outcome::Returned => asked.unwrap_or(Cause::Stop),
        // Told to leave, it may well leave by exit().
        Outcome::Exited(0) => asked.unwrap_or(Cause::Exit),
        Outcome::Exited(_) => Cause::Exit,
        Outcome::Threw(thrown) => cause_of(thrown),
        Outcome::Fatal(_) => Cause::Fatal,
    };
    let error = error_of(outcome);
    life.publish_end(cause, error.as_deref().unwrap_or_default());
    report(life, outcome, error, life.held());
}

fn cause_of(thrown: &Thrown) -> Cause {
    if thrown.is_a(exceptions::timeout()) { Cause::Timeout } else { Cause::Exception }
}

/// What PHP said of an end that it did not want, in one line.
fn error_of(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Returned | Outcome::Exited(_) => None,
        Outcome::Threw(thrown) => Some(thrown.sentence()),
        Outcome::Fatal(_) => Some(fatal_sentence()),
    }
}

fn report(life: &Life, outcome: &Outcome, error: Option<String>, held: Option<Held>) {
    let Some(error) = error else { return };
    let (cause, trace) = match outcome {
        Outcome::Threw(thrown) => (cause_of(thrown), format!("⏎{}", thrown.trace())),
        _ => (Cause::Fatal, String::new()),
    };
    let job = in_hand(held.as_ref());
    life.say_end(cause, held, &format!("{error}{job}; {} done{trace}", counted(life.jobs(), "job")));
}

/// An exception that nobody caught, in one line.
pub fn in_one_line(thrown: &Thrown) -> String {
    format!("{}⏎{}", thrown.sentence(), thrown.trace())
}

//! What a worker does between two jobs, in its waits and in the pause: it hands over what the master has sent, and calls
//! back what is due by the clock.

use crate::engine::callable::{Callable, Outcome};
use crate::engine::objects::Object;
use crate::process::ProcessState;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::Zval;
use naruto_runtime::worker::Life;

/// Does what is due, each timer once at most: one that takes longer than its time must not keep the next job away. Ends
/// early with whatever a callback ends in but a return.
pub fn serve(life: &Life, state: &ProcessState) -> Outcome {
    if !life.has_something_due() {
        return Outcome::Returned;
    }
    serve_messages(life, state).and_then(|| {
        let number = state.timers.borrow().len();
        for _ in 0..number {
            if !life.may_step_aside() {
                break;
            }
            let Some(turn) = life.take_turn() else { break };
            let callable = state.timers.borrow().get(turn.timer).cloned();
            let missed = i64::try_from(turn.missed).unwrap_or(i64::MAX);
            let (Some(callable), Ok(missed)) = (callable, missed.into_zval(false)) else { continue };
            match call_aside(life, &callable, missed, true) {
                Outcome::Returned if life.is_here() => {}
                other => return other,
            }
        }
        Outcome::Returned
    })
}

/// The same for the worker that this value is.
pub fn serve_worker(life: &Life, worker: &Zval) -> Outcome {
    state_of(worker).map_or(Outcome::Returned, |state| serve(life, state))
}

/// Before it leaves: nothing more is sent to it, and what has been sent is handed over.
pub fn serve_last(life: &Life, worker: &Zval) -> Outcome {
    life.close_mail();
    state_of(worker).map_or(Outcome::Returned, |state| serve_messages(life, state))
}

fn state_of(worker: &Zval) -> Option<&ProcessState> {
    Object::in_value(worker).and_then(Object::state::<ProcessState>)
}

fn serve_messages(life: &Life, state: &ProcessState) -> Outcome {
    while life.may_step_aside()
        && let Some(text) = life.take_text()
    {
        // Nobody wants to know.
        let Some(callable) = state.on_message() else { continue };
        let Ok(text) = text.as_str().into_zval(false) else { continue };
        match call_aside(life, &callable, text, false) {
            Outcome::Returned if life.is_here() => {}
            other => return other,
        }
    }
    Outcome::Returned
}

fn call_aside(life: &Life, callable: &Callable, argument: Zval, counted: bool) -> Outcome {
    let aside = life.step_aside();
    let outcome = callable.call(&mut [argument]);
    // In a child that the callback has forked there is nothing to step back to.
    if life.is_here() && !matches!(outcome, Outcome::Fatal(_)) {
        life.step_back(&aside, counted && matches!(outcome, Outcome::Returned));
    }
    outcome
}

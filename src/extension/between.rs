//! What a worker does between two jobs, in its waits and in the pause: it hands over what the master has sent.

use crate::engine::callable::{Callable, Outcome};
use crate::engine::objects::Object;
use crate::process::ProcessState;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::Zval;
use naruto_runtime::worker::Life;
use std::rc::Rc;

/// Does what is due. Ends early with whatever a callback ends in but a return.
pub fn serve(life: &Life, state: &ProcessState) -> Outcome {
    while life.may_step_aside()
        && let Some(text) = life.take_text()
    {
        // Nobody wants to know.
        let Some(callable) = state.on_message() else { continue };
        let Ok(text) = text.as_str().into_zval(false) else { continue };
        match call_aside(life, &callable, text) {
            Outcome::Returned if life.is_here() => {}
            other => return other,
        }
    }
    Outcome::Returned
}

/// The same for the worker that this value is.
pub fn serve_worker(life: &Life, worker: &Zval) -> Outcome {
    let state = Object::in_value(worker).and_then(Object::state::<ProcessState>);
    state.map_or(Outcome::Returned, |state| serve(life, state))
}

/// Before it leaves: nothing more is sent to it, and what has been sent is handed over.
pub fn serve_last(life: &Life, worker: &Zval) -> Outcome {
    life.close_mail();
    serve_worker(life, worker)
}

fn call_aside(life: &Life, callable: &Rc<Callable>, argument: Zval) -> Outcome {
    let aside = life.step_aside();
    let outcome = callable.call(&mut [argument]);
    // In a child that the callback has forked there is nothing to step back to.
    if life.is_here() && !matches!(outcome, Outcome::Fatal(_)) {
        life.step_back(&aside);
    }
    outcome
}

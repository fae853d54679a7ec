//! Timers of a worker.

use crate::engine::arguments;
use crate::engine::callable::Callable;
use crate::engine::method::Call;
use crate::engine::script;
use crate::error::Error;
use crate::process::{self, ProcessState};
use ext_php_rs::types::Zval;
use naruto_runtime::worker::Life;
use std::rc::Rc;
use std::time::Duration;

const SHORTEST: f64 = 0.001;

/// Calls back every so many seconds, in `wait()`, `running()` and the pause; never inside a job, never twice at once. The
/// callable gets the number of turns that were missed.
///
/// `seconds`: 0.001 and up, without drift. Throws `ValueError` otherwise, `ProcessException` after the first job.
pub fn every(call: &mut Call<'_>) -> Result<(), Error> {
    let (seconds, callable) = arguments::float_and_callable(call.frame)?;
    let period = Duration::try_from_secs_f64(seconds).ok().filter(|_| seconds >= SHORTEST).ok_or_else(|| {
        let text = "Naruto\\Worker::every(): Argument #1 ($seconds) must be 0.001 or above, and finite";
        Error::Value(format!("{text}; {seconds} given"))
    })?;
    let (state, life) = at_its_beginning(call)?;
    let callable = resolve(callable)?;
    life.add_every(period);
    state.timers.borrow_mut().push(callable);
    Ok(())
}

/// Like `every()`, at the times of a cron expression in PHP's time zone.
///
/// `expression`: five fields, or @hourly, @daily, … Throws `ValueError` for another one, `ProcessException` after the first
/// job.
pub fn cron(call: &mut Call<'_>) -> Result<(), Error> {
    let (expression, callable) = arguments::text_and_callable(call.frame)?;
    let (state, life) = at_its_beginning(call)?;
    let callable = resolve(callable)?;
    life.add_cron(&expression, &script::time_zone())?.map_err(|error| {
        Error::Value(format!("Naruto\\Worker::cron(): Argument #1 ($expression) is \"{expression}\": {error}"))
    })?;
    state.timers.borrow_mut().push(callable);
    Ok(())
}

fn resolve(callable: &Zval) -> Result<Rc<Callable>, Error> {
    let callable = Callable::new(callable).ok_or(Error::Pending)?;
    super::refuse_generator(&callable)?;
    Ok(Rc::new(callable))
}

/// A timer that each call of the callable sets anew would be one more each time.
fn at_its_beginning(call: &Call<'_>) -> Result<(&'static ProcessState, Rc<Life>), Error> {
    let state = process::state(call.this()?)?;
    let life = Rc::clone(state.life()?);
    if !life.takes_timers() {
        let text = "timers are set before the first job: in onWorkerStart(), or before the first running()";
        return Err(Error::process(text));
    }
    Ok((state, life))
}

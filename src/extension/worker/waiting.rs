//! Waiting in a worker: for time, for streams, for the next job; and a stream for loops that wait by themselves.

use crate::configuration;
use crate::engine::array::{self, entries};
use crate::engine::callable::{self, Callable, Outcome};
use crate::engine::method::Call;
use crate::engine::{arguments, interrupt, stream};
use crate::error::Error;
use crate::process::{self, ProcessState};
use crate::{between, working};
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use naruto_runtime::os::clock;
use naruto_runtime::worker::{Life, Pause};
use naruto_supervisor::Time;
use std::os::fd::BorrowedFd;
use std::rc::Rc;
use std::time::Duration;

/// Waits, and ends at once when it is time to leave. A job that was told so by one wait and goes on may wait again: that wait
/// is like any other.
///
/// `seconds`: 0 and up; INF: no end. `streams`: a stream or an array of them; the wait ends as soon as one of them can be
/// read. Returns those that can, with their keys; none if time is up or it is time to leave. Throws `ValueError` for a
/// negative time or NAN, `TypeError` for what is no stream.
pub fn wait(call: &mut Call<'_>) -> Result<(), Error> {
    let (seconds, streams) = arguments::float_and_value(call.frame)?;
    let until = match seconds {
        f64::INFINITY => None,
        // A time that is too long for a clock has no end, either.
        _ if seconds >= 0.0 => {
            Duration::try_from_secs_f64(seconds).ok().and_then(|time| clock::now().checked_add(time))
        }
        _ => {
            let text = "Naruto\\Worker::wait(): Argument #1 ($seconds) must be 0 or above";
            return Err(Error::Value(format!("{text}, {seconds} given")));
        }
    };
    let streams = Streams::of(streams)?;
    let state = process::state(call.this()?)?;
    let life = Rc::clone(state.life()?);
    let since = life.wait_begins();
    let ready = wait_for(&life, state, until, &streams);
    if life.is_here() {
        let found = ready.as_ref().is_ok_and(|ready| ready.contains(&true));
        life.wait_ends(since, (!streams.0.is_empty()).then_some(found));
    }
    *call.returned = streams.chosen(&ready?);
    Ok(())
}

/// Which of the streams can be read; none when time is up or it is time to leave.
fn wait_for(life: &Life, state: &ProcessState, until: Option<Time>, streams: &Streams<'_>) -> Result<Vec<bool>, Error> {
    working::returned(between::serve(life, state))?;
    loop {
        // Handlers of pcntl_signal that became due since PHP code ran last.
        if interrupt::is_due() {
            working::returned(callable::run_interrupts())?;
        }
        if !life.is_here() || life.ends_wait() {
            return Ok(Vec::new());
        }
        let unread = streams.unread();
        if unread.contains(&true) {
            return Ok(unread);
        }
        match life.wait(until, &streams.ends()?) {
            Pause::Over => return Ok(Vec::new()),
            Pause::Ready(ready) => return Ok(ready),
            Pause::Leave | Pause::Signal => {}
            Pause::Due => working::returned(between::serve(life, state))?,
        }
    }
}

/// What a wait is for, in the order of the argument.
struct Streams<'a>(Vec<&'a Zval>, Option<&'a ZendHashTable>);

impl<'a> Streams<'a> {
    fn of(value: Option<&'a Zval>) -> Result<Self, Error> {
        let streams = match value {
            None => Self(Vec::new(), None),
            Some(value) => match value.array() {
                Some(table) => Self(entries(table).into_iter().map(|(_, value)| value).collect(), Some(table)),
                None if value.is_null() => Self(Vec::new(), None),
                None => Self(vec![value], None),
            },
        };
        streams.ends()?;
        Ok(streams)
    }

    /// Asked for anew each time: PHP code that ran meanwhile may have closed one.
    fn ends(&self) -> Result<Vec<BorrowedFd<'a>>, Error> {
        let end = |value: &&'a Zval| {
            stream::readable_end(value).ok_or_else(|| {
                let got = configuration::value(value);
                let text =
                    "Naruto\\Worker::wait(): Argument #2 ($streams) must be an open stream that can be waited on";
                Error::Type(format!("{text}, or an array of them, {got} given"))
            })
        };
        self.0.iter().map(end).collect()
    }

    fn unread(&self) -> Vec<bool> {
        self.0.iter().map(|value| stream::has_unread(value)).collect()
    }

    /// Those that can be read, as PHP gets them.
    fn chosen(&self, ready: &[bool]) -> Zval {
        match (self.1, self.0.first()) {
            (Some(table), _) if ready.contains(&true) => array::filtered(table, ready),
            (None, Some(stream)) if ready == [true] => array::list_of(stream.dereference()),
            _ => Zval::new_array(),
        }
    }
}

/// Fetches the next job, blocking. As this worker holds none meanwhile, a stop or reload may end it right there.
///
/// An empty result (false, null, [], '') means that there was no job. Throws `ProcessException` inside another fetch, and
/// in a hook.
pub fn idle(call: &mut Call<'_>) -> Result<(), Error> {
    let fetch = Callable::new(arguments::callable(call.frame)?).ok_or(Error::Pending)?;
    super::refuse_generator(&fetch)?;
    let life = Rc::clone(process::state(call.this()?)?.life()?);
    if life.is_fetching() {
        return Err(Error::process("a fetch is on its way; idle() cannot be called from within"));
    }
    if life.is_aside() {
        return Err(Error::process("idle() fetches a job; it cannot be called by what is done between two jobs"));
    }
    if !life.may_fetch() {
        return Err(Error::process("idle() fetches a job, and there is none at the start and at the end of a worker"));
    }
    if !life.fetch_begins() {
        // There is no result that the script would know for none, and no job in hand.
        callable::request_exit(0);
        return Err(Error::Pending);
    }
    let mut fetched = Zval::new();
    let outcome = fetch.ask(&mut [], &mut fetched);
    // A child that the fetch has forked has nothing to say of its parent.
    if life.is_here() {
        life.fetch_ends(matches!(outcome, Outcome::Returned) && !is_empty(&fetched));
    }
    working::returned(outcome)?;
    *call.returned = fetched;
    Ok(())
}

/// False, null, [] and '' are no job; 0 and '0' may be one.
fn is_empty(value: &Zval) -> bool {
    value.is_null()
        || value.is_false()
        || value.array().is_some_and(ZendHashTable::is_empty)
        || value.zend_str().is_some_and(ZendStr::is_empty)
}

/// A stream that can be read when it is time to leave, for event loops. Not to be read, not to be closed.
pub fn stop_stream(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let state = process::state(call.this()?)?;
    let life = state.life()?;
    let known = state.stop_stream.borrow().as_ref().map(Zval::shallow_clone);
    // One that the script has closed after all is opened anew.
    if let Some(known) = known.filter(|stream| stream::readable_end(stream).is_some()) {
        *call.returned = known;
        return Ok(());
    }
    let refused = || Error::process("PHP opens no stream on the worker's pipe; is fopen() disabled?");
    let opened = stream::open(life.open_stop_stream()).ok_or_else(refused)?;
    *call.returned = opened.shallow_clone();
    let old = state.stop_stream.replace(Some(opened));
    drop(old);
    Ok(())
}

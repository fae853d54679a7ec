//! `Naruto\Worker`: the argument of the callable, and the handle that the master has of a worker.

pub mod messages;
mod program;
mod timers;
mod waiting;

use crate::engine::callable::Callable;
use crate::engine::class::{self, Class, Type};
use crate::engine::method::Call;
use crate::engine::objects::Object;
use crate::engine::{arguments, objects};
use crate::error::Error;
use crate::process::{self, Handle};
use crate::{between, method, working};
use ext_php_rs::args::Arg;
use ext_php_rs::flags::{DataType, MethodFlags};
use ext_php_rs::types::Zval;
use ext_php_rs::zend::ClassEntry;
use naruto_runtime::instance::Place;
use naruto_runtime::worker::Life;
use std::rc::Rc;
use std::time::Duration;

static CLASS: Class = Class::new();

/// `Naruto\Worker`
pub fn class() -> &'static ClassEntry {
    CLASS.entry()
}

/// At the start of the extension.
pub fn register() -> ext_php_rs::error::Result<()> {
    process::subclass("Naruto\\Worker", method!("hangup", hangup))
        .method(method!("dispatchSig", dispatch_sig).returns(DataType::Void, false, false), MethodFlags::Public)
        .method(method!("running", running).returns(DataType::Bool, false, false), MethodFlags::Public)
        .method(
            method!("wait", waiting::wait)
                .arg(Arg::new("seconds", DataType::Double))
                .arg(Arg::new("streams", DataType::Mixed).default("[]"))
                .required_args(1)
                .returns(DataType::Array, false, false),
            MethodFlags::Public,
        )
        .method(
            method!("idle", waiting::idle).arg(Arg::new("fetch", DataType::Callable)).returns(
                DataType::Mixed,
                false,
                false,
            ),
            MethodFlags::Public,
        )
        .method(method!("stopStream", waiting::stop_stream).returns(DataType::Mixed, false, false), MethodFlags::Public)
        .method(
            method!("onMessage", messages::on_message)
                .arg(Arg::new("callable", DataType::Callable).allow_null())
                .returns(DataType::Void, false, false),
            MethodFlags::Public,
        )
        .method(
            method!("send", messages::send).arg(Arg::new("text", DataType::String)).returns(
                DataType::Bool,
                false,
                false,
            ),
            MethodFlags::Public,
        )
        .method(
            method!("every", timers::every)
                .arg(Arg::new("seconds", DataType::Double))
                .arg(Arg::new("callable", DataType::Callable))
                .returns(DataType::Void, false, false),
            MethodFlags::Public,
        )
        .method(
            method!("cron", timers::cron)
                .arg(Arg::new("expression", DataType::String))
                .arg(Arg::new("callable", DataType::Callable))
                .returns(DataType::Void, false, false),
            MethodFlags::Public,
        )
        .method(
            method!("exec", program::exec)
                .arg(Arg::new("command", DataType::Array))
                .arg(Arg::new("env", DataType::Array).default("[]"))
                .required_args(1)
                .returns(DataType::Void, false, false),
            MethodFlags::Public,
        )
        .method(method!("stopping", stopping).returns(DataType::Bool, false, false), MethodFlags::Public)
        .method(
            method!("note", note).arg(Arg::new("text", DataType::String)).returns(DataType::Void, false, false),
            MethodFlags::Public,
        )
        .method(
            method!("deadline", deadline).arg(Arg::new("seconds", DataType::Double)).returns(
                DataType::Void,
                false,
                false,
            ),
            MethodFlags::Public,
        )
        .registration(|entry, arguments| {
            class::attribute(entry, "id", Type::Int, true);
            class::attribute(entry, "group", Type::Text, true);
            class::attribute(entry, "name", Type::Text, true);
            class::attribute(entry, "jobs", Type::Int, false);
            class::returns_never(entry, "exec");
            CLASS.set(entry, arguments);
        })
        .register()
}

/// Writes the attributes that only workers have.
pub fn describe(object: Object<'_>, group: &str, number: u32) {
    process::set(object, "id", i64::from(number));
    process::set(object, "group", group);
    let name = if group.is_empty() { String::new() } else { format!("{group}#{number}") };
    process::set(object, "name", name);
    process::set(object, "jobs", 0i64);
}

/// A handle on a worker.
pub fn handle(place: &Place, pid: i32, pause: Duration, group: &str, number: u32) -> Zval {
    let value = objects::make(class());
    if let Some(object) = Object::in_value(&value) {
        process::describe(object, &Handle { kind: "worker", pid, dir: &place.dir, mode: place.pipe_mode, pause });
        describe(object, group, number);
    }
    value
}

/// The worker that this process is.
pub fn myself(life: &Rc<Life>) -> Zval {
    let value = handle(life.place(), life.pid, life.settings.hangup_loop, &life.group, life.number);
    if let Some(state) = Object::in_value(&value).and_then(Object::state::<process::ProcessState>) {
        state.embody(life);
    }
    value
}

/// Calls the callable again and again until this process is asked to leave.
///
/// Throws `ProcessException` on a handle of another process.
fn hangup(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let state = process::state(this)?;
    let callable = Callable::new(arguments::callable(call.frame)?).ok_or(Error::Pending)?;
    refuse_generator(&callable)?;
    let arguments = &mut [this.to_value()];
    match state.life() {
        Ok(life) => working::repeat(life, &callable, arguments),
        Err(_) if process::is_here(this) => {
            let mut ended = Ok(());
            state.repeat_alone(this, || {
                ended = working::returned(callable.call(arguments));
                ended.is_ok()
            })?;
            ended
        }
        Err(error) => Err(error),
    }
}

/// What is said of a callable that contains `yield`.
pub fn refuse_generator(callable: &Callable) -> Result<(), Error> {
    if callable.is_generator() {
        let text = "the callable contains yield, so calling it makes a generator and runs nothing";
        return Err(Error::Config(format!("{text}; move the yield into a function that the callable calls")));
    }
    Ok(())
}

/// Obeys the word in `$signal`: leaves after this job on `reload` and `stop`.
///
/// Throws `ProcessException` on a handle of another process.
fn dispatch_sig(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    arguments::none(call.frame)?;
    let state = process::state(this)?;
    match state.life() {
        Ok(life) => {
            if let Some(order) = life.last_order() {
                life.obey(order);
            }
        }
        Err(_) if process::is_here(this) => state.obey_last(),
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Ends one job and begins the next, for a loop of your own. False: time to leave.
fn running(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let state = process::state(call.this()?)?;
    let life = state.life()?;
    if life.is_fetching() {
        return Err(Error::process("a fetch is on its way; running() cannot be called from within idle()"));
    }
    if life.is_aside() {
        return Err(Error::process(
            "running() begins the next job; it cannot be called by what is done between two jobs",
        ));
    }
    life.turn_ends();
    working::returned(between::serve(&Rc::clone(life), state))?;
    let running = life.turn_begins();
    call.returned.set_bool(running);
    Ok(())
}

/// Inside a long job: has this worker been asked to leave?
fn stopping(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let stopping = process::state(call.this()?)?.life()?.look().is_some();
    call.returned.set_bool(stopping);
    Ok(())
}

/// Says what this job is about: in the report of its death, SIGKILL included. Gone when the job ends; of a worker that
/// ends in a job its last note is told, and hooks and shutdown functions change nothing. Costs no system call.
///
/// `text`: cut after 127 bytes; control characters are shown as `?`.
fn note(call: &mut Call<'_>) -> Result<(), Error> {
    let text = arguments::bytes(call.frame)?;
    process::state(call.this()?)?.life()?.note(text);
    Ok(())
}

/// Gives the job in hand this long from now, whatever `jobTimeout` says. The next job has `jobTimeout` again.
///
/// `seconds`: above 0; INF: no deadline. Throws `ValueError` otherwise, `ProcessException` if there is no job.
fn deadline(call: &mut Call<'_>) -> Result<(), Error> {
    let seconds = arguments::float(call.frame)?;
    let life = process::state(call.this()?)?.life()?;
    let time = match seconds {
        f64::INFINITY => None,
        // A time that is too long for a clock is none, either.
        _ if seconds > 0.0 => Duration::try_from_secs_f64(seconds).ok(),
        _ => {
            let text = "Naruto\\Worker::deadline(): Argument #1 ($seconds) must be above 0";
            return Err(Error::Value(format!("{text}, {seconds} given")));
        }
    };
    if !life.give(time)? {
        return Err(Error::process("there is no job in hand that could have a deadline"));
    }
    Ok(())
}

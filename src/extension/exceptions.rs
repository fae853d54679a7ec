//! `Naruto\ProcessException` and those below it: exceptions like any other, and the log of 0.5.

use crate::engine::array::{Key, entries};
use crate::engine::callable::request_exit;
use crate::engine::class::{self, Class};
use crate::engine::{arguments, method::Call};
use crate::error::Error;
use crate::{logging, method};
use ext_php_rs::args::Arg;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::{ZendHashTable, Zval};
use ext_php_rs::zend::ClassEntry;
use naruto_runtime::master::duration;
use naruto_supervisor::settings::Level;
use std::time::Duration;

static PROCESS: Class = Class::new();
static CONFIG: Class = Class::new();
static TIMEOUT: Class = Class::new();

/// `Naruto\ProcessException`
pub fn process() -> &'static ClassEntry {
    PROCESS.entry()
}

/// `Naruto\ConfigException`
pub fn config() -> &'static ClassEntry {
    CONFIG.entry()
}

/// `Naruto\TimeoutException`
pub fn timeout() -> &'static ClassEntry {
    TIMEOUT.entry()
}

/// Interrupts a job that has run for so long.
pub fn throw_timeout(ran: Duration) {
    let text = format!("the job has run for {} and is out of time", duration(ran));
    PhpException::new(text, 0, timeout()).throw();
}

/// At the start of the extension.
pub fn register() -> ext_php_rs::error::Result<()> {
    let log = |function: FunctionBuilder<'static>| {
        function.arg(Arg::new("data", DataType::Array)).returns(DataType::Void, false, false)
    };
    let public = MethodFlags::Public | MethodFlags::Static;
    ClassBuilder::new("Naruto\\ProcessException")
        .extends((crate::engine::class::runtime_exception, "\\RuntimeException"))
        .method(log(method!("info", info)), public)
        .method(log(method!("debug", debug)), public)
        .method(log(method!("error", error)), public)
        .registration(|entry, arguments| {
            class::returns_never(entry, "error");
            PROCESS.set(entry, arguments);
        })
        .register()?;
    ClassBuilder::new("Naruto\\ConfigException")
        .extends((process, "\\Naruto\\ProcessException"))
        .flags(ClassFlags::Final)
        .registration(|entry, arguments| CONFIG.set(entry, arguments))
        .register()?;
    ClassBuilder::new("Naruto\\TimeoutException")
        .extends((process, "\\Naruto\\ProcessException"))
        .flags(ClassFlags::Final)
        .registration(|entry, arguments| TIMEOUT.set(entry, arguments))
        .register()
}

/// Writes a line of level info to the fleet's log; `path` of 0.5 is ignored, there is one log.
fn info(call: &mut Call<'_>) -> Result<(), Error> {
    write(call, Level::Info)
}

/// Writes a line of level debug.
fn debug(call: &mut Call<'_>) -> Result<(), Error> {
    write(call, Level::Debug)
}

/// Writes a line of level error and, as in 0.5, ends this process; with status 1, so that the end shows.
fn error(call: &mut Call<'_>) -> Result<(), Error> {
    write(call, Level::Error)?;
    request_exit(1);
    Ok(())
}

fn write(call: &mut Call<'_>, level: Level) -> Result<(), Error> {
    let data = arguments::array(call.frame)?.array().ok_or(Error::Pending)?;
    let message = data.get("msg").map(Zval::dereference);
    let sentence = match message.and_then(Zval::array) {
        Some(parts) => sentence(parts),
        None => message.map(text).unwrap_or_default(),
    };
    logging::line(level, "log", &sentence);
    Ok(())
}

/// `from: worker, extra: pipe made`; what has no name stands for itself.
fn sentence(parts: &ZendHashTable) -> String {
    let part = |(key, value): (Key, &Zval)| match key {
        Key::Number(_) => text(value),
        Key::Name(name) => format!("{name}: {}", text(value)),
    };
    entries(parts).into_iter().map(part).collect::<Vec<_>>().join(", ")
}

fn text(value: &Zval) -> String {
    let value = value.dereference();
    if let Some(text) = value.zend_str() {
        return String::from_utf8_lossy(text.as_bytes()).into_owned();
    }
    if let Some(truth) = value.bool() {
        return truth.to_string();
    }
    if value.is_scalar() { value.coerce_to_string().unwrap_or_default() } else { format!("({:?})", value.get_type()) }
}

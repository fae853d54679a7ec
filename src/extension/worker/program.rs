//! A worker that becomes another program.

use crate::configuration;
use crate::engine::array::{Key, entries};
use crate::engine::callable::request_exit;
use crate::engine::method::Call;
use crate::engine::{arguments, script};
use crate::error::Error;
use crate::{process, working};
use ext_php_rs::types::Zval;
use naruto_runtime::os::exec::Program;
use std::rc::Rc;

/// Becomes another program, supervised like any worker: stop and reload reach it as `stopSignal`, SIGTERM if there is none.
/// Shutdown functions don't run.
///
/// `command`: program (looked up in PATH) and arguments. `env`: added to the environment. Throws `ProcessException` if it
/// cannot be executed; the worker goes on.
pub fn exec(call: &mut Call<'_>) -> Result<(), Error> {
    let (command, variables) = arguments::two_arrays(call.frame)?;
    let life = Rc::clone(process::state(call.this()?)?.life()?);
    let command = texts(command, "Argument #1 ($command)")?;
    let variables = match variables {
        Some(variables) => named_texts(variables)?,
        None => Vec::new(),
    };
    let arguments: Vec<_> = command.iter().map(Vec::as_slice).collect();
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_slice(), value.as_slice())).collect();
    let program = Program::new(&arguments, &variables).ok_or_else(|| {
        Error::Value(
            "Naruto\\Worker::exec(): Argument #1 ($command) must name a program, and nothing may contain a NUL".into(),
        )
    })?;
    if life.is_aside() || life.is_fetching() || !life.may_fetch() {
        return Err(Error::process("exec() belongs into the callable: neither in a hook, in idle() nor in a timer"));
    }
    // What is buffered would be lost with us, or be printed by nobody.
    working::returned(script::flush_buffers())?;
    script::flush_output();
    if let Some(error) = life.become_program(&program) {
        return Err(error.into());
    }
    // It is time to leave, and a program that begins now would not hear of it.
    request_exit(0);
    Err(Error::Pending)
}

fn texts(value: &Zval, which: &str) -> Result<Vec<Vec<u8>>, Error> {
    let table = value.array().ok_or(Error::Pending)?;
    entries(table).into_iter().map(|(_, value)| bytes(value, which)).collect()
}

type Bytes = Vec<u8>;

fn named_texts(value: &Zval) -> Result<Vec<(Bytes, Bytes)>, Error> {
    let which = "Argument #2 ($env)";
    let named = |(key, value): (Key, &Zval)| match key {
        Key::Name(name) if !name.is_empty() && !name.contains('=') => Ok((name.into_bytes(), bytes(value, which)?)),
        Key::Name(name) => {
            Err(Error::Value(format!("Naruto\\Worker::exec(): {which}: \"{name}\" is no name of a variable")))
        }
        Key::Number(_) => Err(Error::Value(format!("Naruto\\Worker::exec(): {which} must have names as keys"))),
    };
    entries(value.array().ok_or(Error::Pending)?).into_iter().map(named).collect()
}

fn bytes(value: &Zval, which: &str) -> Result<Vec<u8>, Error> {
    let value = value.dereference();
    if let Some(text) = value.zend_str() {
        return Ok(text.as_bytes().to_vec());
    }
    if value.is_long() || value.is_double() {
        return value.coerce_to_string().map(String::into_bytes).ok_or(Error::Pending);
    }
    let got = configuration::value(value);
    Err(Error::Type(format!("Naruto\\Worker::exec(): {which} must contain strings only, {got} given")))
}

//! `Naruto\listen()`

use crate::engine::arguments;
use crate::engine::callable::{Callable, Outcome};
use crate::engine::method::Call;
use crate::engine::{script, stream as streams};
use crate::error::Error;
use crate::{context, method};
use ext_php_rs::args::Arg;
use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::Zval;
use naruto_runtime::console::arguments::{Meaning, Task, read};
use naruto_runtime::os::socket::Address;
use naruto_runtime::sockets::{self, When};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicU32, Ordering};

/// Placeholders may stay side by side until `run()`.
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// Adds it.
pub fn register(module: ModuleBuilder) -> ModuleBuilder {
    module.function(
        method!("Naruto\\listen", listen)
            .arg(Arg::new("address", DataType::String))
            .not_required()
            .arg(Arg::new("backlog", DataType::Long).default("1024"))
            .returns(DataType::Mixed, false, false),
    )
}

/// A listening socket that is opened once for the whole life of the fleet: a reload gets the same one. Before `run()` only.
///
/// `address`: `tcp://host:port` or `unix:///path`; `backlog`: how many connections wait to be accepted, 1 and up. Returns a
/// non-blocking server stream. Throws `ProcessException` if the address cannot be bound.
fn listen(call: &mut Call<'_>) -> Result<(), Error> {
    let (text, backlog) = arguments::text_and_int(call.frame, 1024)?;
    let backlog = i32::try_from(backlog).ok().filter(|backlog| *backlog > 0).ok_or_else(|| {
        Error::Value(format!(
            "Naruto\\listen(): Argument #2 ($backlog) must be from 1 to {}, {backlog} given",
            i32::MAX
        ))
    })?;
    let address = Address::parse(&text).ok_or_else(|| {
        let wanted = "must be tcp://host:port or unix:///path";
        Error::Value(format!("Naruto\\listen(): Argument #1 ($address) {wanted}, \"{text}\" given"))
    })?;
    if context::is_master() || context::is_worker() {
        return Err(Error::process("Naruto\\listen() comes before run(): all workers have the same socket"));
    }
    let stream = placeholder(&address)?;
    let number = streams::readable_end(&stream)
        .map(|fd| fd.as_raw_fd())
        .ok_or_else(|| Error::process("a stream of PHP's has no descriptor"))?;
    let refused = |why: String| Error::process(format!("{text} cannot be listened at: {why}"));
    sockets::lead(number, &text, &address, backlog, when()).map_err(refused)?;
    php("stream_set_blocking", &mut [stream.shallow_clone(), false.into_zval(false).map_err(|_| Error::Pending)?])?;
    *call.returned = stream;
    Ok(())
}

/// Where the script was called with a command it is not the master, or not yet.
fn when() -> When {
    match read("", &script::arguments()) {
        Meaning::Task(Task::Start { .. }) | Meaning::Foreign => When::Soon,
        Meaning::Task(_) | Meaning::Refused(_) => When::AtRun,
    }
}

/// A stream of the same kind, for the descriptor to be replaced. PHP has no way to make one of a socket that is there.
fn placeholder(address: &Address) -> Result<Zval, Error> {
    let nowhere = match address {
        Address::Tcp(_) => "tcp://127.0.0.1:0".to_owned(),
        Address::Unix(_) => {
            format!("unix://\0naruto.{}.{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed))
        }
    };
    let stream = php("stream_socket_server", &mut [nowhere.as_str().into_zval(false).map_err(|_| Error::Pending)?])?;
    if streams::readable_end(&stream).is_none() {
        return Err(Error::process(format!("PHP could not make a server stream at {}", nowhere.replace('\0', "@"))));
    }
    Ok(stream)
}

/// Calls a function of PHP's.
fn php(name: &str, given: &mut [Zval]) -> Result<Zval, Error> {
    let function = name.into_zval(false).ok().and_then(|name| Callable::new(&name));
    let function =
        function.ok_or_else(|| Error::process(format!("Naruto\\listen() needs {name}(), which is disabled")))?;
    let mut returned = Zval::new();
    match function.ask(given, &mut returned) {
        Outcome::Returned => Ok(returned),
        Outcome::Threw(thrown) => {
            thrown.throw_again();
            Err(Error::Pending)
        }
        Outcome::Exited(_) | Outcome::Fatal(_) => Err(Error::process(format!("{name}() has ended the script"))),
    }
}

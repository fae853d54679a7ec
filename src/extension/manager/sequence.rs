//! The sequence of the original model: configure, welcome, execFork, registerSigHandler, hangup; and `run()`, which is
//! all of it.

use super::{ManagerState, resolve_logger, state};
use crate::command_line::Obeyed;
use crate::configuration::Given;
use crate::engine::arguments;
use crate::engine::callable::call_override;
use crate::engine::method::Call;
use crate::engine::objects::Object;
use crate::error::Error;
use crate::fleet::{Back, Fleet};
use crate::{background, casting, command_line, configuration, context, logging, working};
use ext_php_rs::types::Zval;
use naruto_runtime::log::Who;
use naruto_runtime::master::Master;
use naruto_supervisor::Event;
use naruto_supervisor::settings::Level;
use std::io::{IsTerminal, Write};

/// Reads the settings. With a callable it also starts the fleet and comes back when the fleet has ended, as in 0.5.
///
/// Throws `ConfigException` if a key is unknown or a value has the wrong type or range; nothing has been started. With a
/// callable it throws what `run()` does.
pub fn construct(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let (config, callable) = arguments::array_and_callable(call.frame)?;
    let manager = state(this)?;
    let given = config.map_or_else(Zval::new_array, Zval::shallow_clone);
    match call_override(this, "configure", &mut [given]) {
        None => apply(manager, config)?,
        Some(outcome) => working::returned(outcome)?,
    }
    manager.builder.set(Some(std::process::id().cast_signed()));
    if let Some(callable) = callable {
        manager.builder.set(None);
        manager.set_callable(callable)?;
        sequence(this, manager)?;
    }
    Ok(())
}

/// Reads settings into the attributes. The constructor calls it; override it to add your own.
///
/// Throws `ConfigException`; `ProcessException` while the fleet runs.
pub fn configure(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let config = arguments::optional_array(call.frame)?;
    apply(state(this)?, config)
}

fn apply(manager: &ManagerState, config: Option<&Zval>) -> Result<(), Error> {
    manager.refuse_while_running()?;
    let mut given = Given::read(config)?;
    let settings = given.over(&manager.settings.borrow())?;
    let logger = given.logger.as_ref().map(resolve_logger).transpose()?;
    if let Some(callable) = &given.callable {
        manager.set_callable(callable)?;
    }
    if let Some(secret) = given.secret.take() {
        manager.secret.replace(Some(secret));
    }
    if let Some(kept) = given.kept.take() {
        manager.connections.keep(kept);
    }
    if logger.is_some() {
        // Released outside of the borrow: its destructor may be PHP code.
        let old = manager.logger.replace(logger);
        drop(old);
    }
    // Lines of ProcessException before the start go where those of the fleet will.
    if !context::is_master()
        && let Ok(log) = configuration::log(&settings)
    {
        logging::set(log, Who::Script);
    }
    *manager.settings.borrow_mut() = settings;
    Ok(())
}

/// Prints the banner, on a terminal only.
pub fn welcome(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    print_banner();
    Ok(())
}

fn print_banner() {
    let out = std::io::stdout();
    if out.is_terminal() {
        let banner = concat!("naruto ", env!("CARGO_PKG_VERSION"), " · one master, N workers, pipes and signals\n");
        // A terminal that does not take it is no reason not to start.
        let _ = out.lock().write_all(banner.as_bytes());
    }
}

/// Starts the fleet and comes back when it has ended.
///
/// Returns 0 if it ended as asked; that is the script's exit status already. Throws `ProcessException` if there is
/// nothing to run, at a second run, inside a worker, under another SAPI than the command line, or if fork or the pipe
/// directory fails; then no process and no pipe is left behind.
pub fn run(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let callable = arguments::nullable_callable(call.frame, false)?;
    let manager = state(this)?;
    manager.builder.set(None);
    if manager.is_master() {
        return Err(Error::process("the fleet of this manager is running already"));
    }
    if let Some(callable) = callable {
        manager.set_callable(callable)?;
    }
    let status = sequence(this, manager)?;
    call.returned.set_long(status);
    Ok(())
}

fn sequence(this: Object<'_>, manager: &ManagerState) -> Result<i32, Error> {
    let fleet = Fleet::of(this, manager);
    fleet.check()?;
    if casting::is_mould() {
        let (Back::Child | Back::Master(_)) = fleet.start(Event::Started)?;
        return Ok(0);
    }
    match command_line::obey(manager) {
        Obeyed::Done => return Err(Error::Pending),
        Obeyed::Start { daemon: false } => {}
        Obeyed::Start { daemon: true } => return in_background(this, manager),
    }
    begin(this, manager)
}

/// Whoever has started it is told of an error, and PHP code is not: there is nobody to catch it any more.
fn in_background(this: Object<'_>, manager: &ManagerState) -> Result<i32, Error> {
    if let Err(error) = background::enter(manager) {
        let (status, text) = background::status_of(&error);
        eprintln!("start: {text}");
        command_line::leave(status);
        return Err(Error::Pending);
    }
    begin(this, manager).map_err(|error| {
        let (status, text) = background::status_of(&error);
        if let Some(background) = manager.take_background() {
            background.fail(status, &text);
        }
        logging::line(Level::Error, "log", &text);
        command_line::leave(status);
        Error::Pending
    })
}

fn begin(this: Object<'_>, manager: &ManagerState) -> Result<i32, Error> {
    let fleet = Fleet::of(this, manager);
    match call_override(this, "welcome", &mut []) {
        None => print_banner(),
        Some(outcome) => working::returned(outcome)?,
    }
    match fleet.start(Event::Started)? {
        Back::Child => Ok(0),
        Back::Master(_) => Ok(fleet.keep()?.unwrap_or(0)),
    }
}

/// Forks one worker. Comes back in the master only; the worker leaves through its own end.
///
/// Returns its pid. Throws `ProcessException` if fork fails, if there is nothing to run, or inside a worker.
pub fn fork(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    arguments::none(call.frame)?;
    if let Back::Master(pid) = Fleet::of(this, state(this)?).start(Event::Grow { group: 0, by: 1 })? {
        call.returned.set_long(pid);
    }
    Ok(())
}

/// Forks several workers; 0: as many as the groups ask for.
///
/// Throws `ProcessException`, see `fork()`; `ValueError` below 0.
pub fn exec_fork(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let number = arguments::optional_int(call.frame)?;
    let event = match u32::try_from(number) {
        Ok(0) => Event::Started,
        Ok(by) if by <= naruto_supervisor::command::MOST_WORKERS => Event::Grow { group: 0, by },
        _ => {
            let text = "Naruto\\Manager::execFork(): Argument #1 ($num) must be between 0 and 100000";
            return Err(Error::Value(text.into()));
        }
    };
    // In the child there is nothing more to do: it is on its way out.
    let (Back::Master(_) | Back::Child) = Fleet::of(this, state(this)?).start(event)?;
    Ok(())
}

/// What a signal does; called in the master, outside of signal context. Override it and call the parent for the rest. A
/// signal that is not in `signalSupport` does nothing.
pub fn define_sig_handler(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let signal = arguments::optional_int(call.frame)?;
    if let Ok(signal) = i32::try_from(signal) {
        state(this)?.with_master(|master| master.obey_signal(signal));
    }
    Ok(())
}

/// Lets the signals of `signalSupport` arrive at `defineSigHandler()`, also those whose handler the script has replaced.
///
/// Throws `ProcessException` if there is nothing to run.
pub fn register_sig_handler(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    arguments::none(call.frame)?;
    let manager = state(this)?;
    Fleet::of(this, manager).open()?;
    Ok(manager.with_master(Master::catch_signals).unwrap_or(Ok(()))?)
}

/// The master's loop: keeps the fleet alive until it has been stopped. `run()` is the easy way.
///
/// Throws `ProcessException` inside a worker.
pub fn hangup(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    arguments::none(call.frame)?;
    Fleet::of(this, state(this)?).keep().map(drop)
}

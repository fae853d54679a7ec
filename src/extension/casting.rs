//! A process that was started by a master to run the script up to here, and to be what its workers are forked from.

use crate::engine::exception::last_error;
use crate::engine::{loaded, pcntl, script};
use crate::fleet::Back;
use crate::manager::ManagerState;
use crate::{configuration, context, logging, working};
use naruto_runtime::code::Code;
use naruto_runtime::log::{Log, Who};
use naruto_runtime::master::{Source, Users};
use naruto_runtime::mould::caster::{Caster, refuse};
use naruto_runtime::mould::endowment::Endowment;
use naruto_runtime::os::environment::LOG_VARIABLE;
use naruto_runtime::os::fork;
use naruto_runtime::os::launch::Launch;
use naruto_runtime::scoreboard::LAYOUT_VERSION;
use naruto_runtime::sockets;
use parking_lot::Mutex;

/// How this process was started.
static LAUNCH: Mutex<Option<Launch>> = Mutex::new(None);
/// What the master gave us, until `run()` takes it.
static ENDOWMENT: Mutex<Option<Endowment>> = Mutex::new(None);

/// At the start of the extension, before PHP reads its environment and writes its title over it.
pub fn prepare() {
    if script::sapi_name() == "cli" {
        *LAUNCH.lock() = Launch::capture();
        *ENDOWMENT.lock() = Endowment::take();
        sockets::inherit();
        loaded::install();
    }
}

/// At the end of the request: a mould that has not come to its `run()` says why.
pub fn end() {
    if let Some(endowment) = ENDOWMENT.lock().take()
        && let Some(error) = last_error()
    {
        refuse(&endowment, &error);
    }
}

/// Whether this process is a mould that has not come to its `run()`.
pub fn is_mould() -> bool {
    ENDOWMENT.lock().is_some()
}

/// How the code of this fleet is loaded anew.
pub fn source() -> Source {
    let launch = match (script::path(), LAUNCH.lock().clone()) {
        (None, _) => Err("code from php -r or from standard input cannot be loaded anew".to_owned()),
        (_, None) => Err("/proc is not there, so PHP cannot be started once more".to_owned()),
        (Some(_), Some(mut launch)) => {
            if let Some(path) = std::env::var_os(LOG_VARIABLE) {
                launch.remember(LOG_VARIABLE.into(), path);
            }
            Ok(launch)
        }
    };
    Source { launch, code: code(), cached: loaded::cache(), build: build() }
}

/// What the script has loaded so far.
fn code() -> Code {
    let root = LAUNCH.lock().as_ref().map(|launch| launch.directory().clone()).unwrap_or_default();
    loaded::code().below(&root)
}

/// Two builds of which one cannot use what the other one shares.
fn build() -> String {
    format!("naruto {} ({LAYOUT_VERSION}), {}", env!("CARGO_PKG_VERSION"), loaded::engine())
}

/// Serves the master from here on. Comes back in workers only, at the end of their lives.
pub fn serve(manager: &ManagerState) -> Back {
    let Some(endowment) = ENDOWMENT.lock().take() else { return Back::Child };
    let caster = begin(manager, endowment);
    script::set_title(&format!("naruto: {} mould", caster.place().name));
    while let Some(request) = caster.next() {
        if let Some(seed) = caster.fork(request) {
            manager.connections().cut();
            drop(caster);
            working::live(manager, *seed);
            return Back::Child;
        }
    }
    caster.end()
}

fn begin(manager: &ManagerState, endowment: Endowment) -> Caster {
    match check(manager, &endowment) {
        Ok((log, users)) => {
            let settings = manager.settings().clone();
            let groups = manager.plan().unwrap_or_default();
            let place = configuration::place(&settings);
            match Caster::begin(endowment, place, settings, groups, users, code(), log) {
                Ok(caster) => caster,
                Err(_) => fork::exit_now(1),
            }
        }
        // The master tells it; there is nothing else that this process could do.
        Err(why) => {
            refuse(&endowment, &why);
            fork::exit_now(1)
        }
    }
}

/// Whether this process can stand in for the master; opens the log.
fn check(manager: &ManagerState, endowment: &Endowment) -> Result<(Log, Users), String> {
    let settings = manager.settings().clone();
    let here = build();
    if endowment.build != here {
        return Err(format!("this is {here}, and the master is {}; a restart is needed", endowment.build));
    }
    if !endowment.is_of(&configuration::place(&settings)) {
        return Err("name or pipeDir is another one, so it is another fleet; a restart is needed".to_owned());
    }
    if !context::become_master() {
        return Err("another manager of the script runs its fleet already".to_owned());
    }
    pcntl::watch(context::keep_signal);
    let groups = manager.plan().map_err(|error| error.to_string())?;
    let users = Users::find(&groups).map_err(|error| error.to_string())?;
    manager.check_passwords(&users).map_err(|error| error.to_string())?;
    let log = configuration::log(&settings).map_err(|error| error.to_string())?;
    logging::set(log.clone(), Who::Master);
    // Nothing of PHP runs here any more, so that holds to the end.
    manager.connections().before_fork(working::before_fork).map_err(|error| error.to_string())?;
    Ok((log, users))
}

//! `start -d`: the fleet goes into the background, and whoever has started it leaves with the outcome.

use crate::engine::{output, ownership, script};
use crate::error::Error;
use crate::manager::ManagerState;
use crate::{configuration, logging};
use naruto_runtime::console::code;
use naruto_runtime::daemon::{self, Detached};
use naruto_runtime::log::Who;
use naruto_runtime::os::environment::{self, LOG_VARIABLE};
use naruto_runtime::os::{fork, outlet};

/// Comes back in the background, or with the reason why nothing has been started.
pub fn enter(manager: &ManagerState) -> Result<(), Error> {
    let settings = manager.settings().clone();
    if configuration::log_file(&settings).is_none() {
        let Some(path) = outlet::path_of_stderr() else {
            let text = "logFile: in the background there is no terminal to write the log to; wanted a path, or standard error \
                        as a file, 2>>shop.log; nothing has been started";
            return Err(Error::Config(text.to_owned()));
        };
        environment::set(LOG_VARIABLE, path.as_os_str());
    }
    let log = configuration::log(&settings)?;
    script::flush_output();
    let place = configuration::place(&settings);
    match daemon::detach(&place.name, log, configuration::log_file(&settings).as_deref())? {
        // Objects and shutdown functions are those of the master in the background.
        Detached::Starter(status) => fork::exit_now(status),
        Detached::Master(background) => {
            ownership::tell_engine_of_fork();
            output::never_wait();
            logging::set(background.log().clone(), Who::Master);
            manager.go_background(*background);
            Ok(())
        }
    }
}

/// What whoever waits is told of an error, and its exit status.
pub fn status_of(error: &Error) -> (i32, String) {
    match error {
        Error::Config(text) => (code::USAGE, text.clone()),
        Error::Running(text) => (code::RUNNING, text.clone()),
        Error::Process(text) | Error::Value(text) | Error::Type(text) => (code::FAILED, text.clone()),
        Error::Pending | Error::Jumped => {
            (code::FAILED, "an exception in PHP code ends the start, see the log".to_owned())
        }
    }
}

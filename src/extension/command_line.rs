//! `php worker.php status`: a command in place of the fleet.

use crate::configuration;
use crate::engine::callable::{request_exit, set_exit_status};
use crate::engine::{is_unwinding, script};
use crate::manager::ManagerState;
use naruto_runtime::console::arguments::{self, Meaning};
use naruto_runtime::console::{self, Fleet, Next, code};

/// What the script was called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obeyed {
    /// A command that has been carried out: the script ends here.
    Done,
    /// The fleet.
    Start {
        /// In the background.
        daemon: bool,
    },
}

/// Carries out the command that the script was called with, if it was.
pub fn obey(manager: &ManagerState) -> Obeyed {
    let settings = manager.settings().clone();
    if !settings.commands {
        return Obeyed::Start { daemon: settings.daemonize };
    }
    let named = script::path().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let script = named.unwrap_or_else(|| "naruto".to_owned());
    let next = match arguments::read(&script::arguments()) {
        Meaning::Foreign => Next::Start { daemon: false },
        Meaning::Refused(why) => {
            eprintln!("{script}: {why}");
            Next::Leave(code::USAGE)
        }
        Meaning::Task(task) => {
            let place = configuration::place(&settings);
            crate::engine::script::flush_output();
            let log = configuration::log_file(&settings);
            console::run(&task, &Fleet { place: &place, log: log.as_deref(), script })
        }
    };
    match next {
        Next::Start { daemon } => Obeyed::Start { daemon: daemon || settings.daemonize },
        Next::Leave(status) => {
            leave(status);
            Obeyed::Done
        }
    }
}

/// Ends the script.
pub fn leave(status: i32) {
    if is_unwinding() { set_exit_status(status) } else { request_exit(status) }
}

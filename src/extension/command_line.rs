//! `php worker.php status`: a command in place of the fleet.

use crate::configuration;
use crate::engine::callable::{request_exit, set_exit_status};
use crate::engine::{is_unwinding, script};
use crate::manager::ManagerState;
use naruto_runtime::console::arguments::{self, Meaning};
use naruto_runtime::console::{self, Fleet, Next, code};
use std::path::Path;

/// Carries out the command that the script was called with, if it was. True: the script ends here.
pub fn obey(manager: &ManagerState) -> bool {
    let settings = manager.settings().clone();
    if !settings.commands {
        return false;
    }
    let named = script::path().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let name = named.unwrap_or_else(|| "naruto".to_owned());
    let next = match arguments::read(&name, &script::arguments()) {
        Meaning::Foreign => return false,
        Meaning::Refused(why) => {
            eprintln!("{name}: {why}");
            Next::Leave(code::USAGE)
        }
        Meaning::Task(task) => {
            let place = configuration::place(&settings);
            crate::engine::script::flush_output();
            let log = settings.log_file.as_deref().map(Path::new);
            console::run(&task, &Fleet { place: &place, log, script: name })
        }
    };
    match next {
        Next::Start => false,
        Next::Leave(status) => {
            leave(status);
            true
        }
    }
}

fn leave(status: i32) {
    if is_unwinding() { set_exit_status(status) } else { request_exit(status) }
}

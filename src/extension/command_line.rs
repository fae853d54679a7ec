//! `php worker.php status`: a command in place of the fleet.

use crate::engine::array::entries;
use crate::engine::callable::{request_exit, set_exit_status};
use crate::engine::method::Call;
use crate::engine::{arguments, is_unwinding, script};
use crate::error::Error;
use crate::manager::ManagerState;
use crate::{configuration, context, method};
use ext_php_rs::args::Arg;
use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::Zval;
use naruto_runtime::console::arguments::{self as command, Meaning};
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
    let next = match command::read(&format!("php {name}"), &script::arguments()) {
        Meaning::Foreign => return false,
        Meaning::Refused(why) => {
            eprintln!("{name}: {why}");
            Next::Leave(code::USAGE)
        }
        Meaning::Task(task) => {
            let place = configuration::place(&settings);
            script::flush_output();
            let log = settings.log_file.as_deref().map(Path::new);
            console::run(&task, &Fleet { place: &place, log, script: format!("php {name}") })
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

/// Adds it.
pub fn register(module: ModuleBuilder) -> ModuleBuilder {
    let arguments = Arg::new("arguments", DataType::Array);
    module.function(method!("Naruto\\control", control).arg(arguments).returns(DataType::Long, false, false))
}

/// What the shell command `naruto` is made of: looks at fleets that run on this machine, and tells them what to do.
/// Prints its outcome, and returns the exit status.
///
/// Throws `ProcessException` in a master or a worker, which have methods for that.
fn control(call: &mut Call<'_>) -> Result<(), Error> {
    let given = arguments::array(call.frame)?.array().ok_or(Error::Pending)?;
    let text = |value: &Zval| value.dereference().coerce_to_string().unwrap_or_default();
    let words: Vec<String> = entries(given).into_iter().map(|(_, value)| text(value)).collect();
    if context::is_master() || context::is_worker() {
        return Err(Error::process("this process belongs to a fleet; its manager has methods for commands"));
    }
    script::flush_output();
    call.returned.set_long(console::naruto(&words));
    Ok(())
}

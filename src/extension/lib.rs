//! Naruto's PHP side: one file per class, and the engine room behind them.
//!
//! `php worker.php` runs the script; `Manager::run` opens the fleet (`fleet`), and each forked child goes through the
//! life of a worker (`working`) and never comes back to the script.
#![deny(unsafe_code)]
// Nobody links against this crate; its public face is PHP's, documented at each method.
#![allow(missing_docs)]

#[macro_use]
mod fault;

mod background;
mod between;
mod casting;
mod command_line;
mod configuration;
mod connections;
mod context;
#[allow(unsafe_code)]
mod engine;
mod error;
mod exceptions;
mod exit_status;
mod fleet;
mod freeze;
mod hooks;
mod information;
mod listening;
mod logging;
mod manager;
mod master;
mod process;
#[cfg(feature = "faults")]
mod testing;
mod worker;
mod worker_exit;
mod working;

use ext_php_rs::prelude::*;

/// At the start of the extension. A panic must not cross into the engine, which would end the process.
extern "C" fn startup(_type: i32, _module: i32) -> i32 {
    casting::prepare();
    engine::ending::install();
    engine::interrupt::install(exceptions::throw_timeout);
    naruto_runtime::os::signals::remember_ignored();
    naruto_runtime::os::family::remember_children();
    naruto_runtime::os::connection::remember_given();
    let registered = std::panic::catch_unwind(|| {
        exceptions::register()?;
        process::register()?;
        master::register()?;
        worker::register()?;
        worker_exit::register()?;
        manager::register()
    });
    match registered {
        Ok(Ok(())) => 0,
        Ok(Err(_)) | Err(_) => -1,
    }
}

/// At the end of each request.
extern "C" fn end_of_request(_type: i32, _module: i32) -> i32 {
    let _ = std::panic::catch_unwind(exit_status::settle);
    let _ = std::panic::catch_unwind(casting::end);
    let _ = std::panic::catch_unwind(naruto_runtime::sockets::close);
    engine::ending::keep_tables();
    0
}

/// The module.
#[php_module]
#[php(startup = startup)]
pub fn module(module: ModuleBuilder) -> ModuleBuilder {
    let module = module.name("naruto").info_function(information::print).request_shutdown_function(end_of_request);
    let module = listening::register(module);
    let module = command_line::register(module);
    let module = freeze::register(module);
    #[cfg(feature = "faults")]
    let module = testing::register(module);
    module
}

//! Every unsafe call into the Zend engine, each behind a small safe function. Everything outside this folder speaks of
//! callables, objects and outcomes, never of pointers.

pub mod arguments;
pub mod array;
pub mod callable;
pub mod class;
pub mod ending;
pub mod exception;
pub mod frames;
pub mod freeze;
pub mod holders;
pub mod interrupt;
pub mod loaded;
pub mod method;
pub mod objects;
pub mod output;
pub mod ownership;
pub mod pcntl;
pub mod script;
pub mod secret;
mod store;
pub mod stream;

use ext_php_rs::ffi::{ext_php_rs_executor_globals, zend_executor_globals};

/// The engine's globals of this thread. A raw pointer, because ext-php-rs's guard is a lock that must not be held over
/// a call into PHP.
fn globals() -> *mut zend_executor_globals {
    // SAFETY: set up before any extension is started and valid until the process ends.
    unsafe { ext_php_rs_executor_globals() }
}

/// Whether PHP is on its way out with an exception or an exit.
pub fn is_unwinding() -> bool {
    // SAFETY: a plain read of a pointer field.
    unsafe { !(*globals()).exception.is_null() }
}

/// Goes on unwinding after a fatal error, to the end of the request. The caller owns nothing that only `Drop` frees.
pub fn bail_out() -> ! {
    // SAFETY: every method runs inside the zend_try of `run_handler`, so there is a frame to jump to.
    unsafe { ext_php_rs::zend::bailout() }
}

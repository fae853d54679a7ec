//! How a worker ends: its request is shut down as always, so shutdown functions, destructors and every extension's end
//! of request run; then the process leaves by `_exit`, before the shutdown of modules, in which some extensions hang
//! in a forked child.
//!
//! The place is `sapi_module.deactivate`: after the last extension's end of request, before anything of the process.
//! A `post_deactivate` of our own is too early, the last loaded extension runs first.

use super::globals;
use ext_php_rs::ffi::sapi_module;
use std::ffi::c_int;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};

/// The pid that leaves here; a fork of a job's own does not.
static LEAVES_HERE: AtomicI32 = AtomicI32::new(0);
static ORIGINAL: AtomicUsize = AtomicUsize::new(0);

type Deactivate = unsafe extern "C" fn() -> c_int;

/// At the start of the extension: wraps the SAPI's end of request.
pub fn install() {
    // SAFETY: extensions are started before any request, by one thread; nobody calls the pointer meanwhile.
    unsafe {
        if let Some(original) = sapi_module.deactivate {
            ORIGINAL.store(original as usize, Ordering::SeqCst);
        }
        sapi_module.deactivate = Some(deactivate);
    }
}

/// This process leaves at the end of its request, with PHP's exit status.
pub fn leave_after_request() {
    LEAVES_HERE.store(std::process::id().cast_signed(), Ordering::SeqCst);
}

fn leaves_here() -> bool {
    LEAVES_HERE.load(Ordering::SeqCst) == std::process::id().cast_signed()
}

/// At the end of the request of a process that leaves here: the engine has nothing to take out of its tables. It would
/// make them what they were before the script, for a next one, and copy the pages that they share with the master for it.
pub fn keep_tables() {
    if leaves_here() {
        // SAFETY: the tables are there until the engine has ended. It takes out what lies behind these numbers.
        unsafe {
            let globals = globals();
            (*globals).persistent_constants_count = (*(*globals).zend_constants).nNumUsed;
            (*globals).persistent_functions_count = (*(*globals).function_table).nNumUsed;
            (*globals).persistent_classes_count = (*(*globals).class_table).nNumUsed;
        }
    }
}

/// Also called once while PHP starts, long before anybody leaves.
unsafe extern "C" fn deactivate() -> c_int {
    let original = ORIGINAL.load(Ordering::SeqCst);
    let result = if original == 0 {
        0
    } else {
        // SAFETY: the function pointer that `install` found.
        unsafe { std::mem::transmute::<usize, Deactivate>(original)() }
    };
    if leaves_here() {
        // SAFETY: a plain read of an integer.
        let status = unsafe { (*globals()).exit_status };
        naruto_runtime::os::fork::exit_now(status & 0xff);
    }
    result
}

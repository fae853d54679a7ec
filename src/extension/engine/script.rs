//! The script that is running, and whether it may be a master at all.

use super::callable::{Callable, Internal, Outcome, guarded};
use super::globals;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::ffi::{ext_php_rs_sapi_globals, sapi_module};
use ext_php_rs::types::Zval;
use naruto_runtime::os::launch;
use std::ffi::{CStr, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

unsafe extern "C" {
    fn php_output_flush_all();
    fn zend_memory_usage(real: bool) -> usize;
    fn zend_mm_get_heap() -> *mut c_void;
    fn zend_mm_gc(heap: *mut c_void) -> usize;
}

/// Gives memory that PHP has freed and keeps for later back to the system, as `gc_mem_caches()` does: what a script needed
/// only to start would be copied into the page table of each worker.
pub fn trim_heap() {
    // SAFETY: the heap of this request; pages without anything in them are given back, and nothing moves.
    unsafe { zend_mm_gc(zend_mm_get_heap()) };
}

/// `cli`, `fpm-fcgi`, …
pub fn sapi_name() -> String {
    // SAFETY: the SAPI's name is a static string.
    unsafe { CStr::from_ptr(sapi_module.name).to_string_lossy().into_owned() }
}

/// Whether a fiber is running: a master inside one could be suspended, and makes no sense.
pub fn is_in_fiber() -> bool {
    // SAFETY: a plain read of a pointer.
    unsafe { !(*globals()).active_fiber.is_null() }
}

/// The script as it was named on the command line, made absolute without resolving links: a release that is switched by
/// a link stays the same script. None: there is no file (`php -r`, standard input).
pub fn path() -> Option<PathBuf> {
    // SAFETY: argv is set before the script runs and lives as long as the request.
    let first = unsafe {
        let info = &raw const (*ext_php_rs_sapi_globals()).request_info;
        if (*info).path_translated.is_null() || (*info).argc < 1 || (*info).argv.is_null() {
            return None;
        }
        CStr::from_ptr(*(*info).argv)
    };
    let script = Path::new(std::ffi::OsStr::from_bytes(first.to_bytes()));
    if first.is_empty() || script == Path::new("-") || script == Path::new("Standard input code") {
        return None;
    }
    // For `php -r` it is the code.
    Some(launch::logical_directory().join(script)).filter(|path| path.is_file())
}

/// What the script was called with, after its own name.
pub fn arguments() -> Vec<String> {
    // SAFETY: argv is set before the script runs, has argc entries, and lives as long as the request.
    unsafe {
        let info = &raw const (*ext_php_rs_sapi_globals()).request_info;
        let count = usize::try_from((*info).argc).unwrap_or(0);
        let argument = |at: usize| CStr::from_ptr(*(*info).argv.add(at)).to_string_lossy().into_owned();
        if (*info).argv.is_null() { Vec::new() } else { (1..count).map(argument).collect() }
    }
}

/// What PHP says of its memory, in bytes: what it has got from the system.
pub fn memory() -> u64 {
    // SAFETY: reads two numbers of the allocator's.
    unsafe { zend_memory_usage(true) as u64 }
}

/// PHP's time zone, as `date_default_timezone_get()` has it.
pub fn time_zone() -> String {
    let mut zone = Zval::new();
    if let Ok(name) = "date_default_timezone_get".into_zval(false)
        && let Some(function) = Callable::new(&name)
    {
        // It takes nothing and always has an answer.
        let _ = function.ask(&mut [], &mut zone);
    }
    zone.str().unwrap_or("UTC").to_owned()
}

/// Sets what `ps` shows. PHP owns the memory of the arguments, so its own function does it, unless it is disabled.
pub fn set_title(title: &str) {
    // Found once, by the master, for all workers.
    static FUNCTION: OnceLock<Option<Internal>> = OnceLock::new();
    if let Some(function) = FUNCTION.get_or_init(|| Internal::named("cli_set_process_title"))
        && let Ok(title) = title.into_zval(false)
    {
        // What it says of a title that is too long is no reason to end anything.
        let _ = function.call(&mut [title]);
    }
}

/// Gives on what buffers of `ob_start` hold. Their callbacks run.
pub fn flush_buffers() -> Outcome {
    // SAFETY: walks the engine's own stack of buffers; called from a method, where PHP code may run.
    guarded(|| unsafe { php_output_flush_all() })
}

/// Writes out what the C library and the SAPI still hold, so that a child does not write it again. Buffers of
/// `ob_start` are not touched: they stay the master's.
pub fn flush_output() {
    // SAFETY: flushes all streams of the C library; the SAPI's own function takes its context, which the CLI ignores.
    unsafe {
        libc::fflush(std::ptr::null_mut());
        if let Some(flush) = sapi_module.flush {
            flush((*ext_php_rs_sapi_globals()).server_context);
        }
    }
}

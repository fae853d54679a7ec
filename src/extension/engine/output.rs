//! What PHP code prints, where nobody may have to wait for a reader.

use super::script;
use ext_php_rs::ffi::sapi_module;
use std::ffi::c_char;

/// From now on `echo` and the like never wait: php-cli's own way does, until there is room, and ends the script where there
/// will be none.
pub fn never_wait() {
    script::flush_output();
    // SAFETY: one thread, and nobody is printing now.
    unsafe { sapi_module.ub_write = Some(write) };
}

unsafe extern "C" fn write(text: *const c_char, length: usize) -> usize {
    // SAFETY: PHP gives a text and its length.
    let bytes = unsafe { std::slice::from_raw_parts(text.cast::<u8>(), length) };
    if !naruto_runtime::os::output::print(bytes) {
        crate::logging::count_lost();
    }
    // To write less would end the script.
    length
}

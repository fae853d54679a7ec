//! An exception that nobody catches and that is no fault of the code: the script ends with a sentence and a status of its
//! own, not with a trace and 255.

use super::globals;
use ext_php_rs::types::ZendStr;
use parking_lot::Mutex;
use std::ffi::c_int;
use std::sync::atomic::{AtomicUsize, Ordering};

/// `E_ERROR | E_DONT_BAIL`: what the engine says of an exception at the end of the script.
const UNCAUGHT: c_int = 1 | 1 << 15;

type ErrorCallback = unsafe extern "C" fn(c_int, *mut ZendStr, u32, *mut ZendStr);

unsafe extern "C" {
    static mut zend_error_cb: Option<ErrorCallback>;
}

static ORIGINAL: AtomicUsize = AtomicUsize::new(0);
/// The exception that was thrown last, and the status.
static EXPECTED: Mutex<Option<(String, i32)>> = Mutex::new(None);

/// At the start of the extension: wraps what tells errors.
pub fn install() {
    // SAFETY: extensions are started by one thread, and nobody tells an error meanwhile.
    unsafe {
        if let Some(original) = zend_error_cb {
            ORIGINAL.store(original as usize, Ordering::SeqCst);
            zend_error_cb = Some(tell);
        }
    }
}

/// If nobody catches an exception with this text, the script ends with it and with this status.
pub fn ends_with(text: &str, status: i32) {
    *EXPECTED.lock() = Some((text.to_owned(), status));
}

unsafe extern "C" fn tell(kind: c_int, file: *mut ZendStr, line: u32, message: *mut ZendStr) {
    // SAFETY: the engine gives a string. Nothing is owned here when the original jumps away.
    if kind & UNCAUGHT == UNCAUGHT && unsafe { ends_expectedly(message) } {
        return;
    }
    let original = ORIGINAL.load(Ordering::SeqCst);
    // SAFETY: the function pointer that `install` found, which is why we are called.
    unsafe { std::mem::transmute::<usize, ErrorCallback>(original)(kind, file, line, message) }
}

unsafe fn ends_expectedly(message: *mut ZendStr) -> bool {
    let Some((text, status)) = EXPECTED.lock().take() else { return false };
    // SAFETY: null, or a string that lives as long as the call.
    let said = unsafe { message.as_ref() }.map(|message| String::from_utf8_lossy(message.as_bytes()).into_owned());
    let is_it = said.is_some_and(|said| said.split_once(": ").is_some_and(|(_, rest)| rest.starts_with(&text)));
    if is_it {
        eprintln!("{text}");
        // SAFETY: a plain write of an integer.
        unsafe { (*globals()).exit_status = status };
    }
    is_it
}

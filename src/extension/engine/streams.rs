//! PHP's streams: the descriptor behind one.

use ext_php_rs::types::Zval;
use std::ffi::{c_char, c_int, c_void};
use std::os::fd::RawFd;
use std::ptr;

/// `PHP_STREAM_AS_FD_FOR_SELECT | PHP_STREAM_CAST_INTERNAL`, as `stream_select()` asks.
const DESCRIPTOR: c_int = 3 | 0x2000_0000;

unsafe extern "C" {
    fn php_file_le_stream() -> c_int;
    fn php_file_le_pstream() -> c_int;
    fn zend_fetch_resource2_ex(value: *mut Zval, name: *const c_char, kind: c_int, other: c_int) -> *mut c_void;
    fn _php_stream_cast(stream: *mut c_void, kind: c_int, result: *mut *mut c_void, tell: c_int) -> c_int;
}

/// The descriptor of a stream. None: it is no stream, is closed, or has none.
pub fn descriptor(value: &Zval) -> Option<RawFd> {
    let mut number: RawFd = -1;
    // SAFETY: without a name the engine says nothing about what is no stream, and gives null; the cast writes a descriptor,
    // an int, to where it is told to.
    let result = unsafe {
        let (kind, other) = (php_file_le_stream(), php_file_le_pstream());
        let stream = zend_fetch_resource2_ex(ptr::from_ref(value).cast_mut(), ptr::null(), kind, other);
        if stream.is_null() {
            return None;
        }
        _php_stream_cast(stream, DESCRIPTOR, (&raw mut number).cast(), 0)
    };
    (result >= 0 && number >= 0).then_some(number)
}

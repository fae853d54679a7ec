//! Streams of PHP, as far as waiting for them goes.

use super::callable::{Callable, Outcome};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::ffi::{_php_stream_cast, php_file_le_pstream, php_file_le_stream, php_stream, zend_fetch_resource2_ex};
use ext_php_rs::types::Zval;
use naruto_runtime::os::descriptor;
use std::ffi::{CStr, c_int};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

/// `PHP_STREAM_AS_FD_FOR_SELECT | PHP_STREAM_CAST_INTERNAL`, as `stream_select` has it.
const FOR_SELECT: c_int = 3 | 0x2000_0000;

fn stream(value: &Zval) -> Option<*mut php_stream> {
    let value = value.dereference();
    if !value.is_resource() {
        return None;
    }
    // SAFETY: a resource; without a name for the error a closed or a foreign one gives null and no exception.
    let found = unsafe {
        let (stream, persistent) = (php_file_le_stream(), php_file_le_pstream());
        zend_fetch_resource2_ex(ptr::from_ref(value).cast_mut(), ptr::null(), stream, persistent)
    };
    (!found.is_null()).then(|| found.cast())
}

/// What can be waited on. None: it is no stream, or closed, or one that has no descriptor. It holds until PHP code runs
/// again, which may close the stream.
pub fn readable_end(value: &Zval) -> Option<BorrowedFd<'_>> {
    let stream = stream(value)?;
    let mut fd: c_int = -1;
    // SAFETY: an open stream; for this kind of cast the result is an int (php_streams.h). It is borrowed from the stream,
    // which the value keeps.
    unsafe {
        let cast = _php_stream_cast(stream, FOR_SELECT, (&raw mut fd).cast(), 0);
        (cast == 0 && fd >= 0).then(|| BorrowedFd::borrow_raw(fd))
    }
}

/// Whether PHP has read data already that the script has not.
pub fn has_unread(value: &Zval) -> bool {
    // SAFETY: an open stream.
    stream(value).is_some_and(|stream| unsafe { (*stream).writepos > (*stream).readpos })
}

/// A stream on a copy of a descriptor, by PHP's own `fopen`. None: PHP does not make it, and may have said why.
pub fn open(fd: BorrowedFd<'_>) -> Option<Zval> {
    let open = Callable::new(&"fopen".into_zval(false).ok()?)?;
    let path = format!("php://fd/{}", fd.as_raw_fd()).into_zval(false).ok()?;
    let mut opened = Zval::new();
    match open.ask(&mut [path, "r".into_zval(false).ok()?], &mut opened) {
        Outcome::Returned => {}
        _ => return None,
    }
    // PHP's copy would outlive an exec.
    descriptor::close_on_exec(readable_end(&opened)?);
    Some(opened)
}

/// Whether it is a connection or a server, of whichever transport.
pub fn is_socket(value: &Zval) -> bool {
    // SAFETY: an open stream; the label of its kind is a static string, `tcp_socket/ssl`.
    stream(value).is_some_and(|stream| unsafe {
        let label = (*(*stream).ops).label;
        !label.is_null() && CStr::from_ptr(label).to_bytes().windows(7).any(|part| part == b"_socket")
    })
}

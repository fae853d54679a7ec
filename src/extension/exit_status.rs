//! What the script ends with if nobody catches what we have thrown: its own status in place of PHP's 255, so that whoever
//! started it can tell wrong settings from a second start.

use crate::context;
use crate::engine::callable::{exit_status, set_exit_status};
use crate::engine::exception;
use ext_php_rs::zend::ClassEntry;
use parking_lot::Mutex;

/// PHP's own status for it.
const UNCAUGHT: i32 = 255;

/// The beginning of the message of the last exception of ours that means a status, and that.
static MEANT: Mutex<Option<(String, i32)>> = Mutex::new(None);

/// An exception with this text is thrown; uncaught it means this status.
pub fn means(class: &ClassEntry, text: &str, status: i32) {
    *MEANT.lock() = Some((format!("{}: {text} in ", class.name().unwrap_or_default()), status));
}

/// At the end of the request, after everything that is PHP code. An exception that was caught is not PHP's last error.
pub fn settle() {
    if let Some((message, status)) = MEANT.lock().take()
        && !context::is_worker()
        // Else a shutdown function has said something.
        && exit_status() == UNCAUGHT
        && let Some(uncaught) = exception::uncaught()
        && uncaught.starts_with(&message)
        // Another exception around it is somebody else's.
        && !uncaught.contains("\n\nNext ")
    {
        set_exit_status(status);
    }
}

//! Exceptions and fatal errors that nobody caught.

use ext_php_rs::boxed::ZBox;
use ext_php_rs::ffi::{ext_php_rs_process_globals, zend_clear_exception, zend_object, zend_throw_exception_object};
use ext_php_rs::types::{ZendObject, ZendStr, Zval};
use ext_php_rs::zend::ClassEntry;

/// `E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR`
const FATAL: i32 = 1 | 16 | 64 | 256 | 4096;

/// `E_PARSE`
const PARSE: i32 = 4;

/// `PHP_CONNECTION_ABORTED`: a write to standard output has failed, after which PHP ends the script without an error.
const CONNECTION_ABORTED: i16 = 1;

/// An exception, owned.
pub struct Thrown(ZBox<ZendObject>);

impl Thrown {
    /// Takes the pending exception out of the engine, which then runs on as if it had not been.
    ///
    /// # Safety
    /// `exception` is the pending one.
    pub(super) unsafe fn take(exception: *mut zend_object) -> Self {
        // SAFETY: one more reference, which the box owns; the engine drops its own.
        unsafe {
            (*exception).gc.refcount += 1;
            zend_clear_exception();
            Self(ZBox::from_raw(exception))
        }
    }

    /// `RuntimeException: no route in src/Ship.php:41`
    pub fn sentence(&self) -> String {
        let class = self.0.get_class_name().unwrap_or_default();
        format!("{class}: {} in {}:{}", self.ask("getmessage"), self.ask("getfile"), self.ask("getline"))
    }

    /// Whether it is of this class, or of one below it.
    pub fn is_a(&self, class: &ClassEntry) -> bool {
        self.0.instance_of(class)
    }

    /// The frames, one a line.
    pub fn trace(&self) -> String {
        self.ask("gettraceasstring")
    }

    /// Throws it again.
    pub fn throw_again(self) {
        // SAFETY: the engine takes over the reference that the box owned.
        unsafe {
            let mut value = std::mem::ManuallyDrop::new(Zval::new());
            let object = self.0.into_raw();
            value.set_object(&mut *object);
            (*object).gc.refcount -= 1;
            zend_throw_exception_object(&raw mut *value);
        }
    }

    /// The getters are final methods of the engine: no code of the user runs. A message may be any bytes.
    fn ask(&self, method: &str) -> String {
        let value = self.0.try_call_method(method, vec![]).unwrap_or_default();
        match value.zend_str() {
            Some(text) => String::from_utf8_lossy(text.as_bytes()).into_owned(),
            None => value.coerce_to_string().unwrap_or_default(),
        }
    }
}

/// Whether the last error that PHP reported was fatal.
pub(super) fn has_fatal_error() -> bool {
    // SAFETY: plain reads of PHP's globals.
    unsafe {
        let globals = ext_php_rs_process_globals();
        (*globals).last_error_type & FATAL != 0 && !(*globals).last_error_message.is_null()
    }
}

/// The fatal error that has ended the script, in one line. None: it has ended otherwise.
pub fn last_error() -> Option<String> {
    // SAFETY: a plain read of PHP's globals.
    let kind = unsafe { (*ext_php_rs_process_globals()).last_error_type };
    if kind & (FATAL | PARSE) == 0 {
        return None;
    }
    let whole = fatal_sentence();
    // An exception that nobody has caught comes with its trace, and has said already where it was thrown.
    let line = whole.split_once("\nStack trace:").map_or(whole.as_str(), |(line, _)| line).replace('\n', " ");
    Some(if kind & PARSE == 0 { line } else { line.replacen("Fatal", "Parse", 1) })
}

/// `PHP Fatal error: Allowed memory size … in src/Ship.php:41`
pub fn fatal_sentence() -> String {
    // SAFETY: PHP keeps the strings of the last error until the next one.
    let text = |string: *mut ZendStr| unsafe {
        string.as_ref().map(|text| String::from_utf8_lossy(text.as_bytes()).into_owned()).unwrap_or_default()
    };
    // SAFETY: plain reads of PHP's globals.
    let (message, file, line) = unsafe {
        let globals = ext_php_rs_process_globals();
        ((*globals).last_error_message, (*globals).last_error_file, (*globals).last_error_lineno)
    };
    if message.is_null() {
        // SAFETY: a plain read of PHP's globals.
        let aborted = unsafe { (*ext_php_rs_process_globals()).connection_status } & CONNECTION_ABORTED != 0;
        let why = if aborted { "nobody reads its output any more" } else { "PHP gave up without a word" };
        return why.to_owned();
    }
    format!("PHP Fatal error: {} in {}:{line}", text(message), text(file))
}

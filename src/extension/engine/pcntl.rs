//! `pcntl_signal()` of the script and its libraries: what they have set is told to whoever the signals belong to.

use super::globals;
use ext_php_rs::ffi::{zend_execute_data, zend_function, zend_hash_str_find};
use ext_php_rs::types::Zval;
use std::panic::catch_unwind;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

type Handler = unsafe extern "C" fn(*mut zend_execute_data, *mut Zval);
/// Which signal, and whether it has a handler from now on.
type Tell = fn(i32, bool);

static ORIGINAL: AtomicUsize = AtomicUsize::new(0);
static TELL: AtomicUsize = AtomicUsize::new(0);

/// From now on, if there is such a function: pcntl may be missing, and the function disabled.
pub fn watch(tell: Tell) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        const NAME: &str = "pcntl_signal";
        TELL.store(tell as usize, Ordering::SeqCst);
        // SAFETY: functions of extensions are written to the table at the start, and live as long as the process, which
        // has one thread.
        unsafe {
            let found = zend_hash_str_find((*globals()).function_table, NAME.as_ptr().cast(), NAME.len());
            let Some(function) = found.as_ref().and_then(|found| found.value.ptr.cast::<zend_function>().as_mut())
            else {
                return;
            };
            if let Some(original) = function.internal_function.handler {
                ORIGINAL.store(original as usize, Ordering::SeqCst);
                function.internal_function.handler = Some(pcntl_signal);
            }
        }
    });
}

unsafe extern "C" fn pcntl_signal(frame: *mut zend_execute_data, returned: *mut Zval) {
    // SAFETY: the function that was in the table, called with what we got; it owns nothing of ours.
    unsafe { std::mem::transmute::<usize, Handler>(ORIGINAL.load(Ordering::SeqCst))(frame, returned) };
    // SAFETY: the arguments follow the frame (ZEND_CALL_ARG) and are released by who has called; it has taken two at least
    // where it returns true.
    let (done, signal, handler) = unsafe {
        let arguments = frame.add(1).cast::<Zval>();
        (&*returned, &*arguments, &*arguments.add(1))
    };
    if done.bool() == Some(true)
        && let Some(signal) = number(signal)
    {
        // SAFETY: `watch` alone stores here, a function of this type. A panic must not cross into the engine.
        let tell = unsafe { std::mem::transmute::<usize, Tell>(TELL.load(Ordering::SeqCst)) };
        let _ = catch_unwind(|| tell(signal, !handler.is_long()));
    }
}

/// What PHP takes for a number where it is not strict.
fn number(value: &Zval) -> Option<i32> {
    let number = value.long().or_else(|| value.dereference().str()?.trim().parse().ok())?;
    i32::try_from(number).ok()
}

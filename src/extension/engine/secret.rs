//! A password that PHP code has handed over: copied once, and wiped where it lay.

use ext_php_rs::types::Zval;
use naruto_runtime::os::password::{self, Secret};

/// Takes the password out of a value. The text of PHP is overwritten, unless somebody else of the script holds it as well,
/// or it is a literal, which belongs to the code.
pub fn take(value: &Zval) -> Option<Secret> {
    let text = value.zend_str()?;
    let secret = Secret::new(text.as_bytes());
    // SAFETY: a string of the engine's. With one reference nobody but the array that we were given looks at it; an interned
    // one may lie in read-only memory, and its flag says so. The hash is of the old bytes.
    unsafe {
        let text = std::ptr::from_ref(text).cast_mut();
        let is_interned = (*text).gc.u.type_info & ext_php_rs::ffi::GC_IMMUTABLE != 0;
        if !is_interned && (*text).gc.refcount == 1 {
            let bytes = std::slice::from_raw_parts_mut((&raw mut (*text).val).cast::<u8>(), (*text).len);
            password::wipe(bytes);
            (*text).h = 0;
        }
    }
    Some(secret)
}

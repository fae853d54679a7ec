//! All objects that there are.

use super::globals;
use ext_php_rs::types::ZendObject;

/// Shows each of them. Nothing may be made or released meanwhile.
pub(super) fn each(mut look: impl FnMut(*mut ZendObject)) {
    // SAFETY: the store holds pointers to live objects, and tagged integers in free places (lowest bit set); slot 0 is
    // never used.
    unsafe {
        let store = &raw const (*globals()).objects_store;
        for at in 1..(*store).top {
            let object = *(*store).object_buckets.add(at as usize);
            if object as usize & 1 == 0 && !object.is_null() {
                look(object);
            }
        }
    }
}

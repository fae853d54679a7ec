//! The functions that the engine calls for objects of our classes. None of them lets a panic out.

use super::{Embedded, Native, Object, inner};
use ext_php_rs::ffi::{
    ext_php_rs_zend_object_alloc, object_properties_init, zend_get_gc_buffer_create, zend_get_gc_buffer_grow,
    zend_hash_str_find, zend_object_std_dtor, zend_object_std_init, zend_property_info, zend_std_get_properties,
    zend_std_get_property_ptr_ptr, zend_std_has_property, zend_std_read_property, zend_std_unset_property,
    zend_std_write_property, zend_throw_error,
};
use ext_php_rs::types::{ZendHashTable, ZendObject, ZendStr, Zval};
use ext_php_rs::zend::ClassEntry;
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::atomic::Ordering;

/// `ZEND_INTERNAL_CLASS`
const INTERNAL_CLASS: std::ffi::c_char = 1;

/// Fetches that may write: `BP_VAR_W`, `BP_VAR_RW`, `BP_VAR_UNSET`.
const FETCHES_TO_WRITE: [c_int; 3] = [1, 2, 5];

pub(super) unsafe extern "C" fn create<T: Native>(class: *mut ClassEntry) -> *mut ZendObject {
    // SAFETY: the allocation has room for the state, the object and the attributes of the class; all three are
    // initialised before the engine sees it.
    unsafe {
        let memory = ext_php_rs_zend_object_alloc(size_of::<Embedded<T>>(), class).cast::<Embedded<T>>();
        (&raw mut (*memory).state).write(T::new());
        let object = &raw mut (*memory).object;
        zend_object_std_init(object, class);
        object_properties_init(object, class);
        (*object).handlers = T::handlers().0.load(Ordering::Acquire);
        object
    }
}

pub(super) unsafe extern "C" fn free<T: Native>(object: *mut ZendObject) {
    // SAFETY: the engine frees each object once; the memory itself is its own to free.
    unsafe {
        let state = inner::<T>(object);
        // The state may hold the last reference to something that looks at this object again: it goes first, whole.
        let state = ptr::read(state);
        let _ = catch_unwind(AssertUnwindSafe(|| drop(state)));
        zend_object_std_dtor(object);
    }
}

/// # Safety
/// As the engine calls the handlers below.
unsafe fn owned_name<T: Native>(object: *mut ZendObject, name: *mut ZendStr) -> Option<&'static str> {
    // SAFETY: the string lives as long as the access that names it; `properties_info` maps names to descriptions, each
    // with the class that declared it.
    unsafe {
        let name = (*name).as_bytes();
        let attribute = T::ATTRIBUTES.iter().copied().find(|attribute| attribute.as_bytes() == name)?;
        let infos = &raw const (*(*object).ce).properties_info;
        let found = zend_hash_str_find(infos, name.as_ptr().cast(), name.len());
        let info = found.as_ref()?.value.ptr.cast::<zend_property_info>();
        // A subclass of PHP code may have a `$name` of its own where we have none.
        ((*(*info).ce).type_ == INTERNAL_CLASS).then_some(attribute)
    }
}

/// # Safety
/// `object` was made by `create::<T>`.
unsafe fn refresh<T: Native>(object: *mut ZendObject, name: &str) {
    // SAFETY: see above; the state is not moved while the attribute is worked out.
    unsafe {
        let state = &*inner::<T>(object);
        // A panic must not leave a handler of the engine's; the attribute then stays as it was.
        let value = catch_unwind(AssertUnwindSafe(|| state.attribute(name))).ok().flatten();
        if let (Some(value), Some(object)) = (value, Object::of(object)) {
            object.set(name, value);
        }
    }
}

/// # Safety
/// As the engine calls it.
unsafe fn refuse(object: *mut ZendObject, name: &str) {
    // SAFETY: %s with C strings made here; the engine copies them.
    unsafe {
        let class = (*(*object).ce).name().unwrap_or_default();
        let text = std::ffi::CString::new(format!("Cannot modify readonly property {class}::${name}"));
        if let Ok(text) = text {
            zend_throw_error(ptr::null_mut(), c"%s".as_ptr(), text.as_ptr());
        }
    }
}

// A cache slot would let the engine read the attribute next time without asking us, so ours never get one.

pub(super) unsafe extern "C" fn read_property<T: Native>(
    object: *mut ZendObject,
    name: *mut ZendStr,
    fetch: c_int,
    cache: *mut *mut c_void,
    value: *mut Zval,
) -> *mut Zval {
    // SAFETY: called by the engine with an object of ours and its own arguments.
    unsafe {
        let Some(attribute) = owned_name::<T>(object, name) else {
            return zend_std_read_property(object, name, fetch, cache, value);
        };
        refresh::<T>(object, attribute);
        let found = zend_std_read_property(object, name, 0, ptr::null_mut(), value);
        if FETCHES_TO_WRITE.contains(&fetch) && !(*found).dereference().is_object() {
            refuse(object, attribute);
        }
        found
    }
}

pub(super) unsafe extern "C" fn write_property<T: Native>(
    object: *mut ZendObject,
    name: *mut ZendStr,
    value: *mut Zval,
    cache: *mut *mut c_void,
) -> *mut Zval {
    // SAFETY: as above.
    unsafe {
        match owned_name::<T>(object, name) {
            Some(attribute) => {
                refuse(object, attribute);
                value
            }
            None => zend_std_write_property(object, name, value, cache),
        }
    }
}

pub(super) unsafe extern "C" fn get_property_ptr_ptr<T: Native>(
    object: *mut ZendObject,
    name: *mut ZendStr,
    fetch: c_int,
    cache: *mut *mut c_void,
) -> *mut Zval {
    // SAFETY: as above. Null makes the engine read and write through the two functions before this one.
    unsafe {
        match owned_name::<T>(object, name) {
            Some(_) => ptr::null_mut(),
            None => zend_std_get_property_ptr_ptr(object, name, fetch, cache),
        }
    }
}

pub(super) unsafe extern "C" fn has_property<T: Native>(
    object: *mut ZendObject,
    name: *mut ZendStr,
    query: c_int,
    cache: *mut *mut c_void,
) -> c_int {
    // SAFETY: as above.
    unsafe {
        let Some(attribute) = owned_name::<T>(object, name) else {
            return zend_std_has_property(object, name, query, cache);
        };
        refresh::<T>(object, attribute);
        zend_std_has_property(object, name, query, ptr::null_mut())
    }
}

pub(super) unsafe extern "C" fn unset_property<T: Native>(
    object: *mut ZendObject,
    name: *mut ZendStr,
    cache: *mut *mut c_void,
) {
    // SAFETY: as above.
    unsafe {
        match owned_name::<T>(object, name) {
            Some(attribute) => refuse(object, attribute),
            None => zend_std_unset_property(object, name, cache),
        }
    }
}

pub(super) unsafe extern "C" fn get_properties<T: Native>(object: *mut ZendObject) -> *mut ZendHashTable {
    // SAFETY: as above.
    unsafe {
        for attribute in T::ATTRIBUTES {
            refresh::<T>(object, attribute);
        }
        zend_std_get_properties(object)
    }
}

pub(super) unsafe extern "C" fn get_gc<T: Native>(
    object: *mut ZendObject,
    table: *mut *mut Zval,
    count: *mut c_int,
) -> *mut ZendHashTable {
    // SAFETY: the buffer is the engine's own; each value is copied bit by bit without a reference, as
    // zend_get_gc_buffer_add_zval does.
    unsafe {
        let buffer = zend_get_gc_buffer_create();
        let mut add = |value: &Zval| {
            if (*buffer).cur == (*buffer).end {
                zend_get_gc_buffer_grow(buffer);
            }
            ptr::copy_nonoverlapping(ptr::from_ref(value), (*buffer).cur, 1);
            (*buffer).cur = (*buffer).cur.add(1);
        };
        (*inner::<T>(object)).held(&mut add);
        // Once the table of properties has been made, it refers to the same slots; no edge may be told twice.
        let slots = if (*object).properties.is_null() { (*(*object).ce).default_properties_count } else { 0 };
        for at in 0..usize::try_from(slots).unwrap_or(0) {
            add(&*(&raw const (*object).properties_table).cast::<Zval>().add(at));
        }
        *table = (*buffer).start;
        *count = c_int::try_from((*buffer).cur.offset_from((*buffer).start)).unwrap_or(0);
        (*object).properties
    }
}

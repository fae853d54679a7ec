//! What a class says of itself beyond what ext-php-rs can: typed attributes, `static` and `never`, sensitive parameters.

use super::globals;
use ext_php_rs::args::ArgInfoTables;
use ext_php_rs::ffi::{
    _ZEND_TYPE_NAME_BIT, zend_declare_typed_property, zend_function, zend_hash_str_find, zend_internal_arg_info,
    zend_type,
};
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use ext_php_rs::zend::ClassEntry;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

const PUBLIC: i32 = 1;
const READONLY: i32 = 1 << 7;
const MAY_BE_NULL: u32 = 1 << 1;

/// A registered class, for whoever makes objects of it.
pub struct Class(AtomicPtr<ClassEntry>);

impl Class {
    /// Not registered yet.
    pub const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// Remembers the class. The engine keeps pointers into `arguments` for the life of the process.
    pub fn set(&self, entry: &'static mut ClassEntry, arguments: ArgInfoTables) {
        std::mem::forget(arguments);
        self.0.store(entry, Ordering::Release);
    }

    /// The class.
    pub fn entry(&self) -> &'static ClassEntry {
        // SAFETY: set at the start of the extension, before any code that could ask; entries of internal classes live
        // as long as the process.
        unsafe { &*self.0.load(Ordering::Acquire) }
    }
}

/// Types of attributes.
#[derive(Clone, Copy)]
pub enum Type {
    /// `int`
    Int,
    /// `string`
    Text,
    /// `float`
    Float,
    /// `?int`
    NullableInt,
    /// `?string`
    NullableText,
    /// `bool`
    Bool,
    /// `array`
    Array,
    /// `?Class`
    Nullable(&'static str),
}

/// Declares a public attribute without a default.
pub fn attribute(class: &mut ClassEntry, name: &str, type_: Type, readonly: bool) {
    let mut undefined = Zval::new();
    undefined.u1.type_info = 0;
    let (pointer, type_mask) = match type_ {
        Type::Int => (ptr::null_mut(), 1 << 4),
        Type::Text => (ptr::null_mut(), 1 << 6),
        Type::Float => (ptr::null_mut(), 1 << 5),
        Type::NullableInt => (ptr::null_mut(), 1 << 4 | MAY_BE_NULL),
        Type::NullableText => (ptr::null_mut(), 1 << 6 | MAY_BE_NULL),
        Type::Bool => (ptr::null_mut(), 1 << 2 | 1 << 3),
        Type::Array => (ptr::null_mut(), 1 << 7),
        Type::Nullable(class) => {
            (ZendStr::new_interned(class, true).into_raw().cast(), _ZEND_TYPE_NAME_BIT | MAY_BE_NULL)
        }
    };
    let flags = if readonly { PUBLIC | READONLY } else { PUBLIC };
    let name = ZendStr::new_interned(name, true).into_raw();
    // SAFETY: called at the start of the extension on the class that was just registered; the strings are interned for
    // the life of the process.
    unsafe {
        let type_ = zend_type { ptr: pointer, type_mask };
        zend_declare_typed_property(class, name, &raw mut undefined, flags, ptr::null_mut(), type_);
    }
}

fn function(class: &ClassEntry, lowercase: &str) -> Option<*mut zend_function> {
    // SAFETY: a registered class has a function table of functions.
    unsafe {
        let found = zend_hash_str_find(&raw const class.function_table, lowercase.as_ptr().cast(), lowercase.len());
        found.as_ref().map(|value| value.value.ptr.cast())
    }
}

/// Declares that a method returns `static`; it must have been declared with any return type.
pub fn returns_static(class: &ClassEntry, lowercase: &str) {
    returns(class, lowercase, 1 << 15);
}

/// Declares that a method never returns.
pub fn returns_never(class: &ClassEntry, lowercase: &str) {
    returns(class, lowercase, 1 << 17);
}

fn returns(class: &ClassEntry, lowercase: &str, type_mask: u32) {
    if let Some(function) = function(class, lowercase) {
        // SAFETY: the table of a function with a return type begins one entry before its first argument
        // (zend_register_functions), and it is ours: `Class::set` keeps it.
        unsafe {
            let info: *mut zend_internal_arg_info = (*function).internal_function.arg_info;
            (*info.sub(1)).type_.type_mask = type_mask;
        }
    }
}

/// Keeps the value of the first parameter of a method out of stack traces.
pub fn hides_first_parameter(class: &ClassEntry, lowercase: &str) {
    if let Some(function) = function(class, lowercase) {
        // SAFETY: as the engine's own zend_add_parameter_attribute does: the offset is the parameter's number from 1.
        unsafe {
            let name = (*zend_ce_sensitive_parameter).name;
            zend_add_attribute(&raw mut (*function).internal_function.attributes, name, 0, 1, 1, 0);
        }
    }
}

unsafe extern "C" {
    static mut spl_ce_RuntimeException: *mut ClassEntry;
    static mut zend_ce_sensitive_parameter: *mut ClassEntry;
    fn zend_add_attribute(
        attributes: *mut *mut ZendHashTable,
        name: *mut ZendStr,
        arguments: u32,
        flags: u32,
        offset: u32,
        line: u32,
    ) -> *mut std::ffi::c_void;
}

/// `RuntimeException`
pub fn runtime_exception() -> &'static ClassEntry {
    // SAFETY: SPL is always there and started before any other extension.
    unsafe { &*spl_ce_RuntimeException }
}

/// A class of an extension by its name in lower case, without asking an autoloader.
pub(super) fn internal_class(name: &str) -> Option<*const ClassEntry> {
    // SAFETY: the table of classes holds pointers to their entries.
    unsafe {
        let found = zend_hash_str_find((*globals()).class_table, name.as_ptr().cast(), name.len()).as_ref()?;
        Some(found.value.ptr.cast::<ClassEntry>().cast_const())
    }
}

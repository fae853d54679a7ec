//! Objects with a Rust value inside, and attributes that are worked out when they are read and that PHP code cannot
//! write. Userland subclasses get both, whether or not their constructor calls its parent's.

mod handlers;

use ext_php_rs::convert::IntoZval;
use ext_php_rs::ffi::{
    IS_OBJECT_EX, std_object_handlers, zend_hash_str_find, zend_object_handlers, zend_property_info,
};
use ext_php_rs::types::{ZendObject, Zval};
use ext_php_rs::zend::ClassEntry;
use std::ffi::c_int;
use std::marker::PhantomData;
use std::mem::offset_of;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, Ordering};

/// The Rust side of a class.
pub trait Native: Sized + 'static {
    /// Every attribute of the class: PHP code may read them only.
    const ATTRIBUTES: &'static [&'static str];

    /// What a new object holds before any constructor has run.
    fn new() -> Self;

    /// Where the handlers of this class are kept.
    fn handlers() -> &'static Handlers;

    /// The value that an attribute has now; none leaves what is there.
    fn attribute(&self, name: &str) -> Option<Zval>;

    /// PHP values held by the Rust side, for the garbage collector.
    fn held(&self, visit: &mut dyn FnMut(&Zval));
}

/// The engine's table of functions for objects of one class.
pub struct Handlers(AtomicPtr<zend_object_handlers>);

impl Handlers {
    /// Not set up yet.
    pub const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }
}

/// An object that somebody else keeps alive for as long as `'a`. Not a reference of Rust's: the engine writes to objects
/// while others look at them.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    pointer: NonNull<ZendObject>,
    owner: PhantomData<&'a Zval>,
}

impl<'a> Object<'a> {
    /// The object in a value.
    pub fn in_value(value: &'a Zval) -> Option<Self> {
        if !value.is_object() {
            return None;
        }
        // SAFETY: the value is an object, so this is the member of the union that is set.
        NonNull::new(unsafe { value.value.obj }).map(|pointer| Self { pointer, owner: PhantomData })
    }

    /// The object behind a pointer of the engine's.
    ///
    /// # Safety
    /// It lives as long as `'a`.
    pub(super) unsafe fn of(pointer: *mut ZendObject) -> Option<Self> {
        NonNull::new(pointer).map(|pointer| Self { pointer, owner: PhantomData })
    }

    pub(super) fn as_ptr(self) -> *mut ZendObject {
        self.pointer.as_ptr()
    }

    /// Whether it is of this class, or of one below it.
    pub fn is_a(self, class: &ClassEntry) -> bool {
        // SAFETY: alive, see the type.
        unsafe { self.pointer.as_ref() }.instance_of(class)
    }

    /// The Rust side; none if it is not of such a class.
    pub fn state<T: Native>(self) -> Option<&'a T> {
        // SAFETY: only `create` gives an object these handlers, and it puts the object at the end of an `Embedded<T>`,
        // which lives as long as the object.
        unsafe {
            let ours = ptr::eq((*self.as_ptr()).handlers, T::handlers().0.load(Ordering::Acquire));
            ours.then(|| &*inner::<T>(self.as_ptr()))
        }
    }

    /// The value of an attribute as it was last set.
    pub fn get(self, name: &str) -> Option<Zval> {
        // SAFETY: a slot of a live object.
        self.slot(name).map(|slot| unsafe { (*slot).shallow_clone() })
    }

    /// Writes an attribute, read-only or not: PHP code cannot.
    pub fn set(self, name: &str, value: Zval) {
        if let Some(slot) = self.slot(name) {
            // SAFETY: a slot of a live object. The old value is released once the new one is in its place: releasing it may
            // run code that looks here.
            drop(unsafe { std::mem::replace(&mut *slot, value) });
        }
    }

    /// Another reference to it, as a value.
    pub fn to_value(self) -> Zval {
        let mut value = Zval::new();
        // SAFETY: the count of its references grows by the one that the value owns.
        unsafe { (*self.as_ptr()).gc.refcount += 1 };
        value.value.obj = self.as_ptr();
        value.u1.type_info = IS_OBJECT_EX;
        value
    }

    fn slot(self, name: &str) -> Option<*mut Zval> {
        let object = self.as_ptr();
        // SAFETY: `properties_info` maps names to descriptions whose offset is that of the slot in the object
        // (OBJ_PROP).
        unsafe {
            let infos = &raw const (*(*object).ce).properties_info;
            let found = zend_hash_str_find(infos, name.as_ptr().cast(), name.len());
            let info = found.as_ref()?.value.ptr.cast::<zend_property_info>();
            Some(object.byte_add((*info).offset as usize).cast::<Zval>())
        }
    }
}

#[repr(C)]
struct Embedded<T> {
    state: T,
    object: ZendObject,
}

/// Makes objects of this class, and of every class below it, hold a `T`.
pub fn embed<T: Native>(class: &mut ClassEntry) {
    let offset = c_int::try_from(offset_of!(Embedded<T>, object)).unwrap_or(0);
    let table = Box::new(zend_object_handlers {
        offset,
        free_obj: Some(handlers::free::<T>),
        clone_obj: None,
        read_property: Some(handlers::read_property::<T>),
        write_property: Some(handlers::write_property::<T>),
        get_property_ptr_ptr: Some(handlers::get_property_ptr_ptr::<T>),
        has_property: Some(handlers::has_property::<T>),
        unset_property: Some(handlers::unset_property::<T>),
        get_properties: Some(handlers::get_properties::<T>),
        get_gc: Some(handlers::get_gc::<T>),
        // SAFETY: the engine's own table, constant since before extensions are started.
        ..unsafe { std_object_handlers }
    });
    T::handlers().0.store(Box::leak(table), Ordering::Release);
    class.__bindgen_anon_2.create_object = Some(handlers::create::<T>);
}

/// A new object of one of our classes, without its constructor.
pub fn make(class: &'static ClassEntry) -> Zval {
    ZendObject::new(class).into_zval(false).unwrap_or_default()
}

/// # Safety
/// `object` was made by `create::<T>`.
unsafe fn inner<T: Native>(object: *mut ZendObject) -> *mut T {
    // SAFETY: the object is a field of an `Embedded<T>`, whose first field is the state.
    unsafe { object.cast::<u8>().sub(offset_of!(Embedded<T>, object)).cast::<T>() }
}

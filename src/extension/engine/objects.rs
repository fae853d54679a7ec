//! Objects with a Rust value inside, and attributes that are worked out when they are read and that PHP code cannot
//! write. Userland subclasses get both, whether or not their constructor calls its parent's.

use ext_php_rs::ffi::{
    IS_OBJECT_EX, ext_php_rs_zend_object_alloc, object_properties_init, std_object_handlers, zend_get_gc_buffer_create,
    zend_get_gc_buffer_grow, zend_hash_str_find, zend_object_handlers, zend_object_std_dtor, zend_object_std_init,
    zend_property_info, zend_std_get_properties, zend_std_get_property_ptr_ptr, zend_std_has_property,
    zend_std_read_property, zend_std_unset_property, zend_std_write_property, zend_throw_error,
};
use ext_php_rs::types::{ZendHashTable, ZendObject, ZendStr, Zval};
use ext_php_rs::zend::ClassEntry;
use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::mem::offset_of;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, Ordering};

/// `ZEND_INTERNAL_CLASS`
const INTERNAL_CLASS: std::ffi::c_char = 1;

/// Fetches that may write: `BP_VAR_W`, `BP_VAR_RW`, `BP_VAR_UNSET`.
const FETCHES_TO_WRITE: [c_int; 3] = [1, 2, 5];

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
    let handlers = Box::new(zend_object_handlers {
        offset,
        free_obj: Some(free::<T>),
        clone_obj: None,
        read_property: Some(read_property::<T>),
        write_property: Some(write_property::<T>),
        get_property_ptr_ptr: Some(get_property_ptr_ptr::<T>),
        has_property: Some(has_property::<T>),
        unset_property: Some(unset_property::<T>),
        get_properties: Some(get_properties::<T>),
        get_gc: Some(get_gc::<T>),
        // SAFETY: the engine's own table, constant since before extensions are started.
        ..unsafe { std_object_handlers }
    });
    T::handlers().0.store(Box::leak(handlers), Ordering::Release);
    class.__bindgen_anon_2.create_object = Some(create::<T>);
}

/// A new object of one of our classes, without its constructor.
pub fn make(class: &'static ClassEntry) -> Zval {
    let mut value = Zval::new();
    let mut object = ZendObject::new(class);
    value.set_object(&mut object);
    value
}

/// # Safety
/// `object` was made by `create::<T>`.
unsafe fn inner<T: Native>(object: *mut ZendObject) -> *mut T {
    // SAFETY: the object is a field of an `Embedded<T>`, whose first field is the state.
    unsafe { object.cast::<u8>().sub(offset_of!(Embedded<T>, object)).cast::<T>() }
}

unsafe extern "C" fn create<T: Native>(class: *mut ClassEntry) -> *mut ZendObject {
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

unsafe extern "C" fn free<T: Native>(object: *mut ZendObject) {
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

unsafe extern "C" fn read_property<T: Native>(
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

unsafe extern "C" fn write_property<T: Native>(
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

unsafe extern "C" fn get_property_ptr_ptr<T: Native>(
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

unsafe extern "C" fn has_property<T: Native>(
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

unsafe extern "C" fn unset_property<T: Native>(object: *mut ZendObject, name: *mut ZendStr, cache: *mut *mut c_void) {
    // SAFETY: as above.
    unsafe {
        match owned_name::<T>(object, name) {
            Some(attribute) => refuse(object, attribute),
            None => zend_std_unset_property(object, name, cache),
        }
    }
}

unsafe extern "C" fn get_properties<T: Native>(object: *mut ZendObject) -> *mut ZendHashTable {
    // SAFETY: as above.
    unsafe {
        for attribute in T::ATTRIBUTES {
            refresh::<T>(object, attribute);
        }
        zend_std_get_properties(object)
    }
}

unsafe extern "C" fn get_gc<T: Native>(
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

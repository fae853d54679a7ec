//! A PHP callable that is resolved once and called many times: 20 ns a call instead of 85 (measured).

use super::exception::{self, Thrown};
use super::objects::Object;
use super::{globals, interrupt};
use ext_php_rs::ffi::{
    ZEND_ACC_CALL_VIA_TRAMPOLINE, ZEND_ACC_GENERATOR, ZEND_INTERNAL_FUNCTION, ZEND_USER_FUNCTION, zend_call_function,
    zend_call_known_function, zend_clear_exception, zend_fcall_info, zend_fcall_info_cache, zend_fcall_info_init,
    zend_function, zend_hash_str_find, zend_is_graceful_exit, zend_is_unwind_exit, zend_release_fcall_info_cache,
    zend_throw_unwind_exit,
};
use ext_php_rs::types::{ZendObject, Zval};
use ext_php_rs::zend::{CatchError, ClassEntry, try_catch};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// How a call ended.
pub enum Outcome {
    /// It returned.
    Returned,
    /// Nobody caught this exception; it is taken out of the engine.
    Threw(Thrown),
    /// `exit` with this status; the unwinding is taken back, see [`request_exit`].
    Exited(i32),
    /// A fatal error. PHP must not go on but to its end.
    Fatal(Unwinding),
}

impl Outcome {
    /// What comes next, if there is a next.
    pub fn and_then(self, next: impl FnOnce() -> Self) -> Self {
        if let Self::Returned = self { next() } else { self }
    }
}

/// How a fatal error left the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwinding {
    /// By longjmp: the only way on is [`super::bail_out`].
    Jumped,
    /// Like an exit, as newer releases of 8.2 do when memory is exhausted.
    Exited,
}

/// A callable with what it needs to be called.
pub struct Callable {
    /// `ManuallyDrop`: ext-php-rs gives zval a Drop, so this would release `function_name`, which it does not own.
    info: ManuallyDrop<zend_fcall_info>,
    /// Without a function for `__call` and `__callStatic`: the engine makes a new one for each call, and frees it.
    cache: zend_fcall_info_cache,
    /// Owns the reference that keeps both valid.
    keep: Zval,
}

impl Callable {
    /// Resolves a callable. None: it is not one, as seen from the code that is running.
    pub fn new(callable: &Zval) -> Option<Self> {
        let mut keep = callable.dereference().shallow_clone();
        // SAFETY: both are plain data that zend_fcall_info_init fills; on failure nothing is owned by them.
        unsafe {
            let mut info: ManuallyDrop<zend_fcall_info> = ManuallyDrop::new(std::mem::zeroed());
            let mut cache: zend_fcall_info_cache = std::mem::zeroed();
            let nothing = ptr::null_mut();
            let found =
                zend_fcall_info_init(&raw mut keep, 0, &raw mut *info, &raw mut cache, nothing, ptr::null_mut());
            if found < 0 {
                return None;
            }
            if (*cache.function_handler).common.fn_flags & ZEND_ACC_CALL_VIA_TRAMPOLINE != 0 {
                zend_release_fcall_info_cache(&raw mut cache);
                cache.function_handler = ptr::null_mut();
            }
            Some(Self { info, cache, keep })
        }
    }

    /// Calling it would only make a generator, and run nothing.
    pub fn is_generator(&self) -> bool {
        // SAFETY: null, or the function of a resolved callable, which `keep` keeps.
        unsafe {
            !self.cache.function_handler.is_null()
                && (*self.cache.function_handler).common.fn_flags & ZEND_ACC_GENERATOR != 0
        }
    }

    /// The value it was made of, for the garbage collector.
    pub fn value(&self) -> &Zval {
        &self.keep
    }

    /// Calls it. The returned value is dropped: a job is not asked for one.
    pub fn call(&self, arguments: &mut [Zval]) -> Outcome {
        self.ask(arguments, &mut Zval::new())
    }

    /// The same within [`guard`], to which a fatal error jumps.
    pub fn call_guarded(&self, arguments: &mut [Zval]) -> Outcome {
        self.enter(arguments, &mut Zval::new());
        outcome()
    }

    /// Calls it for what it returns.
    pub fn ask(&self, arguments: &mut [Zval], returned: &mut Zval) -> Outcome {
        guarded(|| self.enter(arguments, returned))
    }

    fn enter(&self, arguments: &mut [Zval], returned: &mut Zval) {
        // A copy, as the callable may be called again from within; nothing in it is owned.
        // SAFETY: bitwise copies of plain data whose pointers `keep` keeps alive.
        let mut info = unsafe { ManuallyDrop::new(ptr::read(&raw const *self.info)) };
        let mut cache = self.cache;
        info.retval = ptr::from_mut(returned);
        info.params = arguments.as_mut_ptr();
        info.param_count = u32::try_from(arguments.len()).unwrap_or(0);
        // SAFETY: resolved above; the arguments outlive the call, the engine takes references of its own.
        unsafe { zend_call_function(&raw mut *info, &raw mut cache) };
    }
}

/// A function of an extension's, which is there as long as the process.
pub struct Internal(AtomicPtr<zend_function>);

impl Internal {
    /// None: there is none of this name, which is in small letters, or it is disabled.
    pub fn named(name: &str) -> Option<Self> {
        // SAFETY: the engine's table of functions, by name; those of extensions stay where they are.
        unsafe {
            let found = zend_hash_str_find((*globals()).function_table, name.as_ptr().cast(), name.len());
            let function = found.as_ref()?.value.ptr.cast::<zend_function>();
            let is_internal = u32::from((*function).type_) == ZEND_INTERNAL_FUNCTION;
            is_internal.then(|| Self(AtomicPtr::new(function)))
        }
    }

    /// Calls it; what it returns is dropped.
    pub fn call(&self, arguments: &mut [Zval]) -> Outcome {
        guarded(|| {
            // SAFETY: a function of the engine's table, called without an object or class, as it has none.
            unsafe { call_known(self.0.load(Ordering::Relaxed), ptr::null_mut(), ptr::null_mut(), arguments) };
        })
    }
}

/// Whether PHP code has overridden a method.
pub fn has_override(object: Object<'_>, lowercase: &str) -> bool {
    userland_method(object, lowercase).is_some()
}

/// Calls a method if PHP code has overridden it. None: it has not.
pub fn call_override(object: Object<'_>, lowercase: &str, arguments: &mut [Zval]) -> Option<Outcome> {
    let function = userland_method(object, lowercase)?;
    Some(guarded(|| {
        let this = object.as_ptr();
        // SAFETY: a method of the object's class; whoever runs the method that we are in keeps the object alive.
        unsafe { call_known(function, this, (*this).ce, arguments) };
    }))
}

/// Calls a function or method; what it returns is dropped.
///
/// # Safety
/// As the engine wants it: both are null for a function that is no method.
unsafe fn call_known(
    function: *mut zend_function,
    object: *mut ZendObject,
    class: *mut ClassEntry,
    arguments: &mut [Zval],
) {
    let mut returned = Zval::new();
    let (count, given) = (u32::try_from(arguments.len()).unwrap_or(0), arguments.as_mut_ptr());
    // SAFETY: as the caller says; the arguments outlive the call.
    unsafe { zend_call_known_function(function, object, class, &raw mut returned, count, given, ptr::null_mut()) };
}

fn userland_method(object: Object<'_>, lowercase: &str) -> Option<*mut zend_function> {
    // SAFETY: the class of a live object has a function table, whose entries are functions.
    unsafe {
        let methods = &raw const (*(*object.as_ptr()).ce).function_table;
        let found = zend_hash_str_find(methods, lowercase.as_ptr().cast(), lowercase.len());
        let function = found.as_ref()?.value.ptr.cast::<zend_function>();
        (u32::from((*function).type_) == ZEND_USER_FUNCTION).then_some(function)
    }
}

/// Runs something that calls PHP, and says how PHP came back.
pub(super) fn guarded(call: impl FnOnce()) -> Outcome {
    match try_catch(AssertUnwindSafe(call)) {
        Ok(()) => outcome(),
        Err(_) => Outcome::Fatal(Unwinding::Jumped),
    }
}

/// Runs something that calls PHP again and again by [`Callable::call_guarded`], and says how it ended. One guard for all calls is
/// 17 ns a call less (measured). What runs must own nothing meanwhile that only a drop gives back.
pub fn guard(calls: impl FnOnce() -> Outcome) -> Outcome {
    match try_catch(AssertUnwindSafe(calls)) {
        Ok(outcome) => outcome,
        Err(CatchError::Panic(text)) => resume_unwind(Box::new(text)),
        Err(_) => Outcome::Fatal(Unwinding::Jumped),
    }
}

fn outcome() -> Outcome {
    let globals = globals();
    // SAFETY: plain reads; the exception is alive as long as it is pending.
    unsafe {
        let exception = (*globals).exception;
        if exception.is_null() {
            return Outcome::Returned;
        }
        if zend_is_unwind_exit(exception) || zend_is_graceful_exit(exception) {
            let status = (*globals).exit_status;
            zend_clear_exception();
            return match status {
                255 if exception::has_fatal_error() => Outcome::Fatal(Unwinding::Exited),
                status => Outcome::Exited(status),
            };
        }
        Outcome::Threw(Thrown::take(exception))
    }
}

/// Ends PHP as `exit($status)` would, once the method that runs now has returned: variables of the script are released,
/// `catch` and `finally` do not run, shutdown functions do.
pub fn request_exit(status: i32) {
    set_exit_status(status);
    if !super::is_unwinding() {
        // SAFETY: no exception is pending.
        unsafe { zend_throw_unwind_exit() };
    }
}

/// What the process will end with, as it is now.
pub fn exit_status() -> i32 {
    // SAFETY: a plain read of an integer.
    unsafe { (*globals()).exit_status }
}

/// What the process will end with, unless somebody says otherwise.
pub fn set_exit_status(status: i32) {
    // SAFETY: a plain write of an integer.
    unsafe { (*globals()).exit_status = status };
}

/// Handlers of `pcntl_signal` that are due run now, as they would between two opcodes of PHP code.
pub fn run_interrupts() -> Outcome {
    guarded(interrupt::run)
}

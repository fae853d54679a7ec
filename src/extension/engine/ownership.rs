//! What the master made stays the master's: in a fresh worker, inherited shutdown functions, output buffers and
//! destructors are put out of work before any code of the user runs.

use super::globals;
use ext_php_rs::ffi::{
    php_free_shutdown_functions, php_output_discard, php_output_get_active_handler, realpath_cache_del,
    realpath_cache_get_buckets, realpath_cache_max_buckets,
};
use ext_php_rs::types::ZendObject;
use std::ffi::c_int;
use std::sync::OnceLock;

/// `PHP_OUTPUT_HANDLER_DISABLED | PHP_OUTPUT_HANDLER_REMOVABLE`: its callback is not called again, and it can be taken
/// away even if it was started to stay.
const HANDLER_DISABLED: c_int = 0x2000 | 0x0040;
/// `IS_OBJ_DESTRUCTOR_CALLED`, where it sits in the object's type info.
const DESTRUCTOR_CALLED: u32 = 1 << 8;

unsafe extern "C" {
    fn zend_objects_destroy_object(object: *mut ZendObject);
    /// Its header moved in 8.4, the function did not.
    fn php_mt_srand(seed: u32);
}

/// To be called in the child, right after the fork.
pub fn disown_inherited() {
    tell_engine_of_fork();
    disown_destructors();
    disown_output();
    forget_paths_of_the_master();
    // SAFETY: releases the list as PHP does at the end of a request, and leaves none; closures in it are freed, and
    // their objects' destructors were disowned above.
    unsafe { php_free_shutdown_functions() };
    reseed();
}

/// What `pcntl_fork` calls in a child. Nothing up to 8.4 without ZTS, `php_child_init` from 8.5 on: looked up by name, so that
/// one source serves all; and before the fork, as a name that is nowhere is looked for in every library (8 page faults).
static AFTER_FORK: OnceLock<Option<extern "C" fn()>> = OnceLock::new();

/// To be called before the first fork.
pub fn prepare() {
    AFTER_FORK.get_or_init(|| {
        [c"php_child_init", c"zend_max_execution_timer_init"].into_iter().find_map(|name| {
            // SAFETY: both functions take nothing and return nothing; null is none.
            unsafe {
                let found = libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr());
                std::mem::transmute::<*mut libc::c_void, Option<extern "C" fn()>>(found)
            }
        })
    });
}

pub fn tell_engine_of_fork() {
    if let Some(Some(function)) = AFTER_FORK.get() {
        function();
    }
}

/// Only objects that have something to run are marked: each mark copies a page. Generators and fibers count, their
/// `finally` is a destructor too.
fn disown_destructors() {
    // SAFETY: the store holds pointers to live objects, and tagged integers in free places (lowest bit set); slot 0 is
    // never used. Nothing allocates or frees objects meanwhile.
    unsafe {
        let store = &raw const (*globals()).objects_store;
        for at in 1..(*store).top {
            let object = *(*store).object_buckets.add(at as usize);
            if object as usize & 1 != 0 || object.is_null() {
                continue;
            }
            let plain = zend_objects_destroy_object as *const () as usize;
            let own_destructor = (*(*object).handlers).dtor_obj.is_some_and(|dtor| dtor as usize != plain);
            if own_destructor || !(*(*object).ce).destructor.is_null() {
                (*object).gc.u.type_info |= DESTRUCTOR_CALLED;
            }
        }
    }
}

/// Their content is the master's to print, and their callbacks are the master's to call.
fn disown_output() {
    // SAFETY: the active handler is the top of the stack; a disabled one is popped without its callback. Ends when the
    // stack is empty, or when a handler refuses to go because it is running right now.
    unsafe {
        loop {
            let handler = php_output_get_active_handler();
            if handler.is_null() {
                return;
            }
            (*handler).flags |= HANDLER_DISABLED;
            if php_output_discard() != 0 {
                return;
            }
        }
    }
}

/// PHP remembers for two minutes where `/proc/self` leads: to the master.
fn forget_paths_of_the_master() {
    // SAFETY: the table has that many chains of entries, each with its path; an entry is deleted only after its chain
    // has been walked.
    unsafe {
        let buckets = realpath_cache_get_buckets();
        let mut own = Vec::new();
        for at in 0..usize::try_from(realpath_cache_max_buckets()).unwrap_or(0) {
            let mut bucket = *buckets.add(at);
            while let Some(entry) = bucket.as_ref() {
                let path = std::slice::from_raw_parts(entry.path.cast::<u8>(), entry.path_len.into());
                if [&b"/proc/self"[..], b"/proc/thread-self", b"/dev/fd", b"/dev/std"]
                    .iter()
                    .any(|own| path.starts_with(own))
                {
                    own.push(path.to_vec());
                }
                bucket = entry.next;
            }
        }
        for path in own {
            realpath_cache_del(path.as_ptr().cast(), path.len());
        }
    }
}

/// A seed that was used before the fork would give every worker the same numbers.
fn reseed() {
    let mut seed = [0; 4];
    // SAFETY: writes four bytes into `seed`; php_mt_srand takes any number.
    unsafe {
        libc::getrandom(seed.as_mut_ptr().cast(), seed.len(), 0);
        php_mt_srand(u32::from_ne_bytes(seed));
    }
}

//! What the master made stays the master's: in a fresh worker, inherited shutdown functions, output buffers and
//! destructors are put out of work before any code of the user runs.

use super::class::internal_class;
use super::store;
use ext_php_rs::ffi::{
    HashTable, php_free_shutdown_functions, php_output_discard, php_output_get_active_handler, realpath_cache_del,
    realpath_cache_get_buckets, realpath_cache_max_buckets, zend_hash_str_find, zend_module_entry,
};
use ext_php_rs::types::ZendObject;
use ext_php_rs::zend::ClassEntry;
use std::ffi::c_int;
use std::ptr;
use std::sync::OnceLock;

/// `PHP_OUTPUT_HANDLER_DISABLED | PHP_OUTPUT_HANDLER_REMOVABLE`: its callback is not called again, and it can be taken
/// away even if it was started to stay.
const HANDLER_DISABLED: c_int = 0x2000 | 0x0040;
/// `IS_OBJ_DESTRUCTOR_CALLED`, where it sits in the object's type info.
const DESTRUCTOR_CALLED: u32 = 1 << 8;
/// `IS_OBJ_FREE_CALLED`: what is behind the object has been given back.
const FREE_CALLED: u32 = 1 << 9;

unsafe extern "C" {
    fn zend_objects_destroy_object(object: *mut ZendObject);
    static module_registry: HashTable;
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
    DATABASES.get_or_init(Databases::find);
    BEGIN_REQUEST.get_or_init(find_generators);
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
    let plain = zend_objects_destroy_object as *const () as usize;
    let files = DATABASES.get();
    store::each(|object| {
        // SAFETY: a live object, and a class lives as long as its objects.
        unsafe {
            let own_destructor = (*(*object).handlers).dtor_obj.is_some_and(|dtor| dtor as usize != plain);
            let mut flags = 0;
            if own_destructor || !(*(*object).ce).destructor.is_null() {
                flags |= DESTRUCTOR_CALLED;
            }
            if files.is_some_and(|files| files.has(&*(*object).ce)) {
                flags |= FREE_CALLED;
            }
            if flags != 0 {
                (*object).gc.u.type_info |= flags;
            }
        }
    });
}

/// Classes whose objects hold a database that is a file, or something of one. SQLite would roll back what the master has
/// begun, and take its journal away, when a copy of the handle is closed; so a copy is never closed.
#[derive(Debug)]
struct Databases(Vec<usize>);

static DATABASES: OnceLock<Databases> = OnceLock::new();

impl Databases {
    /// Those that are loaded: extensions come before the script.
    fn find() -> Self {
        let names = ["pdo", "pdostatement", "sqlite3", "sqlite3stmt", "sqlite3result"];
        Self(names.into_iter().filter_map(internal_class).map(|class| class as usize).collect())
    }

    fn has(&self, class: &ClassEntry) -> bool {
        let mut class = Some(class);
        while let Some(entry) = class {
            if self.0.contains(&(ptr::from_ref(entry) as usize)) {
                return true;
            }
            class = entry.parent();
        }
        false
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

/// The generators of PHP's own functions, `mt_rand()` and `lcg_value()`, seed themselves when they are used for the first
/// time in a request. A state that was used or seeded before the fork would give every worker the same numbers, so in each
/// a request begins for them.
static BEGIN_REQUEST: OnceLock<Option<(Activate, c_int)>> = OnceLock::new();

type Activate = unsafe extern "C" fn(c_int, c_int) -> c_int;

fn find_generators() -> Option<(Activate, c_int)> {
    // SAFETY: the engine's table of modules, by name; each entry lives as long as the process.
    let module = unsafe {
        let found = zend_hash_str_find(&raw const module_registry, c"random".as_ptr(), 6).as_ref()?;
        found.value.ptr.cast::<zend_module_entry>().as_ref()?
    };
    Some((module.request_startup_func?, module.module_number))
}

fn reseed() {
    if let Some(Some((begin, number))) = BEGIN_REQUEST.get() {
        // SAFETY: what the engine calls at the start of a request; it only notes that nothing is seeded.
        unsafe { begin(1, *number) };
    }
}

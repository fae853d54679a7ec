//! Which files the script has loaded, noted as the engine compiles them.

use ext_php_rs::ffi::{_zend_file_handle, zend_op_array};
use naruto_runtime::code::Code;
use std::cell::{Cell, RefCell};
use std::ffi::{OsStr, c_int};
use std::os::unix::ffi::OsStrExt;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

type Compile = unsafe extern "C" fn(*mut _zend_file_handle, c_int) -> *mut zend_op_array;

unsafe extern "C" {
    static mut zend_compile_file: Option<Compile>;
    fn zend_ini_long(name: *const libc::c_char, length: usize, original: c_int) -> libc::c_long;
}

static ORIGINAL: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static CODE: RefCell<Code> = RefCell::default();
    /// What a worker loads is its own: its successor reads it anew.
    static IS_NOTED: Cell<bool> = const { Cell::new(true) };
}

/// At the start of the extension.
pub fn install() {
    // SAFETY: extensions are started by one thread, before any file is compiled.
    unsafe {
        if let Some(original) = zend_compile_file {
            ORIGINAL.store(original as usize, Ordering::SeqCst);
            zend_compile_file = Some(compile);
        }
    }
}

/// Nothing is noted any more.
pub fn stop() {
    IS_NOTED.set(false);
    // Not given back: the list lies on pages of the master's.
    CODE.with_borrow_mut(|code| std::mem::forget(std::mem::take(code)));
}

/// What has been noted so far.
pub fn code() -> Code {
    CODE.with_borrow(Clone::clone)
}

/// Why what workers load is not read anew after a fork: they share what opcache has kept.
pub fn cache() -> Option<&'static str> {
    let is_on = |name: &std::ffi::CStr| {
        // SAFETY: looks a setting up by its name; one that is not there is 0.
        unsafe { zend_ini_long(name.as_ptr(), name.count_bytes(), 0) != 0 }
    };
    (is_on(c"opcache.enable") && is_on(c"opcache.enable_cli")).then_some("opcache keeps what was loaded")
}

unsafe extern "C" fn compile(handle: *mut _zend_file_handle, kind: c_int) -> *mut zend_op_array {
    let found = note_before(handle);
    let original = ORIGINAL.load(Ordering::SeqCst);
    // SAFETY: `install` puts us here only if there was a function, of this type. It may jump over this frame, which owns
    // nothing.
    let compiled = unsafe { std::mem::transmute::<usize, Compile>(original)(handle, kind) };
    if !found {
        note_after(handle);
    }
    compiled
}

/// By the name that was written, if that is enough to find the file.
fn note_before(handle: *const _zend_file_handle) -> bool {
    if !IS_NOTED.get() {
        return true;
    }
    catch_unwind(|| {
        // SAFETY: the engine passes a handle with a name.
        let Some(name) = (unsafe { name(&raw const (*handle).filename) }) else { return false };
        let path = if name.is_absolute() { name } else { std::env::current_dir().unwrap_or_default().join(name) };
        let is_there = path.is_file();
        if is_there {
            note(&path);
        }
        is_there
    })
    .unwrap_or(true)
}

/// By the name under which it was found, in `include_path`.
fn note_after(handle: *const _zend_file_handle) {
    // SAFETY: the handle is the caller's, and closed later.
    let noted = catch_unwind(|| unsafe { name(&raw const (*handle).opened_path) }.inspect(|path| note(path)));
    drop(noted);
}

/// # Safety
/// `text` points to a pointer to a string of the engine's, or to null.
unsafe fn name(text: *const *mut ext_php_rs::types::ZendStr) -> Option<PathBuf> {
    // SAFETY: as the caller says.
    let text = unsafe { (*text).as_ref() }?;
    Some(PathBuf::from(OsStr::from_bytes(text.as_bytes()))).filter(|path| !path.as_os_str().is_empty())
}

fn note(path: &Path) {
    CODE.with_borrow_mut(|code| code.note(path));
}

/// The first line of what this engine says of itself.
pub fn engine() -> String {
    // SAFETY: a static string, made before any script runs.
    let text = unsafe { std::ffi::CStr::from_ptr(ext_php_rs::ffi::get_zend_version()) }.to_string_lossy();
    text.lines().next().unwrap_or_default().to_owned()
}

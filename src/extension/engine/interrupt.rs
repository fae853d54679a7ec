//! The engine's interrupt, between two opcodes: how an overdue job gets its exception, and how handlers of `pcntl_signal`
//! with async signals run while we wait outside of PHP code.

use super::globals;
use ext_php_rs::ffi::{zend_atomic_bool_store, zend_execute_data, zend_interrupt_function};
use naruto_runtime::os::overdue;
use std::panic::catch_unwind;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::time::Duration;

/// Whoever was interrupted for before us, such as pcntl.
static PREVIOUS: AtomicUsize = AtomicUsize::new(0);
/// What to do with an overdue job.
static OVERDUE: AtomicUsize = AtomicUsize::new(0);

/// The frame that jobs are called from.
static OUTSIDE: AtomicPtr<zend_execute_data> = AtomicPtr::new(ptr::null_mut());

type Interrupt = unsafe extern "C" fn(*mut zend_execute_data);

/// At the start of the extension: `throw` makes an exception for a job that has run for so long.
pub fn install(throw: fn(Duration)) {
    OVERDUE.store(throw as usize, Ordering::SeqCst);
    // SAFETY: extensions are started by one thread, before any code that could be interrupted.
    unsafe {
        if let Some(previous) = zend_interrupt_function {
            PREVIOUS.store(previous as usize, Ordering::SeqCst);
        }
        zend_interrupt_function = Some(interrupted);
    }
    overdue::interrupt_by(interrupt);
}

/// Async-signal-safe: one store.
extern "C" fn interrupt() {
    // SAFETY: the engine's globals of a process with one thread.
    unsafe { zend_atomic_bool_store(&raw mut (*globals()).vm_interrupt, true) };
}

/// Jobs are called from the frame that runs now. The engine also looks for interrupts when a call from there has returned:
/// then the job is done, and is not to be interrupted any more.
pub fn jobs_start_here() -> Outside {
    // SAFETY: a plain read of a pointer.
    let here = unsafe { (*globals()).current_execute_data };
    Outside(OUTSIDE.swap(here, Ordering::Relaxed))
}

/// Until it is dropped; what held before then holds again.
pub struct Outside(*mut zend_execute_data);

impl Drop for Outside {
    fn drop(&mut self) {
        OUTSIDE.store(self.0, Ordering::Relaxed);
    }
}

unsafe extern "C" fn interrupted(frame: *mut zend_execute_data) {
    if overdue::has_fired() && frame != OUTSIDE.load(Ordering::Relaxed) {
        if super::is_unwinding() {
            overdue::put_off();
        } else {
            let ran = overdue::take_fired();
            // SAFETY: `install` alone stores here, a function of this type. A panic must not cross into the engine.
            let throw = unsafe { std::mem::transmute::<usize, fn(Duration)>(OVERDUE.load(Ordering::SeqCst)) };
            let _ = catch_unwind(|| throw(ran));
        }
    }
    let previous = PREVIOUS.load(Ordering::SeqCst);
    if previous != 0 {
        // SAFETY: the function that `install` found, called with what we got.
        unsafe { std::mem::transmute::<usize, Interrupt>(previous)(frame) };
    }
}

/// Whether a handler of PHP is due.
pub fn is_due() -> bool {
    // SAFETY: zend_atomic_bool is an atomic bool of C, of the same size and layout as Rust's.
    unsafe { (*(&raw const (*globals()).vm_interrupt).cast::<AtomicBool>()).load(Ordering::Relaxed) }
}

/// Does what the virtual machine does between two opcodes. May leave an exception pending.
pub(super) fn run() {
    // SAFETY: a function pointer that extensions set at their start and never change afterwards; called with the
    // current frame, as the virtual machine does.
    unsafe {
        zend_atomic_bool_store(&raw mut (*globals()).vm_interrupt, false);
        if let Some(function) = zend_interrupt_function {
            function((*globals()).current_execute_data);
        }
    }
}

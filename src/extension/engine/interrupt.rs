//! The engine's interrupt: how handlers of `pcntl_signal` with async signals run while we wait outside of PHP code.

use super::globals;
use ext_php_rs::ffi::{zend_atomic_bool_store, zend_interrupt_function};
use std::sync::atomic::{AtomicBool, Ordering};

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

//! Where things lie in the engine's structures, from the headers of the PHP that this was built for.

use ext_php_rs::ffi::{
    _zend_refcounted_h, _zval_struct, ext_php_rs_php_build_id, get_zend_version, zend_class_entry, zend_execute_data,
    zend_executor_globals, zend_object, zend_op, zend_op_array, zend_string,
};
use ext_php_rs::types::Zval;
use std::ffi::{CStr, c_char};
use std::mem::{offset_of, size_of};

unsafe extern "C" {
    fn zend_get_constant_str(name: *const c_char, length: usize) -> *mut Zval;
}

/// Executor globals: from the stack's memory, over the current call that lies beside it, to the operation that threw
/// the last exception.
pub const ROOTS: usize = offset_of!(zend_executor_globals, vm_stack_top);
pub const ROOTS_LENGTH: usize = ROOTS_BEFORE_EXCEPTION + size_of::<u64>();
pub const ROOTS_TOP: usize = 0;
pub const ROOTS_END: usize = offset_of!(zend_executor_globals, vm_stack_end) - ROOTS;
pub const ROOTS_BEGIN: usize = offset_of!(zend_executor_globals, vm_stack) - ROOTS;
pub const ROOTS_CURRENT: usize = offset_of!(zend_executor_globals, current_execute_data) - ROOTS;
pub const ROOTS_BEFORE_EXCEPTION: usize = offset_of!(zend_executor_globals, opline_before_exception) - ROOTS;

/// A call.
pub const CALL_LENGTH: usize = size_of::<zend_execute_data>();
pub const CALL_OPLINE: usize = offset_of!(zend_execute_data, opline);
pub const CALL_FUNCTION: usize = offset_of!(zend_execute_data, func);
pub const CALL_THIS: usize = offset_of!(zend_execute_data, This);
pub const CALL_INFO: usize = CALL_THIS + offset_of!(_zval_struct, u1);
pub const CALL_PREVIOUS: usize = offset_of!(zend_execute_data, prev_execute_data);

/// A function, of whatever kind.
pub const FUNCTION_LENGTH: usize = FUNCTION_SCOPE + size_of::<u64>();
pub const FUNCTION_KIND: usize = offset_of!(zend_op_array, type_);
pub const FUNCTION_NAME: usize = offset_of!(zend_op_array, function_name);
pub const FUNCTION_SCOPE: usize = offset_of!(zend_op_array, scope);

/// What only a function in PHP has: from here on, as an internal function may lie at the end of what can be read.
pub const CODE: usize = offset_of!(zend_op_array, last);
pub const CODE_LENGTH: usize = offset_of!(zend_op_array, line_end) + size_of::<u32>() - CODE;
pub const CODE_COUNT: usize = 0;
pub const CODE_OPERATIONS: usize = offset_of!(zend_op_array, opcodes) - CODE;
pub const CODE_FILE: usize = offset_of!(zend_op_array, filename) - CODE;
pub const CODE_FIRST_LINE: usize = offset_of!(zend_op_array, line_start) - CODE;
pub const CODE_LAST_LINE: usize = offset_of!(zend_op_array, line_end) - CODE;

/// An operation.
pub const OPERATION_LENGTH: usize = size_of::<zend_op>();
pub const OPERATION_CODE: usize = offset_of!(zend_op, opcode);
pub const OPERATION_LINE: usize = offset_of!(zend_op, lineno);
pub const OPERATION_FIRST: usize = offset_of!(zend_op, op1);
pub const OPERATION_SECOND: usize = offset_of!(zend_op, op2);
pub const OPERATION_EXTENDED: usize = offset_of!(zend_op, extended_value);

/// A class.
pub const CLASS_NAME: usize = offset_of!(zend_class_entry, name);

/// A string.
pub const TEXT_INFO: usize = offset_of!(zend_string, gc) + offset_of!(_zend_refcounted_h, u);
pub const TEXT_LENGTH: usize = offset_of!(zend_string, len);
pub const TEXT_BYTES: usize = offset_of!(zend_string, val);

/// A generator, whose header no binding has: its call follows the object that it is.
pub const GENERATOR_CALL: usize = size_of::<zend_object>();
/// The node of a delegating generator begins with its parent, and ends where its placeholder of a call begins.
pub const GENERATOR_NODE_LENGTH: usize = 4 * size_of::<u64>();

/// Tells this build of PHP and of Naruto from others: whoever has the same number has the same layout.
pub fn build() -> u64 {
    // SAFETY: both are strings of the engine that live as long as the process; the version is set before any extension
    // is started.
    let (api, version) = unsafe { (text(ext_php_rs_php_build_id()), text(get_zend_version())) };
    // Behind the engine's own line is one for each extension of the engine, which change nothing of what is read here.
    let version = version.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut hash = Hash::new();
    for part in [api, version, env!("CARGO_PKG_VERSION").as_bytes()] {
        hash.add(part);
    }
    for number in [
        ROOTS,
        ROOTS_END,
        ROOTS_BEGIN,
        ROOTS_CURRENT,
        ROOTS_BEFORE_EXCEPTION,
        CALL_LENGTH,
        CALL_OPLINE,
        CALL_FUNCTION,
        CALL_INFO,
        CALL_PREVIOUS,
        FUNCTION_NAME,
        FUNCTION_SCOPE,
        CODE,
        CODE_OPERATIONS,
        CODE_FILE,
        CODE_FIRST_LINE,
        CODE_LAST_LINE,
        OPERATION_LENGTH,
        OPERATION_CODE,
        OPERATION_LINE,
        CLASS_NAME,
        TEXT_LENGTH,
        TEXT_BYTES,
        GENERATOR_CALL,
    ] {
        hash.add(&number.to_ne_bytes());
    }
    hash.0
}

/// The same for a person: `PHP 8.2.36 (API20220829,NTS) with naruto 1.0.0, build 5e1f0a77`.
pub fn build_name() -> String {
    // SAFETY: a string of the engine that lives as long as the process.
    let api = String::from_utf8_lossy(unsafe { text(ext_php_rs_php_build_id()) });
    let (php, naruto, build) = (php_version(), env!("CARGO_PKG_VERSION"), build() >> 32);
    format!("PHP {php} ({api}) with naruto {naruto}, build {build:08x}")
}

fn php_version() -> String {
    let name = "PHP_VERSION";
    // SAFETY: the engine copies nothing and keeps nothing of the name; a constant of its own lives as long as the process.
    let value = unsafe { zend_get_constant_str(name.as_ptr().cast(), name.len()).as_ref() };
    value.and_then(Zval::string).unwrap_or_default()
}

/// # Safety
/// A string of C that lives as long as the process.
unsafe fn text(text: *const c_char) -> &'static [u8] {
    // SAFETY: as promised.
    unsafe { CStr::from_ptr(text) }.to_bytes()
}

/// FNV-1a: the same in every process and every version of Rust, unlike the one of std.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, part: &[u8]) {
        // The zero ends the part.
        for byte in part.iter().chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

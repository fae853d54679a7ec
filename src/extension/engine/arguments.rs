//! Arguments of methods, checked by the engine's own parser, so that wrong ones are refused in the words that PHP
//! users know. An error: refused, and the exception is pending.

use crate::error::Error;
use ext_php_rs::ffi::{zend_fcall_info, zend_fcall_info_cache, zend_parse_parameters};
use ext_php_rs::types::{ZendLong, ZendStr, Zval};
use ext_php_rs::zend::ExecuteData;
use std::mem::ManuallyDrop;
use std::ptr;

/// Those given, named ones and their gaps included.
fn given(ex: &ExecuteData) -> u32 {
    // SAFETY: `This` of an internal function's frame carries the number of arguments.
    unsafe { ex.This.u2.num_args }
}

/// The n-th argument, from 0, if it was given.
fn argument(ex: &ExecuteData, n: u32) -> Option<&Zval> {
    if n >= given(ex) {
        return None;
    }
    // SAFETY: arguments lie behind the frame's header (ZEND_CALL_FRAME_SLOT of zend_compile.h), that many of them.
    let value = unsafe {
        let header = size_of::<ExecuteData>().div_ceil(size_of::<Zval>());
        &*ptr::from_ref(ex).cast::<Zval>().add(header + n as usize)
    };
    Some(value.dereference())
}

/// What the parser says: SUCCESS is 0, and after FAILURE the exception is pending.
fn accepted(result: i32) -> Result<(), Error> {
    if result >= 0 { Ok(()) } else { Err(Error::Pending) }
}

/// Where the engine's parser puts a callable; all that is wanted of it is the check.
struct Discarded(ManuallyDrop<zend_fcall_info>, zend_fcall_info_cache);

impl Discarded {
    fn new() -> Self {
        // SAFETY: plain data that the parser fills.
        unsafe { Self(ManuallyDrop::new(std::mem::zeroed()), std::mem::zeroed()) }
    }
}

/// `()`
pub fn none(ex: &ExecuteData) -> Result<(), Error> {
    // SAFETY: the specification names no argument.
    accepted(unsafe { zend_parse_parameters(given(ex), c"".as_ptr()) })
}

/// `(mixed $value)`
pub fn value(ex: &ExecuteData) -> Result<&Zval, Error> {
    let mut value: *mut Zval = ptr::null_mut();
    // SAFETY: "z" writes a pointer to the argument.
    accepted(unsafe { zend_parse_parameters(given(ex), c"z".as_ptr(), &raw mut value) })?;
    argument(ex, 0).ok_or(Error::Pending)
}

/// `(array $config = [])`
pub fn optional_array(ex: &ExecuteData) -> Result<Option<&Zval>, Error> {
    let mut array: *mut Zval = ptr::null_mut();
    // SAFETY: "a" writes a pointer to the argument.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"|a".as_ptr(), &raw mut array) };
    accepted(parsed)?;
    Ok(argument(ex, 0))
}

/// `(array $data)`
pub fn array(ex: &ExecuteData) -> Result<&Zval, Error> {
    let mut array: *mut Zval = ptr::null_mut();
    // SAFETY: as above.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"a".as_ptr(), &raw mut array) };
    accepted(parsed)?;
    argument(ex, 0).ok_or(Error::Pending)
}

/// `(array $config = [], ?callable $callable = null)`
pub fn array_and_callable(ex: &ExecuteData) -> Result<(Option<&Zval>, Option<&Zval>), Error> {
    let mut array: *mut Zval = ptr::null_mut();
    let mut callable = Discarded::new();
    let Discarded(info, cache) = &mut callable;
    // SAFETY: "a" writes a pointer, "f!" the two structures of a callable.
    let parsed = unsafe {
        zend_parse_parameters(given(ex), c"|af!".as_ptr(), &raw mut array, &raw mut **info, ptr::from_mut(cache))
    };
    accepted(parsed)?;
    Ok((argument(ex, 0), argument(ex, 1).filter(|value| !value.is_null())))
}

/// `(?callable $callable = null)` and `(?callable $callable)`
pub fn nullable_callable(ex: &ExecuteData, required: bool) -> Result<Option<&Zval>, Error> {
    let mut callable = Discarded::new();
    let Discarded(info, cache) = &mut callable;
    let specification = if required { c"f!" } else { c"|f!" };
    // SAFETY: "f!" writes the two structures of a callable.
    let parsed =
        unsafe { zend_parse_parameters(given(ex), specification.as_ptr(), &raw mut **info, ptr::from_mut(cache)) };
    accepted(parsed)?;
    Ok(argument(ex, 0).filter(|value| !value.is_null()))
}

/// `(callable $callable)`
pub fn callable(ex: &ExecuteData) -> Result<&Zval, Error> {
    let mut callable = Discarded::new();
    let Discarded(info, cache) = &mut callable;
    // SAFETY: "f" writes the two structures of a callable.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"f".as_ptr(), &raw mut **info, ptr::from_mut(cache)) };
    accepted(parsed)?;
    argument(ex, 0).ok_or(Error::Pending)
}

/// `(int $number = 0)`
pub fn optional_int(ex: &ExecuteData) -> Result<ZendLong, Error> {
    let mut number: ZendLong = 0;
    // SAFETY: "l" writes an integer.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"|l".as_ptr(), &raw mut number) };
    accepted(parsed)?;
    Ok(number)
}

/// `(string $text = '')`
pub fn optional_text(ex: &ExecuteData) -> Result<String, Error> {
    let mut text: *mut ZendStr = ptr::null_mut();
    // SAFETY: "S" writes a pointer to a string that lives as long as the argument.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"|S".as_ptr(), &raw mut text) };
    accepted(parsed)?;
    Ok(owned(text))
}

/// `(string $text)`, its bytes as they are.
pub fn bytes(ex: &ExecuteData) -> Result<&[u8], Error> {
    let mut text: *mut ZendStr = ptr::null_mut();
    // SAFETY: "S" writes a pointer to a string that lives as long as the argument.
    unsafe {
        accepted(zend_parse_parameters(given(ex), c"S".as_ptr(), &raw mut text))?;
        text.as_ref().map(ZendStr::as_bytes).ok_or(Error::Pending)
    }
}

/// `(float $number)`
pub fn float(ex: &ExecuteData) -> Result<f64, Error> {
    let mut number: f64 = 0.0;
    // SAFETY: "d" writes a float.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"d".as_ptr(), &raw mut number) };
    accepted(parsed)?;
    Ok(number)
}

/// `(float $number, mixed $value = …)`
pub fn float_and_value(ex: &ExecuteData) -> Result<(f64, Option<&Zval>), Error> {
    let (mut number, mut value): (f64, *mut Zval) = (0.0, ptr::null_mut());
    // SAFETY: "d" writes a float, "z" a pointer to the argument.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"d|z".as_ptr(), &raw mut number, &raw mut value) };
    accepted(parsed)?;
    Ok((number, argument(ex, 1)))
}

/// `(array $one, array $other = [])`
pub fn two_arrays(ex: &ExecuteData) -> Result<(&Zval, Option<&Zval>), Error> {
    let (mut one, mut other): (*mut Zval, *mut Zval) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: "a" writes a pointer to the argument.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"a|a".as_ptr(), &raw mut one, &raw mut other) };
    accepted(parsed)?;
    Ok((argument(ex, 0).ok_or(Error::Pending)?, argument(ex, 1)))
}

/// `(float $number, callable $callable)`
pub fn float_and_callable(ex: &ExecuteData) -> Result<(f64, &Zval), Error> {
    let mut number: f64 = 0.0;
    let mut callable = Discarded::new();
    let Discarded(info, cache) = &mut callable;
    // SAFETY: "d" writes a float, "f" the two structures of a callable.
    let parsed = unsafe {
        zend_parse_parameters(given(ex), c"df".as_ptr(), &raw mut number, &raw mut **info, ptr::from_mut(cache))
    };
    accepted(parsed)?;
    Ok((number, argument(ex, 1).ok_or(Error::Pending)?))
}

/// `(string $text, callable $callable)`
pub fn text_and_callable(ex: &ExecuteData) -> Result<(String, &Zval), Error> {
    let mut text: *mut ZendStr = ptr::null_mut();
    let mut callable = Discarded::new();
    let Discarded(info, cache) = &mut callable;
    // SAFETY: "S" writes a pointer, "f" the two structures of a callable.
    let parsed = unsafe {
        zend_parse_parameters(given(ex), c"Sf".as_ptr(), &raw mut text, &raw mut **info, ptr::from_mut(cache))
    };
    accepted(parsed)?;
    Ok((owned(text), argument(ex, 1).ok_or(Error::Pending)?))
}

/// `(string $name, array $config, callable $callable)`
pub fn text_array_callable(ex: &ExecuteData) -> Result<(String, &Zval, &Zval), Error> {
    let mut text: *mut ZendStr = ptr::null_mut();
    let mut array: *mut Zval = ptr::null_mut();
    let mut callable = Discarded::new();
    let Discarded(info, cache) = &mut callable;
    // SAFETY: "S" and "a" write a pointer each, "f" the two structures of a callable.
    let parsed = unsafe {
        let (text, array) = (&raw mut text, &raw mut array);
        zend_parse_parameters(given(ex), c"Saf".as_ptr(), text, array, &raw mut **info, ptr::from_mut(cache))
    };
    accepted(parsed)?;
    let (array, callable) = argument(ex, 1).zip(argument(ex, 2)).ok_or(Error::Pending)?;
    Ok((owned(text), array, callable))
}

/// `(string $text = '', bool $flag = false)`
pub fn text_and_flag(ex: &ExecuteData) -> Result<(String, bool), Error> {
    let mut text: *mut ZendStr = ptr::null_mut();
    let mut flag = false;
    // SAFETY: "S" writes a pointer, "b" a C bool, which is 0 or 1.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"|Sb".as_ptr(), &raw mut text, &raw mut flag) };
    accepted(parsed)?;
    Ok((owned(text), flag))
}

/// `(string $bytes, string $text = '')`
pub fn bytes_and_text(ex: &ExecuteData) -> Result<(&[u8], String), Error> {
    let (mut bytes, mut text): (*mut ZendStr, *mut ZendStr) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: "S" writes a pointer to a string that lives as long as the argument.
    unsafe {
        accepted(zend_parse_parameters(given(ex), c"S|S".as_ptr(), &raw mut bytes, &raw mut text))?;
        Ok((bytes.as_ref().map(ZendStr::as_bytes).ok_or(Error::Pending)?, owned(text)))
    }
}

/// `(int $number, string $text = '')`
pub fn int_and_text(ex: &ExecuteData) -> Result<(ZendLong, String), Error> {
    let mut number: ZendLong = 0;
    let mut text: *mut ZendStr = ptr::null_mut();
    // SAFETY: "l" writes an integer, "S" a pointer.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"l|S".as_ptr(), &raw mut number, &raw mut text) };
    accepted(parsed)?;
    Ok((number, owned(text)))
}

/// `(string $text, int $number = …)`
pub fn text_and_int(ex: &ExecuteData, default: ZendLong) -> Result<(String, ZendLong), Error> {
    let mut text: *mut ZendStr = ptr::null_mut();
    let mut number = default;
    // SAFETY: "S" writes a pointer, "l" an integer.
    let parsed = unsafe { zend_parse_parameters(given(ex), c"S|l".as_ptr(), &raw mut text, &raw mut number) };
    accepted(parsed)?;
    Ok((owned(text), number))
}

/// Bytes that are no UTF-8 become the replacement character, which no command and no name contains.
fn owned(text: *mut ZendStr) -> String {
    // SAFETY: null, or a string of the running call's arguments.
    unsafe { text.as_ref().map(|text| String::from_utf8_lossy(text.as_bytes()).into_owned()).unwrap_or_default() }
}

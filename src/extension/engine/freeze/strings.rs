//! Strings: stored with their hash, as those that are interned for good; the same one once, where that is likely to be worth
//! the look.

use super::Refusal;
use ext_php_rs::ffi::{GC_IMMUTABLE, GC_NOT_COLLECTABLE, IS_STR_PERMANENT, IS_STRING, zend_hash_func, zend_string};
use naruto_runtime::os::arena::Arena;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::{ptr, slice};

/// `IS_STR_INTERNED | IS_STR_PERMANENT`: not counted, not written to, not freed at the end of the request, and no slot of
/// the class table is kept in it.
const PERMANENT: u32 = GC_IMMUTABLE | IS_STR_PERMANENT;
/// Whoever asks only for the count must not take it for its own; opcache writes the same.
pub const SHARED: u32 = 2;

/// A longer one, to which nobody else refers, is rarely the same as another: not looking makes 50 MB of those four times as fast (measured).
const SHORT: usize = 64;

/// What may come again.
#[derive(Default)]
pub struct Strings(HashSet<Stored, BuildHasherDefault<Spread>>);

impl Strings {
    /// A stored string with these bytes.
    ///
    /// # Safety
    /// `source` is a live string.
    pub unsafe fn store(&mut self, arena: &mut Arena, source: *mut zend_string) -> Result<*mut zend_string, Refusal> {
        // SAFETY: a live string, says the caller; one that is permanent already lives as long as the process, with a hash.
        let wanted = unsafe {
            if (*source).gc.u.type_info & PERMANENT == PERMANENT {
                return Ok(source);
            }
            let wanted = Stored { hash: hash(source), string: source };
            let shared = (*source).gc.refcount > 1 || (*source).gc.u.type_info & GC_IMMUTABLE != 0;
            if (*source).len > SHORT && !shared {
                return copy(arena, &wanted);
            }
            wanted
        };
        if let Some(stored) = self.0.get(&wanted) {
            return Ok(stored.string);
        }
        // SAFETY: as above.
        let string = unsafe { copy(arena, &wanted) }?;
        self.0.insert(Stored { string, ..wanted });
        Ok(string)
    }
}

/// # Safety
/// `string` is a live string.
unsafe fn hash(string: *const zend_string) -> u64 {
    // SAFETY: a live string has `len` bytes; 0 is a hash that nobody has computed yet.
    unsafe {
        match (*string).h {
            0 => zend_hash_func((&raw const (*string).val).cast(), (*string).len),
            hash => hash,
        }
    }
}

/// # Safety
/// `source` holds a live string and its hash.
unsafe fn copy(arena: &mut Arena, source: &Stored) -> Result<*mut zend_string, Refusal> {
    // SAFETY: a live string is its header and `len + 1` bytes, the last of which is 0; the piece is as long as that, and
    // aligned to eight as strings are.
    unsafe {
        let header = std::mem::offset_of!(zend_string, val);
        let bytes = (*source.string).len + 1;
        let copy = arena.take(header + bytes)?.as_ptr().cast::<zend_string>();
        (&raw mut (*copy).gc.refcount).write(SHARED);
        (&raw mut (*copy).gc.u.type_info).write(IS_STRING | GC_NOT_COLLECTABLE | PERMANENT);
        (&raw mut (*copy).h).write(source.hash);
        (&raw mut (*copy).len).write((*source.string).len);
        let (from, to) = (source.string.cast::<u8>().add(header), copy.cast::<u8>().add(header));
        ptr::copy_nonoverlapping(from, to, bytes);
        Ok(copy)
    }
}

/// A live string in the set, or one that is looked for.
struct Stored {
    hash: u64,
    string: *mut zend_string,
}

impl Stored {
    fn bytes(&self) -> &[u8] {
        // SAFETY: stored strings live as long as the process, the one that is looked for as long as the look.
        unsafe { slice::from_raw_parts((&raw const (*self.string).val).cast(), (*self.string).len) }
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.bytes() == other.bytes()
    }
}

impl Eq for Stored {}

impl Hash for Stored {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Numbers that are hashes or addresses already: a set wants their upper bits to differ as well.
#[derive(Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio, as in Fibonacci hashing.
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

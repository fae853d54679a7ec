//! Arrays: what of one is read, and how its immutable copy is laid out (`zend_hash.h`, the same from 8.2 on). A list is
//! values alone, everything else buckets with a hash table in front of them.

use super::Refusal;
use super::strings::{SHARED, Strings};
use ext_php_rs::ffi::{
    Bucket, GC_IMMUTABLE, GC_NOT_COLLECTABLE, HASH_FLAG_PACKED, HASH_FLAG_STATIC_KEYS, HASH_FLAG_UNINITIALIZED,
    HT_MIN_SIZE, HashTable, IS_ARRAY, IS_INDIRECT, IS_UNDEF, zend_empty_array, zend_string, zval,
};
use naruto_runtime::os::arena::Arena;

/// `HT_INVALID_IDX`, the end of a chain.
const NOWHERE: u32 = u32::MAX;
/// `HT_MIN_MASK`: two hash places, of a table that has none.
const NO_HASH: u32 = 2u32.wrapping_neg();

/// An array whose values are copied one after the other.
pub struct Table {
    source: *const HashTable,
    /// Of the source: where the next value is looked for.
    position: u32,
    copy: *mut HashTable,
    /// Of the copy: where the next value goes.
    filled: u32,
}

/// A value, and where its copy goes.
#[derive(Clone, Copy)]
pub struct Place {
    /// Of the source.
    pub source: *const zval,
    /// To be filled.
    pub copy: *mut zval,
}

/// A key, to be shown.
pub enum Key {
    /// As in a list.
    Number(i64),
    /// Any bytes.
    Name(Vec<u8>),
}

/// Whether its values lie side by side without keys.
///
/// # Safety
/// `table` is a live array.
unsafe fn is_list(table: *const HashTable) -> bool {
    // SAFETY: both arms of the union are the same plain bytes.
    unsafe { (*table).u.flags & HASH_FLAG_PACKED != 0 }
}

impl Table {
    /// Lays out the copy of an array; its values are still missing.
    ///
    /// # Safety
    /// `source` is a live array that nobody changes as long as this is used.
    pub unsafe fn new(arena: &mut Arena, source: *const HashTable) -> Result<Self, Refusal> {
        // SAFETY: says the caller; the pieces are as long as what is written to them.
        unsafe {
            let copy = arena.take(size_of::<HashTable>())?.as_ptr().cast::<HashTable>();
            copy.copy_from_nonoverlapping(source, 1);
            (*copy).gc.refcount = SHARED;
            (*copy).gc.u.type_info = IS_ARRAY | GC_IMMUTABLE | GC_NOT_COLLECTABLE;
            (*copy).pDestructor = zend_empty_array.pDestructor;
            let table = Self { source, position: 0, copy, filled: 0 };
            match (*source).nNumOfElements {
                0 => table.lay_out_nothing(),
                _ if is_list(source) => table.lay_out_list(arena)?,
                elements => table.lay_out_buckets(arena, elements)?,
            }
            Ok(table)
        }
    }

    /// What `[]` looks like, but for the next key.
    unsafe fn lay_out_nothing(&self) {
        // SAFETY: `copy` is the header that was just taken; the engine's empty array never changes.
        unsafe {
            (*self.copy).u.flags = HASH_FLAG_UNINITIALIZED;
            (*self.copy).nTableMask = NO_HASH;
            (*self.copy).__bindgen_anon_1 = zend_empty_array.__bindgen_anon_1;
            (*self.copy).nNumUsed = 0;
            (*self.copy).nTableSize = HT_MIN_SIZE;
            (*self.copy).nInternalPointer = 0;
        }
    }

    /// Holes stay where they are: a value's place is its key.
    unsafe fn lay_out_list(&self, arena: &mut Arena) -> Result<(), Refusal> {
        // SAFETY: `copy` is the header that was just taken; the piece has room for two hash places and all values.
        unsafe {
            let used = (*self.source).nNumUsed;
            let hash = arena.take(2 * size_of::<u32>() + used as usize * size_of::<zval>())?.as_ptr().cast::<u32>();
            hash.write(NOWHERE);
            hash.add(1).write(NOWHERE);
            (*self.copy).u.flags = HASH_FLAG_PACKED | HASH_FLAG_STATIC_KEYS;
            (*self.copy).nTableMask = NO_HASH;
            (*self.copy).__bindgen_anon_1.arHash = hash.add(2);
            (*self.copy).nTableSize = used.next_power_of_two().max(HT_MIN_SIZE);
            // What next() has passed the end of begins anew, as with any copy of an array.
            if (*self.copy).nInternalPointer >= used {
                (*self.copy).nInternalPointer = 0;
            }
            Ok(())
        }
    }

    /// Without the holes; the hash table is twice as long as the capacity (`HT_SIZE_TO_MASK`).
    unsafe fn lay_out_buckets(&self, arena: &mut Arena, elements: u32) -> Result<(), Refusal> {
        // SAFETY: `copy` is the header that was just taken; the piece has room for the hash table and all buckets.
        unsafe {
            let capacity = elements.next_power_of_two().max(HT_MIN_SIZE);
            let places = 2 * capacity as usize;
            let size = places * size_of::<u32>() + elements as usize * size_of::<Bucket>();
            let hash = arena.take(size)?.as_ptr().cast::<u32>();
            hash.write_bytes(0xff, places);
            (*self.copy).u.flags = HASH_FLAG_STATIC_KEYS;
            (*self.copy).nTableMask = (2 * capacity).wrapping_neg();
            (*self.copy).__bindgen_anon_1.arHash = hash.add(places);
            (*self.copy).nNumUsed = elements;
            (*self.copy).nTableSize = capacity;
            (*self.copy).nInternalPointer = 0;
            Ok(())
        }
    }

    /// The next value. None: all are done.
    ///
    /// # Safety
    /// As for [`Table::new`]; what it made is as it was left by the last call.
    pub unsafe fn next(&mut self, strings: &mut Strings, arena: &mut Arena) -> Result<Option<Place>, Refusal> {
        // SAFETY: positions below `nNumUsed` hold values or holes; the layout has room for each of them.
        unsafe {
            if is_list(self.copy) {
                return Ok(self.next_of_list());
            }
            while self.position < (*self.source).nNumUsed {
                let at = self.position;
                self.position += 1;
                let (source, number, name) = self.entry(at);
                if type_of(source) != IS_UNDEF {
                    let name = if name.is_null() { name } else { strings.store(arena, name)? };
                    if at == (*self.source).nInternalPointer {
                        (*self.copy).nInternalPointer = self.filled;
                    }
                    return Ok(Some(Place { source, copy: self.link(number, name) }));
                }
            }
            Ok(None)
        }
    }

    unsafe fn next_of_list(&mut self) -> Option<Place> {
        // SAFETY: as for `next`.
        unsafe {
            while self.position < (*self.source).nNumUsed {
                let at = self.position as usize;
                self.position += 1;
                let source = (*self.source).__bindgen_anon_1.arPacked.add(at);
                let copy = (*self.copy).__bindgen_anon_1.arPacked.add(at);
                (&raw mut (*copy).u2.next).write(0);
                if type_of(source) != IS_UNDEF {
                    return Some(Place { source, copy });
                }
                (&raw mut (*copy).u1.type_info).write(IS_UNDEF);
            }
            None
        }
    }

    /// The entry at a position of the source: value, hash or number, name. Tables of variables and properties hold the
    /// address of a value instead of the value.
    unsafe fn entry(&self, at: u32) -> (*const zval, u64, *mut zend_string) {
        // SAFETY: a position below `nNumUsed`; such an address is that of a live value.
        unsafe {
            if is_list(self.source) {
                let value = (*self.source).__bindgen_anon_1.arPacked.add(at as usize);
                return (value, u64::from(at), std::ptr::null_mut());
            }
            let bucket = (*self.source).__bindgen_anon_1.arData.add(at as usize);
            let value = &raw const (*bucket).val;
            let value = if type_of(value) == IS_INDIRECT { (*value).value.zv.cast_const() } else { value };
            (value, (*bucket).h, (*bucket).key)
        }
    }

    /// A bucket at the end of the copy, as `zend_hash_add` links it.
    unsafe fn link(&mut self, number: u64, name: *mut zend_string) -> *mut zval {
        // SAFETY: there is a bucket for each value, and a place for each hash: the mask, taken for a negative number, counts
        // back from the buckets.
        unsafe {
            let hash = if name.is_null() { number } else { (*name).h };
            #[allow(clippy::cast_possible_truncation, reason = "the lower half of the hash is what the engine takes")]
            let offset = (hash as u32 | (*self.copy).nTableMask).cast_signed();
            let place = (*self.copy).__bindgen_anon_1.arHash.offset(offset as isize);
            let bucket = (*self.copy).__bindgen_anon_1.arData.add(self.filled as usize);
            (&raw mut (*bucket).h).write(hash);
            (&raw mut (*bucket).key).write(name);
            (&raw mut (*bucket).val.u2.next).write(*place);
            *place = self.filled;
            self.filled += 1;
            &raw mut (*bucket).val
        }
    }

    /// Where the value is that came last.
    ///
    /// # Safety
    /// As for [`Table::new`]; there was one.
    pub unsafe fn last_key(&self) -> Key {
        // SAFETY: says the caller; a string has `len` bytes.
        unsafe {
            let (_, number, name) = self.entry(self.position - 1);
            if name.is_null() {
                return Key::Number(number.cast_signed());
            }
            Key::Name(std::slice::from_raw_parts((&raw const (*name).val).cast(), (*name).len).to_vec())
        }
    }

    /// What it was made of.
    pub fn source(&self) -> *const HashTable {
        self.source
    }

    /// What was made.
    pub fn copy(&self) -> *mut HashTable {
        self.copy
    }
}

/// # Safety
/// `value` is a live one.
pub unsafe fn type_of(value: *const zval) -> u32 {
    // SAFETY: says the caller.
    unsafe { u32::from((*value).u1.v.type_) }
}

//! The way through a value, array by array. It keeps a stack of its own: PHP nests deeper than a C stack is long.

use super::Refusal;
use super::path;
use super::strings::{Spread, Strings};
use super::table::{Place, Table, type_of};
use ext_php_rs::ffi::{
    GC_IMMUTABLE, HashTable, IS_ARRAY, IS_DOUBLE, IS_FALSE, IS_INTERNED_STRING_EX, IS_LONG, IS_NULL, IS_OBJECT,
    IS_REFERENCE, IS_RESOURCE, IS_STRING, IS_TRUE, zval,
};
use ext_php_rs::types::Zval;
use naruto_runtime::os::arena::Arena;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// An array that several places share, and its copy; none while that is being made.
type Shared = HashMap<usize, Option<*mut HashTable>, BuildHasherDefault<Spread>>;

pub struct Walk<'a> {
    arena: &'a mut Arena,
    strings: Strings,
    shared: Shared,
    /// Those that are not finished, the outermost first.
    open: Vec<Table>,
}

impl<'a> Walk<'a> {
    /// Into this arena.
    pub fn new(arena: &'a mut Arena) -> Self {
        Self { arena, strings: Strings::default(), shared: Shared::default(), open: Vec::new() }
    }

    /// The whole of it.
    pub fn copy(mut self, value: &Zval) -> Result<Zval, Refusal> {
        let mut copy = Zval::new();
        // SAFETY: `value` is live, and no code of PHP runs before its copy is made. What was opened is filled to its end.
        unsafe {
            self.fill(Place { source: value, copy: &raw mut copy })?;
            while let Some(table) = self.open.last_mut() {
                match table.next(&mut self.strings, self.arena)? {
                    Some(place) => self.fill(place)?,
                    None => self.close(),
                }
            }
        }
        Ok(copy)
    }

    /// One value. An array is opened, and filled by the steps that follow.
    unsafe fn fill(&mut self, place: Place) -> Result<(), Refusal> {
        // SAFETY: the source is a live value, its place in the copy is free.
        unsafe {
            let source = self.behind_reference(place.source)?;
            let kind = type_of(source);
            let value = &raw mut (*place.copy).value;
            match kind {
                IS_NULL | IS_FALSE | IS_TRUE | IS_LONG | IS_DOUBLE => value.write((*source).value),
                IS_STRING => (*value).str_ = self.strings.store(self.arena, (*source).value.str_)?,
                IS_ARRAY => (*value).arr = self.array((*source).value.arr)?,
                IS_OBJECT => return Err(self.refuse("an object")),
                IS_RESOURCE => return Err(self.refuse("a resource")),
                _ => return Err(self.refuse("a value of the engine's own")),
            }
            // The bare type: not counted, not collected. That of a string is IS_INTERNED_STRING_EX.
            const { assert!(IS_INTERNED_STRING_EX == IS_STRING) };
            (&raw mut (*place.copy).u1.type_info).write(kind);
        }
        Ok(())
    }

    /// A reference that nobody shares any more is none to PHP either: a loop by reference leaves one in each element.
    unsafe fn behind_reference(&self, value: *const zval) -> Result<*const zval, Refusal> {
        // SAFETY: a live value, says the caller.
        unsafe {
            if type_of(value) != IS_REFERENCE {
                return Ok(value);
            }
            let reference = (*value).value.ref_;
            if (*reference).gc.refcount > 1 { Err(self.refuse("a reference")) } else { Ok(&raw const (*reference).val) }
        }
    }

    unsafe fn array(&mut self, source: *mut HashTable) -> Result<*mut HashTable, Refusal> {
        // SAFETY: a live array, says the caller.
        unsafe {
            let immutable = (*source).gc.u.type_info & GC_IMMUTABLE != 0;
            if immutable && self.arena.contains(source.cast()) {
                return Ok(source);
            }
            let shared = (*source).gc.refcount > 1;
            if shared {
                match self.shared.get(&source.addr()) {
                    None => self.shared.insert(source.addr(), None),
                    Some(Some(copy)) => return Ok(*copy),
                    Some(None) => return Err(self.refuse("a reference to what it is in")),
                };
            }
            let table = Table::new(self.arena, source)?;
            let copy = table.copy();
            self.open.push(table);
            Ok(copy)
        }
    }

    /// The innermost array is finished.
    fn close(&mut self) {
        if let Some(table) = self.open.pop()
            && let Some(copy) = self.shared.get_mut(&table.source().addr())
        {
            *copy = Some(table.copy());
        }
    }

    /// That this is at the place where we are.
    fn refuse(&self, kind: &'static str) -> Refusal {
        // SAFETY: each open array is here because of the value that came last of the one before it.
        let keys = self.open.iter().map(|table| unsafe { table.last_key() });
        Refusal::Kind(kind, path::path(keys))
    }
}

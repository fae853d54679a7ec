//! Arrays of PHP, whatever their keys are made of: ext-php-rs takes keys for UTF-8 and panics at others.

use ext_php_rs::ffi::{
    HashPosition, zend_hash_get_current_data_ex, zend_hash_get_current_key_zval_ex, zend_hash_index_update,
    zend_hash_move_forward_ex, zend_hash_str_update,
};
use ext_php_rs::types::{ZendHashTable, Zval};
use std::ptr;

/// A key.
pub enum Key {
    /// A number, as in a list.
    Number(i64),
    /// A name; bytes that are no UTF-8 are replaced.
    Name(String),
}

/// The entries in their order.
pub fn entries(table: &ZendHashTable) -> Vec<(Key, &Zval)> {
    let mut entries = Vec::with_capacity(table.len());
    let table = ptr::from_ref(table).cast_mut();
    let mut position: HashPosition = 0;
    // SAFETY: these functions look for the next valid place themselves; nothing changes the array meanwhile, and the
    // values live as long as it does.
    unsafe {
        while let Some(value) = zend_hash_get_current_data_ex(table, &raw mut position).as_ref() {
            let mut key = Zval::new();
            zend_hash_get_current_key_zval_ex(table, &raw mut key, &raw const position);
            let key = match key.zend_str() {
                Some(name) => Key::Name(String::from_utf8_lossy(name.as_bytes()).into_owned()),
                None => Key::Number(key.long().unwrap_or(0)),
            };
            entries.push((key, value));
            zend_hash_move_forward_ex(table, &raw mut position);
        }
    }
    entries
}

/// Those entries that are wanted, in their order and with their keys.
pub fn filtered(table: &ZendHashTable, wanted: &[bool]) -> Zval {
    let mut new = ZendHashTable::new();
    let (from, to) = (ptr::from_ref(table).cast_mut(), &raw mut *new);
    let mut position: HashPosition = 0;
    // SAFETY: as above; the new array takes over the reference that each copy owns.
    unsafe {
        for wanted in wanted {
            let Some(value) = zend_hash_get_current_data_ex(from, &raw mut position).as_ref() else { break };
            if *wanted {
                let mut copy = std::mem::ManuallyDrop::new(value.dereference().shallow_clone());
                let mut key = Zval::new();
                zend_hash_get_current_key_zval_ex(from, &raw mut key, &raw const position);
                match key.zend_str() {
                    Some(name) => {
                        let name = name.as_bytes();
                        zend_hash_str_update(to, name.as_ptr().cast(), name.len(), &raw mut *copy)
                    }
                    None => zend_hash_index_update(to, key.long().unwrap_or(0).cast_unsigned(), &raw mut *copy),
                };
            }
            zend_hash_move_forward_ex(from, &raw mut position);
        }
    }
    let mut value = Zval::new();
    value.set_hashtable(new);
    value
}

/// A list of this alone.
pub fn list_of(value: &Zval) -> Zval {
    let mut table = ZendHashTable::new();
    // Fails for an array without a next key only.
    let _ = table.push(value.shallow_clone());
    let mut list = Zval::new();
    list.set_hashtable(table);
    list
}

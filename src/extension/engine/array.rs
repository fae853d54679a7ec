//! Arrays of PHP, whatever their keys are made of: ext-php-rs takes keys for UTF-8 and panics at others.

use ext_php_rs::ffi::{
    HashPosition, zend_hash_get_current_data_ex, zend_hash_get_current_key_zval_ex, zend_hash_move_forward_ex,
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

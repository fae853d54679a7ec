//! `Naruto\Master`: the master, as seen from itself and from its workers.

use crate::engine::class::Class;
use crate::engine::method::Call;
use crate::engine::objects::Object;
use crate::engine::{arguments, objects};
use crate::error::Error;
use crate::method;
use crate::process::{self, Handle};
use ext_php_rs::types::Zval;
use ext_php_rs::zend::ClassEntry;
use naruto_runtime::instance::Place;
use std::time::Duration;

static CLASS: Class = Class::new();

/// `Naruto\Master`
pub fn class() -> &'static ClassEntry {
    CLASS.entry()
}

/// At the start of the extension.
pub fn register() -> ext_php_rs::error::Result<()> {
    process::subclass("Naruto\\Master", method!("hangup", hangup))
        .registration(|entry, arguments| CLASS.set(entry, arguments))
        .register()
}

/// A handle on the master of a place.
pub fn handle(place: &Place, pid: i32, pause: Duration) -> Zval {
    let value = objects::make(class());
    if let Some(object) = Object::in_value(&value) {
        process::describe(object, &Handle { kind: "master", pid, dir: &place.dir, mode: place.pipe_mode, pause });
    }
    value
}

/// Does nothing, as in 0.5: the master's loop is `Manager::hangup()`.
fn hangup(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::callable(call.frame).map(drop)
}

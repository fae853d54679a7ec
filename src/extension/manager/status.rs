//! `status()`: what `php worker.php status --json` prints, as an array.

use super::{ManagerState, Role, state};
use crate::engine::arguments;
use crate::engine::method::Call;
use crate::error::Error;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, Zval};
use naruto_runtime::console;
use naruto_runtime::scoreboard::snapshot::Snapshot;
use serde_json::Value;

/// What `php worker.php status --json` prints, in the master and in a worker. Disturbs no worker.
///
/// Throws `ProcessException` if no fleet is running.
pub fn status(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let snapshot = snapshot(state(call.this()?)?).ok_or_else(|| Error::process("no fleet is running"))?;
    *call.returned = value(&console::status_value(&snapshot)).ok_or(Error::Pending)?;
    Ok(())
}

fn snapshot(manager: &ManagerState) -> Option<Snapshot> {
    match &*manager.role.borrow() {
        Role::Master(master) if manager.is_master() => Some(console::weighed(master.board())),
        Role::Worker(life) if life.is_here() => Some(console::weighed(life.board())),
        Role::Idle | Role::Master(_) | Role::Worker(_) => None,
    }
}

/// None: PHP has no room for it, and says so itself.
fn value(json: &Value) -> Option<Zval> {
    match json {
        Value::Null => Some(Zval::null()),
        Value::Bool(truth) => truth.into_zval(false).ok(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.into_zval(false).ok(),
            None => number.as_f64()?.into_zval(false).ok(),
        },
        Value::String(text) => text.as_str().into_zval(false).ok(),
        Value::Array(items) => {
            let mut table: ZBox<ZendHashTable> = ZendHashTable::new();
            items.iter().try_for_each(|item| table.push(value(item)?).ok())?;
            table.into_zval(false).ok()
        }
        Value::Object(entries) => {
            let mut table: ZBox<ZendHashTable> = ZendHashTable::new();
            entries.iter().try_for_each(|(key, item)| table.insert(key.as_str(), value(item)?).ok().map(drop))?;
            table.into_zval(false).ok()
        }
    }
}

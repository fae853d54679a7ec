//! Where `ProcessException::info()` and its like write to: the log of the fleet that this process belongs to; and how a
//! line is told to a logger of the script's.

use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, Zval};
use naruto_runtime::log::{Log, Record, Style, Value, Who};
use naruto_supervisor::settings::{Format, Level};
use std::cell::RefCell;

thread_local! {
    static CURRENT: RefCell<Option<(Log, Who)>> = const { RefCell::new(None) };
}

/// From now on lines are written there, by this name. Gives the log that they were written to before.
pub fn set(log: Log, who: Who) -> Option<Log> {
    CURRENT.with_borrow_mut(|current| {
        if let Some((old, _)) = current {
            log.succeed(old);
        }
        current.replace((log, who)).map(|(old, _)| old)
    })
}

/// The same log under another name.
pub fn speak_as(who: Who) {
    CURRENT.with_borrow_mut(|current| {
        if let Some((_, speaker)) = current {
            *speaker = who;
        }
    });
}

/// Writes a line.
pub fn line(level: Level, event: &'static str, sentence: &str) {
    CURRENT.with_borrow_mut(|current| {
        if current.is_none() {
            let style = Style { level: Level::Info, format: Format::Text, name: "".into() };
            *current = Log::to_stderr(style).ok().map(|log| (log, Who::Script));
        }
        if let Some((log, who)) = current {
            log.line(level, who, event, sentence);
        }
    });
}

/// Counts a line that could not be written.
pub fn count_lost() {
    // Somebody may be writing a line that prints.
    CURRENT.with(|current| {
        if let Ok(current) = current.try_borrow()
            && let Some((log, _)) = &*current
        {
            log.count_lost();
        }
    });
}

/// `(string $level, string $message, array $context)`, as PSR-3 has it.
pub fn arguments(record: &Record) -> [Zval; 3] {
    let mut context = ZendHashTable::new();
    for (key, value) in record.context() {
        let value = match value {
            Value::Text(text) => zval(&*text),
            Value::Int(number) => zval(number),
            Value::Float(number) => zval(number),
        };
        // Fails for keys with a zero byte only.
        let _ = context.insert(key, value);
    }
    [zval(record.level.as_str()), zval(record.message()), zval(context)]
}

/// Fails for a text of more than 4 GB only.
fn zval(value: impl IntoZval) -> Zval {
    value.into_zval(false).unwrap_or_default()
}

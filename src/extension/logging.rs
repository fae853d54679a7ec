//! Where `ProcessException::info()` and its like write to: the log of the fleet that this process belongs to.

use naruto_runtime::log::{Log, Who};
use naruto_supervisor::settings::Level;
use std::cell::RefCell;

thread_local! {
    static CURRENT: RefCell<Option<(Log, Who)>> = const { RefCell::new(None) };
}

/// From now on lines are written there, by this name.
pub fn set(log: Log, who: Who) {
    CURRENT.with_borrow_mut(|current| *current = Some((log, who)));
}

/// The same log under another name.
pub fn speak_as(who: Who) {
    CURRENT.with_borrow_mut(|current| {
        let log = current.take().map_or_else(|| Log::to_stderr(Level::Info), |(log, _)| log);
        *current = Some((log, who));
    });
}

/// Writes a line.
pub fn line(level: Level, event: &str, sentence: &str) {
    CURRENT.with_borrow(|current| match current {
        Some((log, who)) => log.line(level, who, event, sentence),
        None => Log::to_stderr(Level::Info).line(level, &Who::Script, event, sentence),
    });
}

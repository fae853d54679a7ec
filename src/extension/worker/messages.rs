//! Messages of a worker: what the master sends, and what it is sent.

use crate::engine::arguments;
use crate::engine::callable::Callable;
use crate::engine::method::Call;
use crate::error::Error;
use crate::process;
use naruto_supervisor::command::{LONGEST_TEXT, Text};
use std::rc::Rc;

/// What to do with a message from `Manager::send()`. Setting it again replaces it; null removes it.
pub fn on_message(call: &mut Call<'_>) -> Result<(), Error> {
    let state = process::state(call.this()?)?;
    let value = arguments::nullable_callable(call.frame, true)?;
    state.life()?;
    let new = match value {
        None => None,
        Some(value) => {
            let callable = Callable::new(value).ok_or(Error::Pending)?;
            super::refuse_generator(&callable)?;
            Some(Rc::new(callable))
        }
    };
    // The old one is released after the borrow: its destructor may be PHP code.
    let old = state.on_message.replace(new);
    drop(old);
    Ok(())
}

/// Sends a line of text to the master, for `Manager::onMessage()`. Never blocks. False: the master is gone, or its pipe is
/// full.
///
/// `text`: UTF-8 without line breaks, 1 to 480 bytes. Throws `ValueError` otherwise.
pub fn send(call: &mut Call<'_>) -> Result<(), Error> {
    let text = text("Naruto\\Worker", arguments::bytes(call.frame)?)?;
    let sent = process::state(call.this()?)?.life()?.send(text)?;
    call.returned.set_bool(sent);
    Ok(())
}

/// A text that can be sent.
pub fn text(class: &str, bytes: &[u8]) -> Result<Text, Error> {
    Text::new(bytes).ok_or_else(|| {
        let wanted = format!("UTF-8 without line breaks, 1 to {LONGEST_TEXT} bytes");
        let got = match bytes.len() {
            0 => "'' given".to_owned(),
            long if long > LONGEST_TEXT => format!("{long} bytes given"),
            _ if str::from_utf8(bytes).is_err() => "bytes that are no UTF-8 given".to_owned(),
            _ => "a line break given".to_owned(),
        };
        Error::Value(format!("{class}::send(): Argument #1 ($text) must be {wanted}; {got}"))
    })
}

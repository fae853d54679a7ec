//! Why a line is no command.

use std::fmt;

use super::MOST_WORKERS;

/// What is wrong with a line, a target or a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// There is no such command.
    UnknownWord(String),
    /// More was said than the command takes.
    Surplus {
        /// The command.
        word: String,
        /// The first word too many.
        surplus: String,
    },
    /// Neither a group nor a worker.
    BadTarget(String),
    /// No name that a group can have.
    BadGroup(String),
    /// No name of a pipe to answer to.
    BadAnswer(String),
    /// No number of workers, and no change of it.
    BadNumber(String),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownWord(word) => write!(
                f,
                "unknown command {}; there are reload, fresh, stop, quit, terminate, int and scale",
                quoted(word)
            ),
            Self::Surplus { word, surplus } => {
                write!(f, "{} is too much after {}", quoted(surplus), quoted(word))
            }
            Self::BadTarget(target) => write!(
                f,
                "{} is no target; wanted a group (mail) or one worker (mail#2), or nothing for everyone",
                quoted(target)
            ),
            Self::BadGroup(group) => {
                write!(f, "{} is no group name; wanted letters, digits, _ and -, at most 32", quoted(group))
            }
            Self::BadAnswer(name) => {
                write!(f, "{} is no name of a pipe to answer to; wanted letters, digits, ., _ and -", quoted(name))
            }
            Self::BadNumber(number) => write!(
                f,
                "scale wants a number up to {MOST_WORKERS}, as in \"scale 4\", \"scale +1\" or \"scale -1 mail\"; got {}",
                quoted(number)
            ),
        }
    }
}

impl std::error::Error for CommandError {}

/// Text from outside, made fit for one line of a log: escaped, and cut if it is long.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}… ({} bytes)", &text[..end], text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_stays_on_one_line_and_short() {
        assert_eq!(quoted("abc"), "\"abc\"");
        assert_eq!(quoted("a\n\"b\"\u{1b}"), "\"a\\n\\\"b\\\"\\u{1b}\"");
        let long = "é".repeat(300);
        assert_eq!(quoted(&long), format!("\"{}\"… (600 bytes)", "é".repeat(60)));
    }
}

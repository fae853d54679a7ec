//! Why settings were refused, in one sentence.

use std::fmt;

use super::Unfit;
use super::nearest_key;
use crate::command::quoted;

/// Why settings were refused. None of them has been taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such key.
    Unknown {
        /// The key as given.
        key: String,
        /// The one that was probably meant.
        nearest: Option<&'static str>,
    },
    /// Only the whole fleet can have it.
    NotForGroup {
        /// The key as given.
        key: String,
    },
    /// One setting under two names: whichever won would surprise somebody.
    Twice {
        /// The key that came first.
        first: String,
        /// The key that came later.
        second: String,
    },
    /// A value of the wrong type, or out of range.
    Unfit {
        /// The key as given, and where in its array.
        key: String,
        /// What would have been right.
        wanted: String,
        /// What came instead; a password never.
        got: String,
    },
}

impl Refusal {
    pub(super) fn unknown(key: &str) -> Self {
        Self::Unknown { key: key.to_owned(), nearest: nearest_key(key) }
    }

    pub(super) fn unfit(key: &str, unfit: Unfit) -> Self {
        Self::Unfit { key: format!("{key}{}", unfit.within), wanted: unfit.wanted, got: unfit.got }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { key, nearest } => {
                write!(f, "unknown setting {}; ", quoted(key))?;
                if let Some(nearest) = nearest {
                    write!(f, "did you mean {}? ", quoted(nearest))?;
                }
            }
            Self::NotForGroup { key } => write!(f, "{key} is a setting of the manager, not of a group; ")?,
            Self::Twice { first, second } => {
                write!(f, "{first} and {second} are the same setting, and both are given; ")?;
            }
            Self::Unfit { key, wanted, got } => write!(f, "{key}: wanted {wanted}, got {got}; ")?,
        }
        f.write_str("nothing has been started")
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_one_sentence_and_says_what_happens_next() {
        assert_eq!(
            Refusal::unknown("worknum").to_string(),
            "unknown setting \"worknum\"; did you mean \"worker_num\"? nothing has been started"
        );
        assert_eq!(Refusal::unknown("colour").to_string(), "unknown setting \"colour\"; nothing has been started");
        let twice = Refusal::Twice { first: "startNum".into(), second: "worker_num".into() };
        assert_eq!(
            twice.to_string(),
            "startNum and worker_num are the same setting, and both are given; nothing has been started"
        );
    }
}

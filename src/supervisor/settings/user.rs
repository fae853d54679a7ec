//! Whom workers run as, as it was written; whether there is such a user is somebody else's business.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A user, and the group if it is not the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// A name, or a number.
    pub name: String,
    /// The same; none is the one that the system's user database has.
    pub group: Option<String>,
}

impl User {
    /// `www-data` or `www-data:www-data`, as chown writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, group) = match text.split_once(':') {
            Some((name, group)) => (name, Some(group)),
            None => (text, None),
        };
        let fits = |part: &str| !part.is_empty() && !part.contains(|c: char| c == ':' || c == '/' || c.is_control());
        (fits(name) && group.is_none_or(fits)).then(|| Self { name: name.to_owned(), group: group.map(str::to_owned) })
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.group.iter().try_for_each(|group| write!(f, ":{group}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_written_as_for_chown() {
        let user = |text: &str| User::parse(text).map(|user| user.to_string());
        for text in ["www-data", "www-data:adm", "33", "33:4"] {
            assert_eq!(user(text).as_deref(), Some(text));
        }
        for text in ["", ":", "www-data:", ":adm", "a:b:c", "a\0", "a\n", "a/b"] {
            assert_eq!(user(text), None, "{text:?}");
        }
    }
}

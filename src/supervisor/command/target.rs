//! Whom a command concerns.

use std::fmt;
use std::str::FromStr;

use super::{CommandError, number};

/// Everyone, the workers of one group, or one worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Written as nothing at all.
    Everyone,
    /// `mail`
    Group(String),
    /// `mail#2`
    Worker {
        /// The group's name.
        group: String,
        /// The slot, 1 and up.
        number: u32,
    },
}

/// Names are words of a command line and parts of file names, hence so plain.
pub fn is_group_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

impl FromStr for Target {
    type Err = CommandError;

    fn from_str(text: &str) -> Result<Self, CommandError> {
        if text.is_empty() {
            return Ok(Self::Everyone);
        }
        let bad = || CommandError::BadTarget(text.to_owned());
        let (group, slot) = match text.split_once('#') {
            Some((group, slot)) => (group, Some(slot)),
            None => (text, None),
        };
        if !is_group_name(group) {
            return Err(bad());
        }
        let group = group.to_owned();
        match slot {
            None => Ok(Self::Group(group)),
            Some(slot) => match number(slot) {
                None | Some(0) => Err(bad()),
                Some(number) => Ok(Self::Worker { group, number }),
            },
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => Ok(()),
            Self::Group(group) => f.write_str(group),
            Self::Worker { group, number } => write!(f, "{group}#{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_nothing_a_group_or_a_worker() {
        assert_eq!("".parse(), Ok(Target::Everyone));
        assert_eq!("mail".parse(), Ok(Target::Group("mail".into())));
        assert_eq!("re_mind-3#12".parse(), Ok(Target::Worker { group: "re_mind-3".into(), number: 12 }));
    }

    #[test]
    fn a_target_reads_back_what_it_writes() {
        for text in ["", "mail", "mail#2", "a-b_c#100000"] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let long = "x".repeat(33);
        for text in [
            "#",
            "#1",
            "mail#",
            "mail#0",
            "mail#-1",
            "mail#+1",
            "mail#x",
            "mail#1#2",
            "ma il",
            "ma/il",
            "mäil",
            "mail#100001",
            &long,
        ] {
            assert_eq!(text.parse::<Target>(), Err(CommandError::BadTarget(text.into())));
        }
        assert!(is_group_name(&long[..32]));
    }
}

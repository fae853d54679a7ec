//! The words that a fleet obeys, with the same sense on a pipe, in a shell, in PHP and as a signal.

mod error;
mod lines;
mod message;
mod order;
mod request;
mod target;

pub use error::CommandError;
pub(crate) use error::quoted;
pub use lines::Lines;
pub use message::{LONGEST_TEXT, Letter, Text, ToMaster, ToWorker};
pub use order::Order;
pub use request::{Request, Wish};
pub use target::{Target, is_group_name};

use std::fmt;
use std::str::FromStr;

/// The most workers one group can have; a typing error must not fork a machine to death.
pub const MOST_WORKERS: u32 = 100_000;

/// A new number of workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Exactly so many.
    To(u32),
    /// So many more, or fewer.
    By(i32),
}

/// What a master can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Workers finish their job and are replaced.
    Reload {
        /// Whom it concerns.
        target: Target,
        /// Load the code anew whatever seems to have changed; only for everyone.
        fresh: bool,
    },
    /// Workers finish their job, then the master leaves.
    Stop,
    /// The same, but whoever takes too long is killed.
    Terminate,
    /// The only command that changes how many workers there are.
    Scale {
        /// To how many.
        change: Change,
        /// May be left out while there is only one group.
        group: Option<String>,
    },
}

impl Command {
    /// The words that are a whole command. None is the beginning of another, so a run of them
    /// written without newlines (`reloadreload`) can be taken apart in one way only.
    pub const BARE_WORDS: &[&str] = &["reload", "fresh", "stop", "quit", "terminate", "int"];

    /// Whether this, said right after `previous`, asks for nothing new. A second `terminate` does, and so does a second
    /// `scale +1`.
    pub fn repeats(&self, previous: &Self) -> bool {
        self == previous && matches!(self, Self::Reload { .. } | Self::Stop)
    }
}

impl FromStr for Command {
    type Err = CommandError;

    fn from_str(line: &str) -> Result<Self, CommandError> {
        let mut words = line.split_whitespace();
        let word = words.next().unwrap_or_default();
        let command = match word {
            "reload" => Self::Reload { target: words.next().unwrap_or_default().parse()?, fresh: false },
            "fresh" => Self::Reload { target: Target::Everyone, fresh: true },
            "stop" | "quit" => Self::Stop,
            "terminate" | "int" => Self::Terminate,
            "scale" => Self::Scale {
                change: words.next().unwrap_or_default().parse()?,
                group: words.next().map(group).transpose()?,
            },
            _ => return Err(CommandError::UnknownWord(word.to_owned())),
        };
        match words.next() {
            None => Ok(command),
            Some(surplus) => Err(CommandError::Surplus { word: word.to_owned(), surplus: surplus.to_owned() }),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reload { target, fresh } => {
                f.write_str(if *fresh { "fresh" } else { "reload" })?;
                // `fresh mail` is refused by every reader, which is better than `fresh` for all.
                match target {
                    Target::Everyone => Ok(()),
                    someone => write!(f, " {someone}"),
                }
            }
            Self::Stop => f.write_str("stop"),
            Self::Terminate => f.write_str("terminate"),
            Self::Scale { change, group } => {
                write!(f, "scale {change}")?;
                group.iter().try_for_each(|group| write!(f, " {group}"))
            }
        }
    }
}

impl FromStr for Change {
    type Err = CommandError;

    fn from_str(text: &str) -> Result<Self, CommandError> {
        let size = |digits| number(digits).ok_or_else(|| CommandError::BadNumber(text.to_owned()));
        if let Some(digits) = text.strip_prefix('+') {
            size(digits).map(|n| Self::By(n.cast_signed()))
        } else if let Some(digits) = text.strip_prefix('-') {
            size(digits).map(|n| Self::By(-n.cast_signed()))
        } else {
            size(text).map(Self::To)
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::To(number) => write!(f, "{number}"),
            Self::By(step) => write!(f, "{step:+}"),
        }
    }
}

/// Digits and nothing else: the standard parser would let `+-4` and `-+4` through.
fn number(digits: &str) -> Option<u32> {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())?
        .filter(|&number| number <= MOST_WORKERS)
}

fn group(name: &str) -> Result<String, CommandError> {
    if is_group_name(name) { Ok(name.to_owned()) } else { Err(CommandError::BadGroup(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Command {
        line.parse().unwrap()
    }

    fn refused(line: &str) -> String {
        line.parse::<Command>().unwrap_err().to_string()
    }

    fn scale(change: Change, group: Option<&str>) -> Command {
        let group = group.map(str::to_owned);
        Command::Scale { change, group }
    }

    #[test]
    fn every_word_has_its_meaning() {
        let everyone = |fresh| Command::Reload { target: Target::Everyone, fresh };
        assert_eq!(said("reload"), everyone(false));
        assert_eq!(said("fresh"), everyone(true));
        assert_eq!(said("stop"), Command::Stop);
        assert_eq!(said("quit"), Command::Stop);
        assert_eq!(said("terminate"), Command::Terminate);
        assert_eq!(said("int"), Command::Terminate);
        assert_eq!(
            said(" reload   mail#2 "),
            Command::Reload { target: Target::Worker { group: "mail".into(), number: 2 }, fresh: false }
        );
    }

    #[test]
    fn scale_sets_or_changes() {
        assert_eq!(said("scale 4"), scale(Change::To(4), None));
        assert_eq!(said("scale 0 mail"), scale(Change::To(0), Some("mail")));
        assert_eq!(said("scale +1 mail"), scale(Change::By(1), Some("mail")));
        assert_eq!(said("scale -2"), scale(Change::By(-2), None));
        assert_eq!(said("scale 100000"), scale(Change::To(100_000), None));
    }

    #[test]
    fn a_command_reads_back_what_it_writes() {
        for line in [
            "reload",
            "reload mail",
            "reload mail#2",
            "fresh",
            "stop",
            "terminate",
            "scale 4",
            "scale 0 mail",
            "scale +1 mail",
            "scale -2",
        ] {
            assert_eq!(said(line).to_string(), line);
        }
    }

    #[test]
    fn a_fresh_reload_of_some_is_written_so_that_nobody_obeys() {
        let some = Command::Reload { target: Target::Group("mail".into()), fresh: true };
        assert!(some.to_string().parse::<Command>().is_err());
    }

    #[test]
    fn errors_say_what_is_wrong() {
        assert_eq!(
            refused("relod"),
            "unknown command \"relod\"; there are reload, fresh, stop, quit, terminate, int and scale"
        );
        assert!(refused("").starts_with("unknown command \"\""));
        assert!(refused("RELOAD").starts_with("unknown command"));
        assert_eq!(refused("fresh mail"), "\"mail\" is too much after \"fresh\"");
        assert_eq!(refused("stop now"), "\"now\" is too much after \"stop\"");
        assert!(refused("reload a b").contains("too much"));
        assert!(refused("scale 1 mail x").contains("too much"));
        assert!(refused("reload mail#0").starts_with("\"mail#0\" is no target"));
        for number in ["", "x", "+", "-", "+-1", "-+1", "1.5", "100001", "99999999999"] {
            assert!(refused(&format!("scale {number}")).contains("scale wants a number"), "{number}");
        }
        assert!(refused("scale 1 ma!l").starts_with("\"ma!l\" is no group name"));
    }

    #[test]
    fn bare_words_are_commands_and_none_begins_another() {
        for word in Command::BARE_WORDS {
            assert!(word.parse::<Command>().is_ok(), "{word}");
            let twins = Command::BARE_WORDS.iter().filter(|w| w.starts_with(word));
            assert_eq!(twins.count(), 1, "{word}");
        }
    }
}

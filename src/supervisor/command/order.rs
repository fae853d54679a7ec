//! What a worker can be told on a pipe of its own.

use std::fmt;
use std::str::FromStr;

use super::CommandError;

/// Both mean: finish the job, then leave. They differ in whether a successor comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// A successor takes over the slot.
    Reload,
    /// The fleet, or this worker, ends.
    Stop,
}

impl Order {
    /// The word to write on the pipe, and to show as the last one received.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reload => "reload",
            Self::Stop => "stop",
        }
    }
}

impl FromStr for Order {
    type Err = CommandError;

    /// A worker cannot force anything: `terminate` from outside is an ordinary stop, and the
    /// master alone keeps the time of the grace.
    fn from_str(word: &str) -> Result<Self, CommandError> {
        match word {
            "reload" | "fresh" => Ok(Self::Reload),
            "stop" | "quit" | "terminate" | "int" => Ok(Self::Stop),
            _ => Err(CommandError::UnknownWord(word.to_owned())),
        }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;

    #[test]
    fn a_worker_knows_every_bare_word() {
        for word in Command::BARE_WORDS {
            let order = word.parse::<Order>().unwrap();
            let leaves_a_successor = matches!(word.parse(), Ok(Command::Reload { .. }));
            assert_eq!(order == Order::Reload, leaves_a_successor, "{word}");
        }
        assert!("scale 3".parse::<Order>().is_err());
        assert!("reload mail".parse::<Order>().is_err());
    }

    #[test]
    fn an_order_reads_back_what_it_writes() {
        for order in [Order::Reload, Order::Stop] {
            assert_eq!(order.to_string().parse(), Ok(order));
        }
    }
}

//! A line on the master's pipe: a command, and where its outcome is to be told.

use super::{Command, CommandError};
use std::fmt;
use std::str::FromStr;

/// `reload mail >answer.4711`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub command: Command,
    /// Name of a pipe in the instance's directory that the asker has made; none: nobody waits.
    pub answer: Option<String>,
}

impl FromStr for Request {
    type Err = CommandError;

    fn from_str(line: &str) -> Result<Self, CommandError> {
        let (command, answer) = match line.rsplit_once('>') {
            None => (line, None),
            Some((command, name)) if is_pipe_name(name.trim()) => (command, Some(name.trim().to_owned())),
            Some((_, name)) => return Err(CommandError::BadAnswer(name.to_owned())),
        };
        Ok(Self { command: command.parse()?, answer })
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.command)?;
        self.answer.iter().try_for_each(|name| write!(f, " >{name}"))
    }
}

impl Request {
    /// Whether this, said right after `previous`, asks for nothing new. Who waits for an answer gets it in any case.
    pub fn repeats(&self, previous: &Self) -> bool {
        self.answer.is_none() && self.command.repeats(&previous.command)
    }
}

/// A name in the directory itself, and none that is hidden.
fn is_pipe_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_end_in_the_name_of_a_pipe() {
        for line in ["reload", "reload mail#2 >answer.4711", "scale +1 mail >x", "stop >a-b_c"] {
            assert_eq!(line.parse::<Request>().unwrap().to_string(), line);
        }
        let request: Request = "stop>answer.1".parse().unwrap();
        assert_eq!((request.command, request.answer.as_deref()), (Command::Stop, Some("answer.1")));
    }

    #[test]
    fn other_names_are_refused_with_their_command() {
        let long = format!("stop >{}", "x".repeat(65));
        for line in ["stop >", "stop >a/b", "stop >..", "stop >.hidden", "stop >a b", "stop >>a", ">a", &long] {
            assert!(line.parse::<Request>().is_err(), "{line}");
        }
    }

    #[test]
    fn who_waits_for_an_answer_is_no_repetition() {
        let said = |line: &str| line.parse::<Request>().unwrap();
        assert!(said("reload").repeats(&said("reload")));
        assert!(said("reload").repeats(&said("reload >a")));
        assert!(!said("reload >a").repeats(&said("reload")));
    }
}

//! A line on the master's pipe: what is wished, and where the answer is to go.

use super::{Command, CommandError, Target};
use std::fmt;
use std::str::FromStr;

/// `reload mail >answer.4711`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub wish: Wish,
    /// Name of a pipe in the instance's directory that the asker has made; none: nobody waits.
    pub answer: Option<String>,
}

/// What somebody wants of a master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// That something happens.
    Command(Command),
    /// To know what a worker is at; the master reads it, for nobody else may.
    Trace(Target),
}

/// The word of [`Wish::Trace`].
const TRACE: &str = "trace";

impl FromStr for Request {
    type Err = CommandError;

    fn from_str(line: &str) -> Result<Self, CommandError> {
        let (wish, answer) = match line.rsplit_once('>') {
            None => (line, None),
            Some((wish, name)) if is_pipe_name(name.trim()) => (wish, Some(name.trim().to_owned())),
            Some((_, name)) => return Err(CommandError::BadAnswer(name.to_owned())),
        };
        let request = Self { wish: wish.parse()?, answer };
        match request {
            Self { wish: Wish::Trace(_), answer: None } => Err(CommandError::BadAnswer(String::new())),
            request => Ok(request),
        }
    }
}

impl FromStr for Wish {
    type Err = CommandError;

    fn from_str(text: &str) -> Result<Self, CommandError> {
        let mut words = text.split_whitespace();
        if words.next() != Some(TRACE) {
            return text.parse().map(Self::Command);
        }
        let target = words.next().unwrap_or_default().parse()?;
        match words.next() {
            None => Ok(Self::Trace(target)),
            Some(surplus) => Err(CommandError::Surplus { word: TRACE.to_owned(), surplus: surplus.to_owned() }),
        }
    }
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(command) => command.fmt(f),
            Self::Trace(Target::Everyone) => f.write_str(TRACE),
            Self::Trace(target) => write!(f, "{TRACE} {target}"),
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.wish)?;
        self.answer.iter().try_for_each(|name| write!(f, " >{name}"))
    }
}

impl Request {
    /// Whether this, said right after `previous`, asks for nothing new. Who waits for an answer gets it in any case.
    pub fn repeats(&self, previous: &Self) -> bool {
        match (&self.wish, &previous.wish) {
            (Wish::Command(command), Wish::Command(previous)) => self.answer.is_none() && command.repeats(previous),
            _ => false,
        }
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
        assert_eq!((request.wish, request.answer.as_deref()), (Wish::Command(Command::Stop), Some("answer.1")));
    }

    #[test]
    fn a_trace_is_for_who_waits_for_it() {
        for line in ["trace mail#2 >answer.4711", "trace mail >x", "trace >x"] {
            let request: Request = line.parse().unwrap();
            assert_eq!(request.to_string(), line);
            assert!(!request.repeats(&request));
        }
        for line in ["trace", "trace mail#2", "trace a b >x", "trace mail#0 >x", "traces >x"] {
            assert!(line.parse::<Request>().is_err(), "{line}");
        }
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

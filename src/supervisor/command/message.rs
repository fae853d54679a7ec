//! Lines of text that one process sends another on its pipe. No command begins with their mark, and a line that does is
//! never taken for a command.

use super::{Order, Request};
use std::fmt;

/// Begins a line of text.
pub(super) const MARK: u8 = b'"';

/// The most bytes of a text; with its frame it fits into a line.
pub const LONGEST_TEXT: usize = 480;

/// A text that can be sent: UTF-8 without line breaks, 1 to 480 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Takes what can be sent.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let fits = (1..=LONGEST_TEXT).contains(&bytes.len()) && !bytes.contains(&b'\n') && !bytes.contains(&b'\r');
        fits.then(|| str::from_utf8(bytes).ok().map(|text| Self(text.to_owned())))?
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A line on the pipe of a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToWorker {
    /// It is to leave.
    Order(Order),
    /// Something for its script.
    Message(Text),
}

impl ToWorker {
    /// Reads a line.
    pub fn read(line: &str) -> Option<Self> {
        match line.as_bytes().strip_prefix(&[MARK]) {
            Some(text) => Text::new(text).map(Self::Message),
            None => line.parse().ok().map(Self::Order),
        }
    }
}

impl fmt::Display for ToWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(order) => order.fmt(f),
            Self::Message(text) => write!(f, "{}{}", char::from(MARK), text.as_str()),
        }
    }
}

/// What a worker tells its master. It says who it is: when this is read it may be gone already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its place in the scoreboard.
    pub index: u32,
    /// Its process.
    pub pid: i32,
    /// What it says.
    pub text: Text,
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} {} {}", char::from(MARK), self.index, self.pid, self.text.as_str())
    }
}

/// A line on the pipe of the master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToMaster {
    /// A command.
    Request(Request),
    /// Something for its script.
    Letter(Letter),
}

impl ToMaster {
    /// Reads a line.
    pub fn read(line: &str) -> Option<Self> {
        let Some(letter) = line.as_bytes().strip_prefix(&[MARK]) else {
            return line.parse().ok().map(Self::Request);
        };
        let mut parts = letter.splitn(3, |byte| *byte == b' ');
        let mut part = || parts.next().and_then(|part| str::from_utf8(part).ok());
        let (index, pid) = (part()?.parse().ok()?, part()?.parse().ok()?);
        let text = Text::new(parts.next()?)?;
        Some(Self::Letter(Letter { index, pid, text }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lines;
    use super::*;

    fn text(text: &str) -> Text {
        Text::new(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_no_line_of_text_is_refused() {
        let long = "x".repeat(481);
        for bytes in [&b""[..], b"a\nb", b"\r", b"a\xff", long.as_bytes()] {
            assert_eq!(Text::new(bytes), None);
        }
        assert_eq!(text(&long[..480]).as_str().len(), 480);
        assert_eq!(text(" \t\0\u{2028}é ").as_str(), " \t\0\u{2028}é ");
    }

    #[test]
    fn a_text_goes_through_a_pipe_as_it_is_and_is_never_a_command() {
        let texts = ["reload", " stop ", "\"stop", "scale 3 >x", "张伟 ✓", "stop\tstop", &"é".repeat(240)];
        for said in texts {
            let (mut lines, mut heard) = (Lines::new(), Vec::new());
            let line = format!("\n{}\n", ToWorker::Message(text(said)));
            assert!(line.len() <= 512);
            lines.feed(b"rubb", ToWorker::read, &mut heard);
            lines.pause(ToWorker::read, &mut heard);
            lines.feed(line.as_bytes(), ToWorker::read, &mut heard);
            lines.pause(ToWorker::read, &mut heard);
            assert_eq!(heard, [ToWorker::Message(text(said))]);
            assert_eq!(lines.take_dropped(), 4, "{said}");

            let letter = Letter { index: 99_999, pid: 4_194_304, text: text(said) };
            let (mut lines, mut heard) = (Lines::new(), Vec::new());
            let line = format!("\n{letter}\n");
            assert!(line.len() <= 512, "{}", line.len());
            lines.feed(line.as_bytes(), ToMaster::read, &mut heard);
            assert_eq!((heard, lines.take_dropped()), (vec![ToMaster::Letter(letter)], 0));
        }
    }

    #[test]
    fn a_command_between_two_texts_is_heard() {
        let (mut lines, mut heard) = (Lines::new(), Vec::new());
        lines.feed(b"\n\"a\n\nreload\n\n\"b\n", ToWorker::read, &mut heard);
        let message = |said| ToWorker::Message(text(said));
        assert_eq!(heard, [message("a"), ToWorker::Order(Order::Reload), message("b")]);
    }

    #[test]
    fn half_a_text_at_a_pause_is_kept_and_a_broken_one_is_dropped() {
        let (mut lines, mut heard) = (Lines::new(), Vec::new());
        lines.feed("\"caf\u{e9}".as_bytes().split_last().unwrap().1, ToWorker::read, &mut heard);
        lines.pause(ToWorker::read, &mut heard);
        lines.feed(b"\xa9 stop\n", ToWorker::read, &mut heard);
        assert_eq!(heard, [ToWorker::Message(text("café stop"))]);
        for broken in [&b"\"\xff\n"[..], b"\"\n", b"\"a\rb\n"] {
            let mut none = Vec::new();
            lines.feed(broken, ToWorker::read, &mut none);
            assert_eq!(none, []);
        }
        for letter in ["\"1 2", "\"1 2 ", "\"x 2 y", "\"-1 2 y", "\"1", "\"stop"] {
            assert_eq!(ToMaster::read(letter), None, "{letter}");
        }
        assert!(lines.take_dropped() > 0);
    }
}

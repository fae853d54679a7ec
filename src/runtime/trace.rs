//! A trace: the calls that a worker is in, as text in PHP's own style, or why there is none.

mod traced;

pub use traced::Traced;

use crate::os::remote::Unreadable;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where the engine of a process lies, and which one it is. Each worker publishes its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Address of the executor globals.
    pub globals: u64,
    /// A number for this build of PHP and of Naruto: only the same build knows what lies at the address.
    pub build: u64,
    /// The build as a person knows it: `PHP 8.2.36 (API20220829,NTS) with naruto 1.0.0, build 5e1f0a77`.
    pub name: String,
}

/// Reads the calls of a process from its memory. Who knows PHP gives it to the master.
pub type Tracer = fn(i32, &Engine) -> Result<Trace, Refusal>;

/// A place in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path, as PHP knows it.
    pub file: String,
    /// From 1.
    pub line: u32,
}

/// One call that has not returned yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "traced::Flat", into = "traced::Flat")]
pub struct Frame {
    /// `sleep`, `Ship->send`, `Ship::all`, `{closure}`, `include`, `{main}`
    pub function: String,
    /// Where this function is now; the call of the next newer frame, if there is one. None: it is no PHP code.
    pub place: Option<Place>,
}

/// How a trace ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum End {
    /// With the call that PHP itself made.
    #[default]
    Whole,
    /// There are more calls than a trace shows.
    TooDeep,
    /// The stack changed while it was read: what is older could not be followed.
    Lost,
    /// The answer had no room for more calls.
    Cut,
}

/// The calls of a process, the newest first. None at all: it ran no PHP code, or its calls changed too fast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The calls.
    pub frames: Vec<Frame>,
    /// What follows the last of them.
    pub end: End,
}

/// Why there is no trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The process runs another build of PHP or of Naruto.
    OtherBuild {
        /// The name of that build.
        theirs: String,
        /// The name of ours.
        ours: String,
    },
    /// The process has just been forked, and has not said where its engine lies.
    NotYet,
    /// What lies at the address is not the engine of a PHP script.
    NoEngine,
    /// The process cannot be read.
    Unreadable(Unreadable),
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherBuild { theirs, ours } => {
                write!(f, "it runs {theirs}, whose memory {ours} does not know: restart the fleet")
            }
            Self::NotYet => f.write_str("it has just been forked"),
            Self::NoEngine => f.write_str("no PHP script runs there"),
            Self::Unreadable(unreadable) => unreadable.fmt(f),
        }
    }
}

const MAIN: &str = "{main}";
const UNKNOWN: &str = "…";

impl Trace {
    /// `#0 src/Ship.php(41): Ship->send()`, a line a call, as in PHP's exceptions: the place is the one of the call. If
    /// PHP code itself runs, and no function that it called, the first line is its place alone: `#0 src/Ship.php(41)`.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::with_capacity(self.frames.len() + 2);
        lines.extend(self.frames.first().and_then(|newest| newest.place.as_ref()).map(ToString::to_string));
        for (number, frame) in self.frames.iter().enumerate() {
            let caller = self.frames.get(number + 1);
            if frame.function == MAIN && caller.is_none() {
                break;
            }
            let from = match (caller, self.end) {
                (Some(Frame { place: Some(place), .. }), _) => place.to_string(),
                (Some(Frame { place: None, .. }), _) | (None, End::Whole) => "[internal function]".to_owned(),
                (None, End::TooDeep | End::Lost | End::Cut) => UNKNOWN.to_owned(),
            };
            lines.push(format!("{from}: {}", frame.call()));
        }
        match self.end {
            End::Whole if lines.is_empty() => {}
            End::Whole => lines.push(MAIN.to_owned()),
            End::TooDeep | End::Lost | End::Cut => lines.push(UNKNOWN.to_owned()),
        }
        lines.iter().enumerate().map(|(number, line)| format!("#{number} {line}")).collect()
    }

    /// Why a trace is not whole, for a person. None: it is.
    pub fn remark(&self) -> Option<String> {
        Some(match self {
            Self { frames, end: End::Whole } if frames.is_empty() => "no PHP code runs".to_owned(),
            Self { end: End::Whole, .. } => return None,
            Self { frames, end: End::TooDeep } => format!("older calls are not shown, {} are enough", frames.len()),
            Self { end: End::Lost, .. } => {
                "older calls could not be followed, they changed while they were read".to_owned()
            }
            Self { end: End::Cut, .. } => "older calls are not shown, the answer has no room for them".to_owned(),
        })
    }
}

impl Frame {
    /// `include('src/Ship.php')`, `Ship->send()`
    fn call(&self) -> String {
        // No function can have these names; a method can, but is written with its class.
        let includes = matches!(self.function.as_str(), "include" | "include_once" | "require" | "require_once");
        match &self.place {
            Some(place) if includes => format!("{}('{}')", self.function, place.file),
            _ => format!("{}()", self.function),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.file, self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, place: Option<(&str, u32)>) -> Frame {
        let place = place.map(|(file, line)| Place { file: file.to_owned(), line });
        Frame { function: function.to_owned(), place }
    }

    fn lines(frames: Vec<Frame>, end: End) -> Vec<String> {
        Trace { frames, end }.lines()
    }

    #[test]
    fn a_call_stands_behind_the_place_it_was_made_at() {
        let frames = vec![
            frame("curl_exec", None),
            frame("Ship->send", Some(("src/Ship.php", 41))),
            frame("{closure}", Some(("worker.php", 7))),
            frame("Naruto\\Manager->run", None),
            frame("{main}", Some(("worker.php", 9))),
        ];
        let expected = [
            "#0 src/Ship.php(41): curl_exec()",
            "#1 worker.php(7): Ship->send()",
            "#2 [internal function]: {closure}()",
            "#3 worker.php(9): Naruto\\Manager->run()",
            "#4 {main}",
        ];
        assert_eq!(lines(frames, End::Whole), expected);
    }

    #[test]
    fn php_code_that_runs_itself_says_where_it_is() {
        let frames = vec![frame("spin", Some(("spin.php", 3))), frame("{main}", Some(("worker.php", 9)))];
        assert_eq!(lines(frames, End::Whole), ["#0 spin.php(3)", "#1 worker.php(9): spin()", "#2 {main}"]);
        assert_eq!(
            lines(vec![frame("{main}", Some(("worker.php", 9)))], End::Whole),
            ["#0 worker.php(9)", "#1 {main}"]
        );
    }

    #[test]
    fn an_included_file_is_named() {
        let frames = vec![frame("require_once", Some(("b.php", 2))), frame("{main}", Some(("a.php", 5)))];
        assert_eq!(lines(frames, End::Whole), ["#0 b.php(2)", "#1 a.php(5): require_once('b.php')", "#2 {main}"]);
        let method = vec![frame("Ship->include", Some(("b.php", 2))), frame("{main}", Some(("a.php", 5)))];
        assert_eq!(lines(method, End::Whole)[1], "#1 a.php(5): Ship->include()");
    }

    #[test]
    fn what_php_itself_calls_comes_from_no_place() {
        let frames = vec![frame("sleep", None), frame("at_the_end", Some(("worker.php", 9)))];
        let expected = ["#0 worker.php(9): sleep()", "#1 [internal function]: at_the_end()", "#2 {main}"];
        assert_eq!(lines(frames, End::Whole), expected);
    }

    #[test]
    fn a_trace_without_its_oldest_calls_says_so() {
        let frames = || vec![frame("sleep", None), frame("deep", Some(("a.php", 2)))];
        for end in [End::TooDeep, End::Lost, End::Cut] {
            assert_eq!(lines(frames(), end), ["#0 a.php(2): sleep()", "#1 …: deep()", "#2 …"]);
        }
    }

    #[test]
    fn no_call_is_no_line() {
        assert_eq!(lines(vec![], End::Whole), Vec::<String>::new());
        assert_eq!(lines(vec![], End::Lost), ["#0 …"]);
    }
}

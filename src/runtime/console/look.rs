//! For whom a text is made.

use crate::figures;

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A person reads it in a window.
    Terminal {
        /// How wide it is.
        columns: usize,
        /// Colours are wanted.
        colour: bool,
    },
    /// A program reads it: nothing is cut, folded or coloured, no number has a space in it, and no cell is empty.
    Pipe,
}

/// How a text shall look.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Where it goes.
    pub output: Output,
    /// Idle workers of a large fleet are not folded.
    pub all: bool,
    /// How one calls it: `php worker.php`, `naruto -i shop`.
    pub script: &'a str,
    /// The local time zone, in minutes east of Greenwich.
    pub offset: i32,
}

impl Look<'_> {
    /// How much fits in a line; none: everything.
    pub(super) fn columns(&self) -> Option<usize> {
        match self.output {
            Output::Terminal { columns, .. } => Some(columns),
            Output::Pipe => None,
        }
    }

    /// `301 204`, or `301204` in a pipe.
    pub(super) fn count(&self, number: u64) -> String {
        match self.output {
            Output::Terminal { .. } => figures::count(number),
            Output::Pipe => number.to_string(),
        }
    }

    /// `952 976 jobs`, `1.2M jobs`, `1 worker`
    pub(super) fn counted(&self, number: u64, what: &str) -> String {
        let said = match self.output {
            Output::Terminal { .. } => figures::rough_count(number),
            Output::Pipe => number.to_string(),
        };
        format!("{said} {what}{}", if number == 1 { "" } else { "s" })
    }
}

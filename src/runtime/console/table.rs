//! Columns that line up, and those that stay when there is little room.

use super::look::Output;
use super::text;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Between two columns.
const GAP: usize = 2;

#[derive(Clone, Copy, Debug)]
enum Side {
    Left,
    Right,
}

/// A column. The last one of a table has what is left of a line.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    heading: &'static str,
    side: Side,
    least: usize,
    most: usize,
}

impl Column {
    /// For words.
    pub const fn left(heading: &'static str) -> Self {
        Self { heading, side: Side::Left, least: 0, most: usize::MAX }
    }

    /// For figures.
    pub const fn right(heading: &'static str) -> Self {
        Self { heading, side: Side::Right, least: 0, most: usize::MAX }
    }

    /// It does not get narrower, so that it stands still when a table is shown again and again.
    pub const fn at_least(self, least: usize) -> Self {
        Self { least, ..self }
    }

    /// It does not get wider in a terminal.
    pub const fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

/// Colours say nothing that a word does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tint {
    /// None.
    #[default]
    Plain,
    /// Not worth a look.
    Dim,
    /// On its way.
    Cyan,
    /// Worth a look.
    Yellow,
}

impl Tint {
    /// ECMA-48, "select graphic rendition".
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Dim => Some("2"),
            Self::Cyan => Some("36"),
            Self::Yellow => Some("33"),
        }
    }
}

/// A text in a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    tint: Tint,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, tint: Tint::Plain }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Cell {
    /// In a colour.
    pub fn tinted(text: String, tint: Tint) -> Self {
        Self { text, tint }
    }
}

/// A line of a table.
#[derive(Clone, Debug)]
pub enum Row {
    /// A cell for each column.
    Cells(Vec<Cell>),
    /// Something that stands for many rows: what is in the first column, and a remark.
    Folded(String, String),
}

/// Which column goes when there is little room, and how much the last one must have for it to stay.
pub type Dispensable = (&'static str, usize);

/// A table.
#[derive(Debug)]
pub struct Table<'a> {
    /// From left to right.
    pub columns: &'a [Column],
    /// In the order in which they go.
    pub drops: &'a [Dispensable],
    /// From top to bottom.
    pub rows: Vec<Row>,
}

impl Table<'_> {
    /// Its lines, the headings first.
    pub fn lines(&self, output: Output) -> Vec<String> {
        let widths = self.widths(output);
        let kept = self.kept(&widths, output);
        let headings: Vec<Cell> = self.columns.iter().map(|column| column.heading.into()).collect();
        let line = |cells: &[Cell]| {
            let mut line = Line::new(output);
            for (at, column) in kept.iter().map(|at| (*at, &self.columns[*at])) {
                line.put(&cells[at], column.side, widths[at]);
            }
            line.text
        };
        let rows = self.rows.iter().map(|row| match row {
            Row::Cells(cells) => line(cells),
            Row::Folded(name, remark) => {
                let mut line = Line::new(output);
                line.put(&Cell::tinted(name.clone(), Tint::Dim), Side::Left, widths[0]);
                line.put(&Cell::tinted(remark.clone(), Tint::Dim), Side::Left, text::width(remark));
                line.text
            }
        });
        std::iter::once(line(&headings)).chain(rows).collect()
    }

    fn widths(&self, output: Output) -> Vec<usize> {
        let mut widths: Vec<usize> =
            self.columns.iter().map(|column| text::width(column.heading).max(column.least)).collect();
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = text::width(&cell.text).max(*widest);
            }
        }
        if let Output::Terminal { .. } = output {
            widths.iter_mut().zip(self.columns).for_each(|(width, column)| *width = column.most.min(*width));
        }
        widths
    }

    /// The columns for which there is room.
    fn kept(&self, widths: &[usize], output: Output) -> Vec<usize> {
        let last = self.columns.len() - 1;
        let mut kept: Vec<usize> = (0..=last).collect();
        let Output::Terminal { columns, .. } = output else { return kept };
        for (heading, room) in self.drops {
            let taken: usize = kept.iter().filter(|at| **at != last).map(|at| widths[*at] + GAP).sum();
            if taken + room <= columns {
                break;
            }
            kept.retain(|at| self.columns[*at].heading != *heading);
        }
        kept
    }
}

/// A line that grows; it never ends in spaces and never exceeds the terminal.
struct Line {
    text: String,
    output: Output,
    /// Columns taken, with the spaces that are due before the next cell.
    taken: usize,
    due: usize,
}

impl Line {
    fn new(output: Output) -> Self {
        Self { text: String::new(), output, taken: 0, due: 0 }
    }

    fn put(&mut self, cell: &Cell, side: Side, width: usize) {
        let mut shown: Cow<'_, str> = match self.output {
            Output::Terminal { .. } => text::cut(&cell.text, width),
            Output::Pipe if cell.text.is_empty() => "-".into(),
            Output::Pipe => (&cell.text).into(),
        };
        let pad = width.saturating_sub(text::width(&shown));
        let (before, after) = match side {
            Side::Left => (0, pad),
            Side::Right => (pad, 0),
        };
        if let Output::Terminal { columns, .. } = self.output {
            let left = columns.saturating_sub(self.taken + before);
            shown = text::cut(&shown, left).into_owned().into();
        }
        self.due += before;
        if !shown.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', self.due));
            self.due = 0;
            self.paint(&shown, cell.tint);
        }
        self.due += after + GAP;
        self.taken += width + GAP;
    }

    fn paint(&mut self, shown: &str, tint: Tint) {
        match (self.output, tint.code()) {
            (Output::Terminal { colour: true, .. }, Some(code)) => {
                // Writing into a String cannot fail.
                let _ = write!(self.text, "\x1b[{code}m{shown}\x1b[0m");
            }
            _ => self.text.push_str(shown),
        }
    }
}

#[cfg(test)]
mod tests;

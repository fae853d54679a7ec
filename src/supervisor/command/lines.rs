//! The reader of a pipe: makes lines of whatever anybody wrote, in whatever pieces.
//!
//! Anyone may write to a pipe: `echo`, `printf` without a newline, a program that died half way
//! through a word, a file redirected by mistake. So nothing here can fail, wait or grow.

use super::{Command, message::MARK};

/// The most bytes of a line, newline included.
const LONGEST: usize = 512;

/// Bytes become lines, and lines become what `parse` makes of them.
#[derive(Debug)]
pub struct Lines {
    bytes: [u8; LONGEST],
    len: usize,
    held: Held,
    dropped: u64,
}

/// What the buffer holds of the line that has not ended yet.
///
/// A write of one line arrives whole or not at all (it is shorter than `PIPE_BUF`, see pipe(7)),
/// so no honest line straddles a pause: what came since the latest one may stand for itself.
#[derive(Clone, Copy, Debug)]
enum Held {
    /// All of it; the first `fragment` bytes were there at the latest pause.
    Whole { fragment: usize },
    /// What came since the latest pause; the rest was too long and is gone.
    Tail,
    /// Nothing: even what came since the latest pause is too long.
    Nothing,
}

impl Held {
    const NEW_LINE: Self = Self::Whole { fragment: 0 };
}

impl Default for Lines {
    fn default() -> Self {
        Self::new()
    }
}

impl Lines {
    /// A reader that has read nothing yet.
    pub const fn new() -> Self {
        Self { bytes: [0; LONGEST], len: 0, held: Held::NEW_LINE, dropped: 0 }
    }

    /// Takes bytes as they were read; every line that they end goes through `parse` to `out`.
    pub fn feed<T>(&mut self, bytes: &[u8], parse: impl Fn(&str) -> Option<T>, out: &mut Vec<T>) {
        for &byte in bytes {
            if byte == b'\n' {
                self.end_line(&parse, out);
            } else {
                self.push(byte);
            }
        }
    }

    /// The pipe has been read empty. Bare words need no newline; anything else is kept, as its
    /// end may still come.
    pub fn pause<T>(&mut self, parse: impl Fn(&str) -> Option<T>, out: &mut Vec<T>) {
        match self.held {
            Held::Whole { fragment } => {
                let line = &self.bytes[..self.len];
                if obey_rest(line, &parse, out) {
                    self.new_line(0);
                } else if obey_rest(&line[fragment..], &parse, out) {
                    self.new_line(fragment);
                } else {
                    let fragment = self.len;
                    self.held = Held::Whole { fragment };
                }
            }
            Held::Tail if obey_rest(&self.bytes[..self.len], &parse, out) => self.new_line(0),
            Held::Tail | Held::Nothing => {
                self.drop_all();
                self.held = Held::Tail;
            }
        }
    }

    /// How many bytes made no sense since this was asked last; newlines don't count.
    pub fn take_dropped(&mut self) -> u64 {
        std::mem::take(&mut self.dropped)
    }

    fn push(&mut self, byte: u8) {
        if self.len == LONGEST - 1 {
            self.make_room();
        }
        if let Held::Nothing = self.held {
            self.dropped += 1;
        } else {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    /// The line is too long, but what came since the latest pause may not be.
    fn make_room(&mut self) {
        match self.held {
            Held::Whole { fragment } if fragment > 0 => {
                self.bytes.copy_within(fragment..self.len, 0);
                self.len -= fragment;
                self.count_dropped(fragment);
                self.held = Held::Tail;
            }
            _ => {
                self.drop_all();
                self.held = Held::Nothing;
            }
        }
    }

    fn end_line<T>(&mut self, parse: &impl Fn(&str) -> Option<T>, out: &mut Vec<T>) {
        let line = &self.bytes[..self.len];
        let unread = match self.held {
            Held::Whole { fragment } => {
                if obey_line(line, parse, out) {
                    0
                } else if fragment > 0 && obey_line(&line[fragment..], parse, out) {
                    fragment
                } else {
                    self.len
                }
            }
            Held::Tail if obey_line(line, parse, out) => 0,
            Held::Tail | Held::Nothing => self.len,
        };
        self.new_line(unread);
    }

    fn new_line(&mut self, dropped: usize) {
        self.count_dropped(dropped);
        self.len = 0;
        self.held = Held::NEW_LINE;
    }

    fn drop_all(&mut self) {
        self.count_dropped(self.len);
        self.len = 0;
    }

    fn count_dropped(&mut self, bytes: usize) {
        self.dropped += bytes as u64;
    }
}

/// True if the line was understood, or is empty.
fn obey_line<T>(line: &[u8], parse: &impl Fn(&str) -> Option<T>, out: &mut Vec<T>) -> bool {
    if line.first() == Some(&MARK) {
        // A text stands as it was written, and is nothing else.
        let one = str::from_utf8(line).ok().and_then(parse);
        let understood = one.is_some();
        out.extend(one);
        return understood;
    }
    let line = line.trim_ascii();
    if line.is_empty() {
        return true;
    }
    let Some(text) = printable(line) else {
        return false;
    };
    if let Some(one) = parse(text) {
        out.push(one);
        return true;
    }
    obey_words(text, parse, out)
}

/// True if what has no newline yet needs none.
fn obey_rest<T>(rest: &[u8], parse: &impl Fn(&str) -> Option<T>, out: &mut Vec<T>) -> bool {
    let rest = rest.trim_ascii();
    !rest.is_empty() && printable(rest).is_some_and(|text| obey_words(text, parse, out))
}

/// `reloadreload` is two, but `reloadx` is none: what is half understood is not obeyed at all.
fn obey_words<T>(text: &str, parse: &impl Fn(&str) -> Option<T>, out: &mut Vec<T>) -> bool {
    let before = out.len();
    let mut rest = text;
    while !rest.is_empty() {
        let word = Command::BARE_WORDS.iter().find(|w| rest.starts_with(**w));
        let Some((word, one)) = word.and_then(|word| Some((word, parse(word)?))) else {
            out.truncate(before);
            return false;
        };
        out.push(one);
        rest = &rest[word.len()..];
    }
    true
}

fn printable(line: &[u8]) -> Option<&str> {
    let plain = line.iter().all(|byte| matches!(byte, b' '..=b'~'));
    plain.then(|| str::from_utf8(line).ok())?
}

#[cfg(test)]
mod tests;

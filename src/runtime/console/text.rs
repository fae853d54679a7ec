//! Texts of others in a terminal: how wide they are, and how they are made to fit.

use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns it takes; wide characters take two.
pub fn width(text: &str) -> usize {
    text.width()
}

/// On one line, and without anything that a terminal would obey.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    let shown = |part: char| match part {
        '\n' => Some('⏎'),
        '\r' => None,
        part if part.is_control() => Some('?'),
        part => Some(part),
    };
    text.trim_end().chars().filter_map(shown).collect()
}

/// What fits, with `…` for the rest.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return text.into();
    }
    let Some(room) = columns.checked_sub(1) else { return "".into() };
    let mut taken = 0;
    let end = text.char_indices().find(|(_, part)| {
        taken += part.width().unwrap_or(0);
        taken > room
    });
    format!("{}…", &text[..end.map_or(0, |(at, _)| at)]).into()
}

/// All of it, on as many lines as it takes, broken between words; a word that is longer than a line is broken as well.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word, columns)),
        }
    }
    lines
}

fn pieces(word: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0;
    for part in word.chars() {
        let wide = part.width().unwrap_or(0);
        if taken > 0 && taken + wide > columns {
            pieces.push(String::new());
            taken = 0;
        }
        taken += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(part);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_the_columns_end() {
        assert_eq!(cut("order 88190", 11), "order 88190");
        assert_eq!(cut("order 88190", 10), "order 881…");
        assert_eq!(cut("order 88190", 1), "…");
        assert_eq!(cut("order 88190", 0), "");
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("张伟"), 4);
        assert_eq!(cut("张伟", 4), "张伟");
        assert_eq!(cut("张伟", 3), "张…");
        assert_eq!(cut("张伟", 2), "…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(clean("order 1"), "order 1");
        assert_eq!(clean("a\x1b[2Jb\r\nc\u{9b}d\n"), "a?[2Jb⏎c?d");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 13), ["one two three"]);
        assert_eq!(wrap("/a/path/that/is/long x", 7), ["/a/path", "/that/i", "s/long", "x"]);
        assert_eq!(wrap("a 张伟张", 3), ["a", "张", "伟", "张"]);
        assert_eq!(wrap("", 3), [""]);
    }
}

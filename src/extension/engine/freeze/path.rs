//! Where something is, as one would write it in PHP: `$value['db'][3]`.

use super::table::Key;
use std::fmt::Write;

/// Of a path and of a name, more than that is left out in the middle.
const MOST: usize = 16;
const LONGEST: usize = 40;

/// The keys from the outside in.
pub fn path(keys: impl ExactSizeIterator<Item = Key>) -> String {
    let mut path = "$value".to_owned();
    let left_out = keys.len().saturating_sub(MOST);
    for (depth, key) in keys.enumerate() {
        if (MOST / 2..MOST / 2 + left_out).contains(&depth) {
            if depth == MOST / 2 {
                let _ = write!(path, "[… {left_out} more …]");
            }
            continue;
        }
        let _ = match key {
            Key::Number(number) => write!(path, "[{number}]"),
            Key::Name(name) => write!(path, "['{}']", readable(&name)),
        };
    }
    path
}

fn readable(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let shown: String = name
        .chars()
        .take(LONGEST)
        .flat_map(|letter| match letter {
            '\'' | '\\' => vec!['\\', letter],
            _ if letter.is_control() => vec!['\u{fffd}'],
            _ => vec![letter],
        })
        .collect();
    if name.chars().count() > LONGEST { shown + "…" } else { shown }
}

//! Which key was meant.

use super::TABLE;

/// The key that is most like the given one, if any is like enough to be worth saying.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let given = plain(key);
    TABLE
        .iter()
        .flat_map(|setting| std::iter::once(setting.name).chain(setting.alias))
        .filter_map(|known| {
            let letters = plain(known);
            // Also keeps a key of a megabyte from being measured.
            let near = letters.len() / 3;
            let worth = letters.len().abs_diff(given.len()) <= near;
            let distance = worth.then(|| distance(&given, &letters))?;
            (distance <= near).then_some((distance, known))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `start_num`, `StartNum` and `start-num` are `startNum` to a reader.
fn plain(key: &str) -> Vec<char> {
    key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

/// Levenshtein's: how many letters to add, take away or change.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_letters() {
        let d = |a: &str, b: &str| distance(&plain(a), &plain(b));
        assert_eq!(d("kitten", "sitting"), 3);
        assert_eq!(d("", "abc"), 3);
        assert_eq!(d("abc", ""), 3);
        assert_eq!(d("abc", "A_B-c"), 0);
    }

    #[test]
    fn a_slip_finds_its_key() {
        assert_eq!(nearest("worknum"), Some("worker_num"));
        assert_eq!(nearest("startnum"), Some("startNum"));
        assert_eq!(nearest("start_num"), Some("startNum"));
        assert_eq!(nearest("STARTNUM"), Some("startNum"));
        assert_eq!(nearest("stratNum"), Some("startNum"));
        assert_eq!(nearest("bootTimout"), Some("bootTimeout"));
        assert_eq!(nearest("pipedir"), Some("pipeDir"));
        assert_eq!(nearest("signals"), None);
        assert_eq!(nearest("loglevel"), Some("logLevel"));
        assert_eq!(nearest("OS"), Some("os"));
    }

    #[test]
    fn nothing_is_suggested_for_something_else() {
        for key in ["", "0", "x", "colour", "hostname", "_"] {
            assert_eq!(nearest(key), None, "{key}");
        }
        assert_eq!(nearest(&"startNum".repeat(100_000)), None);
    }
}

//! Which word was meant.

/// The word that is most like the given one, if any is like enough to be worth saying.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = plain(given);
    known
        .into_iter()
        .filter_map(|known| {
            let letters = plain(known);
            // Also keeps a word of a megabyte from being measured.
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

/// How many letters to add, take away or change, or neighbours to swap (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (row[j] + usize::from(x != y)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
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
        assert_eq!(d("strat", "start"), 1);
        assert_eq!(d("ab", "ba"), 1);
    }

    fn nearest(key: &str) -> Option<&'static str> {
        crate::settings::nearest_key(key)
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

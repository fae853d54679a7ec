//! Lines for a person: `<time> <level> <who> <pid>  <event>: <sentence>`, in columns, so that grep and awk work too.

use super::{ELLIPSIS, LONGEST, Record};
use std::fmt::Write as _;

/// The line, with its end. On a terminal a person watches: the date is known, the time of day is enough.
pub fn line(record: &Record, terminal: bool) -> String {
    let Record { at, level, who, pid, event, sentence, .. } = record;
    let mut line = if terminal { at.time_of_day() } else { at.timestamp() };
    // Writing into a String cannot fail.
    let _ = write!(line, " {:<7} {:<12} {pid:>7}  {event}: ", level.as_str(), who.as_str());
    for part in sentence.chars() {
        match part {
            '\n' => line.push('⏎'),
            '\r' => {}
            part if part.is_control() => line.push('?'),
            part => line.push(part),
        }
        if line.len() >= LONGEST {
            let room = LONGEST - ELLIPSIS.len() - 1;
            let cut = (0..=room).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            line.truncate(cut);
            line.push_str(ELLIPSIS);
            break;
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_line_reads_as_drawn() {
        let mut record = example("started", "4 workers in 3 ms");
        assert_eq!(
            line(&record, false),
            "2026-11-23T11:52:03.104+08:00 info    master          4711  started: 4 workers in 3 ms\n"
        );
        record.sentence = "a\r\nb\x1b".into();
        assert_eq!(line(&record, true), "11:52:03.104 info    master          4711  started: a⏎b?\n");
    }

    #[test]
    fn a_long_line_is_cut_and_stays_one_write() {
        for text in ["x", "é", "⏎", "\n", "🦀"] {
            let line = line(&example("log", &text.repeat(5000)), false);
            assert!((LONGEST - 4..=LONGEST).contains(&line.len()), "{} bytes", line.len());
            assert!(line.ends_with("…\n") && line.matches('\n').count() == 1);
        }
        let short = line(&example("log", ""), false).len();
        let fits = "x".repeat(LONGEST - short);
        assert_eq!(line(&example("log", &fits), false).len(), LONGEST);
        assert!(line(&example("log", &fits), false).ends_with("x\n"));
    }
}

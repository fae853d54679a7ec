//! Lines for a machine: one object a line, its keys in a fixed order.

use super::{ELLIPSIS, Fields, LONGEST, Record};
use serde::{Serialize, Serializer};

/// The line, with its end. If it is too long the message is cut, so that it stays an object.
pub fn line(record: &Record) -> String {
    let longest = LONGEST - 1;
    // What is too long as it is, is too long with escapes.
    let whole = (record.sentence.len() < longest).then(|| object(record, &record.sentence));
    let mut line = whole.filter(|line| line.len() <= longest).unwrap_or_else(|| cut(record, longest));
    line.push('\n');
    line
}

fn cut(record: &Record, longest: usize) -> String {
    let Some(mut room) = longest.checked_sub(object(record, ELLIPSIS).len()) else {
        // Whatever comes in the fields, they are no reason for a line that another one can tear.
        return cut(&Record { fields: Fields::default(), ..record.clone() }, longest);
    };
    let mut message = String::new();
    for part in record.sentence.chars() {
        let Some(rest) = room.checked_sub(encoded(part)) else { break };
        room = rest;
        message.push(part);
    }
    object(record, &(message + ELLIPSIS))
}

/// Bytes of a character with its escape.
fn encoded(part: char) -> usize {
    let quotes = 2;
    serde_json::to_string(&part).map_or(0, |text| text.len() - quotes)
}

fn object(record: &Record, message: &str) -> String {
    // Fails for maps whose keys are no text only.
    serde_json::to_string(&Object { record, message }).unwrap_or_default()
}

struct Object<'a> {
    record: &'a Record,
    message: &'a str,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.record.entries(self.message))
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use std::time::Duration;

    fn fields() -> Fields {
        Fields {
            worker: Some("orders#3".into()),
            worker_pid: Some(4714),
            cause: Some("signal"),
            signal: Some("SIGKILL".into()),
            note: Some("order 88107".into()),
            busy: Some(Duration::from_micros(1_200_400)),
            jobs: Some(117),
            generation: Some(1),
        }
    }

    #[test]
    fn a_line_reads_as_drawn() {
        let mut record = example("died", "orders#3 (pid 4714) by SIGKILL, in \"order 88107\" after 1.2 s");
        record.fields = fields();
        assert_eq!(
            line(&record),
            concat!(
                r#"{"time":"2026-11-23T11:52:03.104+08:00","level":"info","name":"shop","who":"master","pid":4711,"#,
                r#""event":"died","message":"orders#3 (pid 4714) by SIGKILL, in \"order 88107\" after 1.2 s","#,
                r#""worker":"orders#3","worker_pid":4714,"cause":"signal","signal":"SIGKILL","note":"order 88107","#,
                r#""busy":1.2,"jobs":117,"generation":1}"#,
                "\n"
            )
        );
    }

    #[test]
    fn what_is_empty_is_absent_and_what_is_special_is_escaped() {
        let mut record = example("log", "two\nlines \x1b \u{2028} 张伟");
        record.name = "".into();
        record.fields.note = Some(String::new());
        let end = "\"event\":\"log\",\"message\":\"two\\nlines \\u001b \u{2028} 张伟\"}\n";
        assert!(line(&record).ends_with(end), "{}", line(&record));
        assert!(!line(&record).contains("name"));
    }

    #[test]
    fn a_long_line_is_cut_and_stays_an_object() {
        for text in ["x", "é", "\x01", "\"", "🦀", "a\n"] {
            let mut record = example("log", &text.repeat(5000));
            record.fields = fields();
            let line = line(&record);
            assert!((LONGEST - 8..=LONGEST).contains(&line.len()), "{} bytes", line.len());
            let object: serde_json::Value = serde_json::from_str(&line).expect("an object");
            let message = object["message"].as_str().expect("a message");
            assert!(message.strip_suffix(ELLIPSIS).is_some_and(|rest| record.sentence.starts_with(rest)));
            assert_eq!(object["generation"], 1);
            record.fields.note = Some("x".repeat(9000));
            let line = super::line(&record);
            assert!(line.len() <= LONGEST && serde_json::from_str::<serde_json::Value>(&line).is_ok());
        }
        let short = line(&example("log", "")).len();
        let fits = "x".repeat(LONGEST - short);
        assert_eq!(line(&example("log", &fits)).len(), LONGEST);
        assert!(line(&example("log", &fits)).ends_with("x\"}\n"));
    }
}

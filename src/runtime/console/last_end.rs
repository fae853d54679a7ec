//! When a fleet that is gone has ended, and why. Nothing is left of it but its log, so that is where it is read.

use crate::instance::Place;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// How far back the log is read: its last line is mostly the very one, unless others write to the same file.
const REACH: u64 = 256 * 1024;

/// `last ended 11:40:12 by SIGTERM`. None: the log does not tell. `today` is as in the log, `2026-11-23`.
pub fn last_end(log: &Path, place: &Place, today: &str) -> Option<String> {
    let mut file = std::fs::File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(REACH))).ok()?;
    file.read_to_end(&mut end).ok()?;
    told(&String::from_utf8_lossy(&end), &place.name, &place.dir.display().to_string(), today)
}

/// A line of a master.
struct Line {
    time: String,
    pid: i32,
    event: String,
    sentence: String,
}

fn told(log: &str, name: &str, dir: &str, today: &str) -> Option<String> {
    let mut ours: HashMap<i32, bool> = HashMap::new();
    let mut lines: Vec<Line> = Vec::new();
    for line in log.lines().filter_map(|line| read(line, name)) {
        // Where its pipes are says whose line it is, for many fleets may write to one file; if its start is too long ago
        // to be seen, nothing speaks against it.
        if line.event == "started" {
            ours.insert(line.pid, line.sentence.ends_with(&format!("{dir}/")));
        }
        lines.push(line);
    }
    lines.retain(|line| ours.get(&line.pid).copied().unwrap_or(!ours.values().any(|own| *own)));
    let last = lines.last()?;
    let when = moment(&last.time, today)?;
    if last.event != "ended" {
        return Some(format!("last heard of {when}, then its master, pid {}, was gone without a word", last.pid));
    }
    let why =
        lines.iter().rev().find(|line| line.pid == last.pid && (line.event == "terminate" || line.event == "stop"));
    Some(match why.map(|line| (line.event.as_str(), line.sentence.as_str())) {
        None => format!("last ended {when}"),
        Some((event, sentence)) => {
            match sentence.strip_prefix("asked by ").map(|by| by.split(',').next().unwrap_or(by)) {
                Some("the pipe") => format!("last ended {when} by the command {event}"),
                Some(by) => format!("last ended {when} by {by}"),
                None => format!("last ended {when}: {sentence}"),
            }
        }
    })
}

/// One of either format; none if it is not a master's.
fn read(line: &str, name: &str) -> Option<Line> {
    if line.starts_with('{') {
        let value: Value = line.parse().ok()?;
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let is_ours = value["name"] == name && value["who"] == "master";
        let pid = i32::try_from(value["pid"].as_i64()?).ok()?;
        return is_ours.then_some(Line { time: text("time")?, pid, event: text("event")?, sentence: text("message")? });
    }
    let (head, sentence) = line.split_once(": ")?;
    let [time, _level, "master", pid, event] = *head.split_whitespace().collect::<Vec<_>>() else { return None };
    Some(Line { time: time.into(), pid: pid.parse().ok()?, event: event.into(), sentence: sentence.into() })
}

/// `11:40:12`, with the day if it was another one.
fn moment(time: &str, today: &str) -> Option<String> {
    let (day, clock) = time.split_once('T')?;
    let clock = clock.get(..8)?;
    Some(if day == today { clock.to_owned() } else { format!("{day} {clock}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
2026-11-23T11:52:03.104+08:00 info    master          4711  started: 4 workers in 3 ms, pipes in /run/shop-1/
2026-11-23T11:55:02.041+08:00 info    master          4711  stop: asked by SIGQUIT
2026-11-23T11:55:02.300+08:00 info    master          4711  terminate: asked by SIGINT, jobs have 8.0 s left
2026-11-23T11:55:02.400+08:00 info    mail#1          4799  died: asked by nobody: at all
2026-11-23T11:55:02.500+08:00 info    master          4711  ended: 4 workers left after 259 ms, no job was cut
";

    fn of(log: &str) -> Option<String> {
        told(log, "shop", "/run/shop-1", "2026-11-23")
    }

    #[test]
    fn the_end_and_who_asked_for_it_are_told() {
        assert_eq!(of(LOG).as_deref(), Some("last ended 11:55:02 by SIGINT"));
        let by_pipe = LOG.replace("SIGINT, jobs have 8.0 s left", "the pipe, jobs have 8.0 s left");
        assert_eq!(of(&by_pipe).as_deref(), Some("last ended 11:55:02 by the command terminate"));
        assert_eq!(
            of(&LOG.replace("2026-11-23", "2026-11-22")).as_deref(),
            Some("last ended 2026-11-22 11:55:02 by SIGINT")
        );
        let gave_up =
            LOG.replace("terminate: asked by SIGINT, jobs have 8.0 s left", "stop: mail gives up: none is ready");
        assert_eq!(of(&gave_up).as_deref(), Some("last ended 11:55:02: mail gives up: none is ready"));
    }

    #[test]
    fn a_master_that_was_killed_has_not_ended() {
        let killed = LOG.lines().take(3).collect::<Vec<_>>().join("\n");
        let told = of(&killed).unwrap();
        assert_eq!(told, "last heard of 11:55:02, then its master, pid 4711, was gone without a word");
    }

    #[test]
    fn another_fleet_in_the_same_file_is_not_taken_for_this_one() {
        let other = LOG.replace("4711", "4800").replace("shop-1", "mail-2").replace("SIGINT", "SIGTERM");
        assert_eq!(of(&format!("{LOG}{other}")).as_deref(), Some("last ended 11:55:02 by SIGINT"));
        assert_eq!(of(&other), None);
        let late = LOG.lines().skip(1).collect::<Vec<_>>().join("\n");
        assert_eq!(of(&late).as_deref(), Some("last ended 11:55:02 by SIGINT"), "its start is out of reach");
        assert_eq!(of("no line of a log\n\n: \n{\n"), None);
    }

    #[test]
    fn json_lines_tell_the_same() {
        let line = |event: &str, message: &str, name: &str| {
            format!(
                r#"{{"time":"2026-11-23T11:55:02.041+08:00","level":"info","name":"{name}","who":"master","pid":4711,"event":"{event}","message":"{message}"}}"#
            )
        };
        let log = [line("stop", "asked by SIGUSR2", "shop"), line("ended", "all", "shop"), line("ready", "", "mail")];
        assert_eq!(of(&log.join("\n")).as_deref(), Some("last ended 11:55:02 by SIGUSR2"));
    }
}

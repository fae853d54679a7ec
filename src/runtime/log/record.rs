//! One event of the log before it has a form, and the keys and values that a machine gets of it.

use super::Who;
use crate::os::clock::Wall;
use naruto_supervisor::settings::Level;
use serde::Serialize;
use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

/// What happened.
#[derive(Clone, Debug)]
pub struct Record {
    /// When.
    pub at: Wall,
    /// How much it matters.
    pub level: Level,
    /// The fleet; empty where there is none.
    pub name: Rc<str>,
    /// Who speaks, and about whom if it is a worker's line that the master writes.
    pub who: Who,
    /// The process that `who` is.
    pub pid: i32,
    /// One word of the closed list.
    pub event: &'static str,
    /// The rest, for a person; may have any character in it.
    pub sentence: String,
    /// The rest, for a machine.
    pub fields: Fields,
}

/// What an event is about, as far as that can be said in a word or a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// `orders#3`
    pub worker: Option<String>,
    /// Its process.
    pub worker_pid: Option<i32>,
    /// Why it ended.
    pub cause: Option<&'static str>,
    /// The signal that ended it.
    pub signal: Option<String>,
    /// What it was doing.
    pub note: Option<String>,
    /// How long it had been doing that.
    pub busy: Option<Duration>,
    /// Jobs done.
    pub jobs: Option<u64>,
    /// What it was forked from.
    pub generation: Option<u32>,
}

/// A value as JSON and PHP know them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// Seconds.
    Float(f64),
}

impl Record {
    /// `died: orders#3 (pid 4714) by SIGKILL`: what can be read alone.
    pub fn message(&self) -> String {
        format!("{}: {}", self.event, self.sentence)
    }

    /// Everything but the level and the message.
    pub fn context(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.entries("").filter(|(key, _)| !matches!(*key, "level" | "message"))
    }

    /// Everything in its order, with this for a message. What is empty is left out, but for the message.
    pub(super) fn entries<'a>(&'a self, message: &'a str) -> impl Iterator<Item = (&'static str, Value<'a>)> {
        let name = Some(&*self.name).filter(|name| !name.is_empty());
        [
            ("time", Some(Value::Text(self.at.timestamp().into()))),
            ("level", text(Some(self.level.as_str()))),
            ("name", text(name)),
            ("who", text(Some(self.who.as_str()))),
            ("pid", Some(Value::Int(self.pid.into()))),
            ("event", text(Some(self.event))),
            ("message", text(Some(message))),
        ]
        .into_iter()
        .chain(self.fields.entries())
        .filter_map(|(key, value)| Some((key, value?)))
    }
}

impl Fields {
    fn entries(&self) -> impl Iterator<Item = (&'static str, Option<Value<'_>>)> {
        // Taken apart, so that a field that is added and not told here does not compile.
        let Self { worker, worker_pid, cause, signal, note, busy, jobs, generation } = self;
        [
            ("worker", text(worker.as_deref())),
            ("worker_pid", worker_pid.map(|pid| Value::Int(pid.into()))),
            ("cause", text(*cause)),
            ("signal", text(signal.as_deref())),
            ("note", text(note.as_deref().filter(|note| !note.is_empty()))),
            ("busy", busy.map(seconds)),
            ("jobs", jobs.map(|jobs| Value::Int(i64::try_from(jobs).unwrap_or(i64::MAX)))),
            ("generation", generation.map(|generation| Value::Int(generation.into()))),
        ]
        .into_iter()
    }
}

fn text(text: Option<&str>) -> Option<Value<'_>> {
    text.map(|text| Value::Text(text.into()))
}

/// Milliseconds are the last digits that mean something.
fn seconds<'a>(time: Duration) -> Value<'a> {
    Value::Float((time.as_secs_f64() * 1e3).round() / 1e3)
}

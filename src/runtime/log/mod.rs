//! The log: one line an event, one `write` a line, so that lines of many processes never mix.

mod file;
mod handover;
mod json;
mod record;
mod text;

pub use record::{Fields, Record, Value};

use crate::Error;
use crate::master::counted;
use crate::os::{clock, pid};
use file::File;
use handover::Handover;
use naruto_supervisor::settings::{Format, Level};
use std::io::IsTerminal;
use std::path::Path;
use std::rc::Rc;

/// A write up to this length is not torn by another writer of the same pipe (pipe(7), `PIPE_BUF`).
const LONGEST: usize = 4096;

/// At the end of what was cut.
const ELLIPSIS: &str = "…";

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The master.
    Master,
    /// A worker, `orders#3`.
    Worker(String),
    /// A script that is neither.
    Script,
}

impl Who {
    fn as_str(&self) -> &str {
        match self {
            Self::Master => "master",
            Self::Worker(name) => name,
            Self::Script => "script",
        }
    }
}

/// What lines look like, and which are written.
#[derive(Clone, Debug)]
pub struct Style {
    /// What is below it is not logged.
    pub level: Level,
    /// For a person or for a machine.
    pub format: Format,
    /// The fleet; may be empty.
    pub name: Rc<str>,
}

/// Where lines go. Clones are one and the same log.
#[derive(Clone, Debug)]
pub struct Log(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    style: Style,
    /// A person watches.
    terminal: bool,
    file: File,
    handover: Handover,
}

impl Log {
    /// To standard error.
    pub fn to_stderr(style: Style) -> Result<Self, Error> {
        Ok(Self::new(style, std::io::stderr().is_terminal(), File::stderr()?))
    }

    /// What this process prints from now on goes there as it is.
    pub fn take_standard_streams(&self) {
        self.0.file.take_standard_streams();
    }

    /// Counts a line that could not be written.
    pub fn count_lost(&self) {
        self.0.file.lose(1);
    }

    /// To a file, appended.
    pub fn to_file(path: &Path, style: Style) -> Result<Self, Error> {
        Ok(Self::new(style, false, File::at(path)?))
    }

    fn new(style: Style, terminal: bool, file: File) -> Self {
        Self(Rc::new(Inner { style, terminal, file, handover: Handover::default() }))
    }

    /// Writes one line, if its level is wanted.
    pub fn line(&self, level: Level, who: &Who, event: &'static str, sentence: &str) {
        self.line_of(level, who, pid::own(), event, sentence);
    }

    /// The same about another process.
    pub fn line_of(&self, level: Level, who: &Who, pid: i32, event: &'static str, sentence: &str) {
        self.tell(level, who, pid, event, sentence, Fields::default());
    }

    /// The same with what a machine wants to know of it.
    pub fn tell(&self, level: Level, who: &Who, pid: i32, event: &'static str, sentence: &str, fields: Fields) {
        if level < self.0.style.level {
            return;
        }
        let record = Record { fields, ..self.record(level, who, pid, event, sentence.trim_end().to_owned()) };
        let Inner { file, handover, .. } = &*self.0;
        let for_host = handover.wants_lines();
        if !for_host || file.has_path() {
            self.write(&record);
        }
        if for_host {
            handover.push(record);
        }
    }

    /// From now on lines of this process are for the host, who gives them to a logger of the script's: those are written
    /// only if there is a file for them.
    pub fn hand_over(&self) {
        self.0.handover.begin();
    }

    /// From now on lines are written again; first those that the host has not taken.
    pub fn keep(&self) {
        let Inner { file, handover, .. } = &*self.0;
        handover.end();
        while let Some(record) = handover.take() {
            if !file.has_path() {
                self.write(&record);
            }
        }
    }

    /// Whether lines wait for the host.
    pub fn has_lines(&self) -> bool {
        self.0.handover.has_lines()
    }

    /// The next line that waits for the host.
    pub fn take(&self) -> Option<Record> {
        self.0.handover.take()
    }

    /// Runs what gives lines to the logger of the script. What that causes itself is written.
    pub fn while_telling<T>(&self, tell: impl FnOnce() -> T) -> T {
        self.0.handover.tell(tell)
    }

    /// Tells what another log could not write.
    pub fn succeed(&self, other: &Self) {
        self.0.file.lose(other.0.file.take_lost());
    }

    /// Log files that are made from now on belong to this user, and so does the one that `before` has made.
    pub fn give_to(&self, user: (u32, u32), before: Option<&Self>) {
        self.0.file.give_to(user, &before.unwrap_or(self).0.file);
    }

    /// This process runs as another user than its master from now on, whom it may have to ask for a new file.
    pub fn may_ask(&self) {
        self.0.file.may_ask();
    }

    /// Whether the master should look at the path of the file, and make it if need be.
    pub fn take_wish(&self) -> bool {
        self.0.file.take_wish()
    }

    /// Looks at the path now, for somebody who may not make the file.
    pub fn follow_now(&self, who: &Who) {
        self.0.file.look_now();
        self.follow(&self.record(Level::Warning, who, pid::own(), "log", String::new()));
    }

    /// The end of the fleet: lines that were lost and not told of by now are told of here, if need be on standard error.
    pub fn tell_lost(&self, who: &Who) {
        let lost = self.0.file.take_lost();
        if lost > 0 {
            let record = self.record(Level::Warning, who, pid::own(), "dropped", sentence(lost));
            if !self.put(&record) {
                self.put_on_stderr(&record);
            }
        }
    }

    fn record(&self, level: Level, who: &Who, pid: i32, event: &'static str, sentence: String) -> Record {
        let (at, name) = (clock::wall(), Rc::clone(&self.0.style.name));
        Record { at, level, name, who: who.clone(), pid, event, sentence, fields: Fields::default() }
    }

    fn write(&self, record: &Record) {
        self.follow(record);
        let file = &self.0.file;
        let lost = file.take_lost();
        // Until that is told not even an attempt is made: what stands later in the log is later.
        if lost > 0 && !self.put(&self.aside(record, "dropped", sentence(lost))) {
            file.lose(lost + 1);
        } else if !self.put(record) {
            file.lose(1);
        }
    }

    /// A line about the log itself, by whoever speaks.
    fn aside(&self, of: &Record, event: &'static str, sentence: String) -> Record {
        self.record(Level::Warning, &of.who, of.pid, event, sentence)
    }

    fn follow(&self, record: &Record) {
        if let Err(error) = self.0.file.follow() {
            let stuck = self.aside(record, "log", format!("{error}; lines go on to the file that is open"));
            if !self.put(&stuck) {
                self.0.file.lose(1);
            }
            // Who looks for the log at its path does not find that file.
            self.put_on_stderr(&stuck);
        }
    }

    fn put_on_stderr(&self, record: &Record) {
        if let Ok(stderr) = Self::to_stderr(self.0.style.clone()) {
            stderr.put(record);
        }
    }

    fn put(&self, record: &Record) -> bool {
        let Inner { style, terminal, file, .. } = &*self.0;
        file.write(&match style.format {
            Format::Text => text::line(record, *terminal),
            Format::Json => json::line(record),
        })
    }
}

fn sentence(lost: u64) -> String {
    format!("{} of the log could not be written", counted(lost, "line"))
}

#[cfg(test)]
fn example(event: &'static str, sentence: &str) -> Record {
    Record {
        at: clock::Wall { date: (2026, 11, 23), time: (11, 52, 3, 104), offset: 480 },
        level: Level::Info,
        name: "shop".into(),
        who: Who::Master,
        pid: 4711,
        event,
        sentence: sentence.into(),
        fields: Fields::default(),
    }
}

#[cfg(test)]
mod tests;

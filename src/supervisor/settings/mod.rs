//! What can be set: read from what PHP handed over, checked, explained.
//!
//! [`TABLE`] is the one place that knows a setting's name, unit, range, default and help. A new
//! setting is a new row there and a field here.

mod group;
mod kind;
mod number;
mod refusal;
mod signals;
mod table;
mod value;

pub use group::GroupSettings;
pub use kind::{Kind, Unfit};
pub use refusal::Refusal;
pub(crate) use table::nearest_key;
pub use table::{Rule, Setting, TABLE, help};
pub use value::{Entries, Value};

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Everything that a manager was told, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Shown in titles, logs and status; none is the script's base name.
    pub name: Option<String>,
    /// For groups that don't say otherwise.
    pub group: GroupSettings,
    /// Where the instance's directory lies; none is the runtime directory.
    pub pipe_dir: Option<String>,
    /// Permissions of the pipes.
    pub pipe_mode: u32,
    /// A line as it would be written to the master's pipe, and the signal that stands for it.
    pub signals: Vec<(String, i32)>,
    /// How long a stop waits for jobs.
    pub stop_grace: Grace,
    /// How long a terminate waits for jobs.
    pub terminate_grace: Grace,
    /// How long a worker outlives its master, for the job in its hands; never endless.
    pub orphan_grace: Grace,
    /// None is stderr.
    pub log_file: Option<String>,
    /// What its lines look like.
    pub log_format: Format,
    /// What is below it is not logged.
    pub log_level: Level,
    /// The script is the control tool of its own fleet.
    pub commands: bool,
    /// The password itself is never kept, so it cannot show up anywhere.
    pub password_given: bool,
}

/// How long somebody may take before force is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grace {
    /// No force, ever.
    Endless,
    /// Zero is force at once.
    For(Duration),
}

/// How many workers of a group leave at a time in a reload; the next ones follow when their successors are ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Batch {
    /// All of them.
    All,
    /// So many, at least one.
    Workers(u32),
    /// This part of the group, from 1 to 100.
    Percent(u32),
}

impl Batch {
    /// How many that is in a group of this size: at least one, so that a reload gets on.
    pub fn of(self, size: u32) -> u32 {
        match self {
            Self::All => u32::MAX,
            Self::Workers(number) => number,
            Self::Percent(percent) => u32::try_from(u64::from(size) * u64::from(percent) / 100).unwrap_or(size),
        }
        .max(1)
    }
}

/// How much a line of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// For those who look for a fault.
    Debug,
    /// What an operator wants to have read afterwards.
    Info,
    /// Nothing is lost yet.
    Warning,
    /// Somebody should look.
    Error,
}

impl Level {
    /// From the least to the most urgent.
    pub const ALL: [Self; 4] = [Self::Debug, Self::Info, Self::Warning, Self::Error];

    /// The word used in settings and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a line of the log looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// For a person, and for grep.
    Text,
    /// For a machine: one object a line.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Text, Self::Json];

    /// The word used in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: None,
            group: GroupSettings::default(),
            pipe_dir: None,
            pipe_mode: 0o600,
            signals: signals::default(),
            stop_grace: Grace::Endless,
            terminate_grace: Grace::For(Duration::from_secs(8)),
            orphan_grace: Grace::For(Duration::from_secs(10)),
            log_file: None,
            log_format: Format::Text,
            log_level: Level::Info,
            commands: true,
            password_given: false,
        }
    }
}

impl Settings {
    /// Lays what was given over what holds; `cpus` is what `startNum` 'auto' means.
    ///
    /// # Errors
    /// An unknown key, a value of the wrong type or range, or one setting given twice.
    pub fn with(&self, entries: &Entries, cpus: u32) -> Result<Self, Refusal> {
        let mut laid = self.clone();
        for (setting, key, value) in given(entries)? {
            setting.lay(&mut laid, value, cpus).map_err(|unfit| Refusal::unfit(key, unfit))?;
        }
        Ok(laid)
    }

    /// The settings of a group that was given these of its own; what it leaves out is taken from here.
    ///
    /// # Errors
    /// As [`Settings::with`], and a setting that only the whole fleet can have.
    pub fn for_group(&self, entries: &Entries, cpus: u32) -> Result<GroupSettings, Refusal> {
        let mut laid = self.group.clone();
        for (setting, key, value) in given(entries)? {
            let Rule::Group(kind) = &setting.rule else {
                return Err(Refusal::NotForGroup { key: key.to_owned() });
            };
            kind.lay(&mut laid, value, cpus).map_err(|unfit| Refusal::unfit(key, unfit))?;
        }
        Ok(laid)
    }
}

/// The settings that are given, each once, with the key that was used.
fn given(entries: &Entries) -> Result<Vec<(&'static Setting, &str, &Value)>, Refusal> {
    let mut given: Vec<(&Setting, &str, &Value)> = Vec::new();
    for (key, value) in entries {
        let setting = table::find(key).ok_or_else(|| Refusal::unknown(key))?;
        if !setting.is_given(value) {
            continue;
        }
        if let Some((_, first, _)) = given.iter().find(|(one, ..)| one.name == setting.name) {
            return Err(Refusal::Twice { first: (*first).to_owned(), second: key.clone() });
        }
        given.push((setting, key, value));
    }
    Ok(given)
}

#[cfg(test)]
mod tests;

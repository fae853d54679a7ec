//! What PHP handed over becomes what the supervisor understands.

use crate::connections;
use crate::engine::array::{Key, entries};
use crate::engine::{script, secret};
use crate::error::Error;
use ext_php_rs::types::Zval;
use naruto_runtime::instance::Place;
use naruto_runtime::log::{Log, Style};
use naruto_runtime::os::environment::LOG_VARIABLE;
use naruto_runtime::os::launch;
use naruto_runtime::os::password::Secret;
use naruto_supervisor::settings::{GroupSettings, Kind, Rule, Setting, Settings, TABLE, Value};
use std::path::{Path, PathBuf};

/// A configuration array, taken apart: the settings and, under `callable`, what is to run.
pub struct Given {
    entries: Vec<(String, Value)>,
    /// What `configure(['callable' => …])` gives.
    pub callable: Option<Zval>,
    /// What `configure(['logger' => …])` gives.
    pub logger: Option<Zval>,
    /// The sockets that `configure(['keep' => …])` gives, by inode.
    pub kept: Option<Vec<u64>>,
    /// What `configure(['userPasswd' => …])` gives, until it has been compared.
    pub secret: Option<Secret>,
}

impl Given {
    /// Reads an array of PHP.
    pub fn read(config: Option<&Zval>) -> Result<Self, Error> {
        let mut given = Self { entries: Vec::new(), callable: None, logger: None, kept: None, secret: None };
        let Some(config) = config.and_then(Zval::array) else { return Ok(given) };
        for (key, value) in entries(config) {
            let value = value.dereference();
            let key = match key {
                Key::Number(number) => {
                    let text = format!("settings have names, but one has the number {number}");
                    return Err(Error::Config(format!("{text}; nothing has been started")));
                }
                Key::Name(name) => name,
            };
            match key.as_str() {
                "callable" if !value.is_null() => given.callable = Some(value.shallow_clone()),
                "keep" if !value.is_null() => given.kept = Some(connections::kept(value)?),
                "logger" if !value.is_null() => given.logger = Some(value.shallow_clone()),
                _ => {}
            }
            // Settings know of a password only that there is one.
            let is_secret = is_secret(&key) && value.zend_str().is_some_and(|text| !text.is_empty());
            let value = if is_secret {
                given.secret = secret::take(value);
                Value::Text("***".into())
            } else {
                self::value(value)
            };
            given.entries.push((key, value));
        }
        Ok(given)
    }

    /// What the constructor of a process takes: its pid, and where its pipe lies.
    pub fn process(self) -> Result<(Option<i32>, Option<PathBuf>), Error> {
        let (mut pid, mut dir) = (None, None);
        let refuse = |key: &str, wanted: &str, got: &Value| {
            Err(Error::Config(format!("{key}: wanted {wanted}, got {got}; nothing has been done")))
        };
        for (key, value) in &self.entries {
            match (key.as_str(), value) {
                (_, Value::Null) => {}
                ("pid", Value::Int(number)) if (1..=i64::from(i32::MAX)).contains(number) => {
                    pid = i32::try_from(*number).ok();
                }
                ("pid", Value::Text(number)) if number.parse::<i32>().is_ok_and(|number| number > 0) => {
                    pid = number.parse().ok();
                }
                ("pid", got) => return refuse("pid", "the number of a process, 1 and up", got),
                ("pipeDir" | "pipe_dir", Value::Text(path)) if !path.is_empty() => dir = Some(PathBuf::from(path)),
                ("pipeDir" | "pipe_dir", Value::Text(_)) => {}
                ("pipeDir" | "pipe_dir", got) => return refuse("pipeDir", "a directory", got),
                (other, _) => {
                    let text = format!("unknown setting \"{other}\"; a process has pid and pipeDir");
                    return Err(Error::Config(format!("{text}; nothing has been done")));
                }
            }
        }
        Ok((pid, dir))
    }

    /// Whether this setting is among them.
    pub fn names(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, value)| name == key && !matches!(value, Value::Null))
    }

    /// Lays what was given over what was in force.
    pub fn over(&self, settings: &Settings) -> Result<Settings, Error> {
        Ok(settings.with(&self.entries, cpus())?)
    }

    /// What a group gets that was given this; what it leaves out is taken from the manager.
    pub fn for_group(&self, settings: &Settings) -> Result<GroupSettings, Error> {
        Ok(settings.for_group(&self.entries, cpus())?)
    }
}

/// Those of our cgroup and affinity, not those of the machine.
fn cpus() -> u32 {
    let cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cpus).unwrap_or(u32::MAX)
}

fn is_secret(key: &str) -> bool {
    let named = |setting: &&Setting| setting.name == key || setting.alias == Some(key);
    TABLE.iter().find(named).is_some_and(|setting| matches!(setting.rule, Rule::Group(Kind::Secret(_))))
}

/// A value of PHP as the supervisor knows values.
pub fn value(value: &Zval) -> Value {
    let value = value.dereference();
    if value.is_null() {
        return Value::Null;
    }
    if let Some(truth) = value.bool() {
        return Value::Bool(truth);
    }
    if let Some(number) = value.long() {
        return Value::Int(number);
    }
    if let Some(number) = value.double() {
        return Value::Float(number);
    }
    if let Some(text) = value.zend_str() {
        return Value::Text(String::from_utf8_lossy(text.as_bytes()).into_owned());
    }
    if let Some(array) = value.array() {
        let named = |(key, item): (Key, &Zval)| match key {
            Key::Number(_) => None,
            Key::Name(name) => Some((name, self::value(item))),
        };
        return entries(array)
            .into_iter()
            .map(named)
            .collect::<Option<_>>()
            .map_or(Value::Other("array".into()), Value::Map);
    }
    let name = value.object().and_then(|object| object.get_class_name().ok());
    Value::Other(name.unwrap_or_else(|| "resource".into()))
}

/// Where the fleet of this script lives.
pub fn place(settings: &Settings) -> Place {
    let script = script();
    Place::new(settings.pipe_dir.as_deref(), &name(settings, &script), &script, settings.pipe_mode)
}

fn script() -> PathBuf {
    // Without a file it is at least this folder's.
    script::path().unwrap_or_else(|| launch::logical_directory().join("php"))
}

fn name(settings: &Settings, script: &Path) -> String {
    let stem = script.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    settings.name.clone().unwrap_or_else(|| printable(&stem))
}

/// A script's name may hold anything; a fleet's is shown in titles and stands in a path.
fn printable(stem: &str) -> String {
    let clean = |part: char| if part.is_control() || part == '/' { '_' } else { part };
    let name: String = stem.chars().map(clean).take(64).collect();
    if name.is_empty() { "php".into() } else { name }
}

/// Where the log goes; none is standard error.
pub fn log_file(settings: &Settings) -> Option<PathBuf> {
    settings.log_file.as_ref().map(PathBuf::from).or_else(|| std::env::var_os(LOG_VARIABLE).map(PathBuf::from))
}

/// The log of the fleet.
pub fn log(settings: &Settings) -> Result<Log, Error> {
    let style = style(settings);
    Ok(match log_file(settings) {
        None => Log::to_stderr(style)?,
        Some(path) => Log::to_file(&path, style)?,
    })
}

fn style(settings: &Settings) -> Style {
    let name = name(settings, &script()).into();
    Style { level: settings.log_level, format: settings.log_format, name }
}

//! The kinds of settings: what is wanted, how it is read, and in what words it is asked for.

use std::time::Duration;

use super::{Batch, Format, Grace, Level, Value, number, signals};
use crate::command::MOST_WORKERS;

/// A kind of setting together with the place for its value, in a `T`.
#[derive(Debug)]
pub enum Kind<T> {
    /// So many workers, or as many as there are CPUs.
    Workers(fn(&mut T, u32)),
    /// The only unit besides seconds; names say so.
    Microseconds(fn(&mut T, Duration)),
    /// On or off.
    Switch(fn(&mut T, bool)),
    /// Seconds with an end.
    Seconds(fn(&mut T, Duration)),
    /// Seconds; 0 switches it off.
    Limit(fn(&mut T, Option<Duration>)),
    /// A number of times; 0 switches it off.
    Times(fn(&mut T, Option<u64>)),
    /// An amount of memory; 0 switches it off.
    Bytes(fn(&mut T, Option<u64>)),
    /// A part of a whole.
    Fraction(fn(&mut T, f64)),
    /// The number of a signal that can be caught; 0 is none.
    Signal(fn(&mut T, Option<i32>)),
    /// Seconds; 0 is none, INF is without end.
    Grace(fn(&mut T, Grace)),
    /// How many workers at a time: a number, 0 for all, or a part of them.
    Batch(fn(&mut T, Batch)),
    /// Becomes part of file names and process titles.
    Name(fn(&mut T, String)),
    /// A path that the operating system can take.
    Path(fn(&mut T, String)),
    /// Permissions of a file that its owner must be able to use.
    Mode(fn(&mut T, u32)),
    /// How much is logged.
    Level(fn(&mut T, Level)),
    /// What lines of the log look like.
    Format(fn(&mut T, Format)),
    /// Lines and their signals, laid over those that hold.
    Signals(fn(&mut T) -> &mut Vec<(String, i32)>),
    /// A text that is neither kept nor shown.
    Secret(fn(&mut T)),
}

/// A value that a setting cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Where in the value, if that is an array: `['reload']`.
    pub within: String,
    /// What would have been right.
    pub wanted: String,
    /// What came instead.
    pub got: String,
}

impl<T> Kind<T> {
    /// Two or three words for a column of the help.
    pub const fn unit(&self) -> &'static str {
        match self {
            Self::Workers(_) => "number or 'auto'",
            Self::Microseconds(_) => "microseconds",
            Self::Switch(_) => "true or false",
            Self::Seconds(_) => "seconds",
            Self::Limit(_) => "seconds, 0 = off",
            Self::Times(_) => "number, 0 = off",
            Self::Bytes(_) => "bytes or '128M', 0 = off",
            Self::Fraction(_) => "from 0 to 1",
            Self::Signal(_) => "signal, 0 = none",
            Self::Grace(_) => "seconds or INF",
            Self::Batch(_) => "number or '10%'",
            Self::Name(_) | Self::Secret(_) => "text",
            Self::Path(_) => "path",
            Self::Mode(_) => "octal",
            Self::Level(_) | Self::Format(_) => "word",
            Self::Signals(_) => "array",
        }
    }

    fn wanted(&self) -> String {
        match self {
            Self::Workers(_) => {
                return format!("a whole number from 1 to {MOST_WORKERS} or 'auto'");
            }
            Self::Level(_) => return format!("'{}'", Level::ALL.map(Level::as_str).join("' or '")),
            Self::Format(_) => return format!("'{}'", Format::ALL.map(Format::as_str).join("' or '")),
            Self::Microseconds(_) => "a whole number of microseconds, 0 and up",
            Self::Switch(_) => "true or false",
            Self::Seconds(_) => "seconds, 0 and up",
            Self::Limit(_) => "seconds, 0 (off) and up",
            Self::Times(_) => "a whole number, 0 (off) and up",
            Self::Bytes(_) => "bytes, 0 (off) and up, or text such as '128M' or '1G'",
            Self::Fraction(_) => "a number from 0 to 1",
            Self::Signal(_) => signals::WANTED,
            Self::Grace(_) => "seconds, 0 (none) and up, or INF",
            Self::Batch(_) => "a whole number of workers, 0 (all) and up, or a part from '1%' to '100%'",
            Self::Name(_) => "text of 1 to 64 bytes, printable and without '/'",
            Self::Path(_) => "a path",
            Self::Mode(_) => "permissions from 0600 to 0777 with which the owner can read and write",
            Self::Signals(_) => "an array of commands and signal numbers",
            Self::Secret(_) => "text",
        }
        .to_owned()
    }

    /// For a text '' is as if not given, for anything else it is a mistake.
    pub(super) const fn is_text(&self) -> bool {
        match self {
            Self::Name(_) | Self::Path(_) | Self::Level(_) | Self::Format(_) | Self::Secret(_) => true,
            Self::Workers(_)
            | Self::Microseconds(_)
            | Self::Switch(_)
            | Self::Seconds(_)
            | Self::Limit(_)
            | Self::Times(_)
            | Self::Bytes(_)
            | Self::Fraction(_)
            | Self::Signal(_)
            | Self::Grace(_)
            | Self::Batch(_)
            | Self::Mode(_)
            | Self::Signals(_) => false,
        }
    }

    pub(super) fn lay(&self, target: &mut T, value: &Value, cpus: u32) -> Result<(), Unfit> {
        let laid = match self {
            Self::Workers(set) => workers(value, cpus).map(|number| set(target, number)),
            Self::Microseconds(set) => number::microseconds(value).map(|time| set(target, time)),
            Self::Switch(set) => switch(value).map(|on| set(target, on)),
            Self::Seconds(set) => number::duration(value).map(|time| set(target, time)),
            Self::Limit(set) => {
                number::duration(value).map(|time| set(target, Some(time).filter(|time| !time.is_zero())))
            }
            Self::Times(set) => number::times(value).map(|times| set(target, Some(times).filter(|times| *times > 0))),
            Self::Bytes(set) => number::bytes(value).map(|bytes| set(target, Some(bytes).filter(|bytes| *bytes > 0))),
            Self::Fraction(set) => number::fraction(value).map(|part| set(target, part)),
            Self::Signal(set) => signals::one(value).map(|signal| set(target, signal)),
            Self::Grace(set) => grace(value).map(|grace| set(target, grace)),
            Self::Batch(set) => batch(value).map(|batch| set(target, batch)),
            Self::Name(set) => text(value, is_name).map(|name| set(target, name)),
            Self::Path(set) => text(value, is_path).map(|path| set(target, path)),
            Self::Mode(set) => mode(value).map(|mode| set(target, mode)),
            Self::Level(set) => word(value, Level::ALL, Level::as_str).map(|level| set(target, level)),
            Self::Format(set) => word(value, Format::ALL, Format::as_str).map(|format| set(target, format)),
            Self::Signals(place) => match value {
                Value::Map(given) => return signals::lay(place(target), given),
                _ => None,
            },
            Self::Secret(set) => text(value, |_| true).map(|_| set(target)),
        };
        laid.ok_or_else(|| Unfit {
            within: String::new(),
            wanted: self.wanted(),
            got: match self {
                Self::Secret(_) => value.type_name().to_owned(),
                _ => value.to_string(),
            },
        })
    }
}

fn workers(value: &Value, cpus: u32) -> Option<u32> {
    if matches!(value, Value::Text(text) if text == "auto") {
        return Some(cpus.clamp(1, MOST_WORKERS));
    }
    let number = u32::try_from(number::whole(value)?).ok()?;
    (1..=MOST_WORKERS).contains(&number).then_some(number)
}

/// What `getenv()` gives for it is understood, too.
fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::Int(1) => Some(true),
        Value::Int(0) => Some(false),
        Value::Text(text) if matches!(text.as_str(), "1" | "true") => Some(true),
        Value::Text(text) if matches!(text.as_str(), "0" | "false") => Some(false),
        _ => None,
    }
}

fn grace(value: &Value) -> Option<Grace> {
    if number::seconds(value)?.is_infinite() {
        return Some(Grace::Endless);
    }
    number::duration(value).map(Grace::For)
}

fn batch(value: &Value) -> Option<Batch> {
    if let Value::Text(text) = value
        && let Some(percent) = text.trim().strip_suffix('%')
    {
        return percent.trim_end().parse().ok().filter(|percent| (1..=100).contains(percent)).map(Batch::Percent);
    }
    let number = u32::try_from(number::whole(value)?).ok()?;
    Some(if number == 0 { Batch::All } else { Batch::Workers(number) })
}

fn text(value: &Value, fits: impl Fn(&str) -> bool) -> Option<String> {
    match value {
        Value::Text(text) if fits(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && !text.contains(|c: char| c == '/' || c.is_control())
}

fn is_path(text: &str) -> bool {
    !text.contains('\0')
}

/// Text is read as chmod reads it, `600` and `0600`. No mode that is allowed has the decimal
/// digits of another one in octal, so `384` from a script that was thorough is understood too.
fn mode(value: &Value) -> Option<u32> {
    let octal = match value {
        Value::Text(text) => u32::from_str_radix(text.strip_prefix("0o").unwrap_or(text), 8).ok(),
        _ => None,
    };
    let number = || u32::try_from(number::whole(value)?).ok();
    let usable = |mode: &u32| *mode <= 0o777 && mode & 0o600 == 0o600;
    octal.filter(usable).or_else(|| number().filter(usable))
}

/// The one of a few that has this name.
fn word<W: Copy, const N: usize>(value: &Value, all: [W; N], name: fn(W) -> &'static str) -> Option<W> {
    let Value::Text(text) = value else {
        return None;
    };
    all.into_iter().find(|word| name(*word) == text)
}

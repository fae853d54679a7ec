//! Cron expressions. What they mean, summer time included, is croner's business; which of them are taken, and what is said
//! of the others, is ours.

use crate::slot::Time;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::fmt;

const FIELDS: [&str; 5] = ["minute", "hour", "day of the month", "month", "day of the week"];

/// Why an expression is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CronError {
    /// It has another number of fields.
    Fields(usize),
    /// `@` and a word that means nothing.
    Word(String),
    /// One field is wrong.
    Field {
        /// Its name.
        name: &'static str,
        /// What it says.
        text: String,
    },
    /// It is right, and there is no such day.
    Never,
    /// There is no such time zone.
    Zone(String),
}

impl fmt::Display for CronError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields(number) => {
                write!(f, "wanted five fields ({}), or @daily and the like; got {number}", FIELDS.join(", "))
            }
            Self::Word(word) => write!(f, "wanted @hourly, @daily, @weekly, @monthly or @yearly; got {word}"),
            Self::Field { name, text } => write!(f, "\"{text}\" is no {name}"),
            Self::Never => f.write_str("there is no such day in any year to come"),
            Self::Zone(zone) => write!(f, "the time zone {zone} is not known"),
        }
    }
}

/// An expression in a time zone.
#[derive(Clone, Debug)]
pub(super) struct Cron {
    cron: croner::Cron,
    zone: TimeZone,
}

fn parse(expression: &str) -> Option<croner::Cron> {
    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build().parse(expression).ok()
}

impl Cron {
    pub fn new(expression: &str, zone: &str) -> Result<Self, CronError> {
        let zone = TimeZoneDatabase::bundled().get(zone).map_err(|_| CronError::Zone(zone.to_owned()))?;
        let fields: Vec<_> = expression.split_whitespace().collect();
        let cron = match fields.as_slice() {
            [word] if word.starts_with('@') => parse(word).ok_or_else(|| CronError::Word((*word).to_owned())),
            fields if fields.len() == FIELDS.len() => parse(expression).ok_or_else(|| wrong_field(fields)),
            fields => Err(CronError::Fields(fields.len())),
        }?;
        Ok(Self { cron, zone })
    }

    /// The first time after this moment.
    pub fn after(&self, wall: Time) -> Option<Time> {
        let wall = i64::try_from(wall.as_secs()).ok()?;
        let from = Timestamp::from_second(wall).ok()?.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&from, false).ok()?;
        u64::try_from(next.timestamp().as_second()).ok().map(Time::from_secs)
    }
}

/// Each field is tried alone.
fn wrong_field(fields: &[&str]) -> CronError {
    let is_wrong = |(at, text): &(usize, &&str)| {
        let mut alone = ["*"; FIELDS.len()];
        alone[*at] = text;
        parse(&alone.join(" ")).is_none()
    };
    let wrong = fields.iter().enumerate().find(is_wrong);
    wrong.map_or(CronError::Never, |(at, text)| CronError::Field { name: FIELDS[at], text: (*text).to_owned() })
}

//! A moment of the wall clock, as a person reads it.

use super::look::Output;
use std::time::Duration;

/// Taken apart in a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    /// Year, month, day.
    date: (u64, u64, u64),
    /// Hour, minute, second.
    time: (u64, u64, u64),
}

impl Moment {
    /// From seconds since 1970, so many minutes east of Greenwich.
    fn new(seconds: f64, offset: i32) -> Self {
        let seconds = Duration::try_from_secs_f64(seconds).map_or(0, |time| time.as_secs());
        let seconds = seconds.saturating_add_signed(i64::from(offset) * 60);
        let (mut days, second) = (seconds / 86_400, seconds % 86_400);
        // A clock beyond the year 9999 is wrong, and not worth more turns.
        let year = (1970..9999).find(|year| !take(&mut days, 365 + leap(*year))).unwrap_or(9999);
        let month = (1..12).find(|month| !take(&mut days, month_length(year, *month))).unwrap_or(12);
        Self { date: (year, month, days + 1), time: (second / 3600, second / 60 % 60, second % 60) }
    }
}

/// Takes so many away, if there are so many.
fn take(days: &mut u64, number: u64) -> bool {
    days.checked_sub(number).map(|left| *days = left).is_some()
}

fn leap(year: u64) -> u64 {
    let leaps = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    u64::from(leaps)
}

fn month_length(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + leap(year),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `11:52:09` if it is today, `11-22 11:52:09` if it is not; in a pipe always `2026-11-22T11:52:09`.
pub fn say(at: f64, now: f64, offset: i32, output: Output) -> String {
    let Moment { date: date @ (year, month, day), time: (hour, minute, second) } = Moment::new(at, offset);
    let today = Moment::new(now, offset).date;
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match output {
        Output::Pipe => format!("{year}-{month:02}-{day:02}T{time}"),
        Output::Terminal { .. } if date == today => time,
        Output::Terminal { .. } if year == today.0 => format!("{month:02}-{day:02} {time}"),
        Output::Terminal { .. } => format!("{year}-{month:02}-{day:02} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        let date = |seconds| Moment::new(seconds, 0).date;
        assert_eq!(date(0.0), (1970, 1, 1));
        assert_eq!(date(951_782_399.0), (2000, 2, 28));
        assert_eq!(date(951_782_400.0), (2000, 2, 29));
        assert_eq!(date(951_868_800.0), (2000, 3, 1));
        assert_eq!(date(1_798_761_599.9), (2026, 12, 31));
        assert_eq!(date(1_798_761_600.0), (2027, 1, 1));
        assert_eq!(date(4_107_542_400.0), (2100, 3, 1));
        assert_eq!(date(-5.0), (1970, 1, 1));
        assert_eq!(date(f64::NAN), (1970, 1, 1));
        assert_eq!(date(1e18).0, 9999);
        assert_eq!(date(1e300), (1970, 1, 1));
    }

    #[test]
    fn only_what_is_not_today_has_a_date() {
        const NOW: f64 = 1_795_405_923.0; // 2026-11-23T11:52:03+08:00
        let terminal = Output::Terminal { columns: 80, colour: false };
        let say = |ago: f64, output| say(NOW - ago, NOW, 480, output);
        assert_eq!(say(0.0, terminal), "11:52:03");
        assert_eq!(say(42_723.0, terminal), "00:00:00");
        assert_eq!(say(42_724.0, terminal), "11-22 23:59:59");
        assert_eq!(say(31_536_000.0, terminal), "2025-11-23 11:52:03");
        assert_eq!(say(0.0, Output::Pipe), "2026-11-23T11:52:03");
    }
}

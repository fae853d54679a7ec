//! Time. Everything is measured on `CLOCK_MONOTONIC`; the wall clock appears in log lines only.

use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

fn read(clock: ClockId) -> Duration {
    // Fails for unknown clocks only (clock_gettime(2)).
    clock_gettime(clock).map_or(Duration::ZERO, Duration::from)
}

/// Now.
pub fn now() -> Duration {
    read(ClockId::CLOCK_MONOTONIC)
}

/// Now, as of the kernel's last tick (1 to 4 ms ago): a third of the price, for the hot loop.
pub fn coarse() -> Duration {
    read(ClockId::CLOCK_MONOTONIC_COARSE)
}

/// As one number, for shared memory and atomics; what is too long for it is its largest.
pub fn nanoseconds(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1_000_000_000).saturating_add(time.subsec_nanos().into())
}

/// The wall clock, in seconds since 1970.
pub fn unix() -> f64 {
    since_1970().as_secs_f64()
}

/// The same, to the nanosecond.
pub fn since_1970() -> Duration {
    read(ClockId::CLOCK_REALTIME)
}

/// The wall clock, taken apart in the local time zone.
#[derive(Clone, Copy, Debug)]
pub struct Wall {
    /// Year, month, day.
    pub date: (i32, u32, u32),
    /// Hour, minute, second, millisecond.
    pub time: (u32, u32, u32, u32),
    /// Minutes east of Greenwich.
    pub offset: i32,
}

impl Wall {
    /// `11:52:03.104`
    pub fn time_of_day(&self) -> String {
        let (hour, minute, second, ms) = self.time;
        format!("{hour:02}:{minute:02}:{second:02}.{ms:03}")
    }

    /// `2026-11-23T11:52:03.104+08:00`, as RFC 3339 has it.
    pub fn timestamp(&self) -> String {
        let (year, month, day) = self.date;
        let (sign, offset) = if self.offset < 0 { ('-', -self.offset) } else { ('+', self.offset) };
        let time = self.time_of_day();
        format!("{year:04}-{month:02}-{day:02}T{time}{sign}{:02}:{:02}", offset / 60, offset % 60)
    }
}

/// The wall clock now.
pub fn wall() -> Wall {
    let now = read(ClockId::CLOCK_REALTIME);
    let seconds = libc::time_t::try_from(now.as_secs()).unwrap_or(0);
    // SAFETY: `tm` is plain data, all zeroes are valid; localtime_r writes only into it and is thread-safe.
    let tm = unsafe {
        let mut tm: libc::tm = std::mem::zeroed();
        libc::localtime_r(&raw const seconds, &raw mut tm);
        tm
    };
    let part = |value: i32| u32::try_from(value).unwrap_or(0);
    Wall {
        date: (tm.tm_year + 1900, part(tm.tm_mon + 1), part(tm.tm_mday)),
        time: (part(tm.tm_hour), part(tm.tm_min), part(tm.tm_sec), now.subsec_millis()),
        offset: i32::try_from(tm.tm_gmtoff / 60).unwrap_or(0),
    }
}

//! How figures are said to a person.

use nix::sys::signal::Signal;
use std::time::Duration;

/// `SIGTERM`, `SIGRTMIN+3`.
pub fn signal_name(signal: i32) -> String {
    match Signal::try_from(signal) {
        Ok(signal) => signal.as_str().to_owned(),
        Err(_) if signal >= libc::SIGRTMIN() => format!("SIGRTMIN+{}", signal - libc::SIGRTMIN()),
        Err(_) => format!("signal {signal}"),
    }
}

/// `0.9 ms`, `311 ms`, `14.2 s`.
pub fn duration(time: Duration) -> String {
    match time.as_micros() {
        0..1_000 => format!("{:.1} ms", time.as_secs_f64() * 1e3),
        1_000..1_000_000 => format!("{} ms", time.as_millis()),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// `12s`, `6m12s`, `2h04m`, `3d04h`: how old something is, two units and no more.
pub fn age(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{minutes}m{:02}s", seconds % 60),
        3600..86_400 => format!("{hours}h{:02}m", minutes % 60),
        _ => format!("{days}d{:02}h", hours % 24),
    }
}

/// `0.2s`, `12.3s`, then as an age.
pub fn time(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{}.{}s", time.as_secs(), time.subsec_millis() / 100),
        _ => age(time),
    }
}

/// `0.4ms`, `38ms`, `240ms`, then as a time.
pub fn latency(took: Duration) -> String {
    match took.as_micros() {
        0..1_000 => format!("0.{}ms", took.as_micros() / 100),
        1_000..1_000_000 => format!("{}ms", took.as_millis()),
        _ => time(took),
    }
}

/// `512K`, `24M`, `1.2G`
pub fn size(bytes: u64) -> String {
    let rounded = |shift: u32| bytes.saturating_add(1 << (shift - 1)) >> shift;
    match rounded(20) {
        0 => format!("{}K", rounded(10)),
        megabytes @ 1..1024 => format!("{megabytes}M"),
        _ => {
            let tenths = (u128::from(bytes) * 10 + (1 << 29)) >> 30;
            format!("{}.{}G", tenths / 10, tenths % 10)
        }
    }
}

/// `301 204`, from a million `1.2M`.
pub fn rough_count(number: u64) -> String {
    match number {
        0..1_000_000 => count(number),
        1_000_000..1_000_000_000 => format!("{}.{}M", number / 1_000_000, number / 100_000 % 10),
        _ => format!("{}.{}G", number / 1_000_000_000, number / 100_000_000 % 10),
    }
}

/// `301 204`
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut said = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(' ');
        }
        said.push(digit);
    }
    said
}

/// `1 worker`, `1 204 jobs`
pub fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_drawn() {
        assert_eq!(duration(Duration::from_micros(940)), "0.9 ms");
        assert_eq!(duration(Duration::from_millis(311)), "311 ms");
        assert_eq!(duration(Duration::from_millis(14_240)), "14.2 s");
        assert_eq!([0, 999, 1204, 301_204, 1_000_000].map(count), ["0", "999", "1 204", "301 204", "1 000 000"]);
        assert_eq!([counted(1, "worker"), counted(1204, "job")], ["1 worker", "1 204 jobs"]);
        assert_eq!(
            [999_999, 1_000_000, 1_299_999, 12_345_678, 1_250_000_000].map(rough_count),
            ["999 999", "1.0M", "1.2M", "12.3M", "1.2G"]
        );
        assert_eq!(signal_name(9), "SIGKILL");
        assert_eq!(signal_name(libc::SIGRTMIN() + 3), "SIGRTMIN+3");
    }
    #[test]
    fn times_take_two_units_and_no_more() {
        let said = |millis: &[u64], say: fn(Duration) -> String| -> Vec<String> {
            millis.iter().map(|millis| say(Duration::from_millis(*millis))).collect()
        };
        let long = [372_000, 3_600_000, 7_440_000, 86_399_999, 273_600_000, 8_640_000_000];
        assert_eq!(said(&long, age), ["6m12s", "1h00m", "2h04m", "23h59m", "3d04h", "100d00h"]);
        assert_eq!(said(&long, time), said(&long, age));
        assert_eq!(said(&[0, 999, 12_900, 59_999], age), ["0s", "0s", "12s", "59s"]);
        assert_eq!(said(&[49, 240, 12_399, 59_999, 60_000], time), ["0.0s", "0.2s", "12.3s", "59.9s", "1m00s"]);
        assert_eq!(
            said(&[1, 38, 240, 999, 1_400, 80_000], latency),
            ["1ms", "38ms", "240ms", "999ms", "1.4s", "1m20s"]
        );
        assert_eq!(latency(Duration::from_micros(480)), "0.4ms");
    }

    #[test]
    fn sizes_are_short() {
        let sizes = [0, 300 << 10, 1 << 20, (24 << 20) + (400 << 10), (1 << 30) - 1, 1 << 30, 19 << 26, u64::MAX >> 1];
        assert_eq!(sizes.map(size), ["0K", "300K", "1M", "24M", "1.0G", "1.0G", "1.2G", "8589934592.0G"]);
    }
}

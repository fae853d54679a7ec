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
        assert_eq!(signal_name(9), "SIGKILL");
        assert_eq!(signal_name(libc::SIGRTMIN() + 3), "SIGRTMIN+3");
    }
}

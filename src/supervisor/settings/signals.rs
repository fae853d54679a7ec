//! `signalSupport`: which signal stands for which line.

use super::kind::Unfit;
use super::{Value, number};
use crate::command::{Command, quoted};

/// A line as it would be written to the master's pipe, and a signal's number.
pub(super) type Signals = Vec<(String, i32)>;

const DEFAULT: [(&str, i32); 8] = [
    ("reload", 10),    // SIGUSR1
    ("fresh", 1),      // SIGHUP
    ("stop", 12),      // SIGUSR2
    ("quit", 3),       // SIGQUIT
    ("terminate", 15), // SIGTERM
    ("int", 2),        // SIGINT
    ("scale +1", 21),  // SIGTTIN
    ("scale -1", 22),  // SIGTTOU
];

const SIGKILL: i32 = 9;
const SIGSTOP: i32 = 19;
const SIGCHLD: i32 = 17;
/// The C libraries keep these for their threads and refuse a handler, see nptl(7).
const THREADS: [i32; 2] = [32, 33];

pub(super) const WANTED: &str = "a signal from 1 to 64, but not SIGKILL (9), SIGCHLD (17), SIGSTOP (19), 32 or 33";

pub(super) fn default() -> Signals {
    DEFAULT.map(|(line, signal)| (line.to_owned(), signal)).into()
}

/// Lays the given lines over those that hold; null or 0 takes a line away.
pub(super) fn lay(signals: &mut Signals, given: &[(String, Value)]) -> Result<(), Unfit> {
    let mut laid = signals.clone();
    for (key, value) in given {
        let line = line(key)?;
        let signal = signal(&line, value)?;
        let place = laid.iter().position(|(known, _)| *known == line);
        match (place, signal) {
            (Some(place), Some(signal)) => laid[place].1 = signal,
            (Some(place), None) => drop(laid.remove(place)),
            (None, Some(signal)) => laid.push((line, signal)),
            (None, None) => {}
        }
    }
    // Only now, so that two lines can swap their signals.
    if let Some(message) = shared(&laid) {
        return Err(Unfit {
            within: String::new(),
            wanted: "a signal of its own for each line (0 takes a line away)".to_owned(),
            got: message,
        });
    }
    *signals = laid;
    Ok(())
}

/// The key, with its words one space apart, if it is a command.
fn line(key: &str) -> Result<String, Unfit> {
    match key.parse::<Command>() {
        Ok(_) => Ok(key.split_whitespace().collect::<Vec<_>>().join(" ")),
        Err(_) => Err(Unfit {
            within: String::new(),
            wanted: "commands as keys, such as 'reload' or 'scale +1'".to_owned(),
            got: quoted(key),
        }),
    }
}

fn signal(line: &str, value: &Value) -> Result<Option<i32>, Unfit> {
    if *value == Value::Null {
        return Ok(None);
    }
    let unfit = || Unfit { within: format!("['{line}']"), wanted: WANTED.to_owned(), got: value.to_string() };
    one(value).ok_or_else(unfit)
}

/// A signal that can be caught, or 0 for none.
#[allow(clippy::option_option)] // Not a signal, or none on purpose.
pub(super) fn one(value: &Value) -> Option<Option<i32>> {
    match i32::try_from(number::whole(value)?).ok()? {
        0 => Some(None),
        signal => can_be_caught(signal).then_some(Some(signal)),
    }
}

fn can_be_caught(signal: i32) -> bool {
    (1..=64).contains(&signal) && ![SIGKILL, SIGSTOP, SIGCHLD].contains(&signal) && !THREADS.contains(&signal)
}

/// Which two lines share one signal.
fn shared(signals: &[(String, i32)]) -> Option<String> {
    signals.iter().enumerate().find_map(|(place, (line, signal))| {
        let twin = signals[..place].iter().find(|(_, other)| other == signal)?;
        Some(format!("{signal} for both '{}' and '{line}'", twin.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(given: &[(&str, Value)]) -> Result<Signals, String> {
        let given: Vec<_> = given.iter().map(|(line, signal)| ((*line).to_owned(), signal.clone())).collect();
        let mut signals = default();
        match lay(&mut signals, &given) {
            Ok(()) => Ok(signals),
            Err(unfit) => {
                assert_eq!(signals, default(), "refused, so nothing may have changed");
                Err(format!("{}: wanted {}, got {}", unfit.within, unfit.wanted, unfit.got))
            }
        }
    }

    fn of(signals: &Signals, line: &str) -> Option<i32> {
        let found = signals.iter().find(|(known, _)| known == line);
        found.map(|(_, signal)| *signal)
    }

    #[test]
    fn the_default_could_have_been_given() {
        let default = default();
        let given = DEFAULT.map(|(line, signal)| (line, Value::Int(signal.into())));
        assert_eq!(laid(&given), Ok(default));
    }

    #[test]
    fn a_line_is_replaced_added_or_taken_away() {
        let signals = laid(&[
            ("reload", Value::Text("34".into())),
            ("scale  +5", Value::Int(35)),
            ("fresh", Value::Null),
            ("int", Value::Int(0)),
            ("scale 7", Value::Int(0)),
        ])
        .unwrap();
        assert_eq!(of(&signals, "reload"), Some(34));
        assert_eq!(of(&signals, "scale +5"), Some(35));
        assert_eq!(of(&signals, "fresh"), None);
        assert_eq!(of(&signals, "int"), None);
        assert_eq!(of(&signals, "stop"), Some(12));
        assert_eq!(signals.len(), 7);
    }

    #[test]
    fn lines_can_swap_but_not_share() {
        let swapped = laid(&[("reload", Value::Int(12)), ("stop", Value::Int(10))]).unwrap();
        assert_eq!(of(&swapped, "reload"), Some(12));
        assert_eq!(of(&swapped, "stop"), Some(10));
        let shared = laid(&[("reload", Value::Int(15))]).unwrap_err();
        assert!(shared.ends_with("got 15 for both 'reload' and 'terminate'"), "{shared}");
    }

    #[test]
    fn keys_are_commands_and_values_are_signals() {
        let wrong = laid(&[("relod", Value::Int(10))]).unwrap_err();
        assert!(wrong.ends_with("got \"relod\""), "{wrong}");
        for signal in [9, 17, 19, 32, 33, -1, 65, 1 << 40] {
            let wrong = laid(&[("stop", Value::Int(signal))]).unwrap_err();
            assert!(wrong.starts_with("['stop']: wanted a signal"), "{wrong}");
            assert!(wrong.ends_with(&format!("got int {signal}")), "{wrong}");
        }
        for value in [Value::Bool(true), Value::Text("SIGHUP".into()), Value::Float(1.5)] {
            assert!(laid(&[("stop", value)]).is_err());
        }
    }
}

//! Numbers, as PHP understands them: settings come from arrays, but also from argv and `getenv()`.

use std::time::Duration;

use super::Value;

/// Longer times are cut to this (31 years), so that no deadline can overflow a clock.
const FOREVER: Duration = Duration::from_secs(1_000_000_000);

/// A whole number, whatever its type: `ceil()` gives a float, `getenv()` a string.
pub(super) fn whole(value: &Value) -> Option<i64> {
    /// From here on a float no longer tells one whole number from the next.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number(value)? {
        Number::Int(int) => Some(int),
        #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
        Number::Float(float) => (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64),
    }
}

/// How often, 0 and up.
pub(super) fn times(value: &Value) -> Option<u64> {
    u64::try_from(whole(value)?).ok()
}

/// An amount of memory: bytes, or with a unit as in php.ini.
pub(super) fn bytes(value: &Value) -> Option<u64> {
    let Value::Text(text) = value else { return times(value) };
    let text = text.trim();
    let units = [('K', 1 << 10), ('M', 1 << 20), ('G', 1 << 30)];
    let of_unit = |(unit, factor): (char, u64)| {
        let digits = text.strip_suffix([unit, unit.to_ascii_lowercase()])?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok()?.checked_mul(factor))?
    };
    times(value).or_else(|| units.into_iter().find_map(of_unit))
}

/// From 0 to 1.
pub(super) fn fraction(value: &Value) -> Option<f64> {
    seconds(value).filter(|part| *part <= 1.0)
}

/// Seconds, 0 and up; infinite is for the caller to judge.
pub(super) fn seconds(value: &Value) -> Option<f64> {
    let seconds = match number(value)? {
        #[expect(clippy::cast_precision_loss, reason = "so long a time is cut anyway")]
        Number::Int(int) => int as f64,
        Number::Float(float) => float,
    };
    (seconds >= 0.0).then_some(seconds)
}

/// Seconds, 0 and up, with an end.
pub(super) fn duration(value: &Value) -> Option<Duration> {
    let seconds = seconds(value).filter(|seconds| seconds.is_finite())?;
    Some(Duration::try_from_secs_f64(seconds).map_or(FOREVER, |time| time.min(FOREVER)))
}

/// Microseconds, 0 and up.
pub(super) fn microseconds(value: &Value) -> Option<Duration> {
    let micros = u64::try_from(whole(value)?).ok()?;
    Some(Duration::from_micros(micros).min(FOREVER))
}

enum Number {
    Int(i64),
    Float(f64),
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Int(int) => Some(Number::Int(*int)),
        Value::Float(float) => Some(Number::Float(*float)),
        Value::Text(text) => numeric(text),
        _ => None,
    }
}

/// What `is_numeric()` accepts, and `INF`, the text that PHP makes of its constant.
fn numeric(text: &str) -> Option<Number> {
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    if text == "INF" {
        return Some(Number::Float(f64::INFINITY));
    }
    // Rust would also take words such as "nan" and "infinity".
    let plain = |byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(plain) {
        return None;
    }
    let int = text.parse().map(Number::Int);
    int.or_else(|_| text.parse().map(Number::Float)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn numeric_strings_are_numbers() {
        assert_eq!(whole(&text("4")), Some(4));
        assert_eq!(whole(&text(" +4\n")), Some(4));
        assert_eq!(whole(&text("-4")), Some(-4));
        assert_eq!(whole(&text("4.0")), Some(4));
        assert_eq!(whole(&text("1e3")), Some(1000));
        assert_eq!(whole(&Value::Float(4.0)), Some(4));
        assert_eq!(seconds(&text(".5")), Some(0.5));
        assert_eq!(seconds(&text("INF")), Some(f64::INFINITY));
    }

    #[test]
    fn other_strings_and_types_are_not() {
        for no in ["", " ", "e", "-", "4x", "0x4", "4 4", "nan", "inf", "infinity", "1_0", "٤"] {
            assert_eq!(whole(&text(no)), None, "{no}");
            assert_eq!(seconds(&text(no)), None, "{no}");
        }
        assert_eq!(whole(&Value::Bool(true)), None);
        assert_eq!(whole(&Value::Float(0.5)), None);
        assert_eq!(whole(&Value::Float(1e300)), None);
        assert_eq!(whole(&Value::Float(f64::NAN)), None);
        assert_eq!(whole(&text("99999999999999999999")), None);
    }

    #[test]
    fn memory_has_units_and_parts_have_bounds() {
        for (given, bytes) in [("128M", 128 << 20), ("1g", 1 << 30), ("64k", 64 << 10), (" 4096 ", 4096), ("0", 0)] {
            assert_eq!(self::bytes(&text(given)), Some(bytes), "{given}");
        }
        assert_eq!(self::bytes(&Value::Int(5)), Some(5));
        for no in ["", "M", "-1M", "1.5M", "1T", "1 M", "1MB", "+1M", "99999999999G"] {
            assert_eq!(self::bytes(&text(no)), None, "{no}");
        }
        assert_eq!(self::bytes(&Value::Int(-1)), None);
        assert_eq!([0.0, 0.25, 1.0].map(|part| fraction(&Value::Float(part))), [Some(0.0), Some(0.25), Some(1.0)]);
        for no in [-0.1, 1.01, f64::INFINITY, f64::NAN] {
            assert_eq!(fraction(&Value::Float(no)), None, "{no}");
        }
    }

    #[test]
    fn times_are_not_negative_and_cannot_overflow() {
        assert_eq!(duration(&Value::Float(0.25)), Some(Duration::from_millis(250)));
        assert_eq!(duration(&Value::Float(-0.0)), Some(Duration::ZERO));
        for no in [-1e-300, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(duration(&Value::Float(no)), None, "{no}");
        }
        assert_eq!(duration(&Value::Int(i64::MAX)), Some(FOREVER));
        assert_eq!(duration(&Value::Float(1e300)), Some(FOREVER));
        assert_eq!(microseconds(&Value::Int(i64::MAX)), Some(FOREVER));
        assert_eq!(microseconds(&Value::Int(-1)), None);
        assert_eq!(microseconds(&Value::Float(0.5)), None);
    }
}

//! What each kind of setting takes, and what is said of the rest.

use super::*;

#[test]
fn numbers_of_workers_have_bounds() {
    assert_eq!(laid(&[("startNum", Value::Int(100_000))]).group.start_num, 100_000);
    assert_eq!(
        refused("startNum", text("many")),
        "startNum: wanted a whole number from 1 to 100000 or 'auto', got string \"many\""
    );
    assert!(refused("worker_num", Value::Int(0)).starts_with("worker_num: wanted a whole"));
    for wrong in [
        Value::Int(-1),
        Value::Int(100_001),
        Value::Int(i64::MAX),
        Value::Float(0.5),
        Value::Bool(true),
        Value::Map(vec![]),
        text(""),
    ] {
        assert!(refused("startNum", wrong.clone()).ends_with(&format!("got {wrong}")));
    }
}

#[test]
fn times_are_not_negative_and_not_nan() {
    for key in ["minUptime", "bootTimeout", "stopGrace", "terminateGrace", "orphanGrace"] {
        for wrong in [Value::Float(f64::NAN), Value::Float(-0.1), Value::Int(-1), text("soon")] {
            let error = refused(key, wrong.clone());
            assert!(error.starts_with(&format!("{key}: wanted seconds, 0 ")), "{error}");
            assert!(error.ends_with(&format!("got {wrong}")), "{error}");
        }
    }
    assert_eq!(
        refused("hangupLoopMicrotime", Value::Float(0.5)),
        "hangupLoopMicrotime: wanted a whole number of microseconds, 0 and up, got float 0.5"
    );
}

#[test]
fn only_the_graces_of_a_living_master_may_be_endless() {
    let endless = Value::Float(f64::INFINITY);
    let settings = laid(&[("stopGrace", endless.clone()), ("terminateGrace", text("INF"))]);
    assert_eq!(settings.stop_grace, Grace::Endless);
    assert_eq!(settings.terminate_grace, Grace::Endless);
    for key in ["orphanGrace", "bootTimeout", "minUptime"] {
        assert!(refused(key, endless.clone()).ends_with("got float INF"));
    }
}

#[test]
fn a_name_is_fit_for_titles_and_file_names() {
    let longest = "x".repeat(64);
    assert_eq!(laid(&[("name", text(&longest))]).name, Some(longest));
    for wrong in [text("a/b"), text("a\nb"), text("\u{0}"), text(&"x".repeat(65)), Value::Int(5)] {
        let error = refused("name", wrong);
        let wanted = "name: wanted text of 1 to 64 bytes, printable and without '/', got ";
        assert!(error.starts_with(wanted), "{error}");
    }
    assert!(refused("pipeDir", text("/tmp\0")).starts_with("pipeDir: wanted a path"));
}

#[test]
fn permissions_are_octal_in_text_and_leave_the_owner_in() {
    let mode = |value| laid(&[("pipeMode", value)]).pipe_mode;
    assert_eq!(mode(Value::Int(0o620)), 0o620);
    assert_eq!(mode(text("620")), 0o620);
    assert_eq!(mode(text("0620")), 0o620);
    assert_eq!(mode(text("0o620")), 0o620);
    assert_eq!(mode(text("384")), 0o600);
    for wrong in [Value::Int(600), Value::Int(0o400), Value::Int(0o1600), text("rw"), text("")] {
        assert!(refused("pipeMode", wrong).starts_with("pipeMode: wanted permissions from 0600"));
    }
}

#[test]
fn no_decimal_mode_looks_like_an_octal_one() {
    let usable = |mode: &u32| mode & 0o600 == 0o600;
    for mode in (0..=0o777).filter(usable) {
        let misread = u32::from_str_radix(&mode.to_string(), 8).ok();
        assert_eq!(misread.filter(|m| *m <= 0o777).filter(usable), None, "{mode}");
    }
}

#[test]
fn a_level_is_one_of_four_words() {
    assert_eq!(
        refused("logLevel", text("Debug")),
        "logLevel: wanted 'debug' or 'info' or 'warning' or 'error', got string \"Debug\""
    );
    assert!(Level::ALL.is_sorted());
    assert_eq!(refused("logFormat", text("xml")), "logFormat: wanted 'text' or 'json', got string \"xml\"");
}

#[test]
fn a_password_is_never_shown() {
    let map = Value::Map(entries(&[("a", text("1234567"))]));
    for (wrong, shown) in [
        (Value::Int(1_234_567), "int"),
        (Value::Float(1_234_567.0), "float"),
        (Value::Bool(true), "bool"),
        (map, "array"),
    ] {
        for key in ["userPasswd", "passwd"] {
            assert_eq!(refused(key, wrong.clone()), format!("{key}: wanted text, got {shown}"));
        }
    }
    let settings = laid(&[("passwd", text("1234567"))]);
    assert!(settings.group.password_given);
    assert!(!format!("{settings:?}").contains("1234567"));
}

#[test]
fn signals_are_an_array_and_errors_say_where_in_it() {
    assert_eq!(
        refused("signalSupport", Value::Other("list".into())),
        "signalSupport: wanted an array of commands and signal numbers, got list"
    );
    let map = Value::Map(entries(&[("stop", Value::Int(9))]));
    assert!(refused("signalSupport", map).starts_with("signalSupport['stop']: wanted a signal"));
    assert_eq!(laid(&[("signalSupport", Value::Map(vec![]))]), Settings::default());
}

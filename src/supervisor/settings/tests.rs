use super::*;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn entries(given: &[(&str, Value)]) -> Vec<(String, Value)> {
    let own = |(key, value): &(&str, Value)| ((*key).to_owned(), value.clone());
    given.iter().map(own).collect()
}

fn laid(given: &[(&str, Value)]) -> Settings {
    Settings::default().with(&entries(given), 8).unwrap()
}

fn refused(key: &str, value: Value) -> String {
    let refusal = Settings::default().with(&entries(&[(key, value)]), 8);
    let text = refusal.unwrap_err().to_string();
    let sentence = text.strip_suffix("nothing has been started").unwrap();
    sentence.trim_end_matches([' ', ';']).to_owned()
}

#[test]
fn nothing_given_changes_nothing() {
    assert_eq!(laid(&[]), Settings::default());
    for setting in TABLE {
        assert_eq!(laid(&[(setting.name, Value::Null)]), Settings::default());
    }
    let settings = laid(&[
        ("name", text("shop")),
        ("logFile", text("/var/log/shop.log")),
        ("pipeDir", text("/tmp/")),
        ("logLevel", text("debug")),
        ("startNum", Value::Int(7)),
    ]);
    let empty = entries(&[
        ("name", text("")),
        ("logFile", text("")),
        ("pipeDir", text("")),
        ("logLevel", text("")),
        ("logFormat", text("")),
        ("passwd", text("")),
        ("startNum", Value::Null),
    ]);
    assert_eq!(settings.with(&empty, 8), Ok(settings));
}

#[test]
fn every_setting_reaches_its_field() {
    let signals = Value::Map(entries(&[("fresh", Value::Null)]));
    let settings = laid(&[
        ("name", text("Küche 2")),
        ("startNum", text("3")),
        ("hangupLoopMicrotime", Value::Int(0)),
        ("maxExecuteTimes", Value::Int(500)),
        ("maxLifetime", text("3600")),
        ("maxMemory", text("128M")),
        ("limitJitter", Value::Float(0.25)),
        ("jobTimeout", Value::Float(1.5)),
        ("slowTimeout", Value::Int(30)),
        ("killGrace", Value::Float(f64::INFINITY)),
        ("giveUpTimeout", Value::Int(60)),
        ("stopSignal", Value::Int(15)),
        ("reloadBatch", text("10%")),
        ("minUptime", Value::Float(0.5)),
        ("bootTimeout", Value::Int(0)),
        ("stopGrace", Value::Int(60)),
        ("terminateGrace", Value::Int(0)),
        ("orphanGrace", text("2.5")),
        ("pipeDir", text("/tmp/")),
        ("pipeMode", Value::Int(0o660)),
        ("signalSupport", signals),
        ("logFile", text("log")),
        ("logFormat", text("json")),
        ("logger", Value::Other("Closure".into())),
        ("logLevel", text("error")),
        ("commands", Value::Bool(false)),
        ("userPasswd", text("secret")),
        ("callable", Value::Other("Closure".into())),
        ("os", text("linux")),
    ]);
    let expected = Settings {
        name: Some("Küche 2".into()),
        group: GroupSettings {
            start_num: 3,
            hangup_loop: Duration::ZERO,
            max_execute_times: Some(500),
            max_lifetime: Some(Duration::from_secs(3600)),
            max_memory: Some(128 << 20),
            limit_jitter: 0.25,
            job_timeout: Some(Duration::from_millis(1500)),
            slow_timeout: Some(Duration::from_secs(30)),
            kill_grace: Grace::Endless,
            give_up_timeout: Some(Duration::from_secs(60)),
            stop_signal: Some(15),
            reload_batch: Batch::Percent(10),
            min_uptime: Duration::from_millis(500),
            boot_timeout: None,
        },
        pipe_dir: Some("/tmp/".into()),
        pipe_mode: 0o660,
        signals: settings.signals.clone(),
        stop_grace: Grace::For(Duration::from_secs(60)),
        terminate_grace: Grace::For(Duration::ZERO),
        orphan_grace: Grace::For(Duration::from_millis(2500)),
        log_file: Some("log".into()),
        log_format: Format::Json,
        log_level: Level::Error,
        commands: false,
        password_given: true,
    };
    assert_eq!(settings, expected);
    assert_eq!(settings.signals.len(), Settings::default().signals.len() - 1);
}

#[test]
fn a_group_takes_what_it_leaves_out_from_the_manager() {
    let manager = laid(&[("startNum", Value::Int(3)), ("jobTimeout", Value::Int(60))]);
    let group = manager.for_group(&entries(&[("worker_num", text("2")), ("minUptime", Value::Null)]), 8).unwrap();
    assert_eq!(group, GroupSettings { start_num: 2, ..manager.group.clone() });
    let refused = |key: &str| manager.for_group(&entries(&[(key, text("x"))]), 8).unwrap_err().to_string();
    assert_eq!(refused("pipeDir"), "pipeDir is a setting of the manager, not of a group; nothing has been started");
    assert!(refused("callable").starts_with("callable is a setting of the manager"));
    assert!(refused("pipDir").starts_with("unknown setting \"pipDir\""));
    assert!(refused("startNum").starts_with("startNum: wanted"));
}

#[test]
fn keys_of_0_5_mean_the_same() {
    let old = [
        ("worker_num", Value::Int(2)),
        ("passwd", text("x")),
        ("pipe_dir", text("/tmp/")),
        ("hangup_loop_microtime", Value::Int(1000)),
        ("os", text("")),
    ];
    let new = [
        ("startNum", Value::Int(2)),
        ("userPasswd", text("x")),
        ("pipeDir", text("/tmp/")),
        ("hangupLoopMicrotime", Value::Int(1000)),
    ];
    assert_eq!(laid(&old), laid(&new));
}

#[test]
fn one_setting_under_two_names_is_refused() {
    let twice = |first: Value, second: Value| {
        let given = entries(&[("worker_num", first), ("startNum", second)]);
        Settings::default().with(&given, 8)
    };
    let refusal = twice(Value::Int(2), Value::Int(2)).unwrap_err();
    assert_eq!(refusal, Refusal::Twice { first: "worker_num".into(), second: "startNum".into() });
    assert!(twice(Value::Int(2), Value::Null).is_ok());
}

#[test]
fn auto_is_the_number_of_cpus() {
    let auto = |cpus| {
        let given = entries(&[("startNum", text("auto"))]);
        Settings::default().with(&given, cpus).unwrap().group.start_num
    };
    assert_eq!((auto(8), auto(0), auto(u32::MAX)), (8, 1, 100_000));
}

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
    assert!(settings.password_given);
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

#[test]
fn an_unknown_key_is_refused_even_without_a_value() {
    assert_eq!(refused("worknum", Value::Null), "unknown setting \"worknum\"; did you mean \"worker_num\"?");
}

#[test]
fn a_refusal_leaves_what_held() {
    let before = laid(&[("startNum", Value::Int(2))]);
    let given = entries(&[("startNum", Value::Int(3)), ("nope", Value::Null)]);
    assert!(before.with(&given, 8).is_err());
    assert_eq!(before.group.start_num, 2);
}

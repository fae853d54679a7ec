use super::*;

mod kinds;

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
        ("pidFile", text("/run/shop.pid")),
        ("daemonize", Value::Bool(true)),
        ("signalSupport", signals),
        ("logFile", text("log")),
        ("logFormat", text("json")),
        ("logger", Value::Other("Closure".into())),
        ("logLevel", text("error")),
        ("commands", Value::Bool(false)),
        ("user", text("www-data:adm")),
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
            user: User::parse("www-data:adm"),
            password_given: true,
        },
        pipe_dir: Some("/tmp/".into()),
        pid_file: Some("/run/shop.pid".into()),
        daemonize: true,
        pipe_mode: 0o660,
        signals: settings.signals.clone(),
        stop_grace: Grace::For(Duration::from_secs(60)),
        terminate_grace: Grace::For(Duration::ZERO),
        orphan_grace: Grace::For(Duration::from_millis(2500)),
        log_file: Some("log".into()),
        log_format: Format::Json,
        log_level: Level::Error,
        commands: false,
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

use super::super::fixture::{DAYS, HOURS, ago, shop};
use super::*;

/// The keys, in their order.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn status_has_the_keys_of_its_type_in_their_order() {
    let value = status_value(&shop());
    let status = "name pid version started generation generationSince phase reloadError staleFiles groups workers";
    assert_eq!(keys(&value), words(status));
    assert_eq!(keys(&value["groups"]), ["orders", "mail"]);
    assert_eq!(keys(&value["groups"]["mail"]), words("startNum running busy jobs failed deaths"));
    let causes = "limit reload stop scale exit exception fatal signal timeout oom boot";
    assert_eq!(keys(&value["groups"]["mail"]["deaths"]), words(causes));
    let worker = "name group id pid generation state since note jobs failed busy p50 p95 p99 longest memory private \
                  started lastError";
    for at in 0..6 {
        assert_eq!(keys(&value["workers"][at]), words(worker));
    }
}

#[test]
fn status_has_the_values_of_the_drawing() {
    let value = status_value(&shop());
    assert_eq!(value["started"], 1_795_405_923.25 - DAYS);
    assert_eq!(value["generationSince"], 1_795_405_923.25 - HOURS);
    assert_eq!(
        (&value["phase"], &value["pid"], &value["staleFiles"][1]),
        (&json!("running"), &json!(4711), &json!("src/Mail.php"))
    );
    let orders = &value["groups"]["orders"];
    assert_eq!(orders["deaths"]["oom"], 3);
    assert_eq!([&orders["startNum"], &orders["running"], &orders["busy"]], [&json!(4), &json!(4), &json!(2)]);
    assert_eq!([&orders["jobs"], &orders["failed"]], [&json!(911_992), &json!(6)]);
    assert_eq!(value["groups"]["mail"]["running"], 1);

    let busy = &value["workers"][1];
    assert_eq!(
        [&busy["name"], &busy["group"], &busy["state"]],
        ["orders#2", "orders", "busy"].map(Value::from).each_ref()
    );
    assert_eq!([&busy["id"], &busy["pid"], &busy["jobs"]], [2, 4713, 298_911].map(Value::from).each_ref());
    assert_eq!(busy["since"], 1_795_405_910.95);
    assert_eq!(busy["note"], "order 88190 张伟");
    assert_eq!((busy["longest"].as_f64(), busy["private"].as_u64()), (Some(9.8), Some(31 << 20)));
    let times = ["p50", "p95", "p99"].map(|key| busy[key].as_f64().unwrap());
    assert!((0.038..0.039).contains(&times[0]) && (0.088..0.089).contains(&times[1]), "{times:?}");
    assert!((times[1]..=9.8).contains(&times[2]), "{times:?}");

    let waiting = &value["workers"][5];
    assert_eq!([&waiting["pid"], &waiting["started"]], [&json!(0), &json!(0.0)]);
    assert_eq!(
        [&waiting["state"], &waiting["lastError"]],
        ["waiting", "ConnectionException"].map(Value::from).each_ref()
    );
}

#[test]
fn what_is_a_float_is_always_one() {
    let mut shop = shop();
    shop.wall = 1_795_405_923.0;
    shop.workers.truncate(1);
    shop.workers[0].totals.busy = Duration::from_secs(3);
    shop.workers[0].totals.histogram.0.fill(0);
    let text = status_json(&shop);
    assert!(text.ends_with("}\n") && text.lines().count() == 1, "{text}");
    for figure in ["\"started\":1795132323.0,", "\"busy\":3.0,", "\"p50\":0.0,", "\"p99\":0.0,"] {
        assert!(text.contains(figure), "{figure} in {text}");
    }
    assert_eq!(text.parse::<Value>().unwrap(), status_value(&shop));
}

#[test]
fn moments_have_no_noise() {
    let mut shop = shop();
    shop.wall = 1_795_405_923.1;
    for tenths in 0..50 {
        shop.started = ago(f64::from(tenths) / 10.0);
        let text = status_value(&shop)["started"].to_string();
        assert!(text.len() <= "1795405923.1".len(), "{text}");
    }
}

#[test]
fn exits_have_what_a_worker_exit_has() {
    let text = exits_json(&shop());
    let value: Value = text.parse().unwrap();
    assert_eq!(keys(&value), ["deaths", "exits"]);
    assert_eq!([&value["deaths"]["reload"], &value["deaths"]["boot"]], [&json!(12), &json!(0)]);
    let exit = "at name group id pid generation cause failed status signal error note busy uptime jobs";
    assert_eq!(keys(&value["exits"][0]), words(exit));
    let first = r#"{"at":1795405921.6,"name":"mail#2","group":"mail","id":2,"pid":4725,"generation":7,"cause":"exception","failed":true,"status":255,"signal":null,"error":"ConnectionException: refused in src/Mail.php:17","note":"mail 3","busy":0.24,"uptime":61.5,"jobs":117}"#;
    assert!(text.contains(first), "{text}");
    assert_eq!([&value["exits"][1]["status"], &value["exits"][1]["signal"]], [&Value::Null, &json!("SIGKILL")]);
    assert_eq!(value["exits"][2]["busy"], 0.0);
}

#[test]
fn health_says_the_same_as_its_lines() {
    let text = health_json(&shop(), None);
    assert_eq!(text, "{\"name\":\"shop\",\"healthy\":false,\"lines\":[\"mail: 1 of 2 workers ready\"]}\n");
}

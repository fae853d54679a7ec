use super::*;

#[test]
fn no_key_stands_for_two_settings() {
    let mut keys: Vec<_> =
        TABLE.iter().flat_map(|setting| std::iter::once(setting.name).chain(setting.alias)).collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
    assert_eq!(find("worker_num").unwrap().name, "startNum");
    assert!(find("workerNum").is_none());
}

#[test]
fn the_default_that_is_shown_is_the_one_that_holds() {
    for setting in TABLE {
        let in_words = matches!(
            setting.rule,
            Rule::Elsewhere
                | Rule::Manager(Kind::Name(_) | Kind::Path(_) | Kind::Signals(_))
                | Rule::Group(Kind::User(_) | Kind::Secret(_))
        );
        if !in_words {
            let mut all = Settings::default();
            let shown = Value::Text(setting.default.to_owned());
            setting.lay(&mut all, &shown, 64).unwrap();
            assert_eq!(all, Settings::default(), "{}", setting.name);
        }
    }
}

#[test]
fn the_help_has_a_line_for_each_and_straight_columns() {
    let help = help();
    assert_eq!(help.lines().count(), TABLE.len());
    let line = |name| help.lines().find(|line| line.contains(name)).unwrap();
    let start = line("startNum");
    let words: Vec<_> = start.split("  ").map(str::trim).filter(|w| !w.is_empty()).collect();
    assert_eq!(words[..3], ["startNum", "number or 'auto'", "5"]);
    assert!(start.ends_with("(also worker_num)"));
    assert_eq!(start.find("workers;"), line("pipeMode").find("permissions"));
}

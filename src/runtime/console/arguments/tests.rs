use super::*;

fn meaning(line: &str) -> Meaning {
    read("php shop.php", &line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
}

fn ask(line: &str, patience: Patience) -> Meaning {
    Meaning::Task(Task::Ask(line.parse().unwrap(), patience))
}

#[test]
fn commands_have_the_sense_of_the_pipe() {
    for line in ["stop", "quit", "terminate", "reload", "reload mail", "reload mail#2", "scale 4", "scale +1 mail"] {
        assert_eq!(meaning(line), ask(line, Patience::Endless), "{line}");
    }
    assert_eq!(meaning("reload mail 2"), ask("reload mail#2", Patience::Endless));
    assert_eq!(meaning("reload --fresh"), ask("fresh", Patience::Endless));
    assert_eq!(meaning("scale -1 mail"), ask("scale -1 mail", Patience::Endless));
    assert_eq!(meaning("stop --no-wait"), ask("stop", Patience::None));
    assert_eq!(meaning("stop --timeout 2.5"), ask("stop", Patience::For(Duration::from_millis(2500))));
    assert_eq!(meaning("stop --timeout=3"), ask("stop", Patience::For(Duration::from_secs(3))));
}

#[test]
fn what_is_shown_has_its_options() {
    assert_eq!(meaning("status -w"), Meaning::Task(Task::Status { json: false, all: false, watch: true }));
    assert_eq!(meaning("start -d"), Meaning::Task(Task::Start { daemon: true }));
    assert_eq!(meaning("start"), Meaning::Task(Task::Start { daemon: false }));
    let restart = Task::Restart { patience: Patience::Endless, daemon: true };
    assert_eq!(meaning("restart --daemon"), Meaning::Task(restart));
    let trace =
        |target: &str, json, patience| Meaning::Task(Task::Trace { target: target.parse().unwrap(), json, patience });
    assert_eq!(meaning("trace"), trace("", false, Patience::Endless));
    assert_eq!(meaning("trace mail --json"), trace("mail", true, Patience::Endless));
    assert_eq!(meaning("trace mail#2 --timeout=1"), trace("mail#2", false, Patience::For(Duration::from_secs(1))));
    assert_eq!(meaning("trace mail 2"), meaning("trace mail#2"));
    assert_eq!(meaning("exits --json"), Meaning::Task(Task::Exits { json: true }));
    assert_eq!(meaning("logs -f"), Meaning::Task(Task::Logs { follow: true }));
    let max_busy = Some(Duration::from_secs(180));
    assert_eq!(meaning("health --max-busy 180"), Meaning::Task(Task::Health { json: false, max_busy }));
    for word in WORDS.iter().filter(|word| **word != "scale") {
        assert!(matches!(meaning(word), Meaning::Task(_)), "{word}");
    }
}

#[test]
fn what_is_nearly_a_command_is_refused_and_all_else_is_the_scripts_own() {
    for (line, meant) in
        [("relaod", "reload"), ("stats", "status"), ("Status", "status"), ("termnate now", "terminate")]
    {
        let Meaning::Refused(text) = meaning(line) else { panic!("{line} is taken") };
        assert!(text.contains(&format!("did you mean \"{meant}\"? (\"php shop.php help\" lists all")), "{text}");
    }
    for line in ["", "import", "--status", "-v", "./stop", "orders.csv", "4", "x"] {
        assert_eq!(meaning(line), Meaning::Foreign, "{line}");
    }
}

#[test]
fn wrong_arguments_of_a_command_are_refused() {
    for line in [
        "stop now",
        "status --colour",
        "scale",
        "scale x",
        "reload a b c",
        "reload --fresh mail",
        "stop --timeout x",
        "stop --timeout",
        "health --max-busy -1",
        "stop --json",
        "trace mail 2 3",
        "trace mail#0",
        "trace --no-wait",
        "reload mail#0",
        "logs --json",
    ] {
        assert!(matches!(meaning(line), Meaning::Refused(_)), "{line}: {:?}", meaning(line));
    }
}

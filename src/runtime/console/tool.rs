//! `naruto`: the same tool without a script, for whatever fleet runs on this machine.

use super::arguments::{self, Meaning, Task};
use super::fleets::{self, Found};
use super::look::Output;
use super::table::{Column, Dispensable, Row, Table};
use super::text::clean;
use super::{Fleet, Next, Terminal, code, help, run};
use crate::figures::age;
use crate::os::acting::act_as;
use crate::scoreboard::snapshot::State;
use serde_json::{Value, json};
use std::path::Path;

const COLUMNS: [Column; 7] = [
    Column::left("NAME"),
    Column::right("PID"),
    Column::right("UP"),
    Column::right("GEN"),
    Column::right("WORKERS"),
    Column::right("BUSY"),
    Column::left("DIRECTORY"),
];

const DROPS: [Dispensable; 3] = [("GEN", 40), ("BUSY", 30), ("UP", 30)];

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    instance: Option<String>,
    words: Vec<String>,
}

/// Carries out `naruto <arguments>`; the exit status.
pub fn naruto(arguments: &[String]) -> i32 {
    let terminal = Terminal::stdout();
    let wish = match wish(arguments) {
        Ok(wish) => wish,
        Err(why) => return refuse(&terminal, code::USAGE, &why),
    };
    match wish.words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            terminal.write(&help::of_tool());
            code::DONE
        }
        ["list"] => list(&terminal, false),
        ["list", "--json"] => list(&terminal, true),
        ["list", more, ..] => refuse(&terminal, code::USAGE, &format!("list: wanted --json or nothing, got {more:?}")),
        ["start" | "restart", ..] => {
            refuse(&terminal, code::USAGE, "only the script itself can start its fleet: php worker.php start")
        }
        ["logs", ..] => refuse(&terminal, code::USAGE, "only the script itself knows its log: php worker.php logs"),
        _ => on_one(&wish, &terminal),
    }
}

fn refuse(terminal: &Terminal, status: i32, why: &str) -> i32 {
    terminal.say(status, &format!("naruto: {why}"));
    status
}

fn wish(arguments: &[String]) -> Result<Wish, String> {
    match arguments {
        [flag] if flag == "-i" => Err("-i wants the name of a fleet, or its directory".to_owned()),
        [flag, instance, words @ ..] if flag == "-i" => {
            Ok(Wish { instance: Some(instance.clone()), words: words.to_vec() })
        }
        words => Ok(Wish { instance: None, words: words.to_vec() }),
    }
}

fn on_one(wish: &Wish, terminal: &Terminal) -> i32 {
    let task = match arguments::read("naruto", &wish.words) {
        Meaning::Task(task) => task,
        Meaning::Refused(why) => return refuse(terminal, code::USAGE, &why),
        Meaning::Foreign => {
            let word = wish.words.first().map_or("", String::as_str);
            return refuse(terminal, code::USAGE, &format!("no command {word:?}; \"naruto help\" lists all"));
        }
    };
    let all = fleets::all();
    // The only one there is may be looked at, but not be stopped by mistake.
    if let (Task::Ask(..), None) = (&task, &wish.instance) {
        return refuse(terminal, code::USAGE, "which fleet? naruto -i NAME …; \"naruto list\" shows all");
    }
    match choose(&all, wish.instance.as_deref()) {
        Ok(found) => carry_out(&task, found),
        Err((status, why)) => refuse(terminal, status, &why),
    }
}

fn carry_out(task: &Task, found: &Found) -> i32 {
    let script = format!("naruto -i {}", found.place.name);
    let fleet = Fleet { place: &found.place, log: None, script };
    match act_as(found.owner, || run(task, &fleet)) {
        Ok(Next::Leave(status)) => status,
        Ok(Next::Start) => code::DONE,
        Err(error) => refuse(&Terminal::stdout(), code::FAILED, &error.to_string()),
    }
}

/// The one that is meant; without a word the only one there is.
fn choose<'a>(all: &'a [Found], wanted: Option<&str>) -> Result<&'a Found, (i32, String)> {
    let is_meant = |found: &&Found| match wanted {
        None => true,
        Some(wanted) if wanted.contains('/') => is_dir(&found.place.dir, wanted),
        Some(wanted) => found.place.name == wanted || found.place.dir.file_name().is_some_and(|name| name == wanted),
    };
    let names = || all.iter().map(|found| found.place.name.as_str()).collect::<Vec<_>>().join(", ");
    match (all.iter().filter(is_meant).collect::<Vec<_>>().as_slice(), wanted) {
        ([one], _) => Ok(one),
        ([], _) if all.is_empty() => Err((code::NOT_RUNNING, "no fleet is running that you may look at".to_owned())),
        ([], wanted) => Err((
            code::NOT_RUNNING,
            format!("no fleet {:?} is running; there are: {}", wanted.unwrap_or_default(), names()),
        )),
        (_, None) => Err((code::USAGE, format!("which fleet? naruto -i NAME …; there are: {}", names()))),
        (many, Some(wanted)) => {
            let dirs: Vec<_> = many.iter().map(|found| format!("\n  -i {}", found.place.dir.display())).collect();
            let dirs = dirs.concat();
            Err((code::USAGE, format!("{} fleets are called {wanted:?}; say which one:{dirs}", many.len())))
        }
    }
}

/// However it is written.
fn is_dir(dir: &Path, wanted: &str) -> bool {
    dir == Path::new(wanted.trim_end_matches('/')) || std::fs::canonicalize(wanted).is_ok_and(|real| real == dir)
}

fn list(terminal: &Terminal, json: bool) -> i32 {
    let all = fleets::all();
    if json {
        let values: Vec<Value> = all.iter().map(value).collect();
        terminal.write(&format!("{}\n", Value::from(values)));
    } else if all.is_empty() {
        terminal.write("no fleet is running that you may look at\n");
    } else {
        let columns = Terminal::columns();
        let output = if terminal.is_one { Output::Terminal { columns, colour: false } } else { Output::Pipe };
        let table = Table { columns: &COLUMNS, drops: &DROPS, rows: all.iter().map(row).collect() };
        terminal.write(&(table.lines(output).join("\n") + "\n"));
    }
    code::DONE
}

fn busy(found: &Found) -> usize {
    found.snapshot.workers.iter().filter(|worker| worker.state == State::Busy).count()
}

fn row(found: &Found) -> Row {
    let snapshot = &found.snapshot;
    Row::Cells(vec![
        clean(&snapshot.name).as_ref().into(),
        snapshot.pid.to_string().into(),
        age(snapshot.now.saturating_sub(snapshot.started)).into(),
        snapshot.generation.to_string().into(),
        snapshot.workers.len().to_string().into(),
        busy(found).to_string().into(),
        clean(&found.place.dir.display().to_string()).as_ref().into(),
    ])
}

fn value(found: &Found) -> Value {
    let snapshot = &found.snapshot;
    json!({
        "name": snapshot.name,
        "pid": snapshot.pid,
        "directory": found.place.dir.display().to_string(),
        "started": (snapshot.wall_of(snapshot.started) * 1e3).round() / 1e3,
        "generation": snapshot.generation,
        "workers": snapshot.workers.len(),
        "busy": busy(found),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::shop;
    use super::*;
    use crate::instance::Place;

    fn found(dir: &str) -> Found {
        let name = dir.rsplit('/').next().and_then(|last| last.split('-').next()).unwrap_or_default();
        Found { place: Place::known(name, Path::new(dir)), owner: (0, 0), snapshot: shop() }
    }

    #[test]
    fn a_fleet_is_meant_by_its_name_or_its_directory() {
        let all = [found("/run/mail-1"), found("/run/shop-1"), found("/tmp/shop-2")];
        let dir = |wanted| choose(&all, wanted).map(|found| found.place.dir.display().to_string());
        assert_eq!(dir(Some("mail")).unwrap(), "/run/mail-1");
        assert_eq!(dir(Some("shop-2")).unwrap(), "/tmp/shop-2");
        assert_eq!(dir(Some("/run/shop-1/")).unwrap(), "/run/shop-1");
        let (status, why) = dir(Some("shop")).unwrap_err();
        assert_eq!(status, code::USAGE);
        assert_eq!(why, "2 fleets are called \"shop\"; say which one:\n  -i /run/shop-1\n  -i /tmp/shop-2");
        let (status, why) = dir(Some("shup")).unwrap_err();
        assert_eq!((status, why.as_str()), (3, "no fleet \"shup\" is running; there are: mail, shop, shop"));
        assert_eq!(dir(None).unwrap_err().0, code::USAGE);
        assert_eq!(choose(&all[..1], None).unwrap().place.name, "mail");
        assert_eq!(choose(&[], Some("shop")).unwrap_err().0, code::NOT_RUNNING);
    }

    #[test]
    fn the_instance_comes_before_the_words() {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let wish = wish(&words("-i shop scale -1 mail")).unwrap();
        assert_eq!(wish, Wish { instance: Some("shop".into()), words: words("scale -1 mail") });
        assert!(super::wish(&words("-i")).is_err());
    }
}

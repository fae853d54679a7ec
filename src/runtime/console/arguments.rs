//! What a script was called with: a command of ours, or arguments of its own.

use lexopt::{Arg, Parser, ValueExt};
use naruto_supervisor::command::{Change, Command, CommandError, Target};
use naruto_supervisor::nearest::nearest;
use std::time::Duration;

/// The commands, in the order of the help.
pub const WORDS: &[&str] = &[
    "start",
    "stop",
    "quit",
    "terminate",
    "restart",
    "reload",
    "scale",
    "status",
    "trace",
    "exits",
    "logs",
    "health",
    "metrics",
    "help",
];

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Run the script as if nothing had been said.
    Start {
        /// In the background.
        daemon: bool,
    },
    /// Stop what runs, then start.
    Restart {
        /// How long the stop may take.
        patience: Patience,
        /// In the background.
        daemon: bool,
    },
    /// Tell the master something, and wait for its outcome.
    Ask(Command, Patience),
    /// Show who does what.
    Status {
        /// For programs.
        json: bool,
        /// Idle workers, too, one by one.
        all: bool,
        /// Again and again, in place.
        watch: bool,
    },
    /// Show which PHP functions workers are in.
    Trace {
        /// Whose.
        target: Target,
        /// For programs.
        json: bool,
        /// With the answer for one worker.
        patience: Patience,
    },
    /// Show the last ends.
    Exits {
        /// For programs.
        json: bool,
    },
    /// Show the log.
    Logs {
        /// And what comes.
        follow: bool,
    },
    /// Say whether all is well.
    Health {
        /// For programs.
        json: bool,
        /// Longer jobs than this are not well.
        max_busy: Option<Duration>,
    },
    /// Figures for a monitoring system.
    Metrics,
    /// Say what there is.
    Help,
}

/// How long an outcome is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Not at all.
    None,
    /// Until then at most.
    For(Duration),
    /// As long as it takes.
    Endless,
}

/// What the arguments mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// They are the script's.
    Foreign,
    /// They are ours.
    Task(Task),
    /// They were meant for us, and are wrong.
    Refused(String),
}

/// Reads the arguments that follow the name of this script, `php worker.php`.
pub fn read(script: &str, words: &[String]) -> Meaning {
    let Some(word) = words.first() else { return Meaning::Foreign };
    if !WORDS.contains(&word.as_str()) {
        // A bare word only: options and paths are somebody else's.
        let bare = word.bytes().all(|byte| byte.is_ascii_alphabetic());
        return match nearest(word, WORDS.iter().copied()).filter(|_| bare) {
            Some(meant) if !script.starts_with("php ") => {
                Meaning::Refused(format!("no command {word:?}; did you mean {meant:?}? (\"{script} help\" lists all)"))
            }
            Some(meant) => Meaning::Refused(format!(
                "no command {word:?}; did you mean {meant:?}? (\"{script} help\" lists all, 'commands' => false turns them off)"
            )),
            None => Meaning::Foreign,
        };
    }
    match task(word, &words[1..]) {
        Ok(task) => Meaning::Task(task),
        // Who refuses a number says itself what it is for.
        Err(why) if why.starts_with(word) => Meaning::Refused(why),
        Err(why) => Meaning::Refused(format!("{word}: {why}")),
    }
}

/// What may follow a command.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
struct Given {
    words: Vec<String>,
    json: bool,
    all: bool,
    watch: bool,
    follow: bool,
    fresh: bool,
    no_wait: bool,
    daemon: bool,
    timeout: Option<Duration>,
    max_busy: Option<Duration>,
}

fn task(word: &str, arguments: &[String]) -> Result<Task, String> {
    let (options, most): (&[&str], usize) = match word {
        "status" => (&["json", "all", "watch"], 0),
        "trace" => (&["json", "timeout"], 2),
        "exits" => (&["json"], 0),
        "logs" => (&["follow"], 0),
        "health" => (&["json", "max-busy"], 0),
        "reload" => (&["fresh", "no-wait", "timeout"], 2),
        "scale" => (&["no-wait", "timeout"], 2),
        "stop" | "quit" | "terminate" => (&["no-wait", "timeout"], 0),
        "restart" => (&["daemon", "no-wait", "timeout"], 0),
        "start" => (&["daemon"], 0),
        _ => (&[], 0),
    };
    let given = given(arguments, options).map_err(|error| match error {
        lexopt::Error::UnexpectedOption(option) => no_option(&option, options),
        error => error.to_string(),
    })?;
    if let Some(surplus) = given.words.get(most) {
        let wanted = ["no further word", "one word at most", "two words at most"][most];
        return Err(format!("wanted {wanted}, got {surplus:?}"));
    }
    let patience = match given.timeout {
        _ if given.no_wait => Patience::None,
        Some(time) => Patience::For(time),
        None => Patience::Endless,
    };
    let command = || command(word, &given).map_err(|error| error.to_string());
    Ok(match word {
        "start" => Task::Start { daemon: given.daemon },
        "restart" => Task::Restart { patience, daemon: given.daemon },
        "status" => Task::Status { json: given.json, all: given.all, watch: given.watch },
        "trace" => {
            Task::Trace { target: target(&given.words).map_err(|error| error.to_string())?, json: given.json, patience }
        }
        "exits" => Task::Exits { json: given.json },
        "logs" => Task::Logs { follow: given.follow },
        "health" => Task::Health { json: given.json, max_busy: given.max_busy },
        "metrics" => Task::Metrics,
        "help" => Task::Help,
        _ => Task::Ask(command()?, patience),
    })
}

fn no_option(option: &str, options: &[&str]) -> String {
    let has: Vec<_> = options.iter().map(|name| format!("--{name}")).collect();
    if has.is_empty() {
        format!("has no option, got {option}")
    } else {
        format!("no option {option}; there is {}", has.join(", "))
    }
}

/// A worker may be written `mail#2` or `mail 2`.
fn target(words: &[String]) -> Result<Target, CommandError> {
    match words {
        [] => Ok(Target::Everyone),
        [target] => target.parse(),
        [group, number, ..] => format!("{group}#{number}").parse(),
    }
}

/// The command for the master.
fn command(word: &str, given: &Given) -> Result<Command, CommandError> {
    let words = &given.words;
    match word {
        "reload" if given.fresh && !words.is_empty() => {
            Err(CommandError::Surplus { word: "--fresh".to_owned(), surplus: words.join(" ") })
        }
        "reload" => Ok(Command::Reload { target: target(words)?, fresh: given.fresh }),
        "scale" => {
            let change: Change = words.first().map_or("", String::as_str).parse()?;
            Ok(Command::Scale { change, group: words.get(1).cloned() })
        }
        other => other.parse(),
    }
}

fn given(arguments: &[String], options: &[&str]) -> Result<Given, lexopt::Error> {
    let mut given = Given::default();
    // `scale -1` is a number, not an option.
    let number = |word: &String| word.strip_prefix('-').is_some_and(|digits| digits.parse::<u32>().is_ok());
    let (numbers, rest): (Vec<_>, Vec<_>) = arguments.iter().cloned().partition(number);
    let mut parser = Parser::from_args(rest);
    let knows = |name: &str| options.contains(&name);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("json") if knows("json") => given.json = true,
            Arg::Long("all") if knows("all") => given.all = true,
            Arg::Short('w') | Arg::Long("watch") if knows("watch") => given.watch = true,
            Arg::Short('f') | Arg::Long("follow") if knows("follow") => given.follow = true,
            Arg::Short('d') | Arg::Long("daemon") if knows("daemon") => given.daemon = true,
            Arg::Long("fresh") if knows("fresh") => given.fresh = true,
            Arg::Long("no-wait") if knows("no-wait") => given.no_wait = true,
            Arg::Long("timeout") if knows("timeout") => given.timeout = Some(seconds(&mut parser)?),
            Arg::Long("max-busy") if knows("max-busy") => given.max_busy = Some(seconds(&mut parser)?),
            Arg::Value(word) => given.words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    given.words.splice(0..0, numbers);
    Ok(given)
}

fn seconds(parser: &mut Parser) -> Result<Duration, lexopt::Error> {
    parser.value()?.parse_with(|text| Duration::try_from_secs_f64(text.parse::<f64>().unwrap_or(-1.0)))
}

#[cfg(test)]
mod tests;

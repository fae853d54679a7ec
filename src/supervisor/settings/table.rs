//! All settings, one row each. Reading, errors and help come from here.

use std::fmt::Write as _;

use super::kind::{Kind, Unfit};
use super::{Grace, GroupSettings, Settings, Value};
use crate::nearest::nearest;

/// One row of the table.
#[derive(Debug)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// The key in scripts of 0.5.
    pub alias: Option<&'static str>,
    /// Whom it concerns, what may be given, and where it goes.
    pub rule: Rule,
    /// What holds if nothing is given: as it could be written, or in words.
    pub default: &'static str,
    /// One line for the reader of the help.
    pub help: &'static str,
}

/// Where a setting belongs.
#[derive(Debug)]
pub enum Rule {
    /// To the manager alone.
    Manager(Kind<Settings>),
    /// To each group; what is given to the manager is the default of all groups.
    Group(Kind<GroupSettings>),
    /// Not here: somebody else takes it, or nobody does.
    Elsewhere,
}

/// In the order of the help: what is set most comes first.
#[rustfmt::skip]
pub const TABLE: &[Setting] = &[
    Setting {
        name: "name", alias: None, default: "script's base name",
        rule: Rule::Manager(Kind::Name(|all, name| all.name = Some(name))),
        help: "shown in titles; part of the directory of the pipes",
    },
    Setting {
        name: "callable", alias: None, default: "none",
        rule: Rule::Elsewhere,
        help: "one job, called again and again; may be given to run() instead",
    },
    Setting {
        name: "startNum", alias: Some("worker_num"), default: "5",
        rule: Rule::Group(Kind::Workers(|group, number| group.start_num = number)),
        help: "workers; 'auto' is one for each CPU",
    },
    Setting {
        name: "hangupLoopMicrotime", alias: Some("hangup_loop_microtime"), default: "200000",
        rule: Rule::Group(Kind::Microseconds(|group, time| group.hangup_loop = time)),
        help: "pause between two calls of the callable; a command ends it",
    },
    Setting {
        name: "maxExecuteTimes", alias: None, default: "0",
        rule: Rule::Group(Kind::Times(|group, times| group.max_execute_times = times)),
        help: "jobs before a worker is renewed",
    },
    Setting {
        name: "maxLifetime", alias: None, default: "0",
        rule: Rule::Group(Kind::Limit(|group, limit| group.max_lifetime = limit)),
        help: "how old a worker gets before it is renewed",
    },
    Setting {
        name: "maxMemory", alias: None, default: "0",
        rule: Rule::Group(Kind::Bytes(|group, bytes| group.max_memory = bytes)),
        help: "how much memory of its own a worker uses before it is renewed",
    },
    Setting {
        name: "limitJitter", alias: None, default: "0.1",
        rule: Rule::Group(Kind::Fraction(|group, part| group.limit_jitter = part)),
        help: "the three limits are up to this part lower, by chance, so that workers don't leave together",
    },
    Setting {
        name: "jobTimeout", alias: None, default: "0",
        rule: Rule::Group(Kind::Limit(|group, limit| group.job_timeout = limit)),
        help: "a job that runs longer gets a TimeoutException",
    },
    Setting {
        name: "killGrace", alias: None, default: "5",
        rule: Rule::Group(Kind::Grace(|group, grace| group.kill_grace = grace)),
        help: "a worker still at that job this much later is killed",
    },
    Setting {
        name: "slowTimeout", alias: None, default: "0",
        rule: Rule::Group(Kind::Limit(|group, limit| group.slow_timeout = limit)),
        help: "a job that runs longer is traced into the log, once",
    },
    Setting {
        name: "minUptime", alias: None, default: "1",
        rule: Rule::Group(Kind::Seconds(|group, time| group.min_uptime = time)),
        help: "an unplanned end earlier than this, before the first finished job, is a failure",
    },
    Setting {
        name: "bootTimeout", alias: None, default: "30",
        rule: Rule::Group(Kind::Limit(|group, limit| group.boot_timeout = limit)),
        help: "a worker must become ready within",
    },
    Setting {
        name: "giveUpTimeout", alias: None, default: "0",
        rule: Rule::Group(Kind::Limit(|group, limit| group.give_up_timeout = limit)),
        help: "a group that has had no ready worker for so long ends the fleet with status 5",
    },
    Setting {
        name: "stopSignal", alias: None, default: "0",
        rule: Rule::Group(Kind::Signal(|group, signal| group.stop_signal = signal)),
        help: "sent to a worker together with stop and reload, for loops that only listen to signals",
    },
    Setting {
        name: "reloadBatch", alias: None, default: "0",
        rule: Rule::Group(Kind::Batch(|group, batch| group.reload_batch = batch)),
        help: "workers that leave at a time in a reload, 0 = all; the next ones follow when their successors are ready",
    },
    Setting {
        name: "user", alias: None, default: "none",
        rule: Rule::Group(Kind::User(|group, user| group.user = Some(user))),
        help: "started as root, the workers run as this one: 'www-data', or with a group 'www-data:adm'",
    },
    Setting {
        name: "userPasswd", alias: Some("passwd"), default: "none",
        rule: Rule::Group(Kind::Secret(|group| group.password_given = true)),
        help: "the user's password, compared with the system's before any worker starts, then wiped; without user unused",
    },
    Setting {
        name: "stopGrace", alias: None, default: "INF",
        rule: Rule::Manager(Kind::Grace(|all, grace| all.stop_grace = grace)),
        help: "after a stop, whoever is still at a job this much later is killed",
    },
    Setting {
        name: "terminateGrace", alias: None, default: "8",
        rule: Rule::Manager(Kind::Grace(|all, grace| all.terminate_grace = grace)),
        help: "after a terminate, whoever is still at a job this much later is killed",
    },
    Setting {
        name: "orphanGrace", alias: None, default: "10",
        rule: Rule::Manager(Kind::Seconds(|all, time| all.orphan_grace = Grace::For(time))),
        help: "a worker whose master has died ends this much later at the latest",
    },
    Setting {
        name: "pipeDir", alias: Some("pipe_dir"), default: "runtime directory",
        rule: Rule::Manager(Kind::Path(|all, path| all.pipe_dir = Some(path))),
        help: "where the directory of the pipes is made",
    },
    Setting {
        name: "pipeMode", alias: None, default: "0600",
        rule: Rule::Manager(Kind::Mode(|all, mode| all.pipe_mode = mode)),
        help: "permissions of the pipes",
    },
    Setting {
        name: "pidFile", alias: None, default: "none",
        rule: Rule::Manager(Kind::Path(|all, path| all.pid_file = Some(path))),
        help: "a file with the pid of the master, as long as it runs",
    },
    Setting {
        name: "daemonize", alias: None, default: "false",
        rule: Rule::Manager(Kind::Switch(|all, on| all.daemonize = on)),
        help: "run() goes into the background, as `php worker.php start -d` does",
    },
    Setting {
        name: "signalSupport", alias: None, default: "built in",
        rule: Rule::Manager(Kind::Signals(|all| &mut all.signals)),
        help: "which signal does what, ['reload' => SIGUSR1, …]; 0 takes a line away",
    },
    Setting {
        name: "logFile", alias: None, default: "stderr",
        rule: Rule::Manager(Kind::Path(|all, path| all.log_file = Some(path))),
        help: "where the log goes; opened anew when it was renamed or deleted",
    },
    Setting {
        name: "logFormat", alias: None, default: "text",
        rule: Rule::Manager(Kind::Format(|all, format| all.log_format = format)),
        help: "text, or json: one object a line",
    },
    Setting {
        name: "logLevel", alias: None, default: "info",
        rule: Rule::Manager(Kind::Level(|all, level| all.log_level = level)),
        help: "debug, info, warning or error; what is below is not logged",
    },
    Setting {
        name: "commands", alias: None, default: "true",
        rule: Rule::Manager(Kind::Switch(|all, on| all.commands = on)),
        help: "`php worker.php status` and the like; off: all arguments are the script's own",
    },
    Setting {
        name: "logger", alias: None, default: "none",
        rule: Rule::Elsewhere,
        help: "called with level, message and context of each line of the running master, in place of stderr; a given logFile gets all lines",
    },
    Setting {
        name: "keep", alias: None, default: "none",
        rule: Rule::Elsewhere,
        help: "connections, as streams, that workers share with the master; all others are dead in them",
    },
    Setting {
        name: "os", alias: None, default: "none",
        rule: Rule::Elsewhere,
        help: "accepted for scripts of 0.5, unused",
    },
];

impl Setting {
    /// Two or three words: what kind of value it has.
    pub const fn unit(&self) -> &'static str {
        match &self.rule {
            Rule::Manager(kind) => kind.unit(),
            Rule::Group(kind) => kind.unit(),
            Rule::Elsewhere => "any",
        }
    }

    /// False for what counts as if it were not there.
    pub(super) fn is_given(&self, value: &Value) -> bool {
        let text = match &self.rule {
            Rule::Manager(kind) => kind.is_text(),
            Rule::Group(kind) => kind.is_text(),
            Rule::Elsewhere => false,
        };
        match value {
            Value::Null => false,
            Value::Text(value) => !(text && value.is_empty()),
            _ => true,
        }
    }

    pub(super) fn lay(&self, all: &mut Settings, value: &Value, cpus: u32) -> Result<(), Unfit> {
        match &self.rule {
            Rule::Manager(kind) => kind.lay(all, value, cpus),
            Rule::Group(kind) => kind.lay(&mut all.group, value, cpus),
            Rule::Elsewhere => Ok(()),
        }
    }
}

/// The key that was probably meant.
pub(crate) fn nearest_key(key: &str) -> Option<&'static str> {
    nearest(key, TABLE.iter().flat_map(|setting| std::iter::once(setting.name).chain(setting.alias)))
}

/// The row of a key or alias.
pub(super) fn find(key: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.name == key || setting.alias == Some(key))
}

/// The table as text, in columns.
pub fn help() -> String {
    let width = |column: fn(&Setting) -> &'static str| {
        let widths = TABLE.iter().map(|setting| column(setting).chars().count());
        widths.max().unwrap_or_default()
    };
    let name = width(|setting| setting.name);
    let unit = width(Setting::unit);
    let default = width(|setting| setting.default);
    let mut text = String::new();
    for setting in TABLE {
        let alias = setting.alias.map(|alias| format!(" (also {alias})"));
        let _ = writeln!(
            text,
            "  {:name$}  {:unit$}  {:default$}  {}{}",
            setting.name,
            setting.unit(),
            setting.default,
            setting.help,
            alias.unwrap_or_default(),
        );
    }
    text
}

#[cfg(test)]
mod tests;

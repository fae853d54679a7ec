//! `php worker.php help`

use std::fmt::Write as _;

const COMMANDS: [(&str, &str); 14] = [
    ("start", "starts the fleet; so does no command at all"),
    ("stop, quit", "every worker finishes its job, then the fleet ends"),
    ("terminate", "the same, but jobs have terminateGrace for it"),
    ("restart", "stop, then start"),
    ("reload [--fresh] [target]", "workers finish their job; successors run new code"),
    ("scale ±n [group]", "more or fewer workers; scale 6 sets their number"),
    ("status [-w] [--all]", "what each worker does; -w keeps showing it"),
    ("trace [target]", "which PHP function each worker is in"),
    ("exits", "deaths by cause, and what the last ones held"),
    ("logs [-f]", "the log; -f follows it"),
    ("health [--max-busy=s]", "0 if all workers are ready and none is stuck"),
    ("metrics", "for Prometheus"),
    ("help", "this list"),
    ("--json", "with status, exits, health, trace: for programs"),
];

/// All commands, what their exit status says, and how to turn them off.
pub fn help(script: &str) -> String {
    let widest = COMMANDS.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    let mut text = format!("php {script} [command]\n\n");
    for (command, line) in COMMANDS {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "  {command:widest$}  {line}");
    }
    text + "
A target is a group, orders, or one worker, orders#3; none is everyone.

Exit status: 0 done  1 failed  2 usage or settings  3 not running
             4 already running  5 gave up

'commands' => false turns all this off and leaves the arguments to the script.
"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_fits_a_terminal_and_lists_every_command() {
        let help = help("worker.php");
        assert!(help.starts_with("php worker.php [command]\n"));
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let words =
            "start stop quit terminate restart reload scale status trace exits logs health metrics help --fresh --json";
        for word in words.split(' ') {
            assert!(help.split(|c: char| !c.is_alphabetic() && c != '-').any(|said| said == word), "{word}");
        }
        assert!(help.contains("  metrics                    for Prometheus\n"), "{help}");
        assert!(help.contains("'commands' => false"));
    }
}

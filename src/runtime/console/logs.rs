//! `logs`: the end of the log file, and with `-f` what comes after it, also in a file that has taken its place.

use super::{Terminal, code};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

/// How many lines are shown at first, as tail(1) does it, only more: a restart and its reasons fit.
const LINES: usize = 50;
/// How far back the end of a file is looked for them: the longest lines are 4096 bytes.
const REACH: u64 = 256 * 1024;
/// How often a followed file is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Shows the log. Following it ends with a signal only.
pub fn show(path: Option<&Path>, follow: bool, terminal: &Terminal) -> i32 {
    let Some(path) = path else {
        terminal
            .say(code::FAILED, "the log goes to the standard error of the master; the setting logFile makes it a file");
        return code::FAILED;
    };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => {
            terminal.say(code::FAILED, &format!("{}: {error}", path.display()));
            return code::FAILED;
        }
    };
    terminal.write(&last_lines(&mut file));
    if !follow {
        return code::DONE;
    }
    loop {
        std::thread::sleep(LOOK_EVERY);
        let mut more = Vec::new();
        if file.read_to_end(&mut more).is_ok() && !more.is_empty() {
            terminal.write(&String::from_utf8_lossy(&more));
        } else if let Some(next) = replaced(&file, path) {
            file = next;
        }
    }
}

fn last_lines(file: &mut File) -> String {
    let length = file.metadata().map_or(0, |data| data.len());
    let mut end = Vec::new();
    let read = file.seek(SeekFrom::Start(length.saturating_sub(REACH))).and_then(|_| file.read_to_end(&mut end));
    if read.is_err() {
        return String::new();
    }
    let text = String::from_utf8_lossy(&end);
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    lines[lines.len().saturating_sub(LINES)..].concat()
}

/// The file that lies at the path now, if it is another one, or this one made short.
fn replaced(file: &File, path: &Path) -> Option<File> {
    let mut file = file;
    let known = file.metadata().ok()?;
    let there = std::fs::metadata(path).ok()?;
    let other = (known.dev(), known.ino()) != (there.dev(), there.ino());
    let shorter = file.stream_position().is_ok_and(|position| position > there.len());
    if other || shorter { File::open(path).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_file_is_shown_in_whole_lines() {
        let path = std::env::temp_dir().join(format!("naruto-logs-{}", std::process::id()));
        let text = (1..=80).map(|line| format!("line {line}")).collect::<Vec<_>>().join("\n") + "\n";
        std::fs::write(&path, text).expect("a file");
        let mut file = File::open(&path).expect("the same");
        let shown = last_lines(&mut file);
        assert!(shown.starts_with("line 31\n") && shown.ends_with("line 80\n"), "{shown}");
        assert!(replaced(&file, &path).is_none());
        std::fs::write(&path, "short\n").expect("cut");
        assert!(replaced(&file, &path).is_some(), "made short");
        std::fs::remove_file(&path).expect("clean");
        assert!(replaced(&file, &path).is_none(), "nothing took its place yet");
    }
}

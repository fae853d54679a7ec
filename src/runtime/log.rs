//! The log: one line an event, one `write` a line, so that lines of many processes never mix.

use crate::Error;
use crate::os::{clock, descriptor};
use naruto_supervisor::settings::Level;
use nix::fcntl::{OFlag, open};
use nix::sys::stat::{Mode, SFlag};
use std::cell::Cell;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::rc::Rc;

/// A write up to this length is not torn by another writer of the same pipe (pipe(7), `PIPE_BUF`).
const LONGEST: usize = 4096;

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The master.
    Master,
    /// A worker, `orders#3`.
    Worker(String),
    /// A script that is neither.
    Script,
}

impl Who {
    fn as_str(&self) -> &str {
        match self {
            Self::Master => "master",
            Self::Worker(name) => name,
            Self::Script => "script",
        }
    }
}

/// Where lines go, and which.
#[derive(Clone, Debug)]
pub struct Log {
    file: Option<Rc<OwnedFd>>,
    level: Level,
    /// A person watches: the date is known, the time of day is enough.
    terminal: bool,
    /// Whoever reads may stop reading: a write could block.
    may_block: bool,
    /// Lines that could not be written.
    lost: Cell<u64>,
}

impl Log {
    /// To standard error.
    pub fn to_stderr(level: Level) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { file: None, level, terminal, may_block: !is_regular(&std::io::stderr()), lost: Cell::new(0) }
    }

    /// To a file, appended.
    pub fn to_file(path: &Path, level: Level) -> Result<Self, Error> {
        let flags = OFlag::O_WRONLY | OFlag::O_APPEND | OFlag::O_CREAT | OFlag::O_CLOEXEC | OFlag::O_NOCTTY;
        // A named pipe that nobody reads is an error here, and not a start that never ends.
        let flags = flags | OFlag::O_NONBLOCK;
        let file = open(path, flags, Mode::from_bits_truncate(0o640)).map_err(Error::at("open", path))?;
        let may_block = !is_regular(&file);
        Ok(Self { file: Some(Rc::new(file)), level, terminal: false, may_block, lost: Cell::new(0) })
    }

    /// Writes one line, if its level is wanted.
    pub fn line(&self, level: Level, who: &Who, event: &str, sentence: &str) {
        self.line_of(level, who, std::process::id().cast_signed(), event, sentence);
    }

    /// The same about another process.
    pub fn line_of(&self, level: Level, who: &Who, pid: i32, event: &str, sentence: &str) {
        if level < self.level {
            return;
        }
        let lost = self.lost.take();
        if lost > 0 {
            let sentence = format!("{lost} lines of this log could not be written");
            self.write(
                &format_line(&clock::wall(), self.terminal, Level::Warning, who, pid, "dropped", &sentence),
                lost,
            );
        }
        self.write(&format_line(&clock::wall(), self.terminal, level, who, pid, event, sentence), 1);
    }

    /// Never waits: a fleet must not stand still because nobody reads its log. What is lost is counted.
    fn write(&self, line: &str, worth: u64) {
        let written = match &self.file {
            Some(file) => self.write_to(file, line),
            None => self.write_to(&std::io::stderr(), line),
        };
        if !written {
            self.lost.set(self.lost.get() + worth);
        }
    }

    fn write_to(&self, fd: &impl AsFd, line: &str) -> bool {
        (!self.may_block || descriptor::has_room(fd)) && descriptor::write(fd, line.as_bytes()).is_ok()
    }
}

fn is_regular(fd: &impl AsFd) -> bool {
    nix::sys::stat::fstat(fd)
        .is_ok_and(|stat| SFlag::from_bits_truncate(stat.st_mode) & SFlag::S_IFMT == SFlag::S_IFREG)
}

fn format_line(
    at: &clock::Wall,
    terminal: bool,
    level: Level,
    who: &Who,
    pid: i32,
    event: &str,
    sentence: &str,
) -> String {
    let mut line = String::with_capacity(160);
    let ((year, month, day), (hour, minute, second, ms)) = (at.date, at.time);
    // Writing into a String cannot fail.
    if !terminal {
        let _ = write!(line, "{year:04}-{month:02}-{day:02}T");
    }
    let _ = write!(line, "{hour:02}:{minute:02}:{second:02}.{ms:03}");
    if !terminal {
        let (sign, offset) = if at.offset < 0 { ('-', -at.offset) } else { ('+', at.offset) };
        let _ = write!(line, "{sign}{:02}:{:02}", offset / 60, offset % 60);
    }
    let _ = write!(line, " {:<7} {:<12} {pid:>7}  {event}: ", level.as_str(), who.as_str());
    for part in sentence.trim_end().chars() {
        match part {
            '\n' => line.push('⏎'),
            '\r' => {}
            part if part.is_control() => line.push('?'),
            part => line.push(part),
        }
    }
    if line.len() >= LONGEST {
        let cut = (0..LONGEST - 4).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        line.truncate(cut);
        line.push('…');
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: clock::Wall = clock::Wall { date: (2026, 11, 23), time: (11, 52, 3, 104), offset: 480 };

    #[test]
    fn a_line_reads_as_drawn() {
        let line = format_line(&AT, false, Level::Info, &Who::Master, 4711, "started", "4 workers in 3 ms");
        assert_eq!(line, "2026-11-23T11:52:03.104+08:00 info    master          4711  started: 4 workers in 3 ms\n");
        let line = format_line(&AT, true, Level::Warning, &Who::Worker("orders#3".into()), 12, "died", "a\nb\x1b");
        assert_eq!(line, "11:52:03.104 warning orders#3          12  died: a⏎b?\n");
    }

    #[test]
    fn a_long_line_stays_one_write() {
        let line = format_line(&AT, false, Level::Info, &Who::Master, 1, "log", &"é".repeat(5000));
        assert!(line.len() <= LONGEST && line.ends_with("…\n"));
    }
}

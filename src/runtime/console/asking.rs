//! Tells the master something and waits for the outcome, which it writes to a pipe of ours. Its death is an answer, too.

use super::Terminal;
use super::arguments::Patience;
use super::instance::board;
use crate::Error;
use crate::instance::{ANSWER_PREFIX, Place};
use crate::master::{duration, in_hand};
use crate::os::descriptor::{self, Read, Woken};
use crate::os::signals::Signals;
use crate::os::{clock, fifo, pidfd};
use crate::scoreboard::Scoreboard;
use crate::scoreboard::snapshot::{Phase, Snapshot, State};
use naruto_supervisor::command::{Command, Request, Wish};
use naruto_supervisor::{Held, Time};
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::time::Duration;

/// How long a full pipe is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the line of progress is written anew.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

/// How it ended: an exit status and a sentence.
pub type Outcome = (i32, String);

/// A pipe for answers; it goes with whoever asked.
pub(super) struct Answer {
    path: PathBuf,
    /// To read them from.
    pub pipe: OwnedFd,
    /// To be told to the master.
    pub name: String,
}

impl Answer {
    /// Made where the master looks for it. Before that, [`catch`] has to be called: whoever interrupts us would leave it
    /// behind.
    pub fn make(place: &Place) -> Result<Self, Error> {
        let name = format!("{ANSWER_PREFIX}{}", std::process::id());
        let path = place.dir.join(&name);
        Ok(Self { pipe: fifo::make(&path, 0o600)?, path, name })
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        // Whoever removed it already has removed the whole instance.
        let _ = fifo::remove(&self.path);
    }
}

/// Asks, and waits as long as told.
pub fn ask(
    place: &Place,
    master: i32,
    command: &Command,
    patience: Patience,
    terminal: &Terminal,
) -> Result<Outcome, Error> {
    let mut signals = catch()?;
    let answer = match patience {
        Patience::None => None,
        _ => Some(Answer::make(place)?),
    };
    let answer_name = answer.as_ref().map(|answer| answer.name.clone());
    if let Some(refused) = request(place, master, Wish::Command(command.clone()), answer_name)? {
        return Ok(refused);
    }
    let outcome = match &answer {
        None => Ok((0, format!("{command}: asked"))),
        Some(answer) => Ok(wait(place, master, command, answer, &signals, patience, terminal)),
    };
    drop(answer);
    signals.restore();
    outcome
}

/// Catches what would end us before we have tidied up.
pub(super) fn catch() -> Result<Signals, Error> {
    let mut signals = Signals::new()?;
    [libc::SIGINT, libc::SIGTERM, libc::SIGHUP].into_iter().try_for_each(|signal| signals.catch(signal))?;
    Ok(signals)
}

/// Writes to the master's pipe. What comes back is how that has failed.
pub(super) fn request(
    place: &Place,
    master: i32,
    wish: Wish,
    answer: Option<String>,
) -> Result<Option<Outcome>, Error> {
    let request = Request { wish, answer };
    let taken = fifo::write_patiently(&place.pipe(master), format!("\n{request}\n").as_bytes(), PATIENCE)?;
    let wish = request.wish.to_string();
    let refused = || (1, format!("{} did not take {wish:?}: its pipe is full, or it has just ended", place.name));
    Ok((!taken).then(refused))
}

fn wait(
    place: &Place,
    master: i32,
    command: &Command,
    answer: &Answer,
    signals: &Signals,
    patience: Patience,
    terminal: &Terminal,
) -> Outcome {
    let until = match patience {
        Patience::For(time) => Some(clock::now().saturating_add(time)),
        Patience::None | Patience::Endless => None,
    };
    let watched = pidfd::open(master);
    let board = board(master).ok();
    let mut progress = Progress { command, board, terminal, shown: false };
    let outcome = loop {
        if let Some(outcome) = read(&answer.pipe) {
            break outcome;
        }
        if watched.is_none() && !fifo::has_reader(&place.pipe(master)) {
            break read(&answer.pipe).unwrap_or((1, format!("{} has ended without a word", place.name)));
        }
        let now = clock::now();
        if until.is_some_and(|until| until <= now) {
            break (1, format!("{command}: not done yet, it goes on without us"));
        }
        progress.show(now);
        let next = [
            until.map(|until| until.saturating_sub(now)),
            (progress.moves() || watched.is_none()).then_some(PROGRESS_EVERY),
        ];
        let fds = [answer.pipe.as_fd(), signals.bell(), watched.as_ref().map_or(signals.bell(), OwnedFd::as_fd)];
        if let Woken::By([answered, bell, ended]) = descriptor::wait(fds, next.into_iter().flatten().min()) {
            if bell && !signals.take().all().collect::<Vec<_>>().is_empty() {
                break (130, format!("{command}: not waited for any more, it goes on"));
            }
            if ended && watched.is_some() && !answered {
                break read(&answer.pipe).unwrap_or((1, format!("{} has ended without a word", place.name)));
            }
        }
    };
    progress.clear();
    outcome
}

/// `0 reload: 6 of 6 renewed in 14.2 s, generation 8`; written at once, so it is there as a whole or not at all.
fn read(pipe: &OwnedFd) -> Option<Outcome> {
    let mut buffer = [0; descriptor::PIPE_BUF];
    let Read::Bytes(count) = descriptor::read(pipe, &mut buffer) else { return None };
    let line = String::from_utf8_lossy(&buffer[..count]);
    let (status, sentence) = line.lines().next()?.split_once(' ')?;
    Some((status.parse().ok()?, sentence.replace('⏎', "\n")))
}

/// The line that tells on a terminal what is still waited for.
struct Progress<'a> {
    command: &'a Command,
    board: Option<Scoreboard>,
    terminal: &'a Terminal,
    shown: bool,
}

impl Progress<'_> {
    fn moves(&self) -> bool {
        self.terminal.is_one && self.board.is_some()
    }

    fn show(&mut self, now: Time) {
        let Some(board) = self.board.as_ref().filter(|_| self.terminal.is_one) else { return };
        let line = sentence(&board.read(now, 0.0), self.command);
        self.terminal.write(&format!("\r\x1b[K{line}"));
        self.shown = true;
    }

    fn clear(&self) {
        if self.shown {
            self.terminal.write("\r\x1b[K");
        }
    }
}

/// `reload: 5 of 6 renewed, waiting for orders#2 (order 88190, 14 s)`
fn sentence(fleet: &Snapshot, command: &Command) -> String {
    let all = fleet.workers.len();
    let old = |worker: &&crate::scoreboard::snapshot::Worker| match command {
        Command::Reload { .. } => worker.generation < fleet.generation || worker.state == State::Booting,
        Command::Scale { .. } => !matches!(worker.state, State::Idle | State::Busy),
        Command::Stop | Command::Terminate => worker.pid.is_some(),
    };
    let waited: Vec<_> = fleet.workers.iter().filter(old).collect();
    let (word, done) = match command {
        Command::Reload { .. } => ("reload", "renewed"),
        Command::Scale { .. } => ("scale", "ready"),
        Command::Stop => ("stop", "have left"),
        Command::Terminate => ("terminate", "have left"),
    };
    let mut line = format!("{word}: {} of {all} {done}", all - waited.len());
    if fleet.phase == Phase::Running && matches!(command, Command::Stop | Command::Terminate) {
        return format!("{word}: asked");
    }
    if let [worker, rest @ ..] = waited.as_slice() {
        let age = fleet.now.saturating_sub(worker.since);
        let held = Held { note: worker.note.clone(), age };
        let what = if held.note.is_empty() {
            duration(age)
        } else {
            in_hand(Some(&held)).trim_start_matches(", in ").to_owned()
        };
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        line = format!("{line}, waiting for {} ({what}){more}", fleet.worker_name(worker));
    }
    line
}

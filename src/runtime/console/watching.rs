//! `status -w`: the same picture again and again, in place, until somebody has seen enough or the fleet has ended.

use super::{Fleet, Terminal, code, instance, not_running, showing};
use crate::Error;
use crate::console::arguments::Task;
use crate::os::descriptor::{self, Read, Woken};
use crate::os::signals::{self, Caught, Signals};
use crate::os::terminal::Screen;
use crate::os::{pidfd, terminal};
use crate::scoreboard::snapshot::Snapshot;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

/// How often it is drawn.
const EVERY: Duration = Duration::from_secs(1);

/// Shows it to a person; the exit status. Whatever ends it, the terminal is left as it was.
pub fn watch(task: &Task, fleet: &Fleet<'_>, terminal: &Terminal) -> Result<i32, Error> {
    let mut signals = Signals::new()?;
    let ends = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP, libc::SIGQUIT];
    ends.into_iter().chain([libc::SIGWINCH, libc::SIGTSTP]).try_for_each(|signal| signals.catch(signal))?;
    let end = turn(task, fleet, terminal, &signals);
    signals.restore();
    match end? {
        End::Status(status) => Ok(status),
        // Said now: on the other screen it would be gone at once.
        End::NotRunning => Ok(not_running(fleet, terminal)),
    }
}

enum End {
    Status(i32),
    NotRunning,
}

fn turn(task: &Task, fleet: &Fleet<'_>, terminal: &Terminal, signals: &Signals) -> Result<End, Error> {
    let mut screen = None;
    loop {
        let Some(master) = instance::master(fleet.place) else { return Ok(End::NotRunning) };
        // It may end right now.
        let snapshot = match instance::board(master) {
            Ok(board) => instance::weighed(&board),
            Err(_) if instance::master(fleet.place).is_none() => return Ok(End::NotRunning),
            Err(error) => return Err(error),
        };
        let shown = screen.get_or_insert_with(Screen::enter);
        draw(shown, task, &snapshot, fleet, terminal);
        match wait(shown, master, signals) {
            Next::Draw => {}
            Next::Leave(status) => return Ok(End::Status(status)),
            Next::Pause => {
                drop(screen.take());
                // Comes back when the shell lets it go on.
                signals::send(std::process::id().cast_signed(), libc::SIGSTOP);
            }
        }
    }
}

/// What does not fit is told, not shown: nothing scrolls.
fn draw(screen: &Screen, task: &Task, snapshot: &Snapshot, fleet: &Fleet<'_>, terminal: &Terminal) {
    let (text, _) = showing::text(task, snapshot, &showing::look(task, fleet, terminal));
    let rows = terminal::size(&std::io::stdout()).map_or(24, |(_, rows)| rows.max(2));
    let lines: Vec<_> = text.lines().collect();
    if lines.len() > rows {
        let more = format!("… {} more lines", lines.len() + 1 - rows);
        screen.draw(lines.into_iter().take(rows - 1).chain([more.as_str()]));
    } else {
        screen.draw(lines.into_iter());
    }
}

enum Next {
    Draw,
    Pause,
    Leave(i32),
}

/// Until the next picture is due: time has gone by, the window has another size, or the master has ended.
fn wait(screen: &Screen, master: i32, signals: &Signals) -> Next {
    let (keyboard, bell) = (std::io::stdin(), signals.bell());
    let keys = if screen.has_keys() { keyboard.as_fd() } else { bell };
    let watched = pidfd::open(master);
    let ended = watched.as_ref().map_or(bell, OwnedFd::as_fd);
    if let Woken::By([rung, typed, _]) = descriptor::wait([bell, keys, ended], Some(EVERY)) {
        if rung {
            return meaning(signals.take());
        }
        let mut keys = [0; 64];
        if typed {
            return match descriptor::read(&keyboard, &mut keys) {
                Read::Bytes(count) if !keys[..count].iter().any(|key| b"qQ\x04".contains(key)) => Next::Draw,
                Read::Empty => Next::Draw,
                Read::Bytes(_) | Read::End => Next::Leave(code::DONE),
            };
        }
    }
    Next::Draw
}

fn meaning(caught: Caught) -> Next {
    let end = caught.all().find(|signal| ![libc::SIGWINCH, libc::SIGTSTP].contains(signal));
    match end {
        Some(signal) => Next::Leave(128 + signal),
        None if caught.has(libc::SIGTSTP) => Next::Pause,
        None => Next::Draw,
    }
}

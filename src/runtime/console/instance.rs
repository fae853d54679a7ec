//! A fleet seen from outside: whether it runs, and its scoreboard.

use crate::Error;
use crate::code::Code;
use crate::instance::Place;
use crate::os::{clock, fifo, lock, usage};
use crate::scoreboard::Scoreboard;
use crate::scoreboard::snapshot::Snapshot;
use nix::errno::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;

/// How the kernel calls the file of a scoreboard.
pub const BOARD: &str = "/memfd:naruto (deleted)";

/// The master of a place, if one lives.
pub fn master(place: &Place) -> Option<i32> {
    let pid = lock::holder(&place.lock());
    (pid != 0 && fifo::has_reader(&place.pipe(pid))).then_some(pid)
}

/// The scoreboard of a master, reached through what it keeps open; its workers notice nothing.
pub fn board(master: i32) -> Result<Scoreboard, Error> {
    let error = |errno| Error::system("open", format!("the scoreboard of pid {master}"))(errno);
    let entries = std::fs::read_dir(format!("/proc/{master}/fd"))
        .map_err(|failed| error(Errno::from_raw(failed.raw_os_error().unwrap_or(0))))?;
    for entry in entries.flatten() {
        if std::fs::read_link(entry.path()).is_ok_and(|target| target.as_os_str() == BOARD) {
            let file = File::open(entry.path())
                .map_err(|failed| error(Errno::from_raw(failed.raw_os_error().unwrap_or(0))))?;
            let board = Scoreboard::of(&OwnedFd::from(file))?;
            return if board.header().is_readable() { Ok(board) } else { Err(error(Errno::EPROTO)) };
        }
    }
    Err(error(Errno::ENOENT))
}

/// The fleet as it is now.
pub fn snapshot(board: &Scoreboard) -> Snapshot {
    board.read(clock::now(), clock::unix())
}

/// The same with what takes longer to find out: files that have changed since they were loaded, and what only the kernel
/// knows of workers, a walk over all their pages.
pub fn weighed(board: &Scoreboard) -> Snapshot {
    let mut snapshot = snapshot(board);
    let code = Code::of(snapshot.pid);
    let changed = code.iter().flat_map(Code::changed);
    snapshot.stale_files = changed.map(|path| path.display().to_string()).collect();
    for worker in &mut snapshot.workers {
        worker.private = worker.pid.map_or(0, usage::private_of);
    }
    snapshot
}

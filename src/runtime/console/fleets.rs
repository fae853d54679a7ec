//! All fleets of this machine that one may look at: a master keeps its scoreboard open, and its pipe tells where it lives.
//! Nothing has to be registered anywhere, so nothing can be out of date.

use super::instance::{self, BOARD};
use crate::instance::{PIPE_PREFIX, Place};
use crate::scoreboard::snapshot::Snapshot;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A fleet that runs.
#[derive(Debug)]
pub struct Found {
    /// Where it lives, and its name.
    pub place: Place,
    /// Whose it is: user and group.
    pub owner: (u32, u32),
    /// What it does.
    pub snapshot: Snapshot,
}

/// Those of this user, or of everybody for root; by name, then by directory.
pub fn all() -> Vec<Found> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse().ok());
    let mut found: Vec<Found> = pids.filter_map(look).collect();
    found.sort_by(|one, other| (&one.place.name, &one.place.dir).cmp(&(&other.place.name, &other.place.dir)));
    found
}

/// The fleet of this process, if it is a master. A mould has the scoreboard open, too, but it is not the master's.
fn look(pid: i32) -> Option<Found> {
    let open: Vec<PathBuf> = std::fs::read_dir(format!("/proc/{pid}/fd"))
        .ok()?
        .flatten()
        .filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .collect();
    open.iter().find(|target| *target == Path::new(BOARD))?;
    let pipe = format!("{PIPE_PREFIX}{pid}");
    let dir = open.iter().find(|target| target.file_name().is_some_and(|name| *name == *pipe))?.parent()?;
    let snapshot = instance::snapshot(&instance::board(pid).ok()?);
    let place = Place::known(&snapshot.name, dir);
    let process = std::fs::metadata(format!("/proc/{pid}")).ok()?;
    let owner = (process.uid(), process.gid());
    (snapshot.pid == pid).then_some(Found { place, owner, snapshot })
}

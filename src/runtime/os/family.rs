//! What a worker has started dies with it when it is killed: its process group if it has one of its own, else its
//! descendants, which /proc knows as long as the worker has not been reaped.

use crate::os::signals::send;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Whether this process has a controlling terminal. Then its workers stay in its group, so that the keys of the terminal
/// reach them as a shell user expects; without one each gets a group of its own.
pub fn has_terminal() -> bool {
    std::fs::File::open("/dev/tty").is_ok()
}

/// This process leads a group of its own from now on.
pub fn lead_own_group() {
    // Fails for the leader of a session only, which a fresh child is not.
    let _ = nix::unistd::setpgid(nix::unistd::Pid::from_raw(0), nix::unistd::Pid::from_raw(0));
}

/// The process group of a process, if it still runs.
pub fn group_of(pid: i32) -> Option<i32> {
    nix::unistd::getpgid(Some(nix::unistd::Pid::from_raw(pid))).ok().map(nix::unistd::Pid::as_raw)
}

/// Sends SIGKILL to a worker that has not been reaped, and to what it has started.
pub fn kill(worker: i32, own_group: bool) {
    if own_group {
        kill_group(worker);
    } else {
        // Stopped first, so that it starts nobody else while we look.
        send(worker, libc::SIGSTOP);
        for child in descendants(worker) {
            send(child, libc::SIGKILL);
        }
    }
    send(worker, libc::SIGKILL);
}

/// Sends SIGKILL to the group of a worker that has not been reaped, so that the number still belongs to it.
pub fn kill_group(worker: i32) {
    send(-worker, libc::SIGKILL);
}

/// Stopped one by one on the way, children after their parents.
fn descendants(of: i32) -> Vec<i32> {
    let mut found = children(of);
    let mut next = 0;
    while let Some(pid) = found.get(next).copied() {
        send(pid, libc::SIGSTOP);
        found.extend(children(pid));
        next += 1;
    }
    found
}

static BEFORE_PHP: OnceLock<BTreeSet<i32>> = OnceLock::new();

/// Remembers which children this process has already, from the program that has become PHP; only the first process of a
/// container has to know. To be called before any code of the script runs.
pub fn remember_children() {
    if std::process::id() == 1 {
        let _ = BEFORE_PHP.set(children(1).into_iter().collect());
    }
}

/// Those.
pub fn before_php() -> BTreeSet<i32> {
    BEFORE_PHP.get().cloned().unwrap_or_default()
}

/// The masters of all fleets on this machine, as far as titles tell.
pub fn masters() -> Vec<u32> {
    let pid = |entry: std::fs::DirEntry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        is_master(pid).then_some(pid)
    };
    std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(pid).collect()
}

/// Whether this process is one.
pub fn is_master(pid: u32) -> bool {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let line = String::from_utf8_lossy(&line);
    line.starts_with("naruto: ") && line.trim_end_matches('\0').ends_with(" master")
}

/// The children of a process.
pub fn children(of: i32) -> Vec<i32> {
    let list = std::fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    list.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

/// Whether a process stands still, by SIGSTOP or a debugger.
pub fn is_stopped(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name before it may hold anything, parentheses too (proc_pid_stat(5)).
    stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['T', 't']))
}

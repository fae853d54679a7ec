//! What this process is: at most one manager runs in it. The one piece of state that is the process's and not an
//! object's.

use naruto_runtime::os::claim;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// A role with the pid that has it: a child forked by user code has none of its parent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    None,
    Master(i32),
    Worker(i32),
}

static ROLE: Mutex<Role> = Mutex::new(Role::None);

/// A worker has been forked by this process, or it is one.
static FORKED: AtomicBool = AtomicBool::new(false);

/// A worker is being forked. Whether it is the first.
pub fn note_fork() -> bool {
    !FORKED.swap(true, Ordering::Relaxed)
}

/// Whether a worker has been forked so far.
pub fn has_forked() -> bool {
    FORKED.load(Ordering::Relaxed)
}

fn here() -> i32 {
    std::process::id().cast_signed()
}

/// A fleet runs from now on. `false`: one does already.
pub fn become_master() -> bool {
    let mut role = ROLE.lock();
    if is_taken(*role) {
        return false;
    }
    *role = Role::Master(here());
    true
}

/// PHP code has set a handler of a signal, which may belong to the master or worker that this process is: then it stays so.
pub fn keep_signal(signal: i32, is_handler: bool) {
    if is_master() || is_worker() {
        claim::reclaim(signal, is_handler);
    }
}

/// This process is a worker from now on, to its end.
pub fn become_worker() {
    *ROLE.lock() = Role::Worker(here());
}

/// The fleet has ended.
pub fn retire() {
    *ROLE.lock() = Role::None;
}

/// Whether this process is the master of a fleet.
pub fn is_master() -> bool {
    *ROLE.lock() == Role::Master(here())
}

/// Whether this process is a worker.
pub fn is_worker() -> bool {
    *ROLE.lock() == Role::Worker(here())
}

fn is_taken(role: Role) -> bool {
    matches!(role, Role::Master(pid) | Role::Worker(pid) if pid == here())
}

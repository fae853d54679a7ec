//! Away from the terminal: a process of a session of its own, with streams that lead into a log.

use crate::Error;
use crate::os::fork::{self, Side};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::stat::{Mode, umask};
use std::os::fd::OwnedFd;

/// Forks twice: who starts the session is the only one that could get a terminal again, by opening one. Only the grandchild
/// goes on as `Child`. The caller stays where it is and reaps the first child.
pub fn leave() -> Result<Side, Error> {
    let failed = || Error::system("fork", "a process in the background");
    match fork::fork().map_err(failed())? {
        Side::Parent(first) => {
            fork::reap_blocking(first);
            return Ok(Side::Parent(first));
        }
        Side::Child => {}
    }
    // Fails for the leader of a group only, which a fresh child is not.
    let _ = nix::unistd::setsid();
    if !matches!(fork::fork(), Ok(Side::Child)) {
        // If it failed, the one who waits hears nothing and says so.
        fork::exit_now(0);
    }
    // What others may not write to in a terminal with a lax mask they may not in the background; a stricter one stays.
    umask(umask(Mode::from_bits_truncate(0o022)) | Mode::from_bits_truncate(0o022));
    Ok(Side::Child)
}

/// Standard input is at its end, and both outputs lead there.
pub fn redirect(output: &OwnedFd) -> Result<(), Errno> {
    let null = nix::fcntl::open("/dev/null", OFlag::O_RDONLY | OFlag::O_CLOEXEC, Mode::empty())?;
    nix::unistd::dup2_stdin(&null)?;
    nix::unistd::dup2_stdout(output)?;
    nix::unistd::dup2_stderr(output)
}

//! The one error of this crate: what failed, on what, and why.

use nix::errno::Errno;
use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong. The text says what happens next where the reader cannot know.
#[derive(Debug)]
pub enum Error {
    /// A system call failed.
    System {
        /// The call, as in the manual.
        call: &'static str,
        /// What it was about.
        object: String,
        /// The kernel's reason.
        errno: Errno,
    },
    /// Something lies where our pipe or directory should, and it is not ours.
    Foreign {
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A setting that this system has no use for.
    Setting {
        /// Which one.
        key: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Another master has the lock.
    Running {
        /// The instance.
        name: String,
        /// The other master.
        pid: i32,
    },
    /// The master of this instance died, and its last workers still finish their jobs.
    Orphans {
        /// The instance.
        name: String,
        /// Seconds that they were waited for.
        waited: u64,
    },
}

impl Error {
    pub(crate) fn system(call: &'static str, object: impl Into<String>) -> impl FnOnce(Errno) -> Self {
        let object = object.into();
        move |errno| Self::System { call, object, errno }
    }

    pub(crate) fn at(call: &'static str, path: &Path) -> impl FnOnce(Errno) -> Self {
        Self::system(call, path.display().to_string())
    }

    pub(crate) fn of_io(call: &'static str, object: &str, error: &std::io::Error) -> Self {
        Self::system(call, object)(Errno::from_raw(error.raw_os_error().unwrap_or(0)))
    }

    /// The kernel's reason, if it was the kernel.
    pub fn errno(&self) -> Option<i32> {
        match self {
            Self::System { errno, .. } => Some(*errno as i32),
            Self::Foreign { .. } | Self::Setting { .. } | Self::Running { .. } | Self::Orphans { .. } => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System { call, object, errno } => write!(f, "{call} {object}: {} ({errno:?})", errno.desc()),
            Self::Foreign { path, why } => write!(f, "{}: {why}; it is left alone", path.display()),
            Self::Setting { key, why } => write!(f, "{key}: {why}; nothing has been started"),
            Self::Running { name, pid } => {
                write!(f, "{name} is already running, its master is pid {pid}; if two were meant, set 'name'")
            }
            Self::Orphans { name, waited } => write!(
                f,
                "{name} cannot start: its last master was killed, and workers of it still finish their jobs after {waited} s"
            ),
        }
    }
}

impl std::error::Error for Error {}

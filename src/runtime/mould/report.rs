//! What a mould has come to, in a file that only it and the master have open.

use crate::Error;
use crate::code::Code;
use naruto_supervisor::settings::{GroupSettings, Settings};
use nix::sys::memfd::{MFdFlags, memfd_create};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::fd::OwnedFd;

/// Said once.
#[derive(Debug, Serialize, Deserialize)]
pub enum Report {
    /// The script has come to its `run()`.
    Ready {
        /// What it was told.
        settings: Box<Settings>,
        /// And its groups.
        groups: Vec<(String, GroupSettings)>,
        /// The files it has loaded.
        code: Code,
    },
    /// It never will; why.
    Failed(String),
}

/// An empty one.
pub fn new() -> Result<OwnedFd, Error> {
    memfd_create("naruto-mould", MFdFlags::MFD_CLOEXEC).map_err(Error::system("memfd_create", "a mould's report"))
}

impl Report {
    /// By the mould.
    pub fn leave(&self, file: &OwnedFd) -> std::io::Result<()> {
        let mut file = File::from(file.try_clone()?);
        file.write_all(&serde_json::to_vec(self)?)
    }

    /// By the master. None: nothing has been said yet.
    pub fn read(file: &OwnedFd) -> Option<Self> {
        let mut text = Vec::new();
        let mut file = File::from(file.try_clone().ok()?);
        file.seek(SeekFrom::Start(0)).ok()?;
        file.read_to_end(&mut text).ok()?;
        if text.is_empty() { None } else { serde_json::from_slice(&text).ok() }
    }
}

/// What the kernel's word for a mould means that has said nothing.
pub fn unsaid(how: naruto_supervisor::How) -> String {
    match how {
        naruto_supervisor::How::Exited(0) => "the script has ended before its run()".to_owned(),
        naruto_supervisor::How::Exited(status) => format!("the script has ended by exit({status}) before its run()"),
        naruto_supervisor::How::Signalled(signal) => {
            format!("the new process was killed by {}", crate::figures::signal_name(signal))
        }
    }
}

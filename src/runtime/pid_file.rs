//! A file with the pid of the master, for those who want one.

use crate::Error;
use crate::os::family::is_master;
use nix::errno::Errno;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file, as long as it is ours.
#[derive(Debug)]
pub struct PidFile(PathBuf);

impl PidFile {
    /// Writes it, in one step for whoever reads it. One that a dead master has left is replaced, whoever has its pid by now;
    /// that of a fleet that runs is not.
    pub fn write(path: &Path) -> Result<Self, Error> {
        // It must be found again after a chdir of the script.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let own = std::process::id();
        if let Some(other) = read(&path).filter(|other| *other != own && is_master(*other)) {
            let why = format!("{} is that of another fleet, which runs as pid {other}", path.display());
            return Err(Error::Setting { key: "pidFile", why });
        }
        let failed = |error: &io::Error| Error::at("write", &path)(Errno::from_raw(error.raw_os_error().unwrap_or(0)));
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{own}"));
        let draft = path.with_file_name(name);
        fs::write(&draft, format!("{own}\n")).map_err(|error| failed(&error))?;
        fs::rename(&draft, &path).map_err(|error| {
            let _ = fs::remove_file(&draft);
            failed(&error)
        })?;
        Ok(Self(path))
    }

    /// Removes it, unless it is somebody else's by now.
    pub fn remove(&self) {
        if read(&self.0) == Some(std::process::id()) {
            // Nothing can be done about what does not go, and the next start replaces it.
            let _ = fs::remove_file(&self.0);
        }
    }
}

fn read(path: &Path) -> Option<u32> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_one_left_is_replaced_and_what_somebody_put_there_is_left_alone() {
        let path = std::env::temp_dir().join(format!("naruto-pid-{}", std::process::id()));
        fs::write(&path, "1\n").expect("the pid of somebody who is no master");
        let file = PidFile::write(&path).expect("replaced");
        assert_eq!(read(&path), Some(std::process::id()));
        fs::write(&path, "4711\n").expect("somebody else's");
        file.remove();
        assert_eq!(read(&path), Some(4711));
        let file = PidFile::write(&path).expect("replaced");
        file.remove();
        assert!(!path.exists());
        assert!(matches!(PidFile::write(Path::new("/nowhere/pid")), Err(Error::System { .. })));
    }
}

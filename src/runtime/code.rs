//! The files that a script has loaded, as they were then: whether the code on the disk is still the code that runs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What tells one version of a file from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Version {
    /// Where the name leads to: a release that is switched by a link changes nothing but this.
    resolved: PathBuf,
    device: u64,
    inode: u64,
    modified: (i64, i64),
    size: u64,
}

impl Version {
    fn of(path: &Path) -> Option<Self> {
        let resolved = std::fs::canonicalize(path).ok()?;
        let there = std::fs::metadata(&resolved).ok()?;
        let modified = (there.mtime(), there.mtime_nsec());
        Some(Self { device: there.dev(), inode: there.ino(), modified, size: there.size(), resolved })
    }
}

/// All of them, by the name under which they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    files: BTreeMap<PathBuf, Option<Version>>,
}

impl Code {
    /// A file is about to be loaded. The first look counts: what is loaded once more is what it was.
    pub fn note(&mut self, path: &Path) {
        if !self.files.contains_key(path) {
            self.files.insert(path.to_owned(), Version::of(path));
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Those that are not any more what they were.
    pub fn changed(&self) -> Vec<&Path> {
        let differs = |(path, version): &(&PathBuf, &Option<Version>)| Version::of(path) != **version;
        self.files.iter().filter(differs).map(|(path, _)| path.as_path()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_changed_if_its_content_or_its_place_has() {
        let dir = std::env::temp_dir().join(format!("naruto-code-{}", std::process::id()));
        let path = |name: &str| dir.join(name);
        for release in ["1", "2"] {
            std::fs::create_dir_all(path(release)).expect("a folder");
            std::fs::write(path(release).join("a.php"), "<?php").expect("a file");
        }
        std::os::unix::fs::symlink("1", path("current")).expect("a link");
        let mut code = Code::default();
        let (direct, linked) = (path("1/a.php"), path("current/a.php"));
        for path in [&direct, &linked, &direct] {
            code.note(path);
        }
        assert_eq!(code.len(), 2);
        assert_eq!(code.changed(), Vec::<&Path>::new());

        std::os::unix::fs::symlink("2", path("next")).expect("a link");
        std::fs::rename(path("next"), path("current")).expect("switched");
        assert_eq!(code.changed(), [&linked]);
        std::fs::write(&direct, "<?php // longer").expect("written");
        assert_eq!(code.changed(), [&direct, &linked]);
        std::fs::remove_dir_all(&dir).expect("clean");
        assert_eq!(code.changed().len(), 2, "what is gone has changed");
    }
}

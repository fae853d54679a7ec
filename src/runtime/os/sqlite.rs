//! Databases of SQLite that this process has open: files whose handles must not be taken through a fork.

use crate::os::descriptor;
use nix::sys::uio::pread;
use std::fs;
use std::os::fd::{BorrowedFd, RawFd};
use std::path::PathBuf;

/// The files among the descriptors of this process that are databases of SQLite, by what they begin with.
pub fn open() -> Vec<PathBuf> {
    /// The first bytes of each (sqlite.org/fileformat.html).
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut files: Vec<_> = descriptor::numbers()
        .into_iter()
        .filter_map(|fd| {
            let link = format!("/proc/self/fd/{fd}");
            let path =
                fs::metadata(&link).ok().filter(fs::Metadata::is_file).and_then(|_| fs::read_link(&link).ok())?;
            has_begin(fd, MAGIC).then_some(path)
        })
        .collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// To open it anew, and close that again, would take the locks of the process away (fcntl(2)).
fn has_begin(fd: RawFd, begin: &[u8; 16]) -> bool {
    let mut found = [0; 16];
    // SAFETY: for this call only; the kernel refuses a number that is not open.
    let read = pread(unsafe { BorrowedFd::borrow_raw(fd) }, &mut found, 0);
    read == Ok(found.len()) && found == *begin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_by_their_first_bytes() {
        let path = std::env::temp_dir().join(format!("naruto-sqlite-{}", std::process::id()));
        std::fs::write(&path, "SQLite format 3\0and so on").expect("written");
        let file = std::fs::File::open(&path).expect("opened");
        assert!(open().contains(&path));
        drop(file);
        std::fs::remove_file(&path).expect("removed");
        assert!(!open().contains(&path));
    }
}

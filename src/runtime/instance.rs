//! One running master's own directory: its pipes and its lock, so that two fleets never touch each other.

use crate::Error;
use crate::os::{directory, fifo, lock};
use nix::errno::Errno;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What every pipe's name begins with; the pid follows.
pub const PIPE_PREFIX: &str = "naruto.pipe";
const LOCK: &str = "lock";
/// What the name of a pipe begins with that somebody has made to be answered on.
pub const ANSWER_PREFIX: &str = "answer.";
/// Pipes that have no pid yet.
const UNBORN_PREFIX: &str = ".unborn";

/// How often the lock of a dead master's orphans is tried; nothing tells when a lock becomes free.
const RETRY: Duration = Duration::from_millis(10);
/// How often a lock may vanish under our hands, before that is an error of its own.
const PATIENCE: u32 = 100;

/// Where an instance lives.
#[derive(Clone, Debug)]
pub struct Place {
    /// The fleet's name.
    pub name: String,
    /// The directory, without the lock or anything in it being made.
    pub dir: PathBuf,
    /// Of the pipes; who may use the pipes may enter the directory.
    pub pipe_mode: u32,
    /// The directory above is one that we chose, so it must be ours.
    is_ours: bool,
}

impl Place {
    /// Below `base` (or the system's run-time directory), told apart by name and script.
    pub fn new(base: Option<&str>, name: &str, script: &Path, pipe_mode: u32) -> Self {
        let (base, is_ours) = base.map_or_else(runtime_directory, |base| (PathBuf::from(base), false));
        let hash = fnv1a(script.as_os_str().as_encoded_bytes());
        Self { name: name.to_owned(), dir: base.join(format!("{name}-{hash:08x}")), pipe_mode, is_ours }
    }

    /// The pipe of a process.
    pub fn pipe(&self, pid: i32) -> PathBuf {
        self.dir.join(format!("{PIPE_PREFIX}{pid}"))
    }

    /// The lock, and in it the pid of the master.
    pub fn lock(&self) -> PathBuf {
        self.dir.join(LOCK)
    }

    /// A pipe for a child that is about to be forked; no two have the same, see [`crate::os::fork`].
    pub(crate) fn unborn_pipe(&self, serial: u64) -> PathBuf {
        self.dir.join(format!("{UNBORN_PREFIX}{serial}"))
    }
}

/// The lock of an instance, held.
#[derive(Debug)]
pub struct Instance {
    /// Where it lives.
    pub place: Place,
    /// Shared with every worker; see [`lock`].
    lock: OwnedFd,
}

/// What a start has to wait for.
#[derive(Debug)]
pub struct Waiting {
    /// The master that was killed.
    pub dead_master: i32,
    /// How long it has been waited for.
    pub since: Duration,
    /// How long to wait until the next try.
    pub retry: Duration,
}

impl Instance {
    /// Takes the lock before anything else is touched, waits for the orphans of a killed master, and sweeps what was
    /// left. `wait` waits between two tries, and says whether to go on.
    pub fn open(place: Place, orphan_grace: Duration, wait: impl FnMut(Waiting) -> bool) -> Result<Self, Error> {
        let lock = acquire(&place, orphan_grace, wait).inspect_err(|_| {
            // Goes only if nobody has anything in it.
            let _ = std::fs::remove_dir(&place.dir);
        })?;
        sweep(&place.dir)?;
        Ok(Self { place, lock })
    }

    /// The same in another process that the master has given its lock to.
    pub fn inherited(place: Place, lock: OwnedFd) -> Self {
        Self { place, lock }
    }

    /// The lock.
    pub fn lock(&self) -> BorrowedFd<'_> {
        self.lock.as_fd()
    }

    /// Removes everything, while the lock is still held: a successor that opened the old lock file notices.
    pub fn remove(&self) {
        // Nothing can be done about what does not go, and the next start sweeps again. Our own pipe by its name: to look
        // around takes a descriptor, and there may be none left.
        let _ = fifo::remove(&self.place.pipe(std::process::id().cast_signed()));
        let _ = sweep(&self.place.dir);
        let _ = std::fs::remove_file(self.place.dir.join(LOCK));
        let _ = std::fs::remove_dir(&self.place.dir);
    }
}

fn acquire(place: &Place, orphan_grace: Duration, mut wait: impl FnMut(Waiting) -> bool) -> Result<OwnedFd, Error> {
    let path = place.dir.join(LOCK);
    let mut patience = PATIENCE;
    let started = crate::os::clock::now();
    loop {
        // The directory may go with an instance that ends right now.
        match place.dir.parent() {
            Some(base) if place.is_ours => directory::make_own(base, directory_mode(place.pipe_mode))?,
            Some(base) => directory::make_parents(base, directory_mode(place.pipe_mode))?,
            None => {}
        }
        directory::claim(&place.dir, directory_mode(place.pipe_mode))?;
        match lock::attempt(&path)? {
            lock::Attempt::Locked(fd) => return Ok(fd),
            lock::Attempt::Held(pid) if pid != 0 && fifo::has_reader(&place.pipe(pid)) => {
                return Err(Error::Running { name: place.name.clone(), pid });
            }
            // Nobody reads the master's pipe: it is dead, and its workers keep the lock until their jobs are done.
            lock::Attempt::Held(pid) => {
                let since = crate::os::clock::now().saturating_sub(started);
                let late = since > orphan_grace + Duration::from_secs(1);
                if late || !wait(Waiting { dead_master: pid, since, retry: RETRY }) {
                    return Err(Error::Orphans { name: place.name.clone(), waited: since.as_secs() });
                }
            }
            lock::Attempt::Vanished if patience > 0 => patience -= 1,
            lock::Attempt::Vanished => return Err(Error::at("lock", &path)(Errno::ENOLCK)),
        }
    }
}

/// Removes what a killed instance left: pipes of ours, whatever their process was. What is not ours stays.
fn sweep(dir: &Path) -> Result<(), Error> {
    let entries = std::fs::read_dir(dir).map_err(|error| {
        let errno = Errno::from_raw(error.raw_os_error().unwrap_or(0));
        Error::at("open", dir)(errno)
    })?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if [PIPE_PREFIX, ANSWER_PREFIX, UNBORN_PREFIX].iter().any(|prefix| name.starts_with(prefix)) {
            let _ = fifo::remove(&entry.path());
        }
    }
    Ok(())
}

/// 0700, and the right to pass for whoever the pipes let in.
fn directory_mode(pipe_mode: u32) -> u32 {
    let pass = |whom: u32| if pipe_mode & (whom * 0o7) > 0 { whom } else { 0 };
    0o700 | pass(0o010) | pass(0o001)
}

/// The run-time directory: what systemd gives, else the system's, else the user's, else a folder of our own in /tmp;
/// and whether it is one of our own.
fn runtime_directory() -> (PathBuf, bool) {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(dir) = variable("RUNTIME_DIRECTORY") {
        return (dir, false);
    }
    if nix::unistd::geteuid().is_root() {
        return (PathBuf::from("/run/naruto"), true);
    }
    let dir = match variable("XDG_RUNTIME_DIR") {
        Some(dir) => dir.join("naruto"),
        None => PathBuf::from(format!("/tmp/naruto-{}", nix::unistd::geteuid())),
    };
    (dir, true)
}

/// FNV-1a: the same in every build, and short enough for a person to read out.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_one_name_in_two_folders_are_two_instances() {
        let here = Place::new(Some("/tmp/"), "worker", Path::new("/a/worker.php"), 0o600);
        let there = Place::new(Some("/tmp/"), "worker", Path::new("/b/worker.php"), 0o600);
        assert_ne!(here.dir, there.dir);
        assert!(here.dir.starts_with("/tmp"));
    }

    #[test]
    fn a_second_instance_is_refused_and_everything_is_gone_in_the_end() {
        let base = std::env::temp_dir().join(format!("naruto-instance-{}", std::process::id()));
        let place = || Place::new(base.to_str(), "shop", Path::new("/srv/shop.php"), 0o600);
        let never = |_: Waiting| -> bool { panic!("nobody died") };
        let instance = Instance::open(place(), Duration::ZERO, never).expect("the first");
        std::fs::write(instance.place.dir.join("note"), "not ours").expect("a file");
        let _pipe = fifo::make(&place().pipe(std::process::id().cast_signed()), 0o600).expect("a pipe");
        let second = Instance::open(place(), Duration::ZERO, never);
        assert!(matches!(second, Err(Error::Running { .. })), "{second:?}");
        std::fs::remove_file(instance.place.dir.join("note")).expect("the file was left alone");
        instance.remove();
        assert!(!instance.place.dir.exists());
        std::fs::remove_dir(base).expect("clean");
    }

    #[test]
    fn the_orphans_of_a_dead_master_are_waited_for_and_named() {
        let base = std::env::temp_dir().join(format!("naruto-orphans-{}", std::process::id()));
        let place = || Place::new(base.to_str(), "shop", Path::new("/srv/shop.php"), 0o600);
        let instance = Instance::open(place(), Duration::ZERO, |_| false).expect("the first");
        let mut told = None;
        // Our own pipe has no reader, as if the master were dead and the lock held by its workers.
        let second = Instance::open(place(), Duration::ZERO, |waiting| {
            told = Some(waiting.dead_master);
            false
        });
        assert!(matches!(second, Err(Error::Orphans { .. })), "{second:?}");
        assert_eq!(told, Some(std::process::id().cast_signed()));
        instance.remove();
        std::fs::remove_dir(base).expect("clean");
    }

    #[test]
    fn whoever_may_use_the_pipes_may_enter() {
        assert_eq!(directory_mode(0o600), 0o700);
        assert_eq!(directory_mode(0o660), 0o710);
        assert_eq!(directory_mode(0o666), 0o711);
    }
}

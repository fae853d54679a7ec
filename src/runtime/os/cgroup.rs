//! How many processes of our control group the kernel has killed for want of memory: the only way to tell such a death
//! from a `kill -9`.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The counter, if there is one; read when a worker has died of SIGKILL. It stays open: to open it anew takes 30 µs of the
/// time until the successor is there (measured).
#[derive(Debug, Default)]
pub struct OomKills {
    file: Option<File>,
    told: u64,
}

impl OomKills {
    /// Of the group that this process is in.
    pub fn here() -> Self {
        let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
        let mut files = candidates(&groups).into_iter().filter_map(|path| File::open(path).ok());
        let file = files.find(|file| count(file).is_some());
        let told = file.as_ref().and_then(count).unwrap_or(0);
        Self { file, told }
    }

    /// Whether there was one that has not been told yet. Each explains one death.
    pub fn take(&mut self) -> bool {
        let more = self.file.as_ref().and_then(count).is_some_and(|count| count > self.told);
        self.told += u64::from(more);
        more
    }
}

/// Where the counter may lie: of version 2 first, then of version 1; in a container the group's own root is what shows.
fn candidates(groups: &str) -> Vec<PathBuf> {
    let below = |root: &str, path: &str| Path::new(root).join(path.trim_start_matches('/'));
    let mut files = Vec::new();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        if controllers.is_empty() {
            for path in [path, ""] {
                files.push(below("/sys/fs/cgroup", path).join("memory.events"));
            }
        } else if controllers.split(',').any(|name| name == "memory") {
            for path in [path, ""] {
                files.push(below("/sys/fs/cgroup/memory", path).join("memory.oom_control"));
            }
        }
    }
    files
}

/// Both versions have a line `oom_kill 3`.
fn count(file: &File) -> Option<u64> {
    let mut bytes = [0; 512];
    let length = file.read_at(&mut bytes, 0).ok()?;
    let text = std::str::from_utf8(&bytes[..length]).ok()?;
    text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_is_looked_for_in_the_own_group_first() {
        let files = candidates("8:pids:/\n4:cpu,memory:/jobs/7\n0::/user.slice\n");
        let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        assert_eq!(
            files,
            [
                "/sys/fs/cgroup/memory/jobs/7/memory.oom_control",
                "/sys/fs/cgroup/memory/memory.oom_control",
                "/sys/fs/cgroup/user.slice/memory.events",
                "/sys/fs/cgroup/memory.events",
            ]
        );
        assert!(candidates("nonsense\n").is_empty());
    }

    #[test]
    fn each_kill_explains_one_death() {
        let file = std::env::temp_dir().join(format!("naruto-oom-{}", std::process::id()));
        let write = |kills: u64| std::fs::write(&file, format!("low 0\noom 9\noom_kill {kills}\n")).expect("a file");
        write(3);
        let mut kills = OomKills { file: Some(File::open(&file).expect("the file")), told: 3 };
        assert!(!kills.take());
        write(5);
        assert_eq!([kills.take(), kills.take(), kills.take()], [true, true, false]);
        std::fs::write(&file, "").expect("a file");
        assert!(!kills.take(), "a counter that is gone tells nothing");
        std::fs::remove_file(&file).expect("clean");
    }
}

//! Why the system forbids to read the memory of another process, and which setting mends it: EPERM says neither
//! (ptrace(2), "Ptrace access mode checking").

use nix::errno::Errno;
use nix::unistd::getuid;
use std::fmt;

/// Bit of `CAP_SYS_PTRACE` in the masks of /proc (capabilities(7)).
const CAP_SYS_PTRACE: u64 = 1 << 19;

/// How that capability is given.
const GIVE: &str =
    "the capability CAP_SYS_PTRACE (docker run --cap-add SYS_PTRACE; systemd: AmbientCapabilities=CAP_SYS_PTRACE)";

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// `kernel.yama.ptrace_scope` has this value.
    Yama(u8),
    /// The other process runs as this user.
    OtherUser(u32),
    /// The other process has rights that this one lacks, or has changed its rights, or a filter of system calls is in force.
    Capability,
    /// The kernel does not have the call.
    NoCall,
    /// Nothing that is known: this process has the capability.
    Unknown,
}

impl Obstacle {
    /// Looks for the reason why process `pid` could not be read.
    pub(super) fn find(pid: i32, errno: Errno) -> Self {
        if errno == Errno::ENOSYS {
            return Self::NoCall;
        }
        let read = |path: String| std::fs::read_to_string(path).unwrap_or_default();
        let (own, theirs) = (read("/proc/self/status".to_owned()), read(format!("/proc/{pid}/status")));
        let facts = Facts {
            scope: read("/proc/sys/kernel/yama/ptrace_scope".to_owned()).trim().parse().unwrap_or(0),
            parent: field(&theirs, "PPid:").first().is_some_and(|parent| *parent == std::process::id().to_string()),
            capable: field(&own, "CapEff:")
                .first()
                .and_then(|mask| u64::from_str_radix(mask, 16).ok())
                .is_some_and(|mask| mask & CAP_SYS_PTRACE != 0),
            uid: getuid().as_raw(),
            // Real, effective and saved: all three count.
            their_uids: field(&theirs, "Uid:").iter().take(3).filter_map(|uid| uid.parse().ok()).collect(),
        };
        facts.judge()
    }
}

/// The words behind the name of a line of /proc/pid/status.
fn field<'a>(status: &'a str, name: &str) -> Vec<&'a str> {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_ascii_whitespace().collect()
}

/// What the kernel looks at.
#[derive(Clone, Debug)]
struct Facts {
    scope: u8,
    parent: bool,
    capable: bool,
    uid: u32,
    their_uids: Vec<u32>,
}

impl Facts {
    fn judge(&self) -> Obstacle {
        match self {
            Self { scope: 3, .. } => Obstacle::Yama(3),
            Self { capable: true, .. } => Obstacle::Unknown,
            Self { uid, their_uids, .. } if their_uids.iter().any(|their| their != uid) => {
                Obstacle::OtherUser(their_uids.iter().copied().find(|their| their != uid).unwrap_or_default())
            }
            Self { scope: 2, .. } => Obstacle::Yama(2),
            Self { scope: 1, parent: false, .. } => Obstacle::Yama(1),
            Self { .. } => Obstacle::Capability,
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = "kernel.yama.ptrace_scope";
        match self {
            Self::Yama(1) => {
                write!(f, "{setting} is 1, so only a parent may read it: sysctl -w {setting}=0 mends it, or {GIVE}")
            }
            Self::Yama(2) => {
                write!(f, "{setting} is 2, so it takes {GIVE}; or sysctl -w {setting}=1 lets a parent read it")
            }
            Self::Yama(scope) => {
                write!(f, "{setting} is {scope}, so nobody may read it until the machine starts with a lower value")
            }
            Self::OtherUser(uid) => {
                write!(f, "it runs as another user (uid {uid}), so it takes that user, root or {GIVE}")
            }
            Self::Capability => write!(
                f,
                "it has or had more rights than this process, or a filter of system calls is in force: it takes {GIVE}"
            ),
            Self::NoCall => f.write_str("this kernel does not have process_vm_readv (CONFIG_CROSS_MEMORY_ATTACH)"),
            Self::Unknown => f.write_str("the system forbids it (EPERM), although this process has CAP_SYS_PTRACE"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A parent and its child, as the same user, without the capability and without Yama.
    fn usual() -> Facts {
        Facts { scope: 0, parent: true, capable: false, uid: 33, their_uids: vec![33, 33, 33] }
    }

    #[test]
    fn each_reason_is_found() {
        let found = |facts: Facts| facts.judge();
        assert_eq!(found(usual()), Obstacle::Capability);
        assert_eq!(found(Facts { their_uids: vec![33, 0, 0], ..usual() }), Obstacle::OtherUser(0));
        assert_eq!(found(Facts { scope: 1, ..usual() }), Obstacle::Capability, "Yama 1 lets a parent");
        assert_eq!(found(Facts { scope: 1, parent: false, ..usual() }), Obstacle::Yama(1));
        assert_eq!(found(Facts { scope: 2, ..usual() }), Obstacle::Yama(2));
        assert_eq!(found(Facts { scope: 3, capable: true, ..usual() }), Obstacle::Yama(3), "not even root");
        assert_eq!(found(Facts { scope: 2, capable: true, ..usual() }), Obstacle::Unknown);
        assert_eq!(found(Facts { capable: true, their_uids: vec![0], ..usual() }), Obstacle::Unknown);
        assert_eq!(Obstacle::find(1 << 23, Errno::ENOSYS), Obstacle::NoCall);
    }

    #[test]
    fn each_text_names_what_mends_it() {
        for (obstacle, mends) in [
            (Obstacle::Yama(1), "sysctl -w kernel.yama.ptrace_scope=0"),
            (Obstacle::Yama(2), "CAP_SYS_PTRACE"),
            (Obstacle::Yama(3), "starts with a lower value"),
            (Obstacle::OtherUser(1000), "uid 1000"),
            (Obstacle::Capability, "--cap-add SYS_PTRACE"),
            (Obstacle::NoCall, "CONFIG_CROSS_MEMORY_ATTACH"),
        ] {
            assert!(obstacle.to_string().contains(mends), "{obstacle}");
        }
    }

    #[test]
    fn status_lines_are_taken_apart() {
        let status = "Name:\tphp\nUid:\t33\t0\t0\t0\nPPid:\t12\n";
        assert_eq!(field(status, "Uid:"), ["33", "0", "0", "0"]);
        assert_eq!(field(status, "CapEff:"), Vec::<&str>::new());
    }
}

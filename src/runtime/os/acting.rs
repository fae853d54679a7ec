//! Root, acting as the owner of what it looks at: it then may do what the owner may, and what it makes is the owner's.

use crate::Error;
use nix::unistd::{Gid, Uid, getegid, geteuid, setegid, seteuid};

/// Does something as this user and group, and is itself again afterwards. The real ones stay, so the way back is open
/// (seteuid(2)). The group as well, or the kernel would not show the descriptors of the other process (ptrace(2)).
pub fn act_as<T>((user, group): (u32, u32), act: impl FnOnce() -> T) -> Result<T, Error> {
    let own = (geteuid(), getegid());
    let wanted = (Uid::from_raw(user), Gid::from_raw(group));
    if own == wanted || !own.0.is_root() {
        return Ok(act());
    }
    let failed = |call| Error::system(call, format!("user {user}, group {group}"));
    setegid(wanted.1).map_err(failed("setegid"))?;
    let done = seteuid(wanted.0).map_err(failed("seteuid")).map(|()| act());
    seteuid(own.0).map_err(failed("seteuid"))?;
    setegid(own.1).map_err(failed("setegid"))?;
    done
}

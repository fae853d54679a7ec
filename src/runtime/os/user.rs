//! Other users: who they are, and how a child becomes one for good.

use crate::Error;
use crate::os::fork;
use naruto_supervisor::settings::User;
use nix::errno::Errno;
use nix::unistd::{self, Gid, Uid};
use std::ffi::CString;
use std::path::PathBuf;

/// A user of this system, as a process becomes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// Its number.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
    home: PathBuf,
    /// Every group, that one included.
    groups: Vec<Gid>,
}

impl Identity {
    /// Looks a user up, in files or wherever this system keeps them. An error says why there is none.
    pub fn find(wanted: &User) -> Result<Self, String> {
        let missing = |what: &str, name: &str| format!("there is no {what} {name:?} on this system");
        let failed = |errno: Errno| format!("the users of this system cannot be read: {}", errno.desc());
        let mut user = unistd::User::from_name(&wanted.name).map_err(failed)?;
        if user.is_none()
            && let Ok(number) = wanted.name.parse()
        {
            user = unistd::User::from_uid(Uid::from_raw(number)).map_err(failed)?;
        }
        let user = user.ok_or_else(|| missing("user", &wanted.name))?;
        let gid = match &wanted.group {
            None => user.gid,
            Some(name) => {
                let mut group = unistd::Group::from_name(name).map_err(failed)?.map(|group| group.gid);
                if group.is_none() {
                    group = name.parse().ok().map(Gid::from_raw);
                }
                group.ok_or_else(|| missing("group", name))?
            }
        };
        let name = CString::new(user.name.as_str()).map_err(|_| missing("user", &wanted.name))?;
        let groups = unistd::getgrouplist(&name, gid).map_err(failed)?;
        Ok(Self { name: user.name, uid: user.uid.as_raw(), gid: gid.as_raw(), home: user.dir, groups })
    }

    /// Whether this process is that user already, in that group.
    pub fn is_own(&self) -> bool {
        unistd::geteuid().as_raw() == self.uid && unistd::getegid().as_raw() == self.gid
    }

    /// Becomes that user, for ever. Groups first: who is no longer root may not change them. An error leaves this process
    /// in between, so it must end.
    pub fn assume(&self) -> Result<(), Error> {
        let whom = || format!("{} ({}:{})", self.name, self.uid, self.gid);
        let (uid, gid) = (Uid::from_raw(self.uid), Gid::from_raw(self.gid));
        let dumpable = is_dumpable();
        unistd::setgroups(&self.groups).map_err(Error::system("setgroups", whom()))?;
        unistd::setresgid(gid, gid, gid).map_err(Error::system("setresgid", whom()))?;
        unistd::setresuid(uid, uid, uid).map_err(Error::system("setresuid", whom()))?;
        self.verify().map_err(Error::system("verify", whom()))?;
        // The kernel takes /proc/self away with the old user (proc(5)): files, /dev/stdout among them, could not be opened
        // there. What this process knows it may tell to its user anyway.
        if dumpable {
            set_dumpable();
        }
        Ok(())
    }

    /// All three numbers are the new ones, and there is no way back.
    fn verify(&self) -> Result<(), Errno> {
        let users = unistd::getresuid()?;
        let groups = unistd::getresgid()?;
        let users = [users.real, users.effective, users.saved].map(Uid::as_raw);
        let groups = [groups.real, groups.effective, groups.saved].map(Gid::as_raw);
        let mut all = unistd::getgroups()?;
        let mut wanted = self.groups.clone();
        all.sort_unstable_by_key(|gid| gid.as_raw());
        all.dedup();
        wanted.sort_unstable_by_key(|gid| gid.as_raw());
        wanted.dedup();
        if users != [self.uid; 3] || groups != [self.gid; 3] || all != wanted {
            return Err(Errno::EPERM);
        }
        let back =
            self.uid != 0 && (unistd::seteuid(Uid::from_raw(0)).is_ok() || unistd::setuid(Uid::from_raw(0)).is_ok());
        if back { Err(Errno::ENOTRECOVERABLE) } else { Ok(()) }
    }

    /// Whether this process can become that user: a child tries it. The reason if not.
    pub fn rehearse(&self) -> Result<(), Errno> {
        let errno = fork::ask_child(|| match self.assume() {
            Ok(()) => 0,
            Err(error) => usize::try_from(error.errno().unwrap_or(Errno::EPERM as i32)).unwrap_or(255),
        })?;
        if errno == 0 { Ok(()) } else { Err(Errno::from_raw(errno)) }
    }

    /// What the environment says of the user: what `login` sets.
    pub fn environment(&self) -> [(&'static str, std::ffi::OsString); 3] {
        [("USER", (&self.name).into()), ("LOGNAME", (&self.name).into()), ("HOME", (&self.home).into())]
    }
}

/// The number of the user that this process runs as.
pub fn own_uid() -> u32 {
    unistd::geteuid().as_raw()
}

/// Whether this process is root.
pub fn is_root() -> bool {
    unistd::geteuid().is_root()
}

/// The name of the user that this process runs as, or the number.
pub fn own_name() -> String {
    let uid = unistd::geteuid();
    unistd::User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}

fn is_dumpable() -> bool {
    // SAFETY: takes nothing and touches no memory.
    unsafe { libc::prctl(libc::PR_GET_DUMPABLE) == 1 }
}

fn set_dumpable() {
    // SAFETY: takes a number and touches no memory. Fails for other numbers only.
    unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 1) };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Result<Identity, String> {
        Identity::find(&User::parse(text).expect("well written"))
    }

    #[test]
    fn users_are_found_by_name_and_number_and_groups_too() {
        let root = find("root").expect("root");
        assert_eq!((root.uid, root.name.as_str()), (0, "root"));
        assert_eq!(find("0"), Ok(root.clone()));
        assert_eq!(find("root:daemon").map(|user| user.gid), find("root:1").map(|user| user.gid));
        assert_eq!(find("nobody-here"), Err("there is no user \"nobody-here\" on this system".into()));
        assert_eq!(find("root:nobody-here"), Err("there is no group \"nobody-here\" on this system".into()));
    }
}

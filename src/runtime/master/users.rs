//! Whom the workers of each group run as; found out before anything is started.

use crate::Error;
use crate::os::user::{Identity, is_root, own_name};
use naruto_supervisor::settings::{GroupSettings, User};
use std::rc::Rc;

/// The users of a fleet.
#[derive(Debug, Default)]
pub struct Users {
    by_group: Vec<Option<Whom>>,
}

#[derive(Clone, Debug)]
struct Whom {
    identity: Rc<Identity>,
    /// Another one than the master.
    is_other: bool,
}

impl Users {
    /// Looks everybody up, and tries whether this process can become them.
    pub fn find(groups: &[(String, GroupSettings)]) -> Result<Self, Error> {
        let mut known: Vec<(&User, Whom)> = Vec::new();
        let mut by_group = Vec::new();
        for (_, settings) in groups {
            let Some(user) = &settings.user else {
                by_group.push(None);
                continue;
            };
            if !known.iter().any(|(one, _)| *one == user) {
                known.push((user, Whom::find(user)?));
            }
            by_group.push(known.iter().find(|(one, _)| *one == user).map(|(_, whom)| whom.clone()));
        }
        Ok(Self { by_group })
    }

    /// Whom the workers of a group become; none: they stay who they are.
    pub fn of(&self, group: u16) -> Option<&Rc<Identity>> {
        let whom = self.by_group.get(usize::from(group))?.as_ref()?;
        whom.is_other.then_some(&whom.identity)
    }

    /// The name of a group's user, in the words of the system.
    pub fn name(&self, group: u16) -> Option<&str> {
        self.by_group.get(usize::from(group))?.as_ref().map(|whom| whom.identity.name.as_str())
    }

    /// All that somebody becomes, some of them maybe several times.
    pub fn others(&self) -> impl Iterator<Item = &Identity> {
        self.by_group.iter().flatten().filter(|whom| whom.is_other).map(|whom| &*whom.identity)
    }
}

impl Whom {
    fn find(user: &User) -> Result<Self, Error> {
        let refuse = |why: String| Error::Setting { key: "user", why };
        let identity = Identity::find(user).map_err(refuse)?;
        let is_other = !identity.is_own();
        if is_other && !is_root() {
            let own = own_name();
            return Err(refuse(format!("only root can start workers as {user}, and this is {own}")));
        }
        if is_other {
            identity
                .rehearse()
                .map_err(|errno| refuse(format!("this process cannot become {user}: {} ({errno:?})", errno.desc())))?;
        }
        Ok(Self { identity: Rc::new(identity), is_other })
    }
}

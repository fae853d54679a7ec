//! What there is to run: groups with a callable and settings of their own, and the default group.

use super::{ManagerState, resolve, state};
use crate::configuration::Given;
use crate::engine::arguments;
use crate::engine::callable::Callable;
use crate::engine::method::Call;
use crate::error::Error;
use ext_php_rs::types::Zval;
use naruto_runtime::scoreboard::MOST_GROUPS;
use naruto_supervisor::command::{CommandError, is_group_name};
use naruto_supervisor::settings::GroupSettings;
use std::rc::Rc;

/// The group of what `run()` is given.
const DEFAULT: &str = "worker";

/// A group as it was asked for. Its settings are laid over the manager's when the fleet starts, so that a later
/// `configure()` counts.
pub struct Group {
    name: String,
    given: Given,
    pub callable: Rc<Callable>,
}

/// Adds a group: workers with one callable and settings of their own. What they leave out is taken from the manager.
///
/// `name`: letters, digits, `_` and `-`, 1 to 32. Throws `ConfigException` for a bad setting or name, or if the group
/// exists; `ProcessException` if the fleet is running.
pub fn group(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let (name, config, callable) = arguments::text_array_callable(call.frame)?;
    let manager = state(this)?;
    manager.refuse_while_running()?;
    if !is_group_name(&name) {
        return Err(Error::Config(format!("{}; nothing has been started", CommandError::BadGroup(name))));
    }
    manager.refuse_second(&name)?;
    if manager.groups.borrow().len() + 1 >= MOST_GROUPS {
        return Err(Error::Config(format!("there are {MOST_GROUPS} groups at most; nothing has been started")));
    }
    let given = Given::read(Some(config))?;
    given.for_group(&manager.settings())?;
    let group = Group { name, given, callable: resolve(callable)? };
    manager.groups.borrow_mut().push(group);
    *call.returned = this.to_value();
    Ok(())
}

impl ManagerState {
    /// Whether there is something to run.
    pub fn has_work(&self) -> bool {
        self.callable.borrow().is_some() || !self.groups.borrow().is_empty()
    }

    /// The groups of the fleet, the default one first.
    pub fn plan(&self) -> Result<Vec<(String, GroupSettings)>, Error> {
        let settings = self.settings();
        let default = self.callable.borrow().as_ref().map(|_| Ok((DEFAULT.to_owned(), settings.group.clone())));
        let groups = self.groups.borrow();
        let others = groups.iter().map(|group| Ok((group.name.clone(), group.given.for_group(&settings)?)));
        default.into_iter().chain(others).collect()
    }

    /// Their names, in the order of the plan.
    pub fn group_names(&self) -> Vec<String> {
        let default = self.callable.borrow().as_ref().map(|_| DEFAULT.to_owned());
        default.into_iter().chain(self.groups.borrow().iter().map(|group| group.name.clone())).collect()
    }

    /// What the workers of a group run, by its place in the plan.
    pub fn callable_of(&self, group: u16) -> Option<Rc<Callable>> {
        let default = self.callable.borrow().clone();
        let groups = self.groups.borrow();
        default.into_iter().chain(groups.iter().map(|group| Rc::clone(&group.callable))).nth(group.into())
    }

    /// Says what the default group is to run. Refused while workers run something else.
    pub(super) fn set_callable(&self, value: &Zval) -> Result<(), Error> {
        if self.is_master() {
            return Err(Error::process("the fleet is running; what it runs cannot be changed"));
        }
        if self.groups.borrow().iter().any(|group| group.name == DEFAULT) {
            return Err(exists(DEFAULT));
        }
        let old = self.callable.replace(Some(resolve(value)?));
        // Outside of the borrow: its destructor may be PHP code.
        drop(old);
        Ok(())
    }

    fn refuse_second(&self, name: &str) -> Result<(), Error> {
        let default = name == DEFAULT && self.callable.borrow().is_some();
        if default || self.groups.borrow().iter().any(|group| group.name == name) {
            return Err(exists(name));
        }
        Ok(())
    }
}

fn exists(name: &str) -> Error {
    Error::Config(format!("there is a group \"{name}\" already; nothing has been started"))
}

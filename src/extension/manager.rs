//! `Naruto\Manager`: the master's view, its settings and commands.

mod attributes;
mod commands;
mod groups;
mod messages;
mod methods;
mod sequence;
mod status;

use crate::connections::Connections;
use crate::engine::callable::Callable;
use crate::engine::class::Class;
use crate::engine::exception;
use crate::engine::objects::{Handlers, Native, Object};
use crate::error::Error;
use crate::{configuration, context, logging, worker};
use ext_php_rs::types::Zval;
use groups::Group;
pub use methods::register;
use naruto_runtime::daemon::Background;
use naruto_runtime::master::Master;
use naruto_runtime::os::password::Secret;
use naruto_runtime::worker::Life;
use naruto_supervisor::settings::{Level, Settings};
use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

static CLASS: Class = Class::new();
static HANDLERS: Handlers = Handlers::new();

/// What a manager is at the moment.
enum Role {
    /// Nothing runs.
    Idle,
    /// The master of a fleet.
    Master(Box<Master>),
    /// Inherited by a worker.
    Worker(Rc<Life>),
}

/// The Rust side of a manager. No borrow is ever held while PHP code runs.
pub struct ManagerState {
    settings: RefCell<Settings>,
    /// What the default group runs, if there is one.
    callable: RefCell<Option<Rc<Callable>>>,
    groups: RefCell<Vec<Group>>,
    on_worker_start: RefCell<Option<Rc<Callable>>>,
    on_worker_stop: RefCell<Option<Rc<Callable>>>,
    on_worker_exit: RefCell<Option<Rc<Callable>>>,
    on_message: RefCell<Option<Rc<Callable>>>,
    logger: RefCell<Option<Rc<Callable>>>,
    /// The password for the user of groups that have none of their own, until the start.
    secret: RefCell<Option<Secret>>,
    /// What comes of a start in the background, until there is a master.
    background: RefCell<Option<Background>>,
    role: RefCell<Role>,
    connections: Connections,
    /// The handles that PHP has been given, by pid: the same process is the same object.
    handles: RefCell<BTreeMap<i32, Zval>>,
    /// A hook that took too long has been told.
    warned: Cell<bool>,
    /// The master's loop runs, and calls hooks from there.
    looping: Cell<bool>,
    /// Its fleet has ended; there is one for each manager.
    ended: Cell<bool>,
    /// The process that built it and must run it; none yet, or not any more.
    builder: Cell<Option<i32>>,
}

impl Native for ManagerState {
    const ATTRIBUTES: &'static [&'static str] = &[
        "master",
        "workers",
        "waitSignalProcessPool",
        "startNum",
        "userPasswd",
        "pipeDir",
        "signalSupport",
        "hangupLoopMicrotime",
    ];

    fn new() -> Self {
        Self {
            settings: RefCell::default(),
            callable: RefCell::default(),
            groups: RefCell::default(),
            on_worker_start: RefCell::default(),
            on_worker_stop: RefCell::default(),
            on_worker_exit: RefCell::default(),
            on_message: RefCell::default(),
            logger: RefCell::default(),
            secret: RefCell::default(),
            background: RefCell::default(),
            role: RefCell::new(Role::Idle),
            connections: Connections::default(),
            handles: RefCell::default(),
            warned: Cell::new(false),
            looping: Cell::new(false),
            ended: Cell::new(false),
            builder: Cell::new(None),
        }
    }

    fn handlers() -> &'static Handlers {
        &HANDLERS
    }

    fn attribute(&self, name: &str) -> Option<Zval> {
        attributes::value(self, name)
    }

    fn held(&self, visit: &mut dyn FnMut(&Zval)) {
        if let Ok(groups) = self.groups.try_borrow() {
            groups.iter().for_each(|group| visit(group.callable.value()));
        }
        for callable in [
            &self.callable,
            &self.on_worker_start,
            &self.on_worker_stop,
            &self.on_worker_exit,
            &self.on_message,
            &self.logger,
        ] {
            // Never held while anything is released, so the collector finds it free.
            if let Ok(callable) = callable.try_borrow()
                && let Some(callable) = callable.as_deref()
            {
                visit(callable.value());
            }
        }
    }
}

impl Drop for ManagerState {
    /// The script has ended, or given the manager up, with its fleet still running.
    fn drop(&mut self) {
        let here = std::process::id().cast_signed();
        if let Role::Master(master) = self.role.get_mut()
            && context::is_master()
        {
            master.wind_down();
            context::retire();
        } else if self.builder.get() == Some(here) && !context::is_worker() && exception::last_error().is_none() {
            let sentence = "a Naruto\\Manager was built but never run: call run() with a callable";
            logging::line(Level::Warning, "log", sentence);
        }
    }
}

/// The Rust side of `$this`.
fn state(object: Object<'_>) -> Result<&ManagerState, Error> {
    object.state().ok_or_else(|| Error::process("this is no Naruto\\Manager"))
}

impl ManagerState {
    /// What it was told.
    pub fn settings(&self) -> Ref<'_, Settings> {
        self.settings.borrow()
    }

    /// What each new worker runs before its first job.
    pub fn on_worker_start(&self) -> Option<Rc<Callable>> {
        self.on_worker_start.borrow().clone()
    }

    /// What each worker runs as it leaves.
    pub fn on_worker_stop(&self) -> Option<Rc<Callable>> {
        self.on_worker_stop.borrow().clone()
    }

    /// What the master runs after a worker has gone.
    pub fn on_worker_exit(&self) -> Option<Rc<Callable>> {
        self.on_worker_exit.borrow().clone()
    }

    /// What the master runs for each message of a worker.
    pub fn on_message(&self) -> Option<Rc<Callable>> {
        self.on_message.borrow().clone()
    }

    /// What gets the lines of the master.
    pub fn logger(&self) -> Option<Rc<Callable>> {
        self.logger.borrow().clone()
    }

    /// Its fleet starts in the background.
    pub fn go_background(&self, background: Background) {
        self.background.replace(Some(background));
    }

    /// What comes of that, once.
    pub fn take_background(&self) -> Option<Background> {
        self.background.take()
    }

    /// Those that workers must not speak on.
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// See [`crate::hooks::run`].
    pub fn warned(&self) -> &Cell<bool> {
        &self.warned
    }

    /// Whether its fleet has ended.
    pub fn ended(&self) -> &Cell<bool> {
        &self.ended
    }

    /// Whether the master's loop runs.
    pub fn looping(&self) -> &Cell<bool> {
        &self.looping
    }

    /// Whether its fleet runs and this process is the master.
    pub fn is_master(&self) -> bool {
        matches!(*self.role.borrow(), Role::Master(_)) && context::is_master()
    }

    /// Whether this process is a worker of its fleet.
    pub fn is_inherited(&self) -> bool {
        matches!(*self.role.borrow(), Role::Worker(_))
    }

    fn refuse_while_running(&self) -> Result<(), Error> {
        if self.is_master() || self.is_inherited() {
            return Err(Error::process("the fleet is running; its settings cannot be changed"));
        }
        Ok(())
    }

    /// Does something with the master, if there is one. It must not call PHP.
    pub fn with_master<T>(&self, act: impl FnOnce(&mut Master) -> T) -> Option<T> {
        match &mut *self.role.borrow_mut() {
            Role::Master(master) => Some(act(master)),
            Role::Idle | Role::Worker(_) => None,
        }
    }

    /// Its fleet runs.
    pub fn become_master(&self, master: Master) {
        self.builder.set(None);
        *self.role.borrow_mut() = Role::Master(Box::new(master));
    }

    /// Its fleet is over, or somebody else's.
    pub fn end_master(&self) -> Option<Box<Master>> {
        drop(self.handles.take());
        self.connections.forget();
        match std::mem::replace(&mut *self.role.borrow_mut(), Role::Idle) {
            Role::Master(master) => Some(master),
            Role::Idle | Role::Worker(_) => None,
        }
    }

    /// It is a worker's from now on; commands go to the master's pipe.
    pub fn become_worker(&self, life: &Rc<Life>, worker: &Zval) {
        self.handles.borrow_mut().insert(life.pid, worker.shallow_clone());
        *self.role.borrow_mut() = Role::Worker(Rc::clone(life));
    }
}

/// A callable that makes sense to call again and again.
fn resolve(value: &Zval) -> Result<Rc<Callable>, Error> {
    resolve_setting("callable", "something that can be called", value)
}

fn resolve_logger(value: &Zval) -> Result<Rc<Callable>, Error> {
    resolve_setting("logger", "something that can be called, such as $logger->log(...)", value)
}

fn resolve_setting(key: &str, wanted: &str, value: &Zval) -> Result<Rc<Callable>, Error> {
    let wanted = || {
        let got = configuration::value(value);
        Error::Config(format!("{key}: wanted {wanted}, got {got}; nothing has been started"))
    };
    let callable = Callable::new(value).ok_or_else(wanted)?;
    worker::refuse_generator(&callable)?;
    Ok(Rc::new(callable))
}

//! `Naruto\Process`: a process and its pipe, this process itself or a handle on another one.

mod pipe;

use crate::configuration::Given;
use crate::engine::arguments;
use crate::engine::callable::Callable;
use crate::engine::class::{self, Class, Type};
use crate::engine::method::Call;
use crate::engine::objects::{self, Handlers, Native, Object};
use crate::error::Error;
use crate::method;
use ext_php_rs::args::Arg;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::Zval;
use ext_php_rs::zend::ClassEntry;
use naruto_runtime::instance::PIPE_PREFIX;
use naruto_runtime::worker::Life;
use naruto_supervisor::command::{Lines, Order};
use std::cell::{Cell, OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// The most bytes taken from a pipe as one line.
const LONGEST_LINE: usize = 512;

static CLASS: Class = Class::new();
static HANDLERS: Handlers = Handlers::new();

/// The Rust side of every process object.
pub struct ProcessState {
    /// This very worker; empty in a handle.
    life: OnceCell<Rc<Life>>,
    /// What a handle read from its pipe.
    lines: RefCell<Lines>,
    waiting: RefCell<Vec<String>>,
    last: RefCell<String>,
    /// Asked to leave, in a loop outside of any fleet.
    told: Cell<bool>,
    /// Of this very worker: what wants the master's messages.
    pub on_message: RefCell<Option<Rc<Callable>>>,
    /// Of this very worker: what its timers call, by their numbers.
    pub timers: RefCell<Vec<Rc<Callable>>>,
    /// Of this very worker, see `Worker::stopStream()`; it stays the same.
    pub stop_stream: RefCell<Option<Zval>>,
    /// Where `$jobs` of a handle that the master made comes from.
    jobs: OnceCell<Box<dyn Fn() -> u64>>,
}

/// What a handle is about.
pub struct Handle<'a> {
    /// `master` or `worker`.
    pub kind: &'static str,
    /// Which process.
    pub pid: i32,
    /// Where its pipe lies.
    pub dir: &'a Path,
    /// Permissions of the pipe.
    pub mode: u32,
    /// The pause of its loop.
    pub pause: Duration,
}

impl Native for ProcessState {
    const ATTRIBUTES: &'static [&'static str] = &[
        "type",
        "pid",
        "pipeName",
        "pipeMode",
        "pipeDir",
        "pipeNamePrefix",
        "pipePath",
        "readPipeType",
        "workerExitFlag",
        "signal",
        "hangupLoopMicrotime",
        "id",
        "group",
        "name",
        "jobs",
    ];

    fn new() -> Self {
        Self {
            life: OnceCell::new(),
            lines: RefCell::default(),
            waiting: RefCell::default(),
            last: RefCell::default(),
            told: Cell::new(false),
            on_message: RefCell::default(),
            timers: RefCell::default(),
            stop_stream: RefCell::default(),
            jobs: OnceCell::new(),
        }
    }

    fn handlers() -> &'static Handlers {
        &HANDLERS
    }

    fn attribute(&self, name: &str) -> Option<Zval> {
        match name {
            "workerExitFlag" => self.life.get().is_some_and(|life| life.is_leaving()).into_zval(false).ok(),
            "signal" => {
                let heard = self.life.get().and_then(|life| life.last_order());
                heard
                    .map_or_else(|| self.last.borrow().clone(), |order| order.as_str().to_owned())
                    .into_zval(false)
                    .ok()
            }
            "jobs" => {
                let jobs = match (self.life.get(), self.jobs.get()) {
                    (Some(life), _) => life.jobs(),
                    (None, Some(jobs)) => jobs(),
                    (None, None) => 0,
                };
                i64::try_from(jobs).unwrap_or(i64::MAX).into_zval(false).ok()
            }
            _ => None,
        }
    }

    fn held(&self, visit: &mut dyn FnMut(&Zval)) {
        // Never held while anything is released, so the collector finds it free.
        if let Ok(callable) = self.on_message.try_borrow()
            && let Some(callable) = callable.as_deref()
        {
            visit(callable.value());
        }
        if let Ok(timers) = self.timers.try_borrow() {
            timers.iter().for_each(|callable| visit(callable.value()));
        }
    }
}

/// At the start of the extension.
pub fn register() -> ext_php_rs::error::Result<()> {
    let text = || DataType::String;
    let nothing = |function: FunctionBuilder<'static>| function.returns(DataType::Void, false, false);
    ClassBuilder::new("Naruto\\Process")
        .flags(ClassFlags::Abstract | ClassFlags::NotSerializable)
        .method(
            method!("__construct", construct).arg(Arg::new("config", DataType::Array).default("[]")).required_args(0),
            MethodFlags::Public,
        )
        .method(
            nothing(FunctionBuilder::new_abstract("hangup").arg(Arg::new("callable", DataType::Callable))),
            MethodFlags::Public | MethodFlags::Abstract,
        )
        .method(nothing(method!("pipeMake", pipe::pipe_make)), MethodFlags::Public)
        .method(
            method!("pipeWrite", pipe::pipe_write)
                .arg(Arg::new("signal", text()).default("''"))
                .required_args(0)
                .returns(DataType::Bool, false, false),
            MethodFlags::Public,
        )
        .method(method!("pipeRead", pipe::pipe_read).returns(text(), false, false), MethodFlags::Public)
        .method(method!("clearPipe", pipe::clear_pipe).returns(DataType::Bool, false, false), MethodFlags::Public)
        .method(method!("stop", pipe::stop).returns(DataType::Bool, false, false), MethodFlags::Public)
        .registration(|entry, arguments| {
            objects::embed::<ProcessState>(entry);
            for name in ["type", "pipeName", "pipeDir", "pipeNamePrefix", "pipePath"] {
                class::attribute(entry, name, Type::Text, true);
            }
            for name in ["pid", "pipeMode", "readPipeType", "hangupLoopMicrotime"] {
                class::attribute(entry, name, Type::Int, true);
            }
            class::attribute(entry, "workerExitFlag", Type::Bool, false);
            class::attribute(entry, "signal", Type::Text, false);
            CLASS.set(entry, arguments);
        })
        .register()
}

/// A class below `Naruto\Process`, with its own `hangup()`.
pub fn subclass(name: &str, hangup: FunctionBuilder<'static>) -> ClassBuilder {
    ClassBuilder::new(name).extends((class, "\\Naruto\\Process")).flags(ClassFlags::NotSerializable).method(
        hangup.arg(Arg::new("callable", DataType::Callable)).returns(DataType::Void, false, false),
        MethodFlags::Public,
    )
}

/// `Naruto\Process`
pub fn class() -> &'static ClassEntry {
    CLASS.entry()
}

/// The Rust side of `$this`.
pub fn state(object: Object<'_>) -> Result<&ProcessState, Error> {
    object.state().ok_or_else(|| Error::process("this is no process of Naruto"))
}

impl ProcessState {
    /// The worker that this object is, for what only the worker itself can do.
    pub fn life(&self) -> Result<&Rc<Life>, Error> {
        match self.life.get() {
            Some(life) if life.is_here() => Ok(life),
            _ => Err(Error::process("only the worker itself can do this, and this is a handle on another process")),
        }
    }

    /// What wants the master's messages.
    pub fn on_message(&self) -> Option<Rc<Callable>> {
        self.on_message.borrow().clone()
    }

    /// Makes this object the worker that runs here.
    pub fn embody(&self, life: &Rc<Life>) {
        let _ = self.life.set(Rc::clone(life));
    }

    /// Says where the number of its jobs can be read.
    pub fn count_by(&self, jobs: Box<dyn Fn() -> u64>) {
        let _ = self.jobs.set(jobs);
    }

    /// Obeys the last word that was read, in a process without a fleet.
    pub fn obey_last(&self) {
        if self.last.borrow().parse::<Order>().is_ok() {
            self.told.set(true);
        }
    }
}

/// Whether the object stands for this very process.
pub fn is_here(object: Object<'_>) -> bool {
    let pid = object.get("pid").and_then(|pid| pid.long());
    pid == Some(i64::from(std::process::id()))
}

/// Writes the attributes that never change.
pub fn describe(object: Object<'_>, handle: &Handle<'_>) {
    let name = format!("{PIPE_PREFIX}{}", handle.pid);
    let path = handle.dir.join(&name);
    let mut dir = handle.dir.display().to_string();
    if !dir.ends_with('/') {
        dir.push('/');
    }
    set(object, "type", handle.kind);
    set(object, "pid", i64::from(handle.pid));
    set(object, "pipeName", name);
    set(object, "pipeMode", i64::from(handle.mode));
    set(object, "pipeDir", dir);
    set(object, "pipeNamePrefix", PIPE_PREFIX);
    set(object, "pipePath", path.display().to_string());
    set(object, "readPipeType", i64::try_from(LONGEST_LINE).unwrap_or(0));
    set(object, "hangupLoopMicrotime", i64::try_from(handle.pause.as_micros()).unwrap_or(i64::MAX));
    set(object, "workerExitFlag", false);
    set(object, "signal", "");
}

/// Writes one attribute.
pub fn set(object: Object<'_>, name: &str, value: impl IntoZval) {
    if let Ok(value) = value.into_zval(false) {
        object.set(name, value);
    }
}

/// A handle on a running process of this user. Creates nothing.
fn construct(call: &mut Call<'_>) -> Result<(), Error> {
    let this = call.this()?;
    let given = arguments::optional_array(call.frame)?;
    let kind = if this.is_a(crate::master::class()) { "master" } else { "worker" };
    let (pid, dir) = Given::read(given)?.process()?;
    let pid = pid.unwrap_or_else(|| std::process::id().cast_signed());
    let dir = dir.unwrap_or_else(|| PathBuf::from("/tmp"));
    describe(this, &Handle { kind, pid, dir: &dir, mode: 0o600, pause: Duration::from_millis(200) });
    if kind == "worker" {
        crate::worker::describe(this, "", 0);
    }
    Ok(())
}

//! `Naruto\WorkerExit`: how and why a worker ended, for the hook of the master.

use crate::engine::arguments;
use crate::engine::class::{self, Class, Type};
use crate::engine::method::Call;
use crate::engine::objects::{self, Handlers, Native, Object};
use crate::error::Error;
use crate::{method, process};
use ext_php_rs::builders::ClassBuilder;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::Zval;
use naruto_runtime::master::{obituary, signal_name};
use naruto_supervisor::{Gone, How};
use std::cell::RefCell;

static CLASS: Class = Class::new();
static HANDLERS: Handlers = Handlers::new();

/// Their types, in the order of [`ExitState::ATTRIBUTES`].
const TYPES: [Type; 14] = [
    Type::Text,
    Type::Text,
    Type::Int,
    Type::Int,
    Type::Int,
    Type::Text,
    Type::Bool,
    Type::NullableInt,
    Type::NullableText,
    Type::Text,
    Type::Text,
    Type::Float,
    Type::Float,
    Type::Int,
];

/// The sentence that it is as a text.
pub struct ExitState(RefCell<String>);

impl Native for ExitState {
    const ATTRIBUTES: &'static [&'static str] = &[
        "name",
        "group",
        "id",
        "pid",
        "generation",
        "cause",
        "failed",
        "status",
        "signal",
        "error",
        "note",
        "busy",
        "uptime",
        "jobs",
    ];

    fn new() -> Self {
        Self(RefCell::default())
    }

    fn handlers() -> &'static Handlers {
        &HANDLERS
    }

    /// They are written once.
    fn attribute(&self, _name: &str) -> Option<Zval> {
        None
    }

    fn held(&self, _visit: &mut dyn FnMut(&Zval)) {}
}

/// At the start of the extension.
pub fn register() -> ext_php_rs::error::Result<()> {
    ClassBuilder::new("Naruto\\WorkerExit")
        .flags(ClassFlags::Final | ClassFlags::NotSerializable)
        .method(method!("__construct", construct), MethodFlags::Private)
        .method(method!("__toString", to_string).returns(DataType::String, false, false), MethodFlags::Public)
        .registration(|entry, arguments| {
            objects::embed::<ExitState>(entry);
            for (name, kind) in ExitState::ATTRIBUTES.iter().zip(TYPES) {
                class::attribute(entry, name, kind, true);
            }
            CLASS.set(entry, arguments);
        })
        .register()
}

/// Of a worker with this name, `orders#3`.
pub fn make(name: &str, group: &str, gone: &Gone) -> Zval {
    let value = objects::make(CLASS.entry());
    let Some(object) = Object::in_value(&value) else { return value };
    let (status, signal) = match gone.end.how {
        How::Exited(status) => (Some(i64::from(status)), None),
        How::Signalled(signal) => (None, Some(signal_name(signal))),
    };
    let held = gone.end.held.as_ref();
    process::set(object, "name", name);
    process::set(object, "group", group);
    process::set(object, "id", i64::from(gone.slot.number));
    process::set(object, "pid", i64::from(gone.pid));
    process::set(object, "generation", i64::from(gone.generation));
    process::set(object, "cause", gone.cause.as_str());
    process::set(object, "failed", gone.is_failure());
    process::set(object, "status", status);
    process::set(object, "signal", signal);
    process::set(object, "error", gone.end.error.as_str());
    process::set(object, "note", held.map_or("", |held| held.note.as_str()));
    process::set(object, "busy", held.map_or(0.0, |held| held.age.as_secs_f64()));
    process::set(object, "uptime", gone.lived.as_secs_f64());
    process::set(object, "jobs", i64::try_from(gone.end.jobs).unwrap_or(i64::MAX));
    if let Some(state) = object.state::<ExitState>() {
        state.0.replace(obituary(name, gone));
    }
    value
}

/// Only the master makes them.
fn construct(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)
}

/// The sentence of the log: `orders#3 (pid 4715) died: out of memory, in "order 1042" after 12.3 s`.
fn to_string(call: &mut Call<'_>) -> Result<(), Error> {
    let state = call.this()?.state::<ExitState>().ok_or_else(|| Error::process("this is no Naruto\\WorkerExit"))?;
    call.returned.set_string(&state.0.borrow(), false).map_err(|_| Error::Pending)
}

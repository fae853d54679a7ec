//! The class as PHP sees it: its methods and attributes.

use super::{CLASS, ManagerState, commands, groups, messages, sequence, status};
use crate::engine::class::{self, Type};
use crate::engine::objects;
use crate::method;
use ext_php_rs::args::Arg;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};

/// At the start of the extension.
pub fn register() -> ext_php_rs::error::Result<()> {
    let config = || Arg::new("config", DataType::Array).default("[]");
    let nullable = || Arg::new("callable", DataType::Callable).allow_null();
    let optional = || nullable().default("null");
    let nothing = |function: FunctionBuilder<'static>| function.returns(DataType::Void, false, false);
    let number = |name: &'static str| Arg::new(name, DataType::Long);
    let text = |name: &'static str| Arg::new(name, DataType::String).default("''");
    let methods = [
        method!("__construct", sequence::construct).arg(config()).arg(optional()).required_args(0),
        nothing(method!("welcome", sequence::welcome)),
        nothing(method!("configure", sequence::configure).arg(config()).required_args(0)),
        method!("group", groups::group)
            .arg(Arg::new("name", DataType::String))
            .arg(Arg::new("config", DataType::Array))
            .arg(Arg::new("callable", DataType::Callable))
            .returns(DataType::Mixed, false, false),
        method!("run", sequence::run).arg(optional()).required_args(0).returns(DataType::Long, false, false),
        method!("fork", sequence::fork).returns(DataType::Long, false, false),
        nothing(method!("execFork", sequence::exec_fork).arg(number("num").default("0")).required_args(0)),
        nothing(
            method!("defineSigHandler", sequence::define_sig_handler)
                .arg(number("signal").default("0"))
                .required_args(0),
        ),
        nothing(method!("registerSigHandler", sequence::register_sig_handler)),
        nothing(method!("hangup", sequence::hangup)),
        nothing(
            method!("reload", commands::reload)
                .arg(text("target"))
                .arg(Arg::new("fresh", DataType::Bool).default("false"))
                .required_args(0),
        ),
        nothing(method!("stop", commands::stop)),
        nothing(method!("terminate", commands::terminate)),
        nothing(method!("scale", commands::scale).arg(number("num")).arg(text("group")).required_args(1)),
        nothing(method!("scaleBy", commands::scale_by).arg(number("num")).arg(text("group")).required_args(1)),
        method!("status", status::status).returns(DataType::Array, false, false),
        method!("send", messages::send)
            .arg(Arg::new("text", DataType::String))
            .arg(text("target"))
            .required_args(1)
            .returns(DataType::Long, false, false),
        method!("onMessage", messages::on_message).arg(nullable()).returns(DataType::Mixed, false, false),
        method!("onWorkerStart", commands::on_worker_start).arg(nullable()).returns(DataType::Mixed, false, false),
        method!("onWorkerStop", commands::on_worker_stop).arg(nullable()).returns(DataType::Mixed, false, false),
        method!("onWorkerExit", commands::on_worker_exit).arg(nullable()).returns(DataType::Mixed, false, false),
    ];
    let builder = ClassBuilder::new("Naruto\\Manager").flags(ClassFlags::NotSerializable);
    methods
        .into_iter()
        .fold(builder, |builder, method| builder.method(method, MethodFlags::Public))
        .registration(|entry, arguments| {
            objects::embed::<ManagerState>(entry);
            class::attribute(entry, "master", Type::Nullable("Naruto\\Master"), false);
            for name in ["workers", "waitSignalProcessPool", "signalSupport"] {
                class::attribute(entry, name, Type::Array, false);
            }
            for name in ["startNum", "hangupLoopMicrotime"] {
                class::attribute(entry, name, Type::Int, false);
            }
            for name in ["userPasswd", "pipeDir"] {
                class::attribute(entry, name, Type::Text, false);
            }
            for name in ["__construct", "configure"] {
                class::hides_first_parameter(entry, name);
            }
            for name in ["group", "onworkerstart", "onworkerstop", "onworkerexit", "onmessage"] {
                class::returns_static(entry, name);
            }
            CLASS.set(entry, arguments);
        })
        .register()
}

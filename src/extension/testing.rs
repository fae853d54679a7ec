//! Functions that only the build for the tests has (see `fault`): they show what has no public way in.

use crate::engine::frames;
use crate::engine::method::Call;
use crate::error::Error;
use crate::method;
use ext_php_rs::args::Arg;
use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::{ZendHashTable, Zval};
use naruto_runtime::trace::{End, Engine, Trace};

/// Adds them.
pub fn register(module: ModuleBuilder) -> ModuleBuilder {
    let number = |name: &str| Arg::new(name, DataType::Long);
    module.function(method!("Naruto\\Testing\\engine", engine).returns(DataType::Array, false, false)).function(
        method!("Naruto\\Testing\\trace", trace)
            .arg(number("pid"))
            .not_required()
            .arg(number("globals").allow_null())
            .arg(number("build").allow_null())
            .returns(DataType::Array, false, false),
    )
}

/// The engine, as that of another build if `NARUTO_FAULT` is `build`.
pub fn disguised(engine: Engine) -> Engine {
    if std::env::var_os("NARUTO_FAULT").is_some_and(|wanted| wanted == "build") {
        return Engine { build: engine.build ^ 1, name: format!("not {}", engine.name), ..engine };
    }
    engine
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::process(error.to_string())
}

/// `['globals' => int, 'build' => int]` of this process.
fn engine(call: &mut Call<'_>) -> Result<(), Error> {
    let own = frames::own();
    let mut array = ZendHashTable::new();
    array.insert("globals", own.globals.cast_signed()).map_err(failed)?;
    array.insert("build", own.build.cast_signed()).map_err(failed)?;
    call.returned.set_hashtable(array);
    Ok(())
}

/// The trace of a process: of this very engine, forked, unless another one is named.
fn trace(call: &mut Call<'_>) -> Result<(), Error> {
    let (mut pid, mut globals, mut build) =
        (Arg::new("pid", DataType::Long), Arg::new("globals", DataType::Long), Arg::new("build", DataType::Long));
    let mut parser = call.frame.parser().arg(&mut pid).not_required();
    parser = parser.arg(&mut globals).arg(&mut build);
    if parser.parse().is_err() {
        return Err(Error::Pending);
    }
    let own = frames::own();
    let engine = Engine {
        globals: globals.val::<i64>().map_or(own.globals, i64::cast_unsigned),
        build: build.val::<i64>().map_or(own.build, i64::cast_unsigned),
        ..own
    };
    let pid = pid.val::<i64>().and_then(|pid| i32::try_from(pid).ok()).unwrap_or_default();
    let trace = frames::trace(pid, &engine).map_err(failed)?;
    call.returned.set_hashtable(described(&trace).map_err(failed)?);
    Ok(())
}

/// `['frames' => [['function' => …, 'file' => …, 'line' => …], …], 'lines' => […], 'end' => 'whole']`
fn described(trace: &Trace) -> ext_php_rs::error::Result<ext_php_rs::boxed::ZBox<ZendHashTable>> {
    let mut frames = ZendHashTable::new();
    for frame in &trace.frames {
        let mut array = ZendHashTable::new();
        array.insert("function", frame.function.as_str())?;
        array.insert("file", frame.place.as_ref().map(|place| place.file.as_str()))?;
        array.insert("line", frame.place.as_ref().map(|place| i64::from(place.line)))?;
        frames.push(array)?;
    }
    let end = match trace.end {
        End::Whole => "whole",
        End::TooDeep => "too deep",
        End::Lost => "lost",
        End::Cut => "cut",
    };
    let mut array = ZendHashTable::new();
    array.insert("frames", frames)?;
    array.insert("lines", trace.lines().into_zval(false)?)?;
    array.insert::<_, Zval>("end", end.into_zval(false)?)?;
    Ok(array)
}

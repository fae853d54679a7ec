//! The pipe of a process: made, written to, read and removed by hand, as the original model has it.

use super::{LONGEST_LINE, ProcessState, state};
use crate::engine::arguments;
use crate::engine::method::Call;
use crate::engine::objects::Object;
use crate::error::Error;
use ext_php_rs::types::Zval;
use naruto_runtime::os::{descriptor, fifo};
use naruto_supervisor::Cause;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn attribute(object: Object<'_>, name: &str) -> Result<Zval, Error> {
    let missing = || Error::process("the constructor of Naruto\\Process was not called");
    object.get(name).filter(|value| value.is_string() || value.is_long()).ok_or_else(missing)
}

fn pipe_path(object: Object<'_>) -> Result<PathBuf, Error> {
    Ok(PathBuf::from(attribute(object, "pipePath")?.string().unwrap_or_default()))
}

/// Makes the pipe, or keeps it if it is there and ours.
pub fn pipe_make(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let path = pipe_path(call.this()?)?;
    if path.symlink_metadata().is_ok() {
        fifo::open_reader(&path)?;
    } else {
        fifo::make(
            &path,
            u32::try_from(attribute(call.this()?, "pipeMode")?.long().unwrap_or(0o600)).unwrap_or(0o600),
        )?;
    }
    Ok(())
}

/// Writes a line to the pipe. Never blocks. False: the process is gone, or its pipe is full.
pub fn pipe_write(call: &mut Call<'_>) -> Result<(), Error> {
    let line = arguments::optional_text(call.frame)?;
    if line.is_empty() || line.len() >= LONGEST_LINE || line.contains(['\n', '\r']) {
        let text = "Naruto\\Process::pipeWrite(): Argument #1 ($signal) must be one line of 1 to 511 bytes";
        return Err(Error::Value(format!("{text}, {} bytes given", line.len())));
    }
    let written = fifo::write(&pipe_path(call.this()?)?, format!("\n{line}\n").as_bytes())?;
    call.returned.set_bool(written);
    Ok(())
}

/// Takes the next line from the pipe; '' if there is none. Never blocks. The loop does this by itself.
pub fn pipe_read(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let this = call.this()?;
    let state = state(this)?;
    let word = match state.life() {
        Ok(life) => life.hear().map(|order| order.as_str().to_owned()),
        Err(_) => state.read_line(&pipe_path(this)?)?,
    };
    if let Some(word) = &word {
        word.clone_into(&mut state.last.borrow_mut());
    }
    call.returned.set_string(&word.unwrap_or_default(), false).map_err(|_| Error::Pending)
}

impl ProcessState {
    /// `Worker::hangup()` in a process without a fleet, as the original has it: call, read the pipe, obey, pause.
    /// `call` says whether to go on.
    pub fn repeat_alone(&self, object: Object<'_>, mut call: impl FnMut() -> bool) -> Result<(), Error> {
        let path = pipe_path(object)?;
        let pipe = fifo::open_reader(&path)?;
        let pause = attribute(object, "hangupLoopMicrotime")?.long().and_then(|pause| u64::try_from(pause).ok());
        self.told.set(false);
        while call() {
            while let Some(word) = self.read_line(&path)? {
                *self.last.borrow_mut() = word;
                self.obey_last();
            }
            if self.told.get() {
                break;
            }
            descriptor::wait([pipe.as_fd()], Some(Duration::from_micros(pause.unwrap_or(0))));
        }
        Ok(())
    }

    /// The pipe is opened for each look: who held it open would make its writers believe that its process lives.
    fn read_line(&self, path: &Path) -> Result<Option<String>, Error> {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            let pipe = fifo::open_reader(path)?;
            let mut lines = self.lines.borrow_mut();
            let parse = |line: &str| Some(line.to_owned());
            let mut buffer = [0; 4096];
            while let descriptor::Read::Bytes(count) = descriptor::read(&pipe, &mut buffer) {
                lines.feed(&buffer[..count], parse, &mut waiting);
            }
            lines.pause(parse, &mut waiting);
        }
        Ok((!waiting.is_empty()).then(|| waiting.remove(0)))
    }
}

/// Removes the pipe from its directory. False: there was none.
pub fn clear_pipe(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let removed = fifo::remove(&pipe_path(call.this()?)?)?;
    call.returned.set_bool(removed);
    Ok(())
}

/// This process leaves after its job. False: it is gone already.
pub fn stop(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    let this = call.this()?;
    let told = if let Ok(life) = state(this)?.life() {
        life.leave(Cause::Limit);
        true
    } else {
        fifo::write(&pipe_path(this)?, b"\nstop\n")?
    };
    call.returned.set_bool(told);
    Ok(())
}

//! The calls that another process of this build of PHP is in, read from its memory while it runs on.
//!
//! The memory of the stack is copied twice, and the newest call is asked before, between and after, all within a few
//! microseconds. Calls that are the same all the time, from the oldest up, are the trace; those that came or went are
//! missing, so the trace of a worker at full speed is a little shorter than its stack. Nothing that is read is trusted:
//! each address is checked for alignment and read by the kernel, which refuses what is not there; each length has a
//! limit; a circle ends the trace.
//!
//! How true the lines are: a call that waits for another one stands at the line of that call, always. The newest call,
//! if it is PHP code, stands at the last operation that the engine's loop has written down before it did anything that
//! can fail. Arithmetic, comparisons and jumps are not written down; a loop of nothing else is recognised by its code
//! (`spin`). With the JIT compiler the same holds, but more operations are done without writing anything down, so the
//! line may be some statements old. A function called through a frameless operation (PHP 8.4) is no call: its caller's
//! line is the newest.

mod blocks;
mod call;
mod chain;
mod functions;
mod layout;
mod spin;
mod stack;
mod texts;

use super::globals;
use chain::Chain;
use naruto_runtime::trace::{Engine, Refusal, Trace};

/// More calls than this are not shown; a trace is for people.
const MOST_CALLS: usize = 128;

/// How often a stack is read anew of which nothing stays the same for a microsecond.
const TRIES: usize = 20;

/// The engine of this process, for whoever traces it.
pub fn own() -> Engine {
    Engine { globals: globals() as u64, build: layout::build(), name: layout::build_name() }
}

/// The calls of process `pid`, whose engine is `engine`.
pub fn trace(pid: i32, engine: &Engine) -> Result<Trace, Refusal> {
    if engine.build != layout::build() {
        return Err(Refusal::OtherBuild { theirs: engine.name.clone(), ours: layout::build_name() });
    }
    let chain = Chain::read(pid, engine.globals)?;
    let functions = functions::read(pid, &chain)?;
    let mut frames = functions.frames(&chain);
    if chain.still
        && let Some(line) = functions.newest_code(&chain).and_then(|code| spin::line(pid, &code))
        && let Some(place) = frames.first_mut().and_then(|newest| newest.place.as_mut())
    {
        place.line = line;
    }
    Ok(Trace { frames, end: chain.end })
}

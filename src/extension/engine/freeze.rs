//! Data that is never counted: a deep copy in which every array is immutable and every string interned, as opcache makes
//! them of literals. The engine neither counts references to these nor writes to them, so a fork shares their pages for ever.

mod path;
mod strings;
mod table;
mod walk;

use ext_php_rs::types::Zval;
use naruto_runtime::os::arena::Arena;
use parking_lot::Mutex;

/// Of the process: what is in it is never given back.
static ARENA: Mutex<Arena> = Mutex::new(Arena::new());

/// Why something cannot be frozen.
pub enum Refusal {
    /// What stands in the way, and where: `$value['db'][3]`.
    Kind(&'static str, String),
    /// There is no memory.
    Memory(naruto_runtime::Error),
}

impl From<naruto_runtime::Error> for Refusal {
    fn from(error: naruto_runtime::Error) -> Self {
        Self::Memory(error)
    }
}

/// The copy. After a refusal nothing of it is left. Calls no code of the user.
pub fn freeze(value: &Zval) -> Result<Zval, Refusal> {
    let mut arena = ARENA.lock();
    let mark = arena.mark();
    let frozen = walk::Walk::new(&mut arena).copy(value);
    match &frozen {
        // In a build for tests whoever writes to it crashes. Elsewhere that write would cost its process a page.
        Ok(_) if cfg!(feature = "faults") => arena.seal()?,
        Ok(_) => {}
        // SAFETY: the half of a copy that was made has not been shown to anybody.
        Err(_) => unsafe { arena.back_to(&mark) },
    }
    frozen
}

//! One call, as the engine notes it.

use super::blocks::{Block, field, is_pointer};
use super::layout;
use ext_php_rs::ffi::{IS_OBJECT, ZEND_CALL_GENERATOR, ZEND_CALL_TOP};
use naruto_runtime::os::remote::Piece;

/// A generator's placeholder of a call lies inside it, not far from its begin.
const LARGEST_GENERATOR: u64 = 1024;

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Where it was found.
    pub address: u64,
    /// The operation it is at, if it is PHP code.
    pub operation: u64,
    /// Null for the engine's own notes.
    pub function: u64,
    /// The call that has made it, or 0.
    pub previous: u64,
    object: u64,
    info: u32,
}

impl Call {
    /// From a copy of what lies at `address`.
    pub fn of(address: u64, block: Block<'_>) -> Option<Self> {
        Some(Self {
            address,
            operation: block.word(layout::CALL_OPLINE)?,
            function: block.word(layout::CALL_FUNCTION)?,
            previous: block.word(layout::CALL_PREVIOUS)?,
            object: block.word(layout::CALL_THIS)?,
            info: block.half(layout::CALL_INFO)?,
        })
    }

    /// Whether it has a `$this`.
    pub fn has_object(&self) -> bool {
        self.info & 0xff == IS_OBJECT
    }

    /// Whether it was made by the engine and not by PHP code.
    pub fn is_top(&self) -> bool {
        self.info & ZEND_CALL_TOP != 0
    }

    /// Whether a chain can end with it. A generator is always resumed by somebody.
    pub fn is_first(&self) -> bool {
        self.previous == 0 && self.is_top() && self.info & ZEND_CALL_GENERATOR == 0
    }

    /// Whether this is the same call as another one that was read at another time.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.address, self.function, self.previous) == (other.address, other.function, other.previous)
    }

    /// Whether it lies in one of these parts of the memory.
    pub fn is_in(&self, parts: &[Piece]) -> bool {
        let inside = |part: &Piece| self.address.checked_sub(part.address).is_some_and(|at| at < part.length as u64);
        parts.iter().any(inside)
    }

    /// The generator that this stands for, if it is no call but the placeholder of those that wait in a `yield from`.
    pub fn generator(&self) -> Option<Generator> {
        let placeholder = self.address.checked_sub(self.object)?;
        let inside = placeholder > (layout::GENERATOR_CALL + layout::GENERATOR_NODE_LENGTH) as u64
            && placeholder < LARGEST_GENERATOR;
        let is_one = self.function == 0 && self.has_object() && is_pointer(self.object) && inside;
        is_one.then_some(Generator { object: self.object, placeholder })
    }
}

/// A generator that waits for another one.
#[derive(Clone, Copy)]
pub struct Generator {
    /// Where it lies.
    pub object: u64,
    /// How far behind its begin its placeholder of a call lies.
    placeholder: u64,
}

impl Generator {
    /// Where it notes its own call, and where the generator that it waits for.
    pub fn piece(self) -> Piece {
        let length = usize::try_from(self.placeholder).unwrap_or_default().saturating_sub(layout::GENERATOR_CALL);
        Piece { address: field(self.object, layout::GENERATOR_CALL), length }
    }

    /// Both, from a copy of that piece. None: they cannot be.
    pub fn links(block: Block<'_>) -> Option<(u64, u64)> {
        let parent = block.word(block.0.len().checked_sub(layout::GENERATOR_NODE_LENGTH)?)?;
        Some((block.word(0)?, parent)).filter(|(call, parent)| is_pointer(*call) && is_pointer(*parent))
    }
}

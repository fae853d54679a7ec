//! The memory that calls lie in, as it was at one moment.

use super::blocks::{Block, field, is_pointer};
use super::call::Call;
use super::layout;
use naruto_runtime::os::remote::{self, Piece, Unreadable};

/// So much of the stack is read at a time: the newest calls, and as a rule all of them.
const WINDOW: u64 = 8192;

/// And so much above it: more calls may come before it is read.
const MARGIN: u64 = 2048;

/// So much is read before a call that lies elsewhere: in the heap, or in an earlier part of a deep stack.
const ELSEWHERE: u64 = 1024;

/// No part of the engine's stack is larger; 256 KiB is usual.
const LARGEST_STACK: u64 = 1 << 32;

/// What the executor globals say of the stack.
#[derive(Clone, Copy, Debug)]
pub struct Roots {
    /// The newest call; 0: no PHP code runs.
    pub current: u64,
    /// The operation that the last exception was thrown by.
    pub before_exception: u64,
    begin: u64,
    top: u64,
    end: u64,
}

impl Roots {
    /// Where they lie.
    pub fn piece(globals: u64) -> Piece {
        Piece { address: field(globals, layout::ROOTS), length: layout::ROOTS_LENGTH }
    }

    /// From a copy. None: this is no engine, or one that is about to change its stack.
    pub fn of(block: Block<'_>) -> Option<Self> {
        let roots = Self {
            current: block.word(layout::ROOTS_CURRENT)?,
            before_exception: block.word(layout::ROOTS_BEFORE_EXCEPTION)?,
            begin: block.word(layout::ROOTS_BEGIN)?,
            top: block.word(layout::ROOTS_TOP)?,
            end: block.word(layout::ROOTS_END)?,
        };
        let Self { current, begin, top, end, .. } = roots;
        let sound = is_pointer(begin) && begin <= top && top <= end && end - begin <= LARGEST_STACK;
        (sound && (current == 0 || is_pointer(current))).then_some(roots)
    }

    /// The part of the stack with the newest calls.
    pub fn window(&self) -> Piece {
        let end = self.end.min(self.top.saturating_add(MARGIN));
        piece(self.begin.max(end.saturating_sub(WINDOW)), end)
    }

    /// What to read for a call: those before it on the stack will be wanted too.
    fn around(&self, call: u64) -> Piece {
        let (before, first) =
            if (self.begin..self.end).contains(&call) { (WINDOW, self.begin) } else { (ELSEWHERE, 0) };
        piece(first.max(call.saturating_sub(before)), call.saturating_add(layout::CALL_LENGTH as u64))
    }
}

/// Neither end is far from the other.
fn piece(start: u64, end: u64) -> Piece {
    Piece { address: start, length: usize::try_from(end.saturating_sub(start)).unwrap_or_default() }
}

/// Copies of the memory that calls lie in.
pub struct Stack {
    pid: i32,
    /// What was said at this moment.
    pub roots: Roots,
    parts: Vec<(u64, Vec<u8>)>,
    /// What was not there and had to be read later: it is of another moment.
    pub late: Vec<Piece>,
}

impl Stack {
    /// Without any memory.
    pub fn new(pid: i32, roots: Roots) -> Self {
        Self { pid, roots, parts: Vec::new(), late: Vec::new() }
    }

    /// Adds memory that was copied at the same moment.
    pub fn add(&mut self, address: u64, bytes: &[u8]) {
        self.parts.push((address, bytes.to_vec()));
    }

    fn find(&self, address: u64, length: usize) -> Option<Block<'_>> {
        self.parts.iter().find_map(|(start, bytes)| {
            let offset = usize::try_from(address.checked_sub(*start)?).ok()?;
            Block(bytes).part(offset, length)
        })
    }

    fn fetch(&mut self, pieces: &[Piece]) -> Result<(), Unreadable> {
        let copies = remote::read(self.pid, pieces)?;
        let found = (0..pieces.len()).find_map(|number| Some((pieces[number], copies.get(number)?)));
        if let Some((piece, bytes)) = found {
            self.parts.push((piece.address, bytes.to_vec()));
            self.late.push(piece);
        }
        Ok(())
    }

    /// The call at an address. None: there is none.
    pub fn call(&mut self, address: u64) -> Result<Option<Call>, Unreadable> {
        if !is_pointer(address) {
            return Ok(None);
        }
        if self.find(address, layout::CALL_LENGTH).is_none() {
            let alone = Piece { address, length: layout::CALL_LENGTH };
            self.fetch(&[self.roots.around(address), alone])?;
        }
        Ok(self.find(address, layout::CALL_LENGTH).and_then(|block| Call::of(address, block)))
    }

    /// A pointer. None: it cannot be one.
    pub fn pointer(&mut self, at: Piece) -> Result<Option<u64>, Unreadable> {
        if self.find(at.address, at.length).is_none() {
            self.fetch(&[at])?;
        }
        let word = self.find(at.address, at.length).and_then(|block| block.word(0));
        Ok(word.filter(|word| is_pointer(*word)))
    }
}

//! The memory that calls lie in, as it was at one moment.

use super::blocks::{Block, field, is_pointer};
use super::call::{Call, Generator};
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
    roots: Roots,
    parts: Vec<(Piece, Vec<u8>)>,
    /// Parts that were needed besides the first.
    pub used: Vec<Piece>,
    /// Those of them that were not there, and had to be read later: they are of another moment.
    pub late: Vec<Piece>,
}

impl Stack {
    /// Without any memory.
    pub fn new(pid: i32, roots: Roots) -> Self {
        Self { pid, roots, parts: Vec::new(), used: Vec::new(), late: Vec::new() }
    }

    /// Adds memory that was copied at the same moment.
    pub fn add(&mut self, piece: Piece, bytes: &[u8]) {
        self.parts.push((piece, bytes.to_vec()));
    }

    /// The call at an address. None: there is none.
    pub fn call(&mut self, address: u64) -> Result<Option<Call>, Unreadable> {
        let wanted = Piece { address, length: layout::CALL_LENGTH };
        let around = self.roots.around(address);
        let block = if is_pointer(address) { self.block(wanted, around)? } else { None };
        Ok(block.and_then(|block| Call::of(address, block)))
    }

    /// The call of a generator that waits, and the generator that it waits for. None: it does not wait.
    pub fn links(&mut self, generator: Generator) -> Result<Option<(u64, u64)>, Unreadable> {
        let wanted = generator.piece();
        Ok(self.block(wanted, wanted)?.and_then(Generator::links))
    }

    /// A piece, which is read together with what lies around it if it was not yet.
    fn block(&mut self, wanted: Piece, around: Piece) -> Result<Option<Block<'_>>, Unreadable> {
        if self.find(wanted).is_none() {
            let pieces = [around, wanted];
            let copies = remote::read(self.pid, &pieces)?;
            let found = pieces.iter().enumerate().find_map(|(number, piece)| Some((*piece, copies.get(number)?)));
            let Some((piece, bytes)) = found else { return Ok(None) };
            self.add(piece, bytes);
            self.late.push(piece);
        }
        let Some((number, offset)) = self.find(wanted) else { return Ok(None) };
        let (piece, bytes) = &self.parts[number];
        if number != 0 && !self.used.contains(piece) {
            self.used.push(*piece);
        }
        Ok(Block(bytes).part(offset, wanted.length))
    }

    /// In which part, and where in it.
    fn find(&self, wanted: Piece) -> Option<(usize, usize)> {
        self.parts.iter().enumerate().find_map(|(number, (piece, bytes))| {
            let offset = usize::try_from(wanted.address.checked_sub(piece.address)?).ok()?;
            Block(bytes).part(offset, wanted.length).map(|_| (number, offset))
        })
    }
}

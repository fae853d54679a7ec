//! The chain of calls, from the newest to the oldest.

use super::blocks::{Block, field, is_pointer};
use super::{MOST_CALLS, TRIES, layout};
use ext_php_rs::ffi::{IS_OBJECT, ZEND_CALL_TOP};
use naruto_runtime::os::remote::{self, Copies, Piece, Unreadable};
use naruto_runtime::trace::{End, Refusal};

/// So much of the stack is read at a time: the newest calls, up to where most chains end.
const WINDOW: usize = 8192;

/// No page of the engine's stack is larger; 256 KiB is usual.
const LARGEST_STACK: u64 = 1 << 32;

/// A generator's placeholder of a call lies inside it, not far from its begin.
const LARGEST_GENERATOR: u64 = 1024;

/// A call, as the engine notes it.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    address: u64,
    /// The operation it is at, if it is PHP code.
    pub operation: u64,
    /// Null for the engine's own notes.
    pub function: u64,
    object: u64,
    info: u32,
    previous: u64,
}

impl Call {
    fn of(address: u64, block: Block<'_>) -> Option<Self> {
        Some(Self {
            address,
            operation: block.word(layout::CALL_OPLINE)?,
            function: block.word(layout::CALL_FUNCTION)?,
            object: block.word(layout::CALL_THIS)?,
            info: block.half(layout::CALL_INFO)?,
            previous: block.word(layout::CALL_PREVIOUS)?,
        })
    }

    /// Whether it has a `$this`.
    pub fn has_object(&self) -> bool {
        self.info & 0xff == IS_OBJECT
    }

    /// Whether it was made by the engine and not by PHP code: each chain ends with such a one.
    pub fn is_top(&self) -> bool {
        self.info & ZEND_CALL_TOP != 0
    }

    fn is_same(&self, other: &Self) -> bool {
        (self.address, self.function, self.previous) == (other.address, other.function, other.previous)
    }
}

/// The calls.
#[derive(Debug)]
pub struct Chain {
    /// The newest first.
    pub calls: Vec<Call>,
    /// Whether these are all.
    pub end: End,
    /// The operation that the last exception was thrown by.
    pub before_exception: u64,
}

impl Chain {
    /// Reads it, if possible at a moment at which no call came or went.
    pub fn read(pid: i32, globals: u64) -> Result<Self, Refusal> {
        let copies = remote::read(pid, &Roots::pieces(globals))?;
        let mut roots = Roots::of(&copies, 0);
        for turn in 1.. {
            let last = turn == TRIES;
            let Some(found) = roots else {
                if last {
                    return Err(Refusal::NoEngine);
                }
                roots = Roots::of(&remote::read(pid, &Roots::pieces(globals))?, 0);
                continue;
            };
            let (mut windows, now) = Windows::open(pid, found.current, globals)?;
            let (calls, end) = windows.walk(found.current)?;
            let whole = end != End::Lost && now.as_ref().is_some_and(|now| now.current == found.current);
            if whole || last {
                return Ok(Self { calls, end, before_exception: found.before_exception });
            }
            roots = now;
        }
        Err(Refusal::NoEngine)
    }

    /// How many of the newest calls are not in a later reading. All others are in both.
    pub fn gone_in(&self, later: &Self) -> usize {
        let stays = |from: usize| {
            let begin = later.calls.iter().position(|call| call.is_same(&self.calls[from]));
            begin.is_some_and(|begin| {
                let (own, others) = (&self.calls[from + 1..], &later.calls[begin + 1..]);
                // The older ones wait for the newer, so they cannot even have moved on. Where either reading was too
                // deep, they end at different calls.
                let all = self.end == End::TooDeep || later.end == End::TooDeep || own.len() == others.len();
                all && own.iter().zip(others).all(|(one, other)| one.is_same(other) && one.operation == other.operation)
            })
        };
        (0..self.calls.len()).find(|from| stays(*from)).unwrap_or(self.calls.len())
    }
}

/// What the executor globals say.
struct Roots {
    current: u64,
    before_exception: u64,
}

impl Roots {
    fn pieces(globals: u64) -> [Piece; 2] {
        [
            Piece { address: field(globals, layout::STACK), length: layout::STACK_LENGTH },
            Piece { address: field(globals, layout::BEFORE_EXCEPTION), length: size_of::<u64>() },
        ]
    }

    /// From their copies, the first of which has this number. None: this is no engine, or one that changes its stack.
    fn of(copies: &Copies, number: usize) -> Option<Self> {
        let stack = Block(copies.get(number)?);
        let before_exception = Block(copies.get(number + 1)?).word(0)?;
        let word = |offset| stack.word(offset);
        let (page, top, end) = (word(layout::STACK_PAGE)?, word(layout::STACK_TOP)?, word(layout::STACK_END)?);
        let current = word(layout::CURRENT)?;
        let sound = is_pointer(page) && page <= top && top <= end && end - page <= LARGEST_STACK;
        (sound && (current == 0 || is_pointer(current))).then_some(Self { current, before_exception })
    }
}

/// Parts of the stack that were read.
struct Windows {
    pid: i32,
    read: Vec<(u64, Copies)>,
}

impl Windows {
    /// With what lies before a call and that call itself, and in the same breath what the globals say afterwards.
    fn open(pid: i32, current: u64, globals: u64) -> Result<(Self, Option<Roots>), Unreadable> {
        let mut pieces = Self::pieces(current).to_vec();
        pieces.extend(Roots::pieces(globals));
        let copies = remote::read(pid, &pieces)?;
        let roots = Roots::of(&copies, 2);
        Ok((Self { pid, read: vec![(current, copies)] }, roots))
    }

    /// The call alone comes second, in case that nothing lies before it.
    fn pieces(call: u64) -> [Piece; 2] {
        [
            Piece { address: call.wrapping_sub(WINDOW as u64), length: WINDOW + layout::CALL_LENGTH },
            Piece { address: call, length: layout::CALL_LENGTH },
        ]
    }

    fn known(&self, address: u64) -> Option<Call> {
        self.read.iter().find_map(|(last, copies)| {
            let distance = usize::try_from(last.checked_sub(address)?).ok()?;
            let block = match (copies.get(0), copies.get(1)) {
                (Some(window), _) => Block(window).part(WINDOW.checked_sub(distance)?, layout::CALL_LENGTH)?,
                (None, Some(call)) if distance == 0 => Block(call),
                (None, _) => return None,
            };
            Call::of(address, block)
        })
    }

    fn call(&mut self, address: u64) -> Result<Option<Call>, Unreadable> {
        if !is_pointer(address) {
            return Ok(None);
        }
        if self.known(address).is_none() {
            self.read.push((address, remote::read(self.pid, &Self::pieces(address))?));
        }
        Ok(self.known(address))
    }

    fn walk(&mut self, current: u64) -> Result<(Vec<Call>, End), Unreadable> {
        let mut calls: Vec<Call> = Vec::with_capacity(MOST_CALLS);
        let mut next = current;
        while next != 0 {
            let Some(call) = self.call(next)? else { return Ok((calls, End::Lost)) };
            if calls.iter().any(|known| known.address == next) {
                return Ok((calls, End::Lost));
            }
            match Generator::of_placeholder(&call) {
                Some(generator) => calls.extend(self.delegating(generator)?),
                None => calls.push(call),
            }
            if calls.len() >= MOST_CALLS {
                calls.truncate(MOST_CALLS);
                return Ok((calls, End::TooDeep));
            }
            next = call.previous;
        }
        let whole = calls.last().is_none_or(Call::is_top);
        Ok((calls, if whole { End::Whole } else { End::Lost }))
    }

    /// The calls of generators that wait in a `yield from`, the newest first. The engine notes only the oldest of them,
    /// and links the others when PHP code asks for a trace (`zend_generator_check_placeholder_frame`).
    fn delegating(&mut self, oldest: Generator) -> Result<Vec<Call>, Unreadable> {
        let mut calls = Vec::new();
        let mut generator = oldest;
        while calls.len() < MOST_CALLS {
            let copies = remote::read(self.pid, &generator.pieces())?;
            let word = |number| copies.get(number).and_then(|bytes| Block(bytes).word(0)).unwrap_or(0);
            let (parent, call) = (word(0), word(1));
            // The one without a parent runs, and is in the chain.
            if !is_pointer(parent) {
                break;
            }
            let Some(call) = self.call(call)? else { break };
            calls.push(call);
            generator.object = parent;
        }
        calls.reverse();
        Ok(calls)
    }
}

/// A generator that waits for another one.
#[derive(Clone, Copy)]
struct Generator {
    object: u64,
    /// How far behind its begin its placeholder of a call lies.
    placeholder: u64,
}

impl Generator {
    fn of_placeholder(call: &Call) -> Option<Self> {
        let placeholder = call.address.checked_sub(call.object)?;
        let inside = placeholder > (layout::GENERATOR_CALL + layout::GENERATOR_NODE_LENGTH) as u64
            && placeholder < LARGEST_GENERATOR;
        let is_one = call.function == 0 && call.has_object() && is_pointer(call.object) && inside;
        is_one.then_some(Self { object: call.object, placeholder })
    }

    /// Its parent and its call.
    fn pieces(self) -> [Piece; 2] {
        let node = self.object.wrapping_add(self.placeholder).wrapping_sub(layout::GENERATOR_NODE_LENGTH as u64);
        let call = field(self.object, layout::GENERATOR_CALL);
        [node, call].map(|address| Piece { address, length: size_of::<u64>() })
    }
}

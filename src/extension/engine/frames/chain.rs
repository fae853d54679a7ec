//! The chain of calls, from the newest to the oldest.

use super::blocks::Block;
use super::call::{Call, Generator};
use super::stack::{Roots, Stack};
use super::{MOST_CALLS, TRIES};
use naruto_runtime::os::remote::{self, Copies, Piece, Unreadable};
use naruto_runtime::trace::{End, Refusal};

/// More parts than these are not read in one breath: twice as many, and what the globals say, are one call of the system.
const MOST_PARTS: usize = 400;

/// The calls.
#[derive(Debug)]
pub struct Chain {
    /// The newest first.
    pub calls: Vec<Call>,
    /// Whether these are all.
    pub end: End,
    /// The operation that the last exception was thrown by.
    pub before_exception: u64,
    /// Whether nothing at all has changed while it was read.
    pub still: bool,
}

impl Chain {
    /// Looks as often as it takes for a part of the chain to stay the same.
    pub fn read(pid: i32, globals: u64) -> Result<Self, Refusal> {
        let mut now: Option<Roots> = None;
        // Where calls lie besides the top of the stack: generators, the lower calls of a deep stack.
        let mut parts = Vec::new();
        let mut shorter = None;
        for _ in 0..TRIES {
            let Some(roots) = now else {
                now = roots_of(&remote::read(pid, &[Roots::piece(globals)])?, 0);
                continue;
            };
            let look = Look::take(pid, globals, roots, &parts)?;
            match look.chain {
                Some(chain) if look.late.is_empty() => return Ok(chain),
                // The next time what was read late is read in the same breath.
                Some(chain) => shorter = chain.without(&look.late).or(shorter),
                None => {}
            }
            (now, parts) = (look.now, look.used);
        }
        let nothing = |now: Roots| Self {
            calls: Vec::new(),
            end: End::Lost,
            before_exception: now.before_exception,
            still: false,
        };
        shorter.or(now.map(nothing)).ok_or(Refusal::NoEngine)
    }

    fn follow(stack: &mut Stack, roots: Roots) -> Result<Self, Unreadable> {
        let Roots { current, before_exception, .. } = roots;
        let mut chain = Self { calls: Vec::with_capacity(MOST_CALLS), end: End::Lost, before_exception, still: true };
        let mut next = current;
        while next != 0 {
            let circle = chain.calls.iter().any(|known| known.address == next);
            let Some(call) = stack.call(next)?.filter(|_| !circle) else { return Ok(chain) };
            match call.generator() {
                Some(generator) => chain.calls.extend(delegating(stack, generator)?),
                None => chain.calls.push(call),
            }
            if chain.calls.len() >= MOST_CALLS {
                chain.calls.truncate(MOST_CALLS);
                chain.end = End::TooDeep;
                return Ok(chain);
            }
            next = call.previous;
        }
        if chain.calls.last().is_none_or(Call::is_first) {
            chain.end = End::Whole;
        }
        Ok(chain)
    }

    /// Without the newest calls, those that came or went between the two readings. None: nothing is the same in both.
    fn in_both(mut self, later: &Self) -> Option<Self> {
        if self.end == End::Lost || later.end == End::Lost {
            return None;
        }
        if self.calls.is_empty() && later.calls.is_empty() {
            return Some(self);
        }
        let too_deep = self.end == End::TooDeep || later.end == End::TooDeep;
        let stays = |from: usize| {
            let begin = later.calls.iter().position(|call| call.is_same(&self.calls[from]))?;
            let (own, others) = (&self.calls[from + 1..], &later.calls[begin + 1..]);
            // The older ones wait for the newer, so they cannot even have moved on. Where either reading was too deep,
            // they end at different calls.
            let all = too_deep || own.len() == others.len();
            let same = |(one, other): (&Call, &Call)| one.is_same(other) && one.operation == other.operation;
            (all && own.iter().zip(others).all(same)).then_some((from, begin))
        };
        let (from, begin) = (0..self.calls.len()).find_map(stays)?;
        self.still &= from == 0 && begin == 0 && self.calls[0].operation == later.calls[0].operation;
        self.calls.drain(..from);
        Some(self)
    }

    /// Without calls that were not read at the moment of the others, and all that are newer. None: none is left.
    fn without(mut self, late: &[Piece]) -> Option<Self> {
        let late = self.calls.iter().rposition(|call| call.is_in(late));
        if let Some(late) = late {
            self.calls.drain(..=late);
            self.still = false;
        }
        Some(self).filter(|chain| !chain.calls.is_empty())
    }
}

/// One look at a stack: its memory is copied twice, and the newest call before, between and after, all in one call of
/// the system, which takes a few microseconds.
struct Look {
    /// What was the same all the time.
    chain: Option<Chain>,
    /// What the globals said in the end.
    now: Option<Roots>,
    /// See [`Stack`].
    used: Vec<Piece>,
    late: Vec<Piece>,
}

impl Look {
    fn take(pid: i32, globals: u64, guess: Roots, parts: &[Piece]) -> Result<Self, Unreadable> {
        let memory = [&[guess.window()], parts].concat();
        let root = [Roots::piece(globals)];
        let copies = remote::read(pid, &[&root[..], &memory, &root, &memory, &root].concat())?;
        let second = 1 + memory.len();
        let said = [0, second, 2 * second].map(|number| roots_of(&copies, number));
        let mut look = Self { chain: None, now: said[2], used: Vec::new(), late: Vec::new() };
        let [Some(before), Some(between), Some(after)] = said else { return Ok(look) };
        let mut follow = |roots, first| {
            let mut stack = Stack::new(pid, roots);
            for (number, piece) in memory.iter().enumerate() {
                copies.get(first + number).into_iter().for_each(|bytes| stack.add(*piece, bytes));
            }
            let chain = Chain::follow(&mut stack, roots)?;
            look.used.extend(stack.used);
            look.late.extend(stack.late);
            Ok(chain)
        };
        let (one, two, three) = (follow(before, 1)?, follow(between, second + 1)?, follow(after, second + 1)?);
        look.chain = one.in_both(&two).and_then(|chain| chain.in_both(&three));
        look.used.sort_unstable();
        look.used.dedup();
        look.used.truncate(MOST_PARTS);
        Ok(look)
    }
}

fn roots_of(copies: &Copies, number: usize) -> Option<Roots> {
    copies.get(number).and_then(|bytes| Roots::of(Block(bytes)))
}

/// The calls of generators that wait in a `yield from`, the newest first. The engine notes only the oldest of them, and
/// links the others when PHP code asks for a trace (`zend_generator_check_placeholder_frame`).
fn delegating(stack: &mut Stack, oldest: Generator) -> Result<Vec<Call>, Unreadable> {
    let mut calls = Vec::new();
    let mut generator = oldest;
    while calls.len() < MOST_CALLS {
        // The one that waits for nobody runs, and is in the chain.
        let Some((call, parent)) = stack.links(generator)? else { break };
        let Some(call) = stack.call(call)? else { break };
        calls.push(call);
        generator.object = parent;
    }
    calls.reverse();
    Ok(calls)
}

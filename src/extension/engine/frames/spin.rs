//! The line of a loop that writes down no line.
//!
//! The engine's loop notes the operation it is at only before what can fail or call. `while (true) {}` never does, so
//! the noted line is that of whatever came before. But its code is there to read: if what follows the noted operation
//! leads, without anything that would be noted, into a circle, and the process does nothing but compute, then it is in
//! that circle.

use super::blocks::{Block, Blocks, field};
use super::functions::Code;
use super::layout;
use ext_php_rs::ffi::{
    ZEND_ADD, ZEND_BOOL, ZEND_BOOL_NOT, ZEND_BW_AND, ZEND_BW_NOT, ZEND_BW_OR, ZEND_BW_XOR, ZEND_CASE, ZEND_IS_EQUAL,
    ZEND_IS_IDENTICAL, ZEND_IS_NOT_EQUAL, ZEND_IS_NOT_IDENTICAL, ZEND_IS_SMALLER, ZEND_IS_SMALLER_OR_EQUAL, ZEND_JMP,
    ZEND_JMPNZ, ZEND_JMPNZ_EX, ZEND_JMPZ, ZEND_JMPZ_EX, ZEND_MOD, ZEND_MUL, ZEND_NOP, ZEND_POST_DEC, ZEND_POST_INC,
    ZEND_PRE_DEC, ZEND_PRE_INC, ZEND_QM_ASSIGN, ZEND_RECV, ZEND_RECV_INIT, ZEND_RECV_VARIADIC, ZEND_RETURN, ZEND_SL,
    ZEND_SR, ZEND_SUB, ZEND_TYPE_CHECK,
};
use naruto_runtime::os::remote::{self, Piece};
use std::collections::BTreeMap;

/// So many operations on either side are looked at: a loop of nothing but arithmetic is short.
const REACH: u64 = 64;

/// What an operation is followed by, and its line.
struct Operation {
    line: u32,
    next: Vec<u64>,
}

/// The first line of the loop that `code` must be in. None: it is where the engine has noted it.
pub fn line(pid: i32, code: &Code) -> Option<u32> {
    let noted = code.number_of(code.now);
    let line = noted.and_then(|number| Listing::around(pid, code, number)?.circle_after(number)).or_else(|| {
        // A call that has noted nothing yet has what an earlier one left in its memory: nonsense, or the last operation
        // of the same function.
        let begin = Listing::around(pid, code, 0)?;
        let left = noted.and_then(|number| Listing::around(pid, code, number)?.code(number));
        matches!((noted, left), (None, _) | (_, Some(ZEND_RETURN))).then(|| begin.circle_from(vec![0]))?
    })?;
    // One that waits for the kernel is still in the noted operation: `echo` into a pipe that is full.
    remote::is_running(pid).then_some(line)
}

/// Some operations of a function.
struct Listing {
    blocks: Blocks,
    piece: Piece,
    first: u64,
}

impl Listing {
    fn around(pid: i32, code: &Code, number: u64) -> Option<Self> {
        let (first, end) = (number.saturating_sub(REACH), code.count.min(number + REACH));
        let address = field(code.operations, usize::try_from(first).ok()? * layout::OPERATION_LENGTH);
        let piece =
            Piece { address, length: usize::try_from(end.checked_sub(first)?).ok()? * layout::OPERATION_LENGTH };
        Some(Self { blocks: Blocks::read(pid, vec![piece]).ok()?, piece, first })
    }

    fn operation(&self, number: u64) -> Option<Block<'_>> {
        let offset = usize::try_from(number.checked_sub(self.first)?).ok()? * layout::OPERATION_LENGTH;
        self.blocks.at(self.piece.address, self.piece.length)?.part(offset, layout::OPERATION_LENGTH)
    }

    fn code(&self, number: u64) -> Option<u32> {
        self.operation(number).map(code)
    }

    fn circle_after(&self, number: u64) -> Option<u32> {
        self.circle_from(following(number, self.operation(number)?))
    }

    /// The first line of the circles that can be reached from these operations without anything being noted.
    fn circle_from(&self, mut open: Vec<u64>) -> Option<u32> {
        let mut silent = BTreeMap::new();
        while let Some(number) = open.pop() {
            let operation = self.operation(number).filter(|block| is_silent(*block) && !silent.contains_key(&number));
            if let Some(block) = operation {
                let next = following(number, block);
                open.extend(&next);
                silent.insert(number, Operation { line: block.half(layout::OPERATION_LINE)?, next });
            }
        }
        circles_of(silent).values().map(|operation| operation.line).min()
    }
}

/// Without what leads into no circle, and what no circle leads to.
fn circles_of(mut operations: BTreeMap<u64, Operation>) -> BTreeMap<u64, Operation> {
    loop {
        let before = operations.len();
        let numbers: Vec<u64> = operations.keys().copied().collect();
        operations.retain(|_, operation| operation.next.iter().any(|next| numbers.binary_search(next).is_ok()));
        let led_to: Vec<u64> = operations.values().flat_map(|operation| operation.next.iter().copied()).collect();
        operations.retain(|number, _| led_to.contains(number));
        if operations.len() == before {
            return operations;
        }
    }
}

fn code(block: Block<'_>) -> u32 {
    block.byte(layout::OPERATION_CODE).map_or(u32::MAX, u32::from)
}

/// Whether the engine's loop does this without noting where it is, as long as the values are numbers.
fn is_silent(block: Block<'_>) -> bool {
    matches!(
        code(block),
        ZEND_NOP
            | ZEND_ADD
            | ZEND_SUB
            | ZEND_MUL
            | ZEND_MOD
            | ZEND_SL
            | ZEND_SR
            | ZEND_BW_OR
            | ZEND_BW_AND
            | ZEND_BW_XOR
            | ZEND_BW_NOT
            | ZEND_BOOL
            | ZEND_BOOL_NOT
            | ZEND_IS_IDENTICAL
            | ZEND_IS_NOT_IDENTICAL
            | ZEND_IS_EQUAL
            | ZEND_IS_NOT_EQUAL
            | ZEND_IS_SMALLER
            | ZEND_IS_SMALLER_OR_EQUAL
            | ZEND_CASE
            | ZEND_TYPE_CHECK
            | ZEND_QM_ASSIGN
            | ZEND_PRE_INC
            | ZEND_PRE_DEC
            | ZEND_POST_INC
            | ZEND_POST_DEC
            | ZEND_RECV
            | ZEND_RECV_INIT
            | ZEND_RECV_VARIADIC
            | ZEND_JMP
            | ZEND_JMPZ
            | ZEND_JMPNZ
            | ZEND_JMPZ_EX
            | ZEND_JMPNZ_EX
    )
}

/// The numbers of the operations that may come next.
fn following(number: u64, block: Block<'_>) -> Vec<u64> {
    let target = |operand| {
        // Jumps are noted as distances in bytes from the jump itself (ZEND_OFFSET_TO_OPLINE).
        let distance = i64::from(block.half(operand)?.cast_signed()) / i64::try_from(layout::OPERATION_LENGTH).ok()?;
        number.checked_add_signed(distance)
    };
    match code(block) {
        ZEND_JMP => target(layout::OPERATION_FIRST).into_iter().collect(),
        ZEND_JMPZ | ZEND_JMPNZ | ZEND_JMPZ_EX | ZEND_JMPNZ_EX => {
            target(layout::OPERATION_SECOND).into_iter().chain([number + 1]).collect()
        }
        _ => vec![number + 1],
    }
}

//! The line of a loop that writes down no line.
//!
//! The engine's loop notes the operation it is at only before what can fail or call. `while (true) {}` never does, so
//! the noted line is that of whatever came before. But its code is there to read: if what follows the noted operation
//! leads, without anything that would be noted, into a circle, and the process does nothing but compute, then it is in
//! that circle.

use super::blocks::{Block, Blocks};
use super::functions::Code;
use super::layout;
use ext_php_rs::ffi::{
    ZEND_ADD, ZEND_BOOL, ZEND_BOOL_NOT, ZEND_BW_AND, ZEND_BW_NOT, ZEND_BW_OR, ZEND_BW_XOR, ZEND_CASE, ZEND_IS_EQUAL,
    ZEND_IS_IDENTICAL, ZEND_IS_NOT_EQUAL, ZEND_IS_NOT_IDENTICAL, ZEND_IS_SMALLER, ZEND_IS_SMALLER_OR_EQUAL, ZEND_JMP,
    ZEND_JMPNZ, ZEND_JMPNZ_EX, ZEND_JMPZ, ZEND_JMPZ_EX, ZEND_MOD, ZEND_MUL, ZEND_NOP, ZEND_POST_DEC, ZEND_POST_INC,
    ZEND_PRE_DEC, ZEND_PRE_INC, ZEND_QM_ASSIGN, ZEND_RECV, ZEND_RECV_INIT, ZEND_RECV_VARIADIC, ZEND_SL, ZEND_SR,
    ZEND_SUB, ZEND_TYPE_CHECK,
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
    let now = code.number_of(code.now)?;
    let (first, end) = (now.saturating_sub(REACH), code.count.min(now + REACH));
    let length = layout::OPERATION_LENGTH;
    let address = code.operations.wrapping_add(first * length as u64);
    let piece = Piece { address, length: usize::try_from(end - first).ok()? * length };
    let blocks = Blocks::read(pid, vec![piece]).ok()?;
    let all = blocks.at(piece.address, piece.length)?;
    let operation = |number: u64| {
        let offset = usize::try_from(number.checked_sub(first)?).ok()? * length;
        all.part(offset, length)
    };

    let mut silent = BTreeMap::new();
    let mut open = following(now, operation(now)?);
    if is_silent(operation(now)?) {
        open.push(now);
    }
    while let Some(number) = open.pop() {
        if let Some(block) = operation(number).filter(|block| is_silent(*block) && !silent.contains_key(&number)) {
            let next = following(number, block);
            open.extend(&next);
            silent.insert(number, Operation { line: block.half(layout::OPERATION_LINE)?, next });
        }
    }
    let line = leave_circles(silent).values().map(|operation| operation.line).min()?;
    // One that waits for the kernel is still in the noted operation: `echo` into a pipe that is full.
    remote::is_running(pid).then_some(line)
}

/// Takes away what leads into no circle, then what no circle leads to.
fn leave_circles(mut operations: BTreeMap<u64, Operation>) -> BTreeMap<u64, Operation> {
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

//! What the calls of a chain are calls of, and where they are.

use super::blocks::{Block, Blocks, field, is_pointer};
use super::call::Call;
use super::chain::Chain;
use super::layout;
use super::texts::Texts;
use ext_php_rs::ffi::{
    ZEND_EVAL, ZEND_EVAL_CODE, ZEND_HANDLE_EXCEPTION, ZEND_INCLUDE, ZEND_INCLUDE_ONCE, ZEND_INCLUDE_OR_EVAL,
    ZEND_INTERNAL_FUNCTION, ZEND_REQUIRE, ZEND_REQUIRE_ONCE, ZEND_USER_FUNCTION,
};
use naruto_runtime::os::remote::{Piece, Unreadable};
use naruto_runtime::trace::{Frame, Place};

/// A function that cannot be named: what is there is none any more.
const UNKNOWN: &str = "?";

/// What was read of the functions of a chain.
pub struct Functions {
    /// Functions, and the operations that calls are at.
    blocks: Blocks,
    /// Pointers to the names of classes.
    classes: Blocks,
    texts: Texts,
}

/// Code of PHP, and where a call is in it.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The first of its operations.
    pub operations: u64,
    /// How many they are.
    pub count: u64,
    /// The operation the call is at.
    pub now: u64,
    file: u64,
    first_line: u32,
    last_line: u32,
}

/// Reads what `chain` is made of.
pub fn read(pid: i32, chain: &Chain) -> Result<Functions, Unreadable> {
    let function = |address| Piece { address, length: layout::FUNCTION_LENGTH };
    let code = |address| Piece { address: field(address, layout::CODE), length: layout::CODE_LENGTH };
    let operation = |address| Piece { address, length: layout::OPERATION_LENGTH };
    let mut pieces: Vec<Piece> =
        [chain.before_exception].into_iter().filter(|at| is_pointer(*at)).map(operation).collect();
    for call in &chain.calls {
        if is_pointer(call.function) {
            pieces.extend([function(call.function), code(call.function)]);
        }
        if is_pointer(call.operation) {
            pieces.push(operation(call.operation));
        }
    }
    let blocks = Blocks::read(pid, pieces)?;
    let heads = || chain.calls.iter().filter_map(|call| head(&blocks, call));
    let scopes: Vec<u64> =
        heads().filter_map(|head| head.word(layout::FUNCTION_SCOPE)).filter(|at| is_pointer(*at)).collect();
    let classes = Blocks::read(pid, scopes.iter().map(|scope| class_name(*scope)).collect())?;
    let names = heads().filter_map(|head| head.word(layout::FUNCTION_NAME));
    let files = chain.calls.iter().filter_map(|call| Some(code_of(&blocks, call)?.file));
    let class_names = scopes.iter().filter_map(|scope| class(&classes, *scope));
    let texts = Texts::read(pid, names.chain(files).chain(class_names))?;
    Ok(Functions { blocks, classes, texts })
}

fn head<'a>(blocks: &'a Blocks, call: &Call) -> Option<Block<'a>> {
    blocks.at(call.function, layout::FUNCTION_LENGTH)
}

fn kind(blocks: &Blocks, call: &Call) -> Option<u32> {
    head(blocks, call)?.byte(layout::FUNCTION_KIND).map(u32::from)
}

/// None: no code of PHP.
fn code_of(blocks: &Blocks, call: &Call) -> Option<Code> {
    if !matches!(kind(blocks, call)?, ZEND_USER_FUNCTION | ZEND_EVAL_CODE) {
        return None;
    }
    let block = blocks.at(field(call.function, layout::CODE), layout::CODE_LENGTH)?;
    Some(Code {
        operations: block.word(layout::CODE_OPERATIONS)?,
        count: block.half(layout::CODE_COUNT)?.into(),
        now: call.operation,
        file: block.word(layout::CODE_FILE)?,
        first_line: block.half(layout::CODE_FIRST_LINE)?,
        last_line: block.half(layout::CODE_LAST_LINE)?,
    })
}

impl Code {
    /// The number of one of its operations. None: it is none of them.
    pub fn number_of(&self, operation: u64) -> Option<u64> {
        let distance = operation.checked_sub(self.operations)?;
        let length = layout::OPERATION_LENGTH as u64;
        Some(distance / length).filter(|number| *number < self.count && distance.is_multiple_of(length))
    }
}

fn class_name(scope: u64) -> Piece {
    Piece { address: field(scope, layout::CLASS_NAME), length: size_of::<u64>() }
}

fn class(classes: &Blocks, scope: u64) -> Option<u64> {
    let piece = class_name(scope);
    classes.at(piece.address, piece.length)?.word(0)
}

impl Functions {
    /// The calls of the chain, for people. The engine's own notes are left out.
    pub fn frames(&self, chain: &Chain) -> Vec<Frame> {
        let real: Vec<&Call> = chain.calls.iter().filter(|call| call.function != 0).collect();
        let frame = |(number, call): (usize, &&Call)| self.frame(chain, call, real.get(number + 1).copied());
        real.iter().enumerate().filter_map(frame).collect()
    }

    /// The code of the newest call, and where it is. None: it is no code of PHP.
    pub fn newest_code(&self, chain: &Chain) -> Option<Code> {
        code_of(&self.blocks, chain.calls.first()?)
    }

    fn frame(&self, chain: &Chain, call: &Call, caller: Option<&Call>) -> Option<Frame> {
        let unknown = Frame { function: UNKNOWN.to_owned(), place: None };
        let Some(block) = head(&self.blocks, call) else { return Some(unknown) };
        let (Some(name), Some(scope)) = (block.word(layout::FUNCTION_NAME), block.word(layout::FUNCTION_SCOPE)) else {
            return Some(unknown);
        };
        let code = code_of(&self.blocks, call);
        let place =
            code.and_then(|code| Some(Place { file: self.texts.get(code.file)?, line: self.line(chain, &code) }));
        let function = match kind(&self.blocks, call) {
            // The function that the engine begins a fiber with.
            Some(ZEND_INTERNAL_FUNCTION) if name == 0 => return None,
            Some(ZEND_USER_FUNCTION | ZEND_EVAL_CODE) if name == 0 => self.code_without_name(call, caller).to_owned(),
            Some(ZEND_INTERNAL_FUNCTION | ZEND_USER_FUNCTION | ZEND_EVAL_CODE) => self.name(call, name, scope),
            _ => return Some(unknown),
        };
        Some(Frame { function, place })
    }

    /// `Ship->send`
    fn name(&self, call: &Call, name: u64, scope: u64) -> String {
        let function = self.texts.get(name).unwrap_or_else(|| UNKNOWN.to_owned());
        if scope == 0 {
            return function;
        }
        let class = class(&self.classes, scope).and_then(|name| self.texts.get(name));
        let class = class.unwrap_or_else(|| UNKNOWN.to_owned());
        format!("{class}{}{function}", if call.has_object() { "->" } else { "::" })
    }

    /// A file or an eval, named by the operation that runs it.
    fn code_without_name(&self, call: &Call, caller: Option<&Call>) -> &'static str {
        let operation = caller.and_then(|caller| self.operation(caller.operation));
        let by = operation.filter(|by| by.byte(layout::OPERATION_CODE).map(u32::from) == Some(ZEND_INCLUDE_OR_EVAL));
        match by.and_then(|by| by.half(layout::OPERATION_EXTENDED)) {
            Some(ZEND_EVAL) => "eval",
            Some(ZEND_INCLUDE) => "include",
            Some(ZEND_INCLUDE_ONCE) => "include_once",
            Some(ZEND_REQUIRE) => "require",
            Some(ZEND_REQUIRE_ONCE) => "require_once",
            _ if call.is_top() => "{main}",
            _ => UNKNOWN,
        }
    }

    fn operation(&self, address: u64) -> Option<Block<'_>> {
        self.blocks.at(address, layout::OPERATION_LENGTH)
    }

    fn line(&self, chain: &Chain, code: &Code) -> u32 {
        let line = |at: u64| code.number_of(at).and_then(|_| self.operation(at)?.half(layout::OPERATION_LINE));
        let throws = || {
            let by = self.operation(code.now).and_then(|now| now.byte(layout::OPERATION_CODE));
            by.map(u32::from) == Some(ZEND_HANDLE_EXCEPTION)
        };
        line(code.now).unwrap_or_else(|| {
            // While it throws, a call is at an operation that belongs to no function.
            if throws() { line(chain.before_exception).unwrap_or(code.last_line) } else { code.first_line }
        })
    }
}

//! Copies of what lies in the other process, found again by where it lies there.

use naruto_runtime::os::remote::{self, Copies, Piece, Unreadable};

/// Whether something of the engine can be at this address.
pub fn is_pointer(address: u64) -> bool {
    address != 0 && address.is_multiple_of(align_of::<u64>() as u64)
}

/// The address of a field.
pub fn field(address: u64, offset: usize) -> u64 {
    address.wrapping_add(offset as u64)
}

/// Some bytes of the other process. Whatever lies outside of them is not there.
#[derive(Clone, Copy)]
pub struct Block<'a>(pub &'a [u8]);

impl<'a> Block<'a> {
    /// A pointer or a size.
    pub fn word(self, offset: usize) -> Option<u64> {
        self.0.get(offset..)?.first_chunk().copied().map(u64::from_ne_bytes)
    }

    /// An `uint32_t`.
    pub fn half(self, offset: usize) -> Option<u32> {
        self.0.get(offset..)?.first_chunk().copied().map(u32::from_ne_bytes)
    }

    /// An `uint8_t`.
    pub fn byte(self, offset: usize) -> Option<u8> {
        self.0.get(offset).copied()
    }

    /// A part of it.
    pub fn part(self, offset: usize, length: usize) -> Option<Block<'a>> {
        self.0.get(offset..)?.get(..length).map(Block)
    }
}

/// Copies of many pieces, each read once, however often it was asked for.
pub struct Blocks {
    pieces: Vec<Piece>,
    copies: Copies,
}

impl Blocks {
    /// Reads them, in one call.
    pub fn read(pid: i32, mut pieces: Vec<Piece>) -> Result<Self, Unreadable> {
        pieces.sort_unstable();
        pieces.dedup();
        let copies = remote::read(pid, &pieces)?;
        Ok(Self { pieces, copies })
    }

    /// What was read there.
    pub fn at(&self, address: u64, length: usize) -> Option<Block<'_>> {
        let number = self.pieces.binary_search(&Piece { address, length }).ok()?;
        self.copies.get(number).map(Block)
    }
}

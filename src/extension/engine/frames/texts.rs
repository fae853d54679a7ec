//! Strings of the engine: names and paths.

use super::blocks::{Block, Blocks, field, is_pointer};
use super::layout;
use ext_php_rs::ffi::IS_STRING;
use naruto_runtime::os::remote::{Piece, Unreadable};

/// Most strings are whole after a first look at so many bytes.
const LOOK: u64 = 256;

/// What is longer is cut; no path is (`PATH_MAX`).
const LONGEST: u64 = 4096;

/// Memory comes and goes in whole pages: a look that stays in one does not miss for what lies behind the string.
const PAGE: u64 = 4096;

/// A string may begin at the very end of a page: its length, at least, is always looked at.
const LEAST: u64 = layout::TEXT_BYTES as u64;

/// The strings that were read.
pub struct Texts {
    looks: Blocks,
    rests: Blocks,
}

impl Texts {
    /// Reads them. Addresses of nothing are allowed.
    pub fn read(pid: i32, addresses: impl Iterator<Item = u64>) -> Result<Self, Unreadable> {
        let wanted: Vec<u64> = addresses.filter(|address| is_pointer(*address)).collect();
        let looks = Blocks::read(pid, wanted.iter().map(|address| look(*address)).collect())?;
        let longer = |address: &u64| looks.at(*address, look(*address).length).and_then(|look| rest(*address, look));
        let rests = Blocks::read(pid, wanted.iter().filter_map(longer).collect())?;
        Ok(Self { looks, rests })
    }

    /// The string at an address, fit for a line on a terminal. None: there is none.
    pub fn get(&self, address: u64) -> Option<String> {
        let look = self.looks.at(address, look(address).length)?;
        let mut bytes = head(look)?.1.to_vec();
        if let Some(rest) = rest(address, look) {
            bytes.extend_from_slice(self.rests.at(rest.address, rest.length)?.0);
        }
        // The name of a class without a name goes on behind a zero, with the place of its declaration.
        let shown = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        let text = String::from_utf8_lossy(shown);
        Some(text.chars().map(|char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char }).collect())
    }
}

fn look(address: u64) -> Piece {
    let length = LOOK.min(PAGE - address % PAGE).max(LEAST);
    // At most LOOK.
    Piece { address, length: usize::try_from(length).unwrap_or_default() }
}

/// Length of a string, and the first of its bytes.
fn head(look: Block<'_>) -> Option<(u64, &[u8])> {
    // The lower four bits are the type (GC_TYPE_MASK).
    if look.half(layout::TEXT_INFO)? & 0xf != IS_STRING {
        return None;
    }
    let length = look.word(layout::TEXT_LENGTH)?.min(LONGEST);
    let seen = look.0.get(layout::TEXT_BYTES..)?;
    Some((length, &seen[..seen.len().min(usize::try_from(length).unwrap_or_default())]))
}

/// What the first look has not seen.
fn rest(address: u64, look: Block<'_>) -> Option<Piece> {
    let (length, seen) = head(look)?;
    let left = usize::try_from(length).ok()?.checked_sub(seen.len()).filter(|left| *left > 0)?;
    Some(Piece { address: field(address, layout::TEXT_BYTES + seen.len()), length: left })
}

//! The memory of another process, read without stopping it and without its knowing: `process_vm_readv(2)` copies from
//! one process to another, sends no signal and wakes nobody.

use super::obstacle::Obstacle;
use nix::errno::Errno;
use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::Pid;
use std::fmt;
use std::io::IoSliceMut;
use std::ops::Range;

/// `UIO_MAXIOV`: the kernel takes no more pieces in one call.
const MOST_PIECES: usize = 1024;

/// Why nothing of a process can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It has ended.
    Gone,
    /// The system forbids it.
    Forbidden(Obstacle),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("the process has ended"),
            Self::Forbidden(obstacle) => obstacle.fmt(f),
        }
    }
}

/// A piece of the memory of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// Where it begins there.
    pub address: u64,
    /// How many bytes.
    pub length: usize,
}

/// Copies of pieces.
#[derive(Debug, Default)]
pub struct Copies {
    bytes: Vec<u8>,
    /// Where in `bytes`, in the order of the pieces; none: it could not be read as a whole.
    places: Vec<Option<Range<usize>>>,
}

impl Copies {
    /// The copy of one piece, by its number. None: it is not there, or not all of it.
    pub fn get(&self, number: usize) -> Option<&[u8]> {
        self.bytes.get(self.places.get(number)?.clone()?)
    }
}

/// Copies the pieces, in this order and in one call as long as all of them are there. One that is not leaves a gap and
/// no error: the process may have given the memory back since its address was read.
pub fn read(pid: i32, pieces: &[Piece]) -> Result<Copies, Unreadable> {
    let mut copies = Copies { bytes: vec![0; pieces.iter().map(|piece| piece.length).sum()], places: Vec::new() };
    copies.places.reserve(pieces.len());
    let mut start = 0;
    while let Some(rest) = pieces.get(copies.places.len()..).filter(|rest| !rest.is_empty()) {
        let rest = &rest[..rest.len().min(MOST_PIECES)];
        let mut there = read_some(pid, rest, &mut copies.bytes[start..])?;
        for piece in rest {
            let whole = there >= piece.length;
            copies.places.push(whole.then_some(start..start + piece.length));
            start += piece.length;
            if !whole {
                // The call ends at the first byte that is not there; go on behind that piece.
                break;
            }
            there -= piece.length;
        }
    }
    Ok(copies)
}

/// How many bytes are there, from the first piece on.
fn read_some(pid: i32, pieces: &[Piece], bytes: &mut [u8]) -> Result<usize, Unreadable> {
    let length: usize = pieces.iter().map(|piece| piece.length).sum();
    let remote: Vec<RemoteIoVec> = pieces
        .iter()
        .map(|piece| RemoteIoVec { base: usize::try_from(piece.address).unwrap_or(0), len: piece.length })
        .collect();
    let mut local = [IoSliceMut::new(&mut bytes[..length])];
    match process_vm_readv(Pid::from_raw(pid), &mut local, &remote) {
        Ok(copied) => Ok(copied),
        Err(Errno::ESRCH) => Err(Unreadable::Gone),
        Err(errno @ (Errno::EPERM | Errno::ENOSYS)) => Err(Unreadable::Forbidden(Obstacle::find(pid, errno))),
        // EFAULT: nothing is at the first address. The others are about a piece as well, or about memory of ours.
        Err(_) => Ok(0),
    }
}

/// Whether a process computes or waits for a processor, and for nothing else.
pub fn is_running(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name may hold spaces and brackets; it ends with the last bracket (proc(5)).
    stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('R'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(of: &[u8]) -> Piece {
        Piece { address: of.as_ptr() as u64, length: of.len() }
    }

    fn own(pieces: &[Piece]) -> Copies {
        read(std::process::id().cast_signed(), pieces).expect("our own memory")
    }

    #[test]
    fn pieces_come_in_their_order() {
        let copies = own(&[piece(b"late"), piece(b""), piece(b"early")]);
        assert_eq!(copies.get(0), Some(&b"late"[..]));
        assert_eq!(copies.get(1), Some(&b""[..]));
        assert_eq!(copies.get(2), Some(&b"early"[..]));
        assert_eq!(copies.get(3), None);
        assert_eq!(own(&[]).get(0), None);
    }

    #[test]
    fn what_is_not_there_is_a_gap() {
        let nowhere = [0, 1, 4096, 1 << 47, u64::MAX - 8, u64::MAX].map(|address| Piece { address, length: 16 });
        let mut pieces = vec![piece(b"first")];
        for gap in nowhere {
            pieces.extend([gap, piece(b"between")]);
        }
        let copies = own(&pieces);
        assert_eq!(copies.get(0), Some(&b"first"[..]));
        for number in 0..nowhere.len() {
            assert_eq!(copies.get(1 + 2 * number), None, "{number}");
            assert_eq!(copies.get(2 + 2 * number), Some(&b"between"[..]), "{number}");
        }
    }

    #[test]
    fn a_piece_that_ends_in_nowhere_is_a_gap() {
        let end = std::fs::read_to_string("/proc/self/maps")
            .expect("our own maps")
            .lines()
            .find_map(|line| {
                let stack = line.contains("[stack]").then(|| line.split_once('-'))??.1;
                u64::from_str_radix(stack.split_once(' ')?.0, 16).ok()
            })
            .expect("a stack");
        let copies = own(&[Piece { address: end - 8, length: 8 }, Piece { address: end - 8, length: 9 }, piece(b"on")]);
        assert!(copies.get(0).is_some());
        assert_eq!(copies.get(1), None);
        assert_eq!(copies.get(2), Some(&b"on"[..]));
    }

    #[test]
    fn more_pieces_than_the_kernel_takes_at_once() {
        let pieces = vec![piece(b"many"); 3 * MOST_PIECES + 1];
        let copies = own(&pieces);
        assert!((0..pieces.len()).all(|number| copies.get(number) == Some(&b"many"[..])));
    }

    #[test]
    fn nobody_is_there() {
        // Larger than any pid of Linux (proc(5), pid_max).
        assert_eq!(read(1 << 23, &[piece(b"x")]).expect_err("no such process"), Unreadable::Gone);
    }

    #[test]
    fn we_are_running() {
        // The process waits in its main thread; the one of this test has a number of its own.
        assert!(is_running(nix::unistd::gettid().as_raw()) && !is_running(1 << 23));
    }
}

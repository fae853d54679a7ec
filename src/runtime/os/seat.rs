//! Where signal handlers of a worker find its place in the shared memory; and how one that fetches its next job, and so
//! holds none, leaves from within a handler.

use crate::os::clock;
use crate::os::fork::{exit_now, is_copy};
use crate::scoreboard::{Activity, Scoreboard, Slot};
use naruto_supervisor::Cause;
use std::ffi::{CString, c_char};
use std::ptr;
use std::rc::Rc;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

/// Null in a process that is no worker.
static BOARD: AtomicPtr<Scoreboard> = AtomicPtr::new(ptr::null_mut());
static INDEX: AtomicU32 = AtomicU32::new(0);
/// Path of the worker's own pipe, or null.
static PIPE: AtomicPtr<c_char> = AtomicPtr::new(ptr::null_mut());

/// Keeps the memory that handlers write to, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    board: Rc<Scoreboard>,
    _pipe: CString,
}

impl Seat {
    /// Of the worker in this place of the scoreboard, with this pipe.
    pub fn take(board: &Rc<Scoreboard>, index: u32, pipe: CString) -> Self {
        INDEX.store(index, Ordering::Relaxed);
        PIPE.store(pipe.as_ptr().cast_mut(), Ordering::Relaxed);
        BOARD.store(Rc::as_ptr(board).cast_mut(), Ordering::Release);
        Self { board: Rc::clone(board), _pipe: pipe }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if ptr::eq(BOARD.load(Ordering::Acquire), Rc::as_ptr(&self.board)) {
            BOARD.store(ptr::null_mut(), Ordering::Release);
            PIPE.store(ptr::null_mut(), Ordering::Relaxed);
        }
    }
}

/// Its scoreboard, its place there and the number of that. None: there is none, or this is a process that a job has forked
/// off, and the place is its parent's. Async-signal-safe.
pub fn here<T>(act: impl FnOnce(&Scoreboard, Slot<'_>, u32) -> T) -> Option<T> {
    if is_copy() {
        return None;
    }
    // SAFETY: null, or the scoreboard that the `Seat` of this worker keeps alive; its words are atomics.
    let board = unsafe { BOARD.load(Ordering::Acquire).as_ref() }?;
    let index = INDEX.load(Ordering::Relaxed);
    Some(act(board, board.slot(index), index))
}

/// Ends this process, told to go, if it fetches its next job: whatever blocks there would not let it hear.
/// Async-signal-safe.
pub fn leave_if_fetching(cause: Cause) {
    here(|_, slot, _| {
        if slot.turn(Activity::Fetching, Activity::Caught) {
            slot.leave(cause, clock::now());
            exit_now(0);
        }
    });
}

/// The same when the master is gone: nobody else removes the pipe.
pub fn leave_orphaned_if_fetching() {
    here(|_, slot, _| {
        if slot.turn(Activity::Fetching, Activity::Caught) {
            let pipe = PIPE.load(Ordering::Relaxed);
            if !pipe.is_null() {
                // SAFETY: a path that the `Seat` keeps; unlink(2) is async-signal-safe (signal-safety(7)).
                unsafe { libc::unlink(pipe) };
            }
            exit_now(0);
        }
    });
}

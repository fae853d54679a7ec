//! Rust's share of the heap: that of the C library, but for the first moments of a child.
//!
//! A child shares each page of memory with its parent until one of them writes to it; then it is copied, for 2 µs. To
//! take a block of the heap writes next to it, and so does giving one back, wherever it lies: 14 pages in the first moments
//! of each worker. So what is asked for then comes from a strip that nobody has used yet, and nothing is given back:
//! what the parent had stays on pages that both share, and what the child had is a few kilobytes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A newborn writes to half of it (measured, by pages); who needs more gets it from the C library.
const STRIP: usize = 16 << 10;

/// Where the strip begins; 0: there is none.
static BEGIN: AtomicUsize = AtomicUsize::new(0);
/// So many bytes of it are somebody's. They are never given back: a child of a child has its parent's strip.
static USED: AtomicUsize = AtomicUsize::new(0);
static IS_NEWBORN: AtomicBool = AtomicBool::new(false);

#[global_allocator]
static HEAP: Heap = Heap;

struct Heap;

/// To be called before a fork: provides the strip.
pub fn prepare() {
    if BEGIN.load(Ordering::Relaxed) == 0 {
        let strip: &'static mut [u8] = Vec::leak(Vec::with_capacity(STRIP));
        BEGIN.store(strip.as_mut_ptr().addr(), Ordering::Relaxed);
    }
}

/// In a child, right after its fork: it gives nothing back from now on.
pub fn begin_life() {
    IS_NEWBORN.store(BEGIN.load(Ordering::Relaxed) != 0, Ordering::Relaxed);
}

/// It has what it needs: from now on its heap is like any other.
pub fn grow_up() {
    IS_NEWBORN.store(false, Ordering::Relaxed);
}

fn is_newborn() -> bool {
    IS_NEWBORN.load(Ordering::Relaxed)
}

fn is_of_the_strip(block: *mut u8) -> bool {
    block.addr().wrapping_sub(BEGIN.load(Ordering::Relaxed)) < STRIP
}

/// The next block of the strip; null if it has no room.
fn cut(layout: Layout) -> *mut u8 {
    let begin = BEGIN.load(Ordering::Relaxed);
    let start = |used: usize| (begin + used).next_multiple_of(layout.align()) - begin;
    let cut = USED.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
        start(used).checked_add(layout.size()).filter(|end| *end <= STRIP)
    });
    cut.map_or(ptr::null_mut(), |used| ptr::with_exposed_provenance_mut(begin + start(used)))
}

// SAFETY: a block is one of the C library's, or a part of the strip that is nobody else's and large enough, aligned as asked.
// Each goes back to where it came from, or nowhere.
unsafe impl GlobalAlloc for Heap {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = if is_newborn() { cut(layout) } else { ptr::null_mut() };
        // SAFETY: as the caller says.
        if block.is_null() { unsafe { System.alloc(layout) } } else { block }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if !is_newborn() && !is_of_the_strip(block) {
            // SAFETY: it is the C library's, as all that are not of the strip.
            unsafe { System.dealloc(block, layout) };
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !is_newborn() && !is_of_the_strip(block) {
            // SAFETY: it is the C library's, as all that are not of the strip.
            return unsafe { System.realloc(block, layout, size) };
        }
        // SAFETY: the caller has seen to it that the size is one that a layout may have; both blocks are that large.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size().min(size));
            }
            new
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fork::{ALONE, Side, exit_now, fork, reap_blocking};
    use naruto_supervisor::How;

    /// What a child finds out about its own heap.
    fn in_a_newborn(look: impl FnOnce() -> bool) -> Option<How> {
        let _alone = ALONE.lock();
        prepare();
        match fork().expect("a child") {
            Side::Child => {
                begin_life();
                let right = look();
                exit_now(i32::from(!right))
            }
            Side::Parent(pid) => reap_blocking(pid),
        }
    }

    fn is_cut(text: &str) -> bool {
        is_of_the_strip(text.as_ptr().cast_mut())
    }

    #[test]
    fn a_newborn_takes_from_its_strip_and_gives_nothing_back() {
        let of_the_parent = "of the parent".to_owned();
        let address = of_the_parent.as_ptr();
        let ended = in_a_newborn(move || {
            let mut own = "own".to_owned();
            let was_cut = is_cut(&own);
            own.push_str(&"x".repeat(100));
            drop(of_the_parent);
            let another = "another one of it".to_owned();
            was_cut && is_cut(&own) && own.starts_with("ownxx") && is_cut(&another) && another.as_ptr() != address
        });
        assert_eq!(ended, Some(How::Exited(0)));
    }

    #[test]
    fn who_has_grown_up_has_a_heap_like_any_other() {
        let ended = in_a_newborn(|| {
            let mut early = "early".to_owned();
            grow_up();
            let late = "late".to_owned();
            early.push_str(&"x".repeat(100));
            !is_cut(&late) && !is_cut(&early) && early.len() == 105
        });
        assert_eq!(ended, Some(How::Exited(0)));
    }

    #[test]
    fn a_strip_that_is_full_is_no_end_and_blocks_are_aligned() {
        let ended = in_a_newborn(|| {
            let large = vec![7u8; STRIP - 100];
            let larger = vec![8u8; STRIP];
            let aligned = Box::new(1u128);
            let (large, larger) = (large.iter().all(|byte| *byte == 7), larger.iter().all(|byte| *byte == 8));
            large && larger && ptr::from_ref(&*aligned).addr().is_multiple_of(align_of::<u128>())
        });
        assert_eq!(ended, Some(How::Exited(0)));
    }

    #[test]
    fn a_process_that_was_not_forked_has_no_strip() {
        assert!(!is_newborn());
    }
}

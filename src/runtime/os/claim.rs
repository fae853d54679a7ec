//! The signals that belong to Naruto in this process, and what PHP code has wanted to put in the place of its handlers.
//!
//! Who replaces a handler of ours means no harm: a library that wants to stop gracefully. But without its signals a master
//! cannot be stopped and a worker misses its deadline, so ours is put back, and theirs is remembered.

use crate::Error;
use nix::errno::Errno;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};

/// Signals have numbers from 1 to 64.
const END: usize = 65;

/// What is to stay in place; 0 (`SIG_DFL`): nothing of ours.
static OURS: [AtomicUsize; END] = [const { AtomicUsize::new(0) }; END];
static FLAGS: [AtomicI32; END] = [const { AtomicI32::new(0) }; END];
/// What PHP code has put there since; 0: nothing.
static THEIRS: [AtomicUsize; END] = [const { AtomicUsize::new(0) }; END];

type Handler = extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);

fn place(signal: i32) -> usize {
    usize::try_from(signal).unwrap_or(0) % END
}

/// Puts a handler of ours in place, which must be async-signal-safe. Gives what was there.
pub(super) fn claim(signal: i32, handler: usize, flags: i32) -> Result<libc::sigaction, Error> {
    let old = install(signal, handler, flags)?;
    OURS[place(signal)].store(handler, Ordering::SeqCst);
    FLAGS[place(signal)].store(flags, Ordering::SeqCst);
    Ok(old)
}

/// Puts something in place that is not ours to keep. Gives what was there.
pub(super) fn install(signal: i32, handler: usize, flags: i32) -> Result<libc::sigaction, Error> {
    set(signal, handler, flags, false).map_err(|errno| Error::system("sigaction", format!("signal {signal}"))(errno))
}

/// Async-signal-safe.
fn set(signal: i32, handler: usize, flags: i32, alone: bool) -> Result<libc::sigaction, Errno> {
    let mut old = MaybeUninit::zeroed();
    // SAFETY: sigaction is plain data and valid zeroed; whoever gives a handler sees to it that it is async-signal-safe.
    let (result, old) = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        if alone {
            libc::sigfillset(&raw mut action.sa_mask);
        }
        (libc::sigaction(signal, &raw const action, old.as_mut_ptr()), old.assume_init())
    };
    Errno::result(result).map(|_| old)
}

/// PHP code has set a handler; `false`: it has asked for the default, or to ignore the signal. If that signal is ours it stays
/// so.
pub fn reclaim(signal: i32, is_handler: bool) {
    let at = place(signal);
    let ours = OURS[at].load(Ordering::SeqCst);
    // One that we only ignore does no harm where it has a handler.
    if ours == libc::SIG_DFL || (ours == libc::SIG_IGN && is_handler) {
        return;
    }
    let flags = FLAGS[at].load(Ordering::SeqCst);
    // The kernel knows our handler, so nothing it refuses.
    let Ok(now) = set(signal, ours, flags, false) else { return };
    if now.sa_sigaction == ours {
        return;
    }
    THEIRS[at].store(if is_handler { now.sa_sigaction } else { 0 }, Ordering::SeqCst);
    if is_handler && flags & libc::SA_SIGINFO != 0 {
        // Theirs is called by ours, so what it was promised holds: no other signal meanwhile, and whether calls go on.
        let flags = (flags & !libc::SA_RESTART) | (now.sa_flags & libc::SA_RESTART);
        let _ = set(signal, ours, flags, true);
    }
}

/// Calls what PHP code has set for this signal, from a handler of ours. Async-signal-safe, as theirs is.
pub(super) fn pass_on(signal: i32, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let theirs = THEIRS[place(signal)].load(Ordering::SeqCst);
    if theirs != 0 {
        // SAFETY: the kernel had it as a handler of this signal; one that takes less does not look at the rest.
        unsafe { std::mem::transmute::<usize, Handler>(theirs)(signal, info, context) };
    }
}

/// Nothing is ours any more; `false`: nobody else has set a handler, so what was there before may come back.
pub(super) fn release(signal: i32) -> bool {
    let at = place(signal);
    OURS[at].store(0, Ordering::SeqCst);
    let theirs = THEIRS[at].swap(0, Ordering::SeqCst);
    theirs != 0 && set(signal, theirs, libc::SA_SIGINFO | libc::SA_RESTART, true).is_ok()
}

/// In a fresh child: what its parent has claimed is another's.
pub(super) fn forget() {
    for at in 0..END {
        OURS[at].store(0, Ordering::SeqCst);
        THEIRS[at].store(0, Ordering::SeqCst);
    }
}

/// In a process that is a copy of ours by no doing of ours: these signals mean what PHP code has set, or the default.
/// Async-signal-safe.
pub(super) fn give_up(signals: impl Iterator<Item = i32>) {
    for signal in signals {
        if !release(signal) {
            let _ = set(signal, libc::SIG_DFL, 0, false);
        }
    }
    forget();
}

/// Lets in those that are ours, in case whoever started us or PHP code has blocked them.
pub fn let_in() {
    let is_ours = |signal: &i32| OURS[place(*signal)].load(Ordering::SeqCst) != 0;
    let mut set = MaybeUninit::uninit();
    // SAFETY: a set of signals is valid once it has been emptied; only real-time ones have no name that nix knows.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        for signal in (1..END).filter_map(|at| i32::try_from(at).ok()).filter(is_ours) {
            libc::sigaddset(set.as_mut_ptr(), signal);
        }
        libc::pthread_sigmask(libc::SIG_UNBLOCK, set.as_ptr(), std::ptr::null_mut());
    }
}

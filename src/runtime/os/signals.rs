//! Signal handlers. In the master they only note the number and ring a bell, a pipe that its loop waits on; in a worker
//! they note an order and ring by its own named pipe. No signal is ever blocked for long: a blocked mask would leak into
//! every program that PHP starts. What becomes of handlers that PHP code sets is the business of [`claim`].

use crate::Error;
use crate::os::descriptor::{self, Read};
use crate::os::{claim, seat};
use naruto_supervisor::Cause;
use naruto_supervisor::command::Order;
use nix::errno::Errno;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::ptr;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};

/// Bit n-1 stands for signal n.
static SENT: AtomicU64 = AtomicU64::new(0);
static FROM_KERNEL: AtomicU64 = AtomicU64::new(0);
/// Sent by the leader of our session, which is the shell that we are a job of.
static FROM_LEADER: AtomicU64 = AtomicU64::new(0);
static LEADER: AtomicI32 = AtomicI32::new(0);
/// Ignored by whoever started us, as `nohup` does: then the terminal has no say, though processes still have.
static IGNORED_AT_START: AtomicU64 = AtomicU64::new(0);
/// The write end of the bell; -1: none.
static BELL: AtomicI32 = AtomicI32::new(-1);
/// An order that came by signal, in a worker: 0 none, 1 reload, 2 stop.
static ORDER: AtomicU32 = AtomicU32::new(0);

/// The signals that have arrived since the last look, each once however often it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    sent: u64,
    from_kernel: u64,
    from_leader: u64,
}

impl Caught {
    /// All of them, lowest number first.
    pub fn all(self) -> impl Iterator<Item = i32> {
        (1..=64).filter(move |signal| self.has(*signal))
    }

    /// Whether the kernel itself sent this one, as it does at the loss of a terminal.
    pub fn by_kernel(self, signal: i32) -> bool {
        self.from_kernel & bit(signal) != 0
    }

    /// Whether the leader of our session sent this one, as a shell does that passes the loss of its terminal on to its jobs.
    pub fn by_leader(self, signal: i32) -> bool {
        self.from_leader & bit(signal) != 0
    }

    /// Whether this one came at all.
    pub fn has(self, signal: i32) -> bool {
        (self.sent | self.from_kernel) & bit(signal) != 0
    }
}

fn bit(signal: i32) -> u64 {
    u32::try_from(signal - 1).map_or(0, |shift| 1u64.checked_shl(shift).unwrap_or(0))
}

/// Remembers which signals were ignored when PHP was started; to be called before PHP puts its own handlers in place.
pub fn remember_ignored() {
    let is_ignored = |signal: &i32| {
        let mut now = MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: plain data; with a null action the handler is only told.
        unsafe {
            libc::sigaction(*signal, ptr::null(), now.as_mut_ptr()) == 0
                && now.assume_init().sa_sigaction == libc::SIG_IGN
        }
    };
    let ignored = [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT].into_iter().filter(is_ignored).map(bit).sum();
    IGNORED_AT_START.store(ignored, Ordering::Relaxed);
}

/// Whether whoever started us has it ignored.
pub fn was_ignored(signal: i32) -> bool {
    IGNORED_AT_START.load(Ordering::Relaxed) & bit(signal) != 0
}

/// The master's handlers, and what they replaced.
#[derive(Debug)]
pub struct Signals {
    reader: OwnedFd,
    _writer: OwnedFd,
    replaced: Vec<(i32, libc::sigaction)>,
}

impl Signals {
    /// Opens the bell. Nothing is caught yet.
    pub fn new() -> Result<Self, Error> {
        let (reader, writer) = descriptor::pipe().map_err(Error::system("pipe", "signals"))?;
        SENT.store(0, Ordering::SeqCst);
        FROM_KERNEL.store(0, Ordering::SeqCst);
        FROM_LEADER.store(0, Ordering::SeqCst);
        LEADER.store(nix::unistd::getsid(None).map_or(0, nix::unistd::Pid::as_raw), Ordering::SeqCst);
        BELL.store(writer.as_raw_fd(), Ordering::SeqCst);
        Ok(Self { reader, _writer: writer, replaced: Vec::new() })
    }

    /// Catches a signal; what its handler was before is kept for [`Signals::restore`].
    pub fn catch(&mut self, signal: i32) -> Result<(), Error> {
        let old = claim::claim(signal, ring as *const () as usize, libc::SA_SIGINFO | libc::SA_RESTART)?;
        if !self.replaced.iter().any(|(known, _)| *known == signal) {
            self.replaced.push((signal, old));
        }
        Ok(())
    }

    /// Puts everything back; where PHP code has set a handler since, that.
    pub fn restore(&mut self) {
        for (signal, old) in self.replaced.drain(..) {
            if !claim::release(signal) {
                put_back(signal, &old);
            }
        }
        BELL.store(-1, Ordering::SeqCst);
    }

    /// The bell, to wait on.
    pub fn bell(&self) -> BorrowedFd<'_> {
        self.reader.as_fd()
    }

    /// Silences the bell and takes what has come.
    pub fn take(&self) -> Caught {
        // Before the masks are taken: a signal in between rings again and is at worst looked for in vain.
        while matches!(descriptor::read(&self.reader, &mut [0; 64]), Read::Bytes(_)) {}
        let from_kernel = FROM_KERNEL.swap(0, Ordering::SeqCst) & !IGNORED_AT_START.load(Ordering::Relaxed);
        let from_leader = FROM_LEADER.swap(0, Ordering::SeqCst);
        Caught { sent: SENT.swap(0, Ordering::SeqCst), from_kernel, from_leader }
    }
}

/// Async-signal-safe: atomics, and one write(2) to a pipe that never blocks. A storm costs one byte, not one each.
extern "C" fn ring(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: with SA_SIGINFO the kernel passes a valid siginfo, and of who sent it if it was kill(2).
    let (by_kernel, by_leader) = unsafe {
        let by_process = (*info).si_code == libc::SI_USER;
        let by_kernel = (*info).si_code > 0 && signal != libc::SIGCHLD;
        (by_kernel, by_process && (*info).si_pid() == LEADER.load(Ordering::SeqCst))
    };
    if by_kernel && (signal == libc::SIGTTIN || signal == libc::SIGTTOU) {
        // A job of the shell that touches its terminal from the background stops; so do we, as if not caught.
        send(std::process::id().cast_signed(), libc::SIGSTOP);
        return;
    }
    if by_leader {
        FROM_LEADER.fetch_or(bit(signal), Ordering::SeqCst);
    }
    let mask = if by_kernel { &FROM_KERNEL } else { &SENT };
    if mask.fetch_or(bit(signal), Ordering::SeqCst) == 0 {
        poke(b"!");
    }
}

fn poke(byte: &[u8; 1]) {
    let bell = BELL.load(Ordering::SeqCst);
    if bell >= 0 {
        // errno belongs to the code that was interrupted.
        let errno = Errno::last_raw();
        // SAFETY: `byte` is one readable byte; a full pipe (EAGAIN) rings already.
        unsafe { libc::write(bell, byte.as_ptr().cast(), 1) };
        Errno::set_raw(errno);
    }
}

/// What a signal means in a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InWorker {
    /// It reaches the whole terminal group; the master coordinates.
    Ignored,
    /// What the system does by default.
    Default,
    /// It asks this worker to leave.
    Order(Order),
}

/// In a process whose end is the master's business alone: signals that reach everyone of a terminal or of a service are
/// for the master.
pub fn leave_to_master(signals: impl IntoIterator<Item = i32>) -> Result<(), Error> {
    let terminal = [libc::SIGINT, libc::SIGQUIT, libc::SIGHUP, libc::SIGTERM];
    signals.into_iter().chain(terminal).try_for_each(|signal| claim::install(signal, libc::SIG_IGN, 0).map(drop))
}

/// Gives a worker its own handlers; `bell` is its own named pipe, which its waits look at.
pub fn become_worker(bell: BorrowedFd<'_>, meanings: impl IntoIterator<Item = (i32, InWorker)>) -> Result<(), Error> {
    ORDER.store(0, Ordering::SeqCst);
    BELL.store(bell.as_raw_fd(), Ordering::SeqCst);
    claim::forget();
    for (signal, meaning) in meanings {
        let handler = match meaning {
            InWorker::Ignored => libc::SIG_IGN,
            InWorker::Order(Order::Reload) => order_reload as *const () as usize,
            InWorker::Order(Order::Stop) => order_stop as *const () as usize,
            InWorker::Default => {
                claim::install(signal, libc::SIG_DFL, 0)?;
                continue;
            }
        };
        claim::claim(signal, handler, libc::SA_RESTART | libc::SA_SIGINFO)?;
    }
    claim::claim(knocking(), on_knock as *const () as usize, libc::SA_RESTART).map(drop)
}

/// A real-time signal that nobody else uses; see [`crate::os::orphan`].
fn knocking() -> i32 {
    libc::SIGRTMIN() + 4
}

/// Wakes a worker that waits between two jobs; what for it finds in its slot.
pub fn knock(pid: i32) {
    send(pid, knocking());
}

extern "C" fn on_knock(_signal: libc::c_int) {
    poke(b"\n");
}

/// The order that came by signal, if any.
pub fn ordered() -> Option<Order> {
    match ORDER.load(Ordering::Relaxed) {
        1 => Some(Order::Reload),
        2 => Some(Order::Stop),
        _ => None,
    }
}

extern "C" fn order_reload(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    ORDER.store(1, Ordering::SeqCst);
    seat::leave_if_fetching(Cause::Reload);
    poke(b"\n");
    claim::pass_on(signal, info, context);
}

extern "C" fn order_stop(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    ORDER.store(2, Ordering::SeqCst);
    seat::leave_if_fetching(Cause::Stop);
    poke(b"\n");
    claim::pass_on(signal, info, context);
}

/// Makes a worker's own pipe readable, for whoever waits for that. Async-signal-safe.
pub fn ring_own_bell() {
    poke(b"\n");
}

/// Sends a signal; a process that is gone already is no error.
pub fn send(pid: i32, signal: i32) {
    // SAFETY: kill(2) touches no memory of ours.
    unsafe { libc::kill(pid, signal) };
}

fn put_back(signal: i32, old: &libc::sigaction) {
    // SAFETY: `old` is what the kernel itself told.
    unsafe { libc::sigaction(signal, old, ptr::null_mut()) };
}

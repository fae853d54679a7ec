//! This process becomes another program. What is ours ends with it: every descriptor but the first three is closed, handlers
//! are gone, and what the death of the master means is a signal that any program knows.

use crate::Error;
use crate::os::fork::{Mask, block_signals};
use crate::os::orphan;
use nix::errno::Errno;
use nix::sys::signal::{SigSet, SigmaskHow, pthread_sigmask};
use std::ffi::{CStr, CString, c_int};
use std::mem::MaybeUninit;
use std::ptr;

/// The keys of a terminal reach its whole group, so a worker ignores them, and what it becomes does as well: the master
/// coordinates.
const TERMINAL: [c_int; 3] = [libc::SIGINT, libc::SIGQUIT, libc::SIGHUP];
/// What asks a worker to leave, by handlers of ours that an exec takes away.
const ORDERS: [c_int; 3] = [libc::SIGUSR1, libc::SIGUSR2, libc::SIGTERM];

/// A program with its arguments and its whole environment.
#[derive(Debug)]
pub struct Program {
    arguments: Vec<CString>,
    environment: Vec<CString>,
}

impl Program {
    /// `arguments` begin with the program, which is looked up in PATH; `variables` are added to the environment. None: one
    /// of them contains a NUL, or there is no program.
    pub fn new(arguments: &[&[u8]], variables: &[(&[u8], &[u8])]) -> Option<Self> {
        use std::os::unix::ffi::OsStrExt;
        let arguments: Option<Vec<_>> = arguments.iter().map(|argument| CString::new(*argument).ok()).collect();
        let named = |name: &[u8], value: &[u8]| CString::new([name, b"=", value].concat()).ok();
        let is_new = |name: &[u8]| variables.iter().all(|(other, _)| *other != name);
        let inherited = std::env::vars_os().filter(|(name, _)| is_new(name.as_bytes()));
        let inherited = inherited.filter_map(|(name, value)| named(name.as_bytes(), value.as_bytes()));
        let added: Option<Vec<_>> = variables.iter().map(|(name, value)| named(name, value)).collect();
        let environment = inherited.chain(added?).collect();
        Some(Self { arguments: arguments?, environment }).filter(|program| !program.name().is_empty())
    }

    fn name(&self) -> &CStr {
        self.arguments.first().map_or(c"", CString::as_c_str)
    }

    /// Whether it could be executed, as far as can be told without trying.
    pub fn find(&self) -> Result<(), Error> {
        find(self.name().to_bytes()).map_err(Error::system("exec", self.name().to_string_lossy()))
    }

    /// How it was called, to be shown.
    pub fn line(&self) -> Vec<u8> {
        self.arguments.iter().map(CString::as_bytes).collect::<Vec<_>>().join(&b' ')
    }
}

/// No signal arrives any more, until this is dropped: it puts back whatever was prepared.
#[derive(Debug)]
pub struct Preparation {
    mask: Option<Mask>,
    replaced: Vec<(c_int, libc::sigaction)>,
}

impl Preparation {
    /// Begins.
    pub fn begin() -> Self {
        Self { mask: Some(block_signals()), replaced: Vec::new() }
    }

    /// Becomes the program, a child of `master`, which ends it with the signal `stop`. Comes back only with an error.
    pub fn exec(mut self, program: &Program, stop: i32, master: i32) -> Error {
        let failed = Error::system("exec", program.name().to_string_lossy());
        for signal in 1..=libc::SIGRTMAX() {
            self.reset(signal, stop);
        }
        let told = orphan::tell_by(stop);
        if told.is_ok() && nix::unistd::getppid().as_raw() != master {
            // Nobody is there whose worker the program could be.
            crate::os::fork::exit_now(0);
        }
        close_all_on_exec();
        // The program starts with an empty mask. What has come meanwhile comes now, and means what it means by default.
        let _ = pthread_sigmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None);
        let Err(errno) = nix::unistd::execvpe(program.name(), &program.arguments, &program.environment);
        let _ = orphan::tell_as_before();
        failed(errno)
    }

    /// Whoever is ignored stays so in the program; and a signal that asks to leave must not be lost on the way, in a handler
    /// that the program does not have.
    fn reset(&mut self, signal: c_int, stop: i32) {
        let mut old = MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: plain data; with a null action the kernel only tells. Numbers that it does not know give an error.
        let known = unsafe { libc::sigaction(signal, ptr::null(), old.as_mut_ptr()) == 0 };
        // SAFETY: zeroed, or filled by the kernel; both are valid.
        let old = unsafe { old.assume_init() };
        let ignored = old.sa_sigaction == libc::SIG_IGN && !TERMINAL.contains(&signal);
        if known && (ignored || signal == stop || ORDERS.contains(&signal)) {
            // SAFETY: the default is always valid.
            let result = unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                action.sa_sigaction = libc::SIG_DFL;
                libc::sigaction(signal, &raw const action, ptr::null_mut())
            };
            if result == 0 {
                self.replaced.push((signal, old));
            }
        }
    }
}

impl Drop for Preparation {
    fn drop(&mut self) {
        for (signal, old) in self.replaced.drain(..) {
            // SAFETY: what the kernel itself told.
            unsafe { libc::sigaction(signal, &raw const old, ptr::null_mut()) };
        }
        if let Some(mask) = self.mask.take() {
            mask.restore();
        }
    }
}

/// Ours have it already, but files and sockets that PHP opens do not.
fn close_all_on_exec() {
    // SAFETY: changes a flag of our own descriptors. ENOSYS before Linux 5.11: then one by one.
    if unsafe { libc::syscall(libc::SYS_close_range, 3u32, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) } == 0 {
        return;
    }
    for entry in std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten() {
        let fd = entry.file_name().to_str().and_then(|name| name.parse::<c_int>().ok());
        if let Some(fd) = fd.filter(|fd| *fd > 2) {
            // SAFETY: as above; one that has been closed since gives an error.
            unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
        }
    }
}

fn find(name: &[u8]) -> Result<(), Errno> {
    use std::os::unix::ffi::OsStrExt;
    let name = std::path::Path::new(std::ffi::OsStr::from_bytes(name));
    let can = |path: &std::path::Path| {
        if path.is_dir() {
            return Err(Errno::EACCES);
        }
        nix::unistd::access(path, nix::unistd::AccessFlags::X_OK)
    };
    if name.as_os_str().as_bytes().contains(&b'/') {
        return can(name);
    }
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/bin:/usr/bin".into());
    let mut why = Errno::ENOENT;
    for dir in std::env::split_paths(&path) {
        match can(&dir.join(name)) {
            Ok(()) => return Ok(()),
            Err(Errno::EACCES) => why = Errno::EACCES,
            Err(_) => {}
        }
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_has_a_name_and_a_plain_environment() {
        assert!(Program::new(&[], &[]).is_none() && Program::new(&[b""], &[]).is_none());
        assert!(Program::new(&[b"a\0b"], &[]).is_none() && Program::new(&[b"a"], &[(b"A", b"\0")]).is_none());
        let program = Program::new(&[b"php", b"-v"], &[(b"PATH", b"/nowhere"), (b"NEW", b"a=b")]).expect("a program");
        assert_eq!(program.line(), b"php -v");
        let path = program.environment.iter().filter(|one| one.to_bytes().starts_with(b"PATH=")).count();
        assert_eq!(path, 1);
        assert!(program.environment.iter().any(|one| one.to_bytes() == b"NEW=a=b"));
    }

    #[test]
    fn what_is_not_there_or_not_executable_is_known_before() {
        assert_eq!(find(b"sh"), Ok(()));
        assert_eq!(find(b"/bin/sh"), Ok(()));
        assert_eq!(find(b"no-such-program"), Err(Errno::ENOENT));
        assert_eq!(find(b"/"), Err(Errno::EACCES));
        assert_eq!(find(b"/etc/passwd"), Err(Errno::EACCES));
    }
}

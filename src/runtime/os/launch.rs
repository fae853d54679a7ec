//! How this process was started, and the same once more: with the same program, arguments and environment, in the same
//! directory by the name that it had then.

use crate::Error;
use crate::os::connection;
use crate::os::environment::OF_THE_MASTER;
use crate::os::fork;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use std::ffi::OsString;
use std::os::fd::{BorrowedFd, RawFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a start needs.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    directory: PathBuf,
}

impl Launch {
    /// Of this process; to be called early, before PHP writes its title over arguments and environment, and before the
    /// script changes its directory. None: /proc is not there.
    pub fn capture() -> Option<Self> {
        let program = std::fs::read_link("/proc/self/exe").ok()?;
        let cut = |path: &str| Some(split(&std::fs::read(path).ok()?));
        let environment = cut("/proc/self/environ")?;
        let pair = |text: &OsString| {
            let bytes = text.as_bytes();
            let equals = bytes.iter().position(|byte| *byte == b'=')?;
            Some((OsString::from_vec(bytes[..equals].to_vec()), OsString::from_vec(bytes[equals + 1..].to_vec())))
        };
        Some(Self {
            program: without_deleted(program),
            arguments: cut("/proc/self/cmdline")?,
            environment: environment.iter().filter_map(pair).collect(),
            directory: logical_directory(),
        })
    }

    /// With this variable, too.
    pub fn remember(&mut self, name: OsString, value: OsString) {
        self.environment.push((name, value));
    }

    /// Where it was started, by the name that the shell had for it: a link on the way is followed anew each time.
    pub fn directory(&self) -> &PathBuf {
        &self.directory
    }

    /// Starts it as our child, with some more variables and with these descriptors under the same numbers. Its standard
    /// input is empty. It dies with us.
    pub fn again(&self, variables: &[(&str, &str)], inherited: &[RawFd]) -> Result<i32, Error> {
        let mut command = Command::new(&self.program);
        if let Some((name, rest)) = self.arguments.split_first() {
            command.arg0(name).args(rest);
        }
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        for name in OF_THE_MASTER {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        command.current_dir(&self.directory).stdin(Stdio::null());
        let inherited = inherited.to_vec();
        // PHP opens sockets that survive an exec. The script opens its own anew, and the end of a session is its end only
        // when nobody has a copy.
        let connections = connection::all();
        let master = std::process::id();
        // SAFETY: between fork and exec only system calls are made, and the vector is read.
        unsafe {
            command.pre_exec(move || {
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                if u32::try_from(libc::getppid()) != Ok(master) {
                    libc::_exit(1);
                }
                for connection in &connections {
                    fcntl(BorrowedFd::borrow_raw(connection.fd), FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
                }
                for fd in &inherited {
                    fcntl(BorrowedFd::borrow_raw(*fd), FcntlArg::F_SETFD(FdFlag::empty()))?;
                }
                Ok(())
            });
        }
        let started = fork::ours(|| command.spawn()).map_err(|error| {
            let errno = Errno::from_raw(error.raw_os_error().unwrap_or(0));
            Error::at("start", &self.program)(errno)
        })?;
        Ok(i32::try_from(started.id()).unwrap_or(0))
    }
}

/// Takes a variable out of our environment, so that no program of ours has it.
pub fn take_variable(name: &str) -> Option<OsString> {
    let value = std::env::var_os(name)?;
    // SAFETY: called as PHP starts, with one thread.
    unsafe { std::env::remove_var(name) };
    Some(value)
}

/// The working directory as the shell names it, if that is where we are.
pub fn logical_directory() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let said = std::env::var_os("PWD").map(PathBuf::from).filter(|path| path.is_absolute());
    match said {
        Some(said) if std::fs::canonicalize(&said).is_ok_and(|real| real == here) => said,
        _ => here,
    }
}

/// A program that was replaced since is started as what it is now.
fn without_deleted(program: PathBuf) -> PathBuf {
    const DELETED: &[u8] = b" (deleted)";
    match program.as_os_str().as_bytes().strip_suffix(DELETED) {
        Some(path) => PathBuf::from(OsString::from_vec(path.to_vec())),
        None => program,
    }
}

fn split(bytes: &[u8]) -> Vec<OsString> {
    let texts = bytes.strip_suffix(&[0]).unwrap_or(bytes).split(|byte| *byte == 0);
    if bytes.is_empty() { Vec::new() } else { texts.map(|text| OsString::from_vec(text.to_vec())).collect() }
}

//! The environment: what is said to the master alone.

use crate::os::user::Identity;
use std::ffi::OsStr;

/// What a service manager says to the process that it started: systemd.exec(5), `sd_notify(3)`, `sd_listen_fds(3)`.
pub const OF_THE_MASTER: [&str; 6] =
    ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

/// Where a fleet in the background keeps its log if it was not told. For moulds, which have the same settings.
pub const LOG_VARIABLE: &str = "NARUTO_BACKGROUND_LOG";

/// Says who this process has become.
pub fn describe(user: &Identity) {
    for (name, value) in user.environment() {
        // SAFETY: as below.
        unsafe { std::env::set_var(name, value) };
    }
}

/// Sets a variable of this process, which has one thread.
pub fn set(name: &str, value: &OsStr) {
    // SAFETY: nobody holds what getenv(3) has given: PHP copies it.
    unsafe { std::env::set_var(name, value) };
}

/// Takes that away from a child: neither it nor a program that its jobs start may speak for the master.
pub fn forget_service_manager() {
    // To take away what is not there would copy a page of the C library's, where the lock is.
    let are_there = OF_THE_MASTER.into_iter().chain([LOG_VARIABLE]).filter(|name| std::env::var_os(name).is_some());
    for name in are_there {
        // SAFETY: a child right after its fork has one thread, and nobody holds what getenv(3) has given: PHP copies it.
        unsafe { std::env::remove_var(name) };
    }
}

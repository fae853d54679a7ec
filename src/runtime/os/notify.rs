//! What a service manager wants to hear, in its own words: `sd_notify(3)`, without libsystemd. A datagram each time, so no
//! descriptor is kept.

use crate::os::clock;
use naruto_supervisor::Time;
use std::ffi::OsString;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// How long a service manager that does not listen may keep the master.
const PATIENCE: Duration = Duration::from_secs(1);

/// A service manager.
#[derive(Debug)]
pub struct Notify {
    address: SocketAddr,
    watchdog: Option<Watchdog>,
}

#[derive(Debug)]
struct Watchdog {
    every: Duration,
    next: Time,
}

impl Notify {
    /// The one that has started this process, if any has.
    pub fn here() -> Option<Self> {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let address = address(&variable("NOTIFY_SOCKET")?)?;
        let own = std::process::id().to_string();
        // Without a pid it is meant for whoever reads it: sd_watchdog_enabled(3).
        let ours = variable("WATCHDOG_PID").is_none_or(|pid| pid == *own);
        let period = variable("WATCHDOG_USEC").and_then(|text| text.to_str()?.parse().ok()).filter(|usec| *usec > 0);
        let watchdog = period.filter(|_| ours).map(|usec| {
            let every = Duration::from_micros(usec) / 2;
            Watchdog { every, next: clock::now() + every }
        });
        Some(Self { address, watchdog })
    }

    /// The start is done.
    pub fn ready(&self, status: &str) {
        self.send(&format!("READY=1\nSTATUS={status}"));
    }

    /// A reload has begun; it ends with [`Notify::ready`]. The time tells it from one that was asked for later.
    pub fn reloading(&self, status: &str) {
        let now = clock::now().as_micros();
        self.send(&format!("RELOADING=1\nMONOTONIC_USEC={now}\nSTATUS={status}"));
    }

    /// The end has begun.
    pub fn stopping(&self, status: &str) {
        self.send(&format!("STOPPING=1\nSTATUS={status}"));
    }

    /// In words, for a person.
    pub fn status(&self, status: &str) {
        self.send(&format!("STATUS={status}"));
    }

    /// When the next sign of life is due; none: nobody waits for one.
    pub fn deadline(&self) -> Option<Time> {
        self.watchdog.as_ref().map(|watchdog| watchdog.next)
    }

    /// Gives a sign of life, if it is time to.
    pub fn live(&mut self, now: Time) {
        if let Some(watchdog) = self.watchdog.as_mut().filter(|watchdog| watchdog.next <= now) {
            watchdog.next = now + watchdog.every;
            self.send("WATCHDOG=1");
        }
    }

    fn send(&self, text: &str) {
        // A service manager that is gone is no reason to end.
        if let Ok(socket) = UnixDatagram::unbound() {
            let _ = socket.set_write_timeout(Some(PATIENCE));
            let _ = socket.send_to_addr(text.as_bytes(), &self.address);
        }
    }
}

/// A path, or a name without a file, written with an @.
fn address(text: &OsString) -> Option<SocketAddr> {
    match text.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name).ok(),
        [b'/', ..] => SocketAddr::from_pathname(text).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_may_have_no_file() {
        let name = format!("naruto-notify-{}", std::process::id());
        let here = address(&format!("@{name}").into()).expect("an address");
        let manager = UnixDatagram::bind_addr(&here).expect("a socket");
        let mut notify = Notify { address: here, watchdog: None };
        notify.ready("4 workers");
        notify.live(Duration::MAX);
        notify.stopping("none is left");
        let mut buffer = [0; 256];
        let mut next = || manager.recv(&mut buffer).map(|count| String::from_utf8_lossy(&buffer[..count]).into_owned());
        assert_eq!(next().expect("the first"), "READY=1\nSTATUS=4 workers");
        assert_eq!(next().expect("no sign of life was wanted"), "STOPPING=1\nSTATUS=none is left");
        assert!(address(&"vsock:2:1".into()).is_none());
    }

    #[test]
    fn a_sign_of_life_is_given_when_it_is_due() {
        let name = format!("naruto-watchdog-{}", std::process::id());
        let here = address(&format!("@{name}").into()).expect("an address");
        let manager = UnixDatagram::bind_addr(&here).expect("a socket");
        manager.set_nonblocking(true).expect("a setting");
        let every = Duration::from_secs(1);
        let mut notify = Notify { address: here, watchdog: Some(Watchdog { every, next: every }) };
        let mut lives = |now| {
            notify.live(now);
            (manager.recv(&mut [0; 16]).is_ok(), notify.deadline())
        };
        assert_eq!(lives(Duration::from_millis(999)), (false, Some(Duration::from_secs(1))));
        assert_eq!(lives(Duration::from_millis(1500)), (true, Some(Duration::from_millis(2500))));
        assert_eq!(lives(Duration::from_millis(1501)), (false, Some(Duration::from_millis(2500))));
    }
}

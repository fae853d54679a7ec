//! Sets of epoll(7), as event loops have them. The kernel shares a set between a process and its forks: what a child adds to
//! it would wake the parent, and what it waits for would be the parent's. So a child gets a copy in its place.

use crate::os::descriptor;
use nix::errno::Errno;
use std::fs;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::path::Path;

/// A set, and what is in it.
#[derive(Debug)]
pub struct Set {
    fd: RawFd,
    entries: Vec<(RawFd, libc::epoll_event)>,
}

/// Those of this process.
pub fn all() -> Vec<Set> {
    let set = |fd: RawFd| {
        let target = fs::read_link(format!("/proc/self/fd/{fd}")).ok()?;
        let text = (target == Path::new("anon_inode:[eventpoll]")).then(|| format!("/proc/self/fdinfo/{fd}"))?;
        Some(Set { fd, entries: fs::read_to_string(text).ok()?.lines().filter_map(read).collect() })
    };
    descriptor::numbers().into_iter().filter_map(set).collect()
}

/// A line of proc(5): `tfd: 5 events: 19 data: ffffffff00000005  pos:0 …`, with hexadecimal events and data.
fn read(line: &str) -> Option<(RawFd, libc::epoll_event)> {
    let mut words = line.strip_prefix("tfd:")?.split_ascii_whitespace();
    let fd = words.next()?.parse().ok()?;
    let events = u32::from_str_radix(words.nth(1)?, 16).ok()?;
    let data = u64::from_str_radix(words.nth(1)?, 16).ok()?;
    Some((fd, libc::epoll_event { events, u64: data }))
}

impl Set {
    /// In a child, once its descriptors lead to where they are to lead.
    pub fn copy(mut self) {
        // SAFETY: a new descriptor, which is nobody else's; then numbers only, and an event that is read.
        unsafe {
            let Ok(new) = Errno::result(libc::epoll_create1(libc::EPOLL_CLOEXEC)) else { return };
            let new = OwnedFd::from_raw_fd(new);
            for (fd, event) in &mut self.entries {
                // One that is closed, but open elsewhere, is only in the set of the parent.
                libc::epoll_ctl(new.as_raw_fd(), libc::EPOLL_CTL_ADD, *fd, event);
            }
            libc::dup3(new.as_raw_fd(), self.fd, libc::O_CLOEXEC);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::descriptor::pipe;
    use crate::os::fork::{ALONE, ask_child};

    fn ready(set: &OwnedFd) -> Option<u64> {
        let mut event = libc::epoll_event { events: 0, u64: 0 };
        // SAFETY: room for one event.
        let count = unsafe { libc::epoll_wait(set.as_raw_fd(), &raw mut event, 1, 0) };
        (count == 1).then_some(event.u64)
    }

    fn add(set: &OwnedFd, fd: &OwnedFd, data: u64) {
        let mut event = libc::epoll_event { events: libc::EPOLLIN.cast_unsigned(), u64: data };
        // SAFETY: two open descriptors, and an event that is read.
        let added = unsafe { libc::epoll_ctl(set.as_raw_fd(), libc::EPOLL_CTL_ADD, fd.as_raw_fd(), &raw mut event) };
        assert_eq!(added, 0);
    }

    #[test]
    fn a_child_has_what_was_in_the_set_and_adds_nothing_to_its_parents() {
        let _alone = ALONE.lock();
        // SAFETY: a new descriptor, which is nobody else's.
        let set = unsafe { OwnedFd::from_raw_fd(libc::epoll_create1(libc::EPOLL_CLOEXEC)) };
        let (reader, writer) = pipe().expect("a pipe");
        let (other_reader, other_writer) = pipe().expect("a pipe");
        add(&set, &reader, 0xffff_0000_0000_0007);
        let copy = all().into_iter().find(|found| found.fd == set.as_raw_fd()).expect("it is there");
        nix::unistd::write(&other_writer, b"!").expect("written");
        let in_child = ask_child(|| {
            copy.copy();
            add(&set, &other_reader, 9);
            let found_new = ready(&set) == Some(9);
            nix::unistd::read(&other_reader, &mut [0; 8]).expect("read");
            nix::unistd::write(&writer, b"!").expect("written");
            usize::from(found_new) + 2 * usize::from(ready(&set) == Some(0xffff_0000_0000_0007))
        });
        assert_eq!(in_child, Ok(3));
        assert_eq!(ready(&set), Some(0xffff_0000_0000_0007), "the same pipe");
        nix::unistd::read(&reader, &mut [0; 8]).expect("read");
        nix::unistd::write(&other_writer, b"!").expect("written");
        assert_eq!(ready(&set), None, "nothing was added to this one");
    }
}

//! The moulds of a master: those that are cast, what has been asked of them, and what has become of that.

use super::caster::Request;
use super::endowment::{Given, Loan, VARIABLE};
use super::report::{self, Report};
use crate::Error;
use crate::os::launch::Launch;
use crate::os::{descriptor, fork, signals};
use crate::sockets;
use naruto_supervisor::{How, MouldId, SlotId};
use nix::errno::Errno;
use std::collections::VecDeque;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

/// One of them, as the master sees it.
#[derive(Debug)]
struct Mould {
    id: MouldId,
    pid: i32,
    requests: OwnedFd,
    report: OwnedFd,
    state: State,
    /// To be sent when it is ready, and has room.
    waiting: VecDeque<(SlotId, Request)>,
    /// Sent, and not answered yet.
    asked: Vec<(SlotId, Request)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The script runs.
    Casting,
    /// It forks.
    Ready,
    /// It has been killed.
    Dropped,
}

/// What is left of a mould that has ended.
#[derive(Debug)]
pub struct Remains {
    /// Which one it was.
    pub id: MouldId,
    /// Why; none if we have ended it.
    pub why: Option<String>,
    /// What had been asked of it, and may have been done.
    pub asked: Vec<(SlotId, Request)>,
}

/// All of them: two at most, and those whose end has not been seen yet.
#[derive(Debug, Default)]
pub struct Foundry {
    moulds: Vec<Mould>,
}

impl Foundry {
    /// Starts one.
    pub fn cast(&mut self, id: MouldId, launch: &Launch, build: &str, loan: Loan<'_>) -> Result<(), Error> {
        let (reader, requests) = descriptor::pipe().map_err(Error::system("pipe", "a mould's requests"))?;
        let report = report::new()?;
        let given = Given { requests: reader.as_fd(), report: report.as_fd(), loan };
        let variable = given.to_text(std::process::id().cast_signed(), build);
        let (listening, sockets) = sockets::lent();
        let descriptors: Vec<_> = given.descriptors().iter().map(AsRawFd::as_raw_fd).chain(sockets).collect();
        let pid = launch.again(&[(VARIABLE, &variable), (sockets::VARIABLE, &listening)], &descriptors)?;
        let (waiting, asked) = (VecDeque::new(), Vec::new());
        self.moulds.push(Mould { id, pid, requests, report, state: State::Casting, waiting, asked });
        Ok(())
    }

    /// Whether this child of ours is one.
    pub fn has(&self, pid: i32) -> bool {
        self.moulds.iter().any(|mould| mould.pid == pid)
    }

    /// Whether there is none, so that the master forks all workers itself.
    pub fn is_empty(&self) -> bool {
        self.moulds.is_empty()
    }

    /// The processes.
    pub fn pids(&self) -> Vec<i32> {
        self.moulds.iter().map(|mould| mould.pid).collect()
    }

    /// One that has something to say that it had not when it was asked last.
    pub fn take_report(&mut self) -> Option<(MouldId, Report)> {
        self.moulds.iter_mut().filter(|mould| mould.state == State::Casting).find_map(|mould| {
            let report = Report::read(&mould.report)?;
            if matches!(report, Report::Ready { .. }) {
                mould.state = State::Ready;
                mould.send();
                return Some((mould.id, report));
            }
            // It ends by itself, and is told then.
            None
        })
    }

    /// Asks for a fork. `false`: there is no such mould.
    pub fn ask(&mut self, id: MouldId, slot: SlotId, request: Request) -> bool {
        let living = |mould: &&mut Mould| mould.id == id && mould.state != State::Dropped;
        let Some(mould) = self.moulds.iter_mut().find(living) else { return false };
        mould.waiting.push_back((slot, request));
        if mould.state == State::Ready {
            mould.send();
        }
        true
    }

    /// A fork has been answered. `false`: nobody had asked for it.
    pub fn answered(&mut self, slot: SlotId) -> bool {
        for mould in &mut self.moulds {
            if let Some(at) = mould.asked.iter().position(|(asked, _)| *asked == slot) {
                mould.asked.swap_remove(at);
                mould.send();
                return true;
            }
        }
        false
    }

    /// Kills one; what had been asked of it is settled when its end is seen.
    pub fn drop_mould(&mut self, id: MouldId) {
        for mould in self.moulds.iter_mut().filter(|mould| mould.id == id && mould.state != State::Dropped) {
            mould.state = State::Dropped;
            signals::send(mould.pid, libc::SIGKILL);
        }
    }

    /// The end of one, once it has been reaped.
    pub fn bury(&mut self, pid: i32, how: How) -> Option<Remains> {
        let at = self.moulds.iter().position(|mould| mould.pid == pid)?;
        let mut mould = self.moulds.swap_remove(at);
        let asked = mould.asked.drain(..).chain(mould.waiting.drain(..)).collect();
        let why = match mould.state {
            State::Dropped => None,
            State::Ready => Some(report::unsaid(how)),
            State::Casting => Some(match Report::read(&mould.report) {
                Some(Report::Failed(why)) => why,
                Some(Report::Ready { .. }) | None => report::unsaid(how),
            }),
        };
        Some(Remains { id: mould.id, why, asked })
    }

    /// Ends all of them, and waits for that.
    pub fn close(&mut self) {
        for mould in self.moulds.drain(..) {
            signals::send(mould.pid, libc::SIGKILL);
            fork::reap_blocking(mould.pid);
        }
    }
}

impl Mould {
    /// As many as there is room for; the others follow when these are answered.
    fn send(&mut self) {
        while let Some((slot, request)) = self.waiting.pop_front() {
            match descriptor::write(&self.requests, &request.to_bytes()) {
                Ok(()) => self.asked.push((slot, request)),
                Err(errno) => {
                    // Full, or the mould is dead, which its end will tell.
                    debug_assert!(matches!(errno, Errno::EAGAIN | Errno::EPIPE));
                    self.waiting.push_front((slot, request));
                    return;
                }
            }
        }
    }
}

//! The mould itself: says what it has come to, then forks what it is asked for, as long as there is a master.

use super::BELL;
use super::endowment::Endowment;
use super::report::Report;
use crate::Error;
use crate::code::Code;
use crate::instance::{Instance, Place};
use crate::log::Log;
use crate::master::{Birth, Inherited, Seed, Users, orphan_grace};
use crate::os::descriptor::{self, Read, Woken};
use crate::os::sibling::Sibling;
use crate::os::{family, fifo, fork, signals, user};
use crate::scoreboard::{Call, Scoreboard};
use crate::worker::dispositions;
use naruto_supervisor::settings::{GroupSettings, Settings};
use nix::errno::Errno;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;

/// What the master wants forked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The slot of the scoreboard.
    pub index: u32,
    /// What the new worker will belong to.
    pub generation: u32,
    /// Under which its pipe has no pid yet.
    pub serial: u64,
}

impl Request {
    /// How long one is in the pipe.
    pub const SIZE: usize = 16;

    /// As it is written.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..4].copy_from_slice(&self.index.to_ne_bytes());
        bytes[4..8].copy_from_slice(&self.generation.to_ne_bytes());
        bytes[8..].copy_from_slice(&self.serial.to_ne_bytes());
        bytes
    }

    /// As it is read.
    pub fn from_bytes(bytes: [u8; Self::SIZE]) -> Self {
        let number = |at: usize| u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap_or_default());
        let serial = u64::from_ne_bytes(bytes[8..].try_into().unwrap_or_default());
        Self { index: number(0), generation: number(4), serial }
    }
}

/// A mould that has come to its `run()`.
#[derive(Debug)]
pub struct Caster {
    requests: OwnedFd,
    inherited: Rc<Inherited>,
    sibling: Sibling,
    settings: Settings,
    groups: Vec<(String, GroupSettings)>,
    log: Log,
    master: i32,
    own_group: bool,
    users: Users,
}

/// Tells the master that nothing will be forked from this process. It hears of it when this process ends.
pub fn refuse(endowment: &Endowment, why: &str) {
    // If it cannot be left there, the master says how this process has ended.
    let _ = Report::Failed(why.to_owned()).leave(&endowment.report);
}

impl Caster {
    /// Says to the master what the script wants. An error is why it cannot be done; it has been told to the master.
    pub fn begin(
        endowment: Endowment,
        place: Place,
        settings: Settings,
        groups: Vec<(String, GroupSettings)>,
        users: Users,
        code: Code,
        log: Log,
    ) -> Result<Self, Error> {
        let ready = || {
            let board = Rc::new(Scoreboard::again(&endowment.board)?);
            let sibling = Sibling::new()?;
            signals::leave_to_master(settings.signals.iter().map(|(_, signal)| *signal))?;
            Ok((board, sibling))
        };
        let (board, sibling) = ready().inspect_err(|error: &Error| refuse(&endowment, &error.to_string()))?;
        let report = Report::Ready { settings: Box::new(settings.clone()), groups: groups.clone(), code };
        if let Err(error) = report.leave(&endowment.report) {
            let errno = Errno::from_raw(error.raw_os_error().unwrap_or(Errno::EIO as i32));
            return Err(Error::system("write", "a mould's report")(errno));
        }
        let Endowment { master, requests, lock, lifeline, bell, .. } = endowment;
        let instance = Instance::inherited(place, lock);
        fifo::trust([user::own_uid()]);
        let is_shared = users.others().next().is_some();
        let inbox = if is_shared { fifo::open_writer(&instance.place.pipe(master))? } else { None };
        let meanings = dispositions::meanings(&settings.signals);
        let inherited = Rc::new(Inherited { instance, board, lifeline, ready: bell, meanings, inbox });
        let own_group = !family::has_terminal();
        let caster = Self { requests, inherited, sibling, settings, groups, log, master, own_group, users };
        caster.ring(BELL);
        Ok(caster)
    }

    /// Where the fleet lives.
    pub fn place(&self) -> &Place {
        &self.inherited.instance.place
    }

    /// Waits for the next request. None: there is no master any more.
    pub fn next(&self) -> Option<Request> {
        let mut bytes = [0; Request::SIZE];
        loop {
            match descriptor::read(&self.requests, &mut bytes) {
                // Written at once, so never half a request (pipe(7)).
                Read::Bytes(_) => return Some(Request::from_bytes(bytes)),
                Read::End => return None,
                Read::Empty => {
                    let (Woken::By(_) | Woken::Time | Woken::Signal) = descriptor::wait([self.requests.as_fd()], None);
                }
            }
        }
    }

    /// Forks a worker and tells the master so. The child gets what it needs to become one.
    pub fn fork(&self, request: Request) -> Option<Box<Seed>> {
        let Request { index, generation, serial } = request;
        let slot = self.inherited.board.slot(index);
        let group = self.inherited.board.header().group_name(slot.place().group);
        let Some(local) = self.groups.iter().position(|(name, _)| *name == group) else {
            // The master does not ask for groups that the script does not have.
            slot.miscarry(Errno::EINVAL as i32);
            self.tell(index);
            return None;
        };
        let name = format!("{group}#{}", slot.place().number);
        let owner = self.users.of(u16::try_from(local).unwrap_or(u16::MAX)).cloned();
        match Birth::of(self.place(), slot, serial, &name, owner.as_deref(), || self.sibling.fork(slot.born_at())) {
            Ok(Birth::Parent { mask, .. }) => {
                mask.restore();
                self.tell(index);
                None
            }
            Ok(Birth::Child { pipe, mask }) => {
                let proves = generation > self.inherited.board.header().generation().0;
                Some(Box::new(Seed {
                    inherited: Rc::clone(&self.inherited),
                    pipe,
                    mask,
                    index,
                    orphan_grace: orphan_grace(&self.settings),
                    own_group: self.own_group,
                    user: owner,
                    log: self.log.clone(),
                    proves,
                    master: self.master,
                    group_index: u16::try_from(local).unwrap_or(0),
                    group,
                    number: slot.place().number,
                    generation,
                    settings: self.groups[local].1.clone(),
                }))
            }
            Err(error) => {
                slot.miscarry(error.errno().unwrap_or(Errno::EIO as i32));
                self.tell(index);
                None
            }
        }
    }

    fn tell(&self, index: u32) {
        self.inherited.board.slot(index).call(Call::Forked);
        self.ring(index);
    }

    /// As workers do, see `Life`.
    fn ring(&self, index: u32) {
        let index = index.to_ne_bytes();
        if descriptor::write(&self.inherited.ready, &index) == Err(Errno::EAGAIN) {
            self.inherited.board.header().miss();
            let _ = descriptor::write(&self.inherited.ready, &index);
        }
    }

    /// The end of a mould: nothing of it is anybody's but the master's.
    pub fn end(&self) -> ! {
        fork::exit_now(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_it_was_written() {
        let request = Request { index: 7, generation: 3, serial: u64::from(u32::MAX) + 9 };
        assert_eq!(Request::from_bytes(request.to_bytes()), request);
    }
}

//! One fork: the pipe is there before the child is, so that a command written at any moment after the fork is read.

use super::Master;
use super::opening::orphan_grace;
use crate::Error;
use crate::instance::{Instance, Place};
use crate::log::Log;
use crate::os::fork::{Mask, Side};
use crate::os::user::Identity;
use crate::os::{clock, fifo, fork, heap, pid};
use crate::scoreboard::{Scoreboard, Slot};
use crate::worker::dispositions::Meanings;
use naruto_supervisor::settings::GroupSettings;
use naruto_supervisor::{Action, Event, SlotId};
use nix::errno::Errno;
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// The right to fork one worker.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    pub(super) slot: SlotId,
}

/// What workers keep open of their master's.
#[derive(Debug)]
pub struct Inherited {
    /// With the lock.
    pub instance: Instance,
    /// Where they publish what they do.
    pub board: Rc<Scoreboard>,
    /// Ends when the master dies.
    pub lifeline: OwnedFd,
    /// Where they ring, to say that they are ready and what else the master has to know.
    pub ready: OwnedFd,
    /// What signals mean in them.
    pub meanings: Meanings,
    /// The master's pipe, to write to, for those who may not open it as they run as another user.
    pub inbox: Option<OwnedFd>,
}

/// A child right after its fork: signals are blocked, nothing is set up yet.
#[derive(Debug)]
pub struct Seed {
    pub(crate) inherited: Rc<Inherited>,
    pub(crate) pipe: OwnedFd,
    pub(crate) mask: Mask,
    pub(crate) index: u32,
    pub(crate) orphan_grace: Duration,
    pub(crate) own_group: bool,
    pub(crate) user: Option<Rc<Identity>>,
    pub(crate) log: Log,
    /// Its code is to be proven: it tells when its first turn has ended.
    pub(crate) proves: bool,
    /// The master.
    pub master: i32,
    /// Index of the group.
    pub group_index: u16,
    /// Name of the group.
    pub group: String,
    /// The slot.
    pub number: u32,
    /// What it was forked from.
    pub generation: u32,
    /// Settings of its group.
    pub settings: GroupSettings,
}

/// Who comes back from a fork.
#[derive(Debug)]
pub enum Forked {
    /// The master; the child's pid.
    Master(i32),
    /// The child, whose copy of the master becomes its seed, see [`Master::into_seed`].
    Worker(Newborn),
}

/// What a fork has left in the child.
#[derive(Debug)]
pub struct Newborn {
    slot: SlotId,
    index: u32,
    pipe: OwnedFd,
    mask: Mask,
    master: i32,
}

impl Master {
    /// Forks. An error leaves nothing behind; what it means is up to the caller: [`Master::fork_failed`], or the end
    /// of a start that cannot succeed.
    pub fn fork(&mut self, ticket: &Ticket) -> Result<Forked, Error> {
        let Ticket { slot } = *ticket;
        let generation = self.supervisor.generation();
        let index = self.index_of(slot);
        self.inherited.board.slot(index).reset(generation, clock::now());
        let serial = self.indices.next_serial();
        let master = pid::own();
        let owner = self.users.of(slot.group).cloned();
        let name = self.worker_name(slot);
        let seat = self.inherited.board.slot(index);
        match Birth::of(self.place(), seat, serial, &name, owner.as_deref(), fork::fork) {
            Ok(Birth::Parent { pid, mask, named }) => {
                mask.restore();
                // The kernel most often puts a child on the processor of its parent, where it would wait until all of this is
                // written down and logged (100 of 1300 µs from a death to the successor's first job, measured).
                if !self.actions.iter().any(|action| matches!(action, Action::Spawn { .. })) {
                    std::thread::yield_now();
                }
                if let Err(error) = named {
                    self.say(naruto_supervisor::settings::Level::Warning, "log", &error.to_string());
                }
                self.feed(Event::Forked { slot, pid });
                self.show(slot);
                Ok(Forked::Master(pid))
            }
            Ok(Birth::Child { pipe, mask }) => Ok(Forked::Worker(Newborn { slot, index, pipe, mask, master })),
            Err(error) => Err(error),
        }
    }

    /// The slot tries again later.
    pub fn fork_failed(&mut self, ticket: &Ticket, error: &Error) {
        self.feed(Event::ForkFailed { slot: ticket.slot, errno: error.errno().unwrap_or(Errno::EIO as i32) });
    }

    /// In a fresh child: copies what a worker needs, and closes what is the master's. Its lists are left as they are, since to
    /// take something out and to free them would copy their pages.
    pub fn into_seed(self: Box<Self>, newborn: Newborn) -> Seed {
        let Self {
            supervisor,
            settings,
            inherited,
            indices,
            actions,
            arrived,
            letters,
            asker,
            users,
            casting,
            log,
            own_groups,
            ..
        } = *self;
        let Newborn { slot, index, pipe, mask, master } = newborn;
        let user = users.of(slot.group).cloned();
        let orphan_grace = orphan_grace(&settings);
        let generation = supervisor.generation();
        let group = supervisor.group_name(slot.group).to_owned();
        let group_settings = supervisor.group_settings(slot.group).clone();
        std::mem::forget((supervisor, settings, indices, actions, arrived, letters, asker, users));
        casting.leave();
        Seed {
            inherited,
            pipe,
            mask,
            index,
            orphan_grace,
            own_group: own_groups,
            user,
            log,
            proves: false,
            master,
            group_index: slot.group,
            group,
            number: slot.number,
            generation,
            settings: group_settings,
        }
    }
}

/// A fork, and the pipe of the child: it is there before the child is. Signals are blocked on both sides.
#[derive(Debug)]
pub enum Birth {
    /// Whoever forked.
    Parent {
        /// The child.
        pid: i32,
        /// To be restored.
        mask: Mask,
        /// Whether the pipe has got its name.
        named: Result<(), Error>,
    },
    /// The child.
    Child {
        /// Its own pipe.
        pipe: OwnedFd,
        /// To be restored, once signals mean what they mean in a worker.
        mask: Mask,
    },
}

impl Birth {
    /// Forks the worker of this name by this call, and gives it the seat; `serial` names its pipe as long as there is no
    /// pid. The pipe belongs to the user that the worker will be. An error leaves nothing behind.
    pub fn of(
        place: &Place,
        seat: Slot<'_>,
        serial: u64,
        name: &str,
        owner: Option<&Identity>,
        fork: impl FnOnce() -> Result<Side, Errno>,
    ) -> Result<Self, Error> {
        let unborn = place.unborn_pipe(serial);
        let mask = fork::block_signals();
        let made = fifo::make(&unborn, place.pipe_mode).and_then(|pipe| {
            owner.map_or(Ok(()), |user| fifo::give(&pipe, &unborn, user.uid, user.gid)).map(|()| pipe)
        });
        let pipe = match made {
            Ok(pipe) => pipe,
            Err(error) => {
                mask.restore();
                return Err(error);
            }
        };
        match fork() {
            Ok(Side::Parent(pid)) => {
                // Before the next fork, so that no later child holds this worker's pipe open.
                drop(pipe);
                let named = christen(&unborn, &place.pipe(pid));
                seat.occupy(pid);
                Ok(Self::Parent { pid, mask, named })
            }
            Ok(Side::Child) => {
                heap::begin_life();
                // Most often its parent has been first: to find that out by the name would take 80 µs (measured), as both
                // want the same directory. What does not work is told by the parent.
                if seat.pid() != pid::own() {
                    let _ = christen(&unborn, &place.pipe(pid::own()));
                }
                Ok(Self::Child { pipe, mask })
            }
            Err(errno) => {
                mask.restore();
                let _ = fifo::remove(&unborn);
                Err(Error::system("fork", name)(errno))
            }
        }
    }
}

/// Gives a pipe the name of its process, unless the other side of the fork has done so already.
fn christen(unborn: &Path, path: &Path) -> Result<(), Error> {
    match std::fs::rename(unborn, path) {
        Err(error) if error.raw_os_error() != Some(Errno::ENOENT as i32) => {
            Err(Error::at("rename", path)(Errno::from_raw(error.raw_os_error().unwrap_or(0))))
        }
        _ => Ok(()),
    }
}

/// Which slot of the scoreboard belongs to which slot of a group: the order in which they were first needed.
#[derive(Debug, Default)]
pub(super) struct Indices {
    slots: Vec<SlotId>,
    by_slot: HashMap<SlotId, u32>,
    serial: u64,
}

impl Indices {
    pub fn of(&mut self, slot: SlotId) -> u32 {
        *self.by_slot.entry(slot).or_insert_with(|| {
            self.slots.push(slot);
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub fn get(&self, slot: SlotId) -> Option<u32> {
        self.by_slot.get(&slot).copied()
    }

    pub fn slot(&self, index: u32) -> Option<SlotId> {
        self.slots.get(usize::try_from(index).ok()?).copied()
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// Never the same twice: a child that is slow to rename must not take the next child's pipe.
    pub fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}

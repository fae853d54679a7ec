//! The first moments of a worker: what is the master's is given up, and signals mean what they mean in a worker, before
//! anything is heard.

use super::ears::Ears;
use super::job::Turns;
use super::timers::Clockwork;
use super::waiting::Work;
use super::{Life, dispositions};
use crate::Error;
use crate::log::Who;
use crate::master::{Inherited, Seed};
use crate::os::overdue::Deadline;
use crate::os::seat::Seat;
use crate::os::user::{self, Identity};
use crate::os::{claim, clock, descriptor, environment, family, fifo, fork, orphan, signals};
use crate::sockets;
use naruto_supervisor::{Limits, Time};
use std::cell::Cell;
use std::ffi::CString;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;

/// Gives up what the master may do. Its pipes are somebody else's from now on, but trusted.
fn become_other(user: &Identity, inherited: &Inherited, master: i32) -> Result<(), Error> {
    fifo::trust([user::own_uid()]);
    if let Some(inbox) = &inherited.inbox {
        let inbox = inbox.try_clone().map_err(|error| Error::of_io("dup", "the master's pipe", &error))?;
        fifo::keep_writer(inherited.instance.place.pipe(master), inbox);
    }
    user.assume()?;
    environment::describe(user);
    Ok(())
}

impl Life {
    /// Turns a forked child into a worker. The child has dropped its copy of the master, so what is the master's is
    /// closed; signals are still blocked and are let in once they mean what they mean in a worker. `memory` tells how
    /// many bytes PHP has.
    pub fn begin(seed: Seed, memory: fn() -> u64) -> Result<Self, Error> {
        let pipe = seed.pipe;
        if seed.own_group {
            family::lead_own_group();
        }
        signals::become_worker(
            pipe.as_fd(),
            dispositions::with_stop(&seed.inherited.meanings, seed.settings.stop_signal),
        )?;
        seed.mask.restore();
        descriptor::silence_stdin().map_err(Error::system("open", "/dev/null"))?;
        environment::forget_service_manager();
        sockets::forget();
        if let Some(user) = &seed.user {
            become_other(user, &seed.inherited, seed.master)?;
            seed.log.may_ask();
        }
        orphan::arm(seed.master, seed.orphan_grace)?;
        claim::let_in();
        // A child that a job forks is no worker: it must not keep the next master from starting.
        let given_up = [seed.inherited.instance.lock(), seed.inherited.lifeline.as_fd()];
        fork::watch(given_up, [libc::SIGUSR1, libc::SIGUSR2, libc::SIGTERM]);
        let pid = std::process::id().cast_signed();
        // The master says the same, but perhaps later than this worker looks.
        seed.inherited.board.slot(seed.index).occupy(pid);
        let born = clock::now();
        let own_pipe = CString::new(seed.inherited.instance.place.pipe(pid).into_os_string().into_vec());
        let own_pipe = own_pipe.unwrap_or_default();
        Ok(Self {
            who: Who::Worker(format!("{}#{}", seed.group, seed.number)),
            ears: Ears::default(),
            clockwork: Clockwork::default(),
            deadline: Deadline::new(seed.inherited.ready.as_fd()),
            _seat: Seat::take(&seed.inherited.board, seed.index, own_pipe),
            inherited: seed.inherited,
            pipe,
            index: seed.index,
            log: seed.log,
            master: seed.master,
            pid,
            group: seed.group,
            number: seed.number,
            generation: seed.generation,
            limits: Limits::draw(&seed.settings, u64::from(pid.unsigned_abs()) ^ u64::from(born.subsec_nanos())),
            may_be_claimed: Cell::new(seed.settings.job_timeout.is_some()),
            settings: seed.settings,
            jobs: Cell::new(0),
            turns: Cell::new(Turns::Whole),
            master_is_gone: Cell::new(false),
            leaving: Cell::new(None),
            was_told_in_wait: Cell::new(false),
            has_stop_stream: Cell::new(false),
            look_at: Cell::new(Time::ZERO),
            looked_at: Cell::new(born),
            looked_at_jobs: Cell::new(0),
            is_hot: Cell::new(false),
            began: Cell::new(born),
            turned_at: Cell::new(None),
            proves: Cell::new(seed.proves),
            noted: Cell::new(false),
            idle_since: Cell::new(born),
            fetches_since: Cell::new(born),
            aside: Cell::new(false),
            fetching: Cell::new(false),
            work: Cell::new(Work::Assumed),
            born,
            over_limit: Cell::new(false),
            memory,
            private: Cell::new(0),
            weigh_at: Cell::new(Time::ZERO),
            weighed: Cell::new(0),
        })
    }
}

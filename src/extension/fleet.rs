//! The master's side of a run: starts the fleet, drives it to its end, and ends it.

mod opening;
mod steps;

use crate::engine;
use crate::engine::callable::{Unwinding, request_exit, set_exit_status};
use crate::engine::objects::Object;
use crate::error::Error;
use crate::manager::ManagerState;
use crate::{casting, context, logging};
use naruto_runtime::master::Master;
use naruto_supervisor::Event;
use naruto_supervisor::command::Command;
use naruto_supervisor::settings::Level;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use steps::Taken;

/// Who comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Back {
    /// The master, and the pid of the worker that was forked last; 0 if there was none.
    Master(i32),
    /// A child whose life is over: PHP is on its way out, so the method returns at once.
    Child,
}

/// Why the fleet ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// As asked, with this status.
    Asked(i32),
    /// A hook called exit.
    Exit(i32),
    /// A hook broke.
    Broken(Unwinding),
}

/// What a manager drives.
pub struct Fleet<'a> {
    object: Object<'a>,
    manager: &'a ManagerState,
}

impl<'a> Fleet<'a> {
    /// Of this manager.
    pub fn of(object: Object<'a>, manager: &'a ManagerState) -> Self {
        Self { object, manager }
    }

    /// Takes in an event of the start and forks what follows from it. A fork that fails ends the start.
    pub fn start(&self, event: Event) -> Result<Back, Error> {
        if casting::is_mould() {
            self.check()?;
            return Ok(casting::serve(self.manager));
        }
        self.open()?;
        self.manager.connections().look_again();
        self.manager.with_master(|master| master.feed(event));
        let starting = !self.manager.looping().get();
        let mut last = 0;
        while let Some(step) = self.manager.with_master(Master::pending).flatten() {
            match self.take(&step, starting)? {
                Taken::Forked(pid) => last = pid,
                Taken::Child => return Ok(Back::Child),
                Taken::Done => {}
                // A stop came before this start; hangup() tells it.
                Taken::Ended(_) => break,
            }
        }
        Ok(Back::Master(last))
    }

    /// The master's loop, to the end of the fleet. Gives the status; none in a child.
    pub fn keep(&self) -> Result<Option<i32>, Error> {
        if self.manager.looping().get() && context::is_master() {
            return Err(Error::process("the master's loop is running already"));
        }
        if casting::is_mould() {
            self.check()?;
            let (Back::Child | Back::Master(_)) = casting::serve(self.manager);
            return Ok(None);
        }
        self.open()?;
        self.manager.with_master(Master::catch_signals).unwrap_or(Ok(()))?;
        self.manager.connections().look_again();
        self.manager.looping().set(true);
        let ended = catch_unwind(AssertUnwindSafe(|| self.turn()));
        self.manager.looping().set(false);
        match ended {
            Ok(ended) => Ok(ended?.map(|(end, exit)| self.finish(end, exit))),
            Err(fault) => {
                // It becomes an exception further up; the script may go on, so the fleet must not.
                if let Some(mut master) = self.manager.end_master() {
                    master.wind_down();
                }
                context::retire();
                resume_unwind(fault);
            }
        }
    }

    /// Why the loop ended, and what a hook wants the script to exit with.
    fn turn(&self) -> Result<Option<(End, Option<i32>)>, Error> {
        let mut exit = None;
        loop {
            fault!("master");
            let Some(step) = self.manager.with_master(Master::next_step) else {
                return Ok(Some((End::Asked(0), exit)));
            };
            match self.take(&step, false)? {
                Taken::Child => return Ok(None),
                Taken::Ended(End::Exit(status)) => {
                    exit = Some(status);
                    self.manager.with_master(|master| master.command(Command::Stop, "exit() in a hook"));
                }
                Taken::Ended(end) => return Ok(Some((end, exit))),
                Taken::Done | Taken::Forked(_) => {}
            }
        }
    }

    fn finish(&self, end: End, exit: Option<i32>) -> i32 {
        self.manager.ended().set(true);
        let master = self.manager.end_master();
        match end {
            End::Asked(status) | End::Exit(status) => {
                if let Some(mut master) = master {
                    master.close();
                }
                context::retire();
                match exit {
                    Some(status) => request_exit(status),
                    None if status != 0 => set_exit_status(status),
                    None => {}
                }
                status
            }
            End::Broken(unwinding) => {
                logging::line(Level::Error, "log", "a fatal error in PHP code of the master ends the fleet");
                if let Some(mut master) = master {
                    master.wind_down();
                }
                context::retire();
                if unwinding == Unwinding::Jumped {
                    set_exit_status(255);
                    engine::bail_out();
                }
                request_exit(255);
                255
            }
        }
    }
}

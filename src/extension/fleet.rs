//! The master's side of a run: opens the fleet, does for the runtime what needs PHP, and ends it.

use crate::engine::callable::{self, Outcome, Unwinding, call_override, has_override, request_exit, set_exit_status};
use crate::engine::objects::Object;
use crate::engine::{self, frames, interrupt, pcntl, script};
use crate::error::Error;
use crate::hooks::{self, After};
use crate::manager::ManagerState;
use crate::{background, casting, configuration, context, logging, worker_exit, working};
use ext_php_rs::convert::IntoZval;
use naruto_runtime::log::Who;
use naruto_runtime::master::{Forked, Master, Step, Users};
use naruto_runtime::sockets;
use naruto_supervisor::command::{Command, Letter};
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Event, Gone, SlotId};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

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

    /// Whether a fleet can start here and now.
    pub fn check(&self) -> Result<(), Error> {
        refuse_here()?;
        if !self.manager.has_work() {
            let text = "nothing to run: give run() a callable, or add a group() with one";
            return Err(Error::process(text));
        }
        Ok(())
    }

    /// Makes this process a master, unless it is one already. Nothing is forked. A mould waits for the start.
    pub fn open(&self) -> Result<(), Error> {
        if self.manager.is_master() || casting::is_mould() {
            return Ok(());
        }
        self.check()?;
        if self.manager.ended().get() {
            return Err(Error::process("the fleet of this manager has ended; a new one needs a new manager"));
        }
        if !context::become_master() {
            return Err(Error::process("another manager of this process runs its fleet; there can be one at a time"));
        }
        pcntl::watch(context::keep_signal);
        let settings = self.manager.settings().clone();
        let background = self.manager.take_background();
        let log = background
            .as_ref()
            .map_or_else(|| configuration::log(&settings), |background| Ok(background.log().clone()));
        let opened = log.and_then(|log| {
            if self.manager.logger().is_some() {
                log.hand_over();
            }
            let before = logging::set(log.clone(), Who::Master);
            let groups = self.manager.plan()?;
            let users = Users::find(&groups)?;
            if let Some(user) = users.others().next() {
                log.give_to((user.uid, user.gid), before.as_ref());
            }
            self.manager.check_passwords(&users)?;
            let opened = Master::open(
                settings.clone(),
                groups,
                users,
                configuration::place(&settings),
                log.clone(),
                casting::source(),
                frames::trace,
            );
            // There is no loop in which the logger could be called.
            let mut master = opened.inspect_err(|_| log.keep())?;
            if let Err(error) = master.write_pid_file().and_then(|()| sockets::open_rest()) {
                master.close();
                return Err(error.into());
            }
            Ok(master)
        });
        match opened {
            Ok(mut master) => {
                if let Some(background) = background {
                    master.attach(background);
                }
                script::set_title(&format!("naruto: {} master", master.place().name));
                self.manager.become_master(master);
                Ok(())
            }
            Err(error) => {
                context::retire();
                if let Some(background) = background {
                    let (status, text) = background::status_of(&error);
                    background.fail(status, &text);
                }
                Err(error)
            }
        }
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

    /// Does one step.
    fn take(&self, step: &Step, starting: bool) -> Result<Taken, Error> {
        match step {
            Step::Finished(status) => Ok(Taken::Ended(End::Asked(*status))),
            Step::Signal(signal) => Ok(self.signal(*signal)),
            Step::Gone(gone) => Ok(self.gone(gone)),
            Step::Log => Ok(self.after(self.tell_logger())),
            Step::Letter(slot, letter) => Ok(self.letter(*slot, letter)),
            Step::Interrupted if !interrupt::is_due() => Ok(Taken::Done),
            Step::Interrupted => {
                let call = callable::run_interrupts;
                Ok(self.after(hooks::run("a handler of pcntl_signal()", self.manager.warned(), call)))
            }
            Step::Fork(ticket) => {
                let prepared = self.manager.connections().before_fork(working::before_fork);
                let forked = match prepared {
                    Ok(()) => self.manager.with_master(|master| master.fork(ticket)),
                    Err(error) => Some(Err(error)),
                };
                match forked {
                    None => Ok(Taken::Done),
                    Some(Ok(Forked::Master(pid))) => Ok(Taken::Forked(pid)),
                    Some(Ok(Forked::Worker(seed))) => {
                        self.manager.connections().cut();
                        if let Some(master) = self.manager.end_master() {
                            master.leave();
                        }
                        working::live(self.manager, *seed);
                        Ok(Taken::Child)
                    }
                    Some(Err(error)) if starting => {
                        if let Some(mut master) = self.manager.end_master() {
                            master.tear_down();
                        }
                        context::retire();
                        Err(Error::process(format!("the fleet did not start: {error}; no worker is left")))
                    }
                    Some(Err(error)) => {
                        self.manager.with_master(|master| master.fork_failed(ticket, &error));
                        Ok(Taken::Done)
                    }
                }
            }
        }
    }

    /// Gives the lines that wait to the logger.
    fn tell_logger(&self) -> After {
        let log = self.manager.with_master(|master| master.log().clone());
        let (Some(log), Some(logger)) = (log, self.manager.logger()) else { return After::GoOn };
        log.while_telling(|| {
            while let Some(mut arguments) = log.take().map(|record| logging::arguments(&record)) {
                let after = hooks::run("the logger", self.manager.warned(), || logger.call(&mut arguments));
                if after != After::GoOn || !context::is_master() {
                    return after;
                }
            }
            After::GoOn
        })
    }

    /// A signal means what `defineSigHandler` says, which PHP code may have overridden.
    fn signal(&self, signal: i32) -> Taken {
        let Ok(number) = i64::from(signal).into_zval(false) else { return Taken::Done };
        if !has_override(self.object, "definesighandler") {
            self.manager.with_master(|master| master.obey_signal(signal));
            return Taken::Done;
        }
        let call = || call_override(self.object, "definesighandler", &mut [number]).unwrap_or(Outcome::Returned);
        self.after(hooks::run("defineSigHandler()", self.manager.warned(), call))
    }

    fn letter(&self, slot: SlotId, letter: &Letter) -> Taken {
        let Some(hook) = self.manager.on_message() else { return Taken::Done };
        let sender = self.manager.sender(slot, letter.pid);
        let (Some(sender), Ok(text)) = (sender, letter.text.as_str().into_zval(false)) else { return Taken::Done };
        self.after(hooks::run("onMessage()", self.manager.warned(), || hook.call(&mut [text, sender])))
    }

    fn gone(&self, gone: &Gone) -> Taken {
        self.manager.forget_handle(gone.pid);
        let Some(hook) = self.manager.on_worker_exit() else { return Taken::Done };
        let names = self.manager.with_master(|master| {
            (master.worker_name(gone.slot), master.supervisor().group_name(gone.slot.group).to_owned())
        });
        let Some((name, group)) = names else { return Taken::Done };
        let exit = worker_exit::make(&name, &group, gone);
        self.after(hooks::run("onWorkerExit()", self.manager.warned(), || hook.call(&mut [exit])))
    }

    fn after(&self, after: After) -> Taken {
        if !context::is_master() {
            // The hook forked a worker, and this is it, at its end. It goes on unwinding, past the script.
            match after {
                After::GoOn => request_exit(0),
                After::Exit(status) => request_exit(status),
                After::Broken(Unwinding::Exited) => request_exit(255),
                After::Broken(Unwinding::Jumped) => engine::bail_out(),
            }
            return Taken::Child;
        }
        match after {
            After::GoOn => {
                self.manager.with_master(Master::recover_from_hook);
                self.manager.connections().look_again();
                Taken::Done
            }
            After::Exit(status) => Taken::Ended(End::Exit(status)),
            After::Broken(unwinding) => Taken::Ended(End::Broken(unwinding)),
        }
    }
}

/// What came of a step.
enum Taken {
    Done,
    Forked(i32),
    Child,
    Ended(End),
}

/// Where no fleet can start.
fn refuse_here() -> Result<(), Error> {
    let sapi = script::sapi_name();
    if sapi != "cli" {
        return Err(Error::process(format!("Naruto runs under php-cli only, and this is {sapi}")));
    }
    if script::is_in_fiber() {
        return Err(Error::process("a fleet cannot be started inside a Fiber: its master must not be suspended"));
    }
    if context::is_worker() {
        return Err(Error::process("a fleet cannot be started inside a worker"));
    }
    Ok(())
}

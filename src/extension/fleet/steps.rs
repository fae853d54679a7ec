//! What a step of the master asks of PHP: forks, hooks, the logger, handlers of signals.

use super::{End, Fleet};
use crate::engine::callable::{self, Outcome, Unwinding, call_override, has_override, request_exit};
use crate::engine::{self, interrupt};
use crate::error::Error;
use crate::hooks::{self, After};
use crate::{context, logging, worker_exit, working};
use ext_php_rs::convert::IntoZval;
use naruto_runtime::master::{Forked, Master, Step};
use naruto_supervisor::command::Letter;
use naruto_supervisor::{Gone, SlotId};

/// What came of a step.
pub(super) enum Taken {
    Done,
    Forked(i32),
    Child,
    Ended(End),
}

impl Fleet<'_> {
    /// Does one step.
    pub(super) fn take(&self, step: &Step, starting: bool) -> Result<Taken, Error> {
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
                    Some(Ok(Forked::Worker(newborn))) => {
                        self.manager.connections().cut();
                        if let Some(master) = self.manager.end_master() {
                            working::live(self.manager, master.into_seed(newborn));
                        }
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

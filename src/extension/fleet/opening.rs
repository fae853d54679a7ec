//! How a process becomes a master, and where none can be.

use super::Fleet;
use crate::background;
use crate::engine::{frames, pcntl, script};
use crate::error::Error;
use crate::{casting, configuration, context, logging};
use naruto_runtime::log::Who;
use naruto_runtime::master::{Master, Users};
use naruto_runtime::sockets;

impl Fleet<'_> {
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

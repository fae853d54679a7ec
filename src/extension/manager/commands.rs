//! Commands: they ask and return at once, in the master and in a worker alike.

use super::{ManagerState, Role, resolve, state};
use crate::engine::arguments;
use crate::engine::callable::Callable;
use crate::engine::method::Call;
use crate::error::Error;
use naruto_supervisor::command::{Change, Command, MOST_WORKERS, Target};
use std::cell::RefCell;
use std::rc::Rc;

/// Every worker finishes its job and is replaced.
///
/// `target`: '' everyone, a group, or one worker `worker#2`. Throws `ProcessException` if no fleet is running or there
/// is no such target.
pub fn reload(call: &mut Call<'_>) -> Result<(), Error> {
    let (target, fresh) = arguments::text_and_flag(call.frame)?;
    let target: Target = target.parse().map_err(|error| Error::process(format!("{error}")))?;
    if fresh && target != Target::Everyone {
        return Err(Error::process("a fresh reload concerns everyone; leave out the target"));
    }
    give(call, Command::Reload { target, fresh })
}

/// Every worker finishes its job, then the master leaves; a worker still at it after `stopGrace` is killed.
///
/// Throws `ProcessException` if no fleet is running.
pub fn stop(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    give(call, Command::Stop)
}

/// As `stop()`, with `terminateGrace`. The second one kills now.
///
/// Throws `ProcessException` if no fleet is running.
pub fn terminate(call: &mut Call<'_>) -> Result<(), Error> {
    arguments::none(call.frame)?;
    give(call, Command::Terminate)
}

/// Sets the number of workers, 0 to 100000; 0 parks the group.
///
/// Throws `ProcessException` if no fleet is running or there is no such group; `ValueError` out of range.
pub fn scale(call: &mut Call<'_>) -> Result<(), Error> {
    let (number, group) = arguments::int_and_text(call.frame)?;
    let to = u32::try_from(number).ok().filter(|number| *number <= MOST_WORKERS).ok_or_else(|| {
        let text = "Naruto\\Manager::scale(): Argument #1 ($num) must be between 0 and 100000";
        Error::Value(format!("{text}, {number} given"))
    })?;
    give(call, Command::Scale { change: Change::To(to), group: (!group.is_empty()).then_some(group) })
}

/// Adds or takes away workers; never below 1.
///
/// Throws as `scale()` does.
pub fn scale_by(call: &mut Call<'_>) -> Result<(), Error> {
    let (number, group) = arguments::int_and_text(call.frame)?;
    let most = i64::from(MOST_WORKERS);
    let by = i32::try_from(number).ok().filter(|_| (-most..=most).contains(&number)).ok_or_else(|| {
        let text = "Naruto\\Manager::scaleBy(): Argument #1 ($num) must be between -100000 and 100000";
        Error::Value(format!("{text}, {number} given"))
    })?;
    give(call, Command::Scale { change: Change::By(by), group: (!group.is_empty()).then_some(group) })
}

/// In each new worker, before its first job; a worker is ready when this has returned. Null removes it.
pub fn on_worker_start(call: &mut Call<'_>) -> Result<(), Error> {
    let manager = state(call.this()?)?;
    set_hook(call, &manager.on_worker_start)
}

/// In the worker, once, as it leaves; also after `exit()` and an exception, not after a fatal error or a kill.
pub fn on_worker_stop(call: &mut Call<'_>) -> Result<(), Error> {
    let manager = state(call.this()?)?;
    set_hook(call, &manager.on_worker_stop)
}

/// In the master, after a worker has gone. An exception in it is logged and harms nothing.
pub fn on_worker_exit(call: &mut Call<'_>) -> Result<(), Error> {
    let manager = state(call.this()?)?;
    set_hook(call, &manager.on_worker_exit)
}

pub(super) fn set_hook(call: &mut Call<'_>, hook: &RefCell<Option<Rc<Callable>>>) -> Result<(), Error> {
    let this = call.this()?;
    let value = arguments::nullable_callable(call.frame, true)?;
    let new = value.map(resolve).transpose()?;
    // The old one is released after the borrow: its destructor may be PHP code.
    let old = hook.replace(new);
    drop(old);
    *call.returned = this.to_value();
    Ok(())
}

/// To the machine in the master, to the master's pipe in a worker.
fn give(call: &mut Call<'_>, command: Command) -> Result<(), Error> {
    let manager: &ManagerState = state(call.this()?)?;
    match &mut *manager.role.borrow_mut() {
        Role::Master(master) => {
            let supervisor = master.supervisor();
            refuse_unknown(&command, |target| supervisor.has(target), supervisor.group_count())?;
            master.command(command, "PHP code of the master");
            Ok(())
        }
        Role::Worker(life) if life.is_here() => {
            let groups = manager.group_names();
            refuse_unknown(&command, |target| may_be(target, &groups), groups.len())?;
            if life.tell_master(&command)? {
                Ok(())
            } else {
                Err(Error::process(format!("the master did not take \"{command}\": it is gone, or its pipe is full")))
            }
        }
        Role::Idle | Role::Worker(_) => Err(Error::process("no fleet is running")),
    }
}

/// As far as a worker knows: how many workers a group has by now is its master's business.
fn may_be(target: &Target, groups: &[String]) -> bool {
    match target {
        Target::Everyone => true,
        Target::Group(group) | Target::Worker { group, .. } => groups.contains(group),
    }
}

fn refuse_unknown(command: &Command, has: impl Fn(&Target) -> bool, groups: usize) -> Result<(), Error> {
    match command {
        Command::Reload { target, .. } if !has(target) => Err(Error::process(format!("there is no {target}"))),
        Command::Scale { group: Some(group), .. } if !has(&Target::Group(group.clone())) => {
            Err(Error::process(format!("there is no group {group}")))
        }
        Command::Scale { group: None, .. } if groups > 1 => {
            Err(Error::process("there are several groups; say which one to scale"))
        }
        _ => Ok(()),
    }
}

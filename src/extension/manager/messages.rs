//! Messages of the master: to workers, and from them.

use super::{ManagerState, Role, attributes, commands, state};
use crate::engine::arguments;
use crate::engine::method::Call;
use crate::error::Error;
use crate::worker;
use ext_php_rs::types::Zval;
use naruto_supervisor::SlotId;
use naruto_supervisor::command::Target;

/// Sends a line of text to workers; it arrives at their `onMessage()` between two jobs, or in a wait. Returns how many
/// workers' pipes took it.
///
/// `text`: UTF-8 without line breaks, 1 to 480 bytes. `target`: '' everyone, a group, or one worker. Throws `ValueError` for
/// another text, `ProcessException` in a worker, if no fleet is running, or if there is no such target.
pub fn send(call: &mut Call<'_>) -> Result<(), Error> {
    let (text, target) = arguments::bytes_and_text(call.frame)?;
    let text = worker::messages::text("Naruto\\Manager", text)?;
    let target: Target = target.parse().map_err(|error| Error::process(format!("{error}")))?;
    let manager: &ManagerState = state(call.this()?)?;
    let sent = match &mut *manager.role.borrow_mut() {
        Role::Master(master) if master.supervisor().has(&target) => master.send(text, &target),
        Role::Master(_) => return Err(Error::process(format!("there is no {target}"))),
        Role::Worker(_) => {
            let text = "only the master sends to workers; a worker's own way is Worker::send(), to the master";
            return Err(Error::process(text));
        }
        Role::Idle => return Err(Error::process("no fleet is running")),
    };
    call.returned.set_long(i64::try_from(sent).unwrap_or(i64::MAX));
    Ok(())
}

/// In the master, for each `Worker::send()`. Null removes it.
pub fn on_message(call: &mut Call<'_>) -> Result<(), Error> {
    let manager = state(call.this()?)?;
    commands::set_hook(call, &manager.on_message)
}

impl ManagerState {
    /// The handle of the worker that has sent something; it may be gone.
    pub fn sender(&self, slot: SlotId, pid: i32) -> Option<Zval> {
        let role = self.role.borrow();
        let Role::Master(master) = &*role else { return None };
        if master.supervisor().slot_of(pid) == Some(slot) {
            return Some(attributes::worker_handle(self, master, pid, slot));
        }
        let supervisor = master.supervisor();
        let pause = supervisor.group_settings(slot.group).hangup_loop;
        Some(worker::handle(master.place(), pid, pause, supervisor.group_name(slot.group), slot.number))
    }

    /// A process is gone; the script may keep its handle, we do not.
    pub fn forget_handle(&self, pid: i32) {
        let handle = self.handles.borrow_mut().remove(&pid);
        drop(handle);
    }
}

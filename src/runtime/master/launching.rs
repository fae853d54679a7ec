//! A fleet in the background: who has started it hears once how that went.

use super::output::Output;
use super::{Master, counted, duration};
use crate::console::code;
use crate::daemon::Background;
use naruto_supervisor::Time;

impl Master {
    /// Takes over what comes from the foreground: what is printed, and somebody who waits.
    pub fn attach(&mut self, background: Background) {
        self.output = Some(Output::new(background.output));
        self.starter = Some(background.starter);
    }

    /// Its workers are ready, or have failed.
    pub(super) fn tell_started(&mut self, ready: u32, total: u32, took: Time) {
        let Some(starter) = self.starter.take() else { return };
        let (name, pid) = (&self.place().name, std::process::id());
        if ready == total {
            let workers = counted(total.into(), "worker");
            let took = duration(took);
            starter.tell(code::DONE, &format!("{name} runs as pid {pid}, {workers} ready after {took}"));
        } else {
            let rest = "the others have failed to start and are tried again";
            starter.tell(
                code::FAILED,
                &format!("{name} runs as pid {pid}, but {ready} of {total} workers are ready; {rest}"),
            );
        }
    }

    /// It ends before that.
    pub(super) fn tell_not_started(&mut self) {
        if let Some(starter) = self.starter.take() {
            let status = self.finished.filter(|status| *status != code::DONE).unwrap_or(code::FAILED);
            starter.tell(status, &format!("{} has ended before its workers were ready", self.place().name));
        }
    }
}

//! What signals mean in a worker.

use crate::os::signals::InWorker;
use naruto_supervisor::command::{Command, Order};
use std::collections::BTreeMap;

/// By signal.
pub type Meanings = BTreeMap<i32, InWorker>;

/// Those of the terminal reach the whole group, and the master coordinates; the others
/// concern this worker alone when somebody sends them to it. The same in all workers of a fleet; see [`with_stop`].
pub(crate) fn meanings(support: &[(String, i32)]) -> Meanings {
    let of_line = |line: &str| match line.parse() {
        Ok(Command::Reload { fresh: false, .. }) => InWorker::Order(Order::Reload),
        Ok(Command::Stop | Command::Terminate) => InWorker::Order(Order::Stop),
        _ => InWorker::Default,
    };
    let own = [
        (libc::SIGUSR1, InWorker::Order(Order::Reload)),
        (libc::SIGUSR2, InWorker::Order(Order::Stop)),
        (libc::SIGTERM, InWorker::Order(Order::Stop)),
    ];
    let supported = support.iter().map(|(line, signal)| (*signal, of_line(line)));
    let terminal = [libc::SIGINT, libc::SIGQUIT, libc::SIGHUP].map(|signal| (signal, InWorker::Ignored));
    // Of several meanings the last one holds.
    own.into_iter().chain(supported).chain(terminal).chain([(libc::SIGCHLD, InWorker::Default)]).collect()
}

/// All of them in one worker. `stop_signal` is for loops of somebody else's, which handle it; until they do it is an order
/// like the others.
pub(super) fn with_stop(meanings: &Meanings, stop_signal: Option<i32>) -> impl Iterator<Item = (i32, InWorker)> {
    let stop = stop_signal.filter(|signal| !meanings.contains_key(signal));
    let stop = stop.map(|signal| (signal, InWorker::Order(Order::Stop)));
    meanings.iter().map(|(signal, meaning)| (*signal, *meaning)).chain(stop)
}

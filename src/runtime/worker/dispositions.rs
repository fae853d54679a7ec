//! What signals mean in a worker.

use crate::os::signals::InWorker;
use naruto_supervisor::command::{Command, Order};
use std::collections::BTreeMap;

/// Those of the terminal reach the whole group, and the master coordinates; the others
/// concern this worker alone when somebody sends them to it.
///
/// `stop_signal` is for loops of somebody else's, which handle it; until they do it is an order like the others.
pub(super) fn meanings(support: &[(String, i32)], stop_signal: Option<i32>) -> BTreeMap<i32, InWorker> {
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
    let stop = stop_signal.map(|signal| (signal, InWorker::Order(Order::Stop)));
    stop.into_iter().chain(own).chain(supported).chain(terminal).chain([(libc::SIGCHLD, InWorker::Default)]).collect()
}

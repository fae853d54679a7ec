//! Those who wait for the outcome of a command: each is told once, in one line on a pipe of its own: the exit status of
//! whoever asked, and a sentence.

use super::{Master, duration};
use crate::instance::ANSWER_PREFIX;
use crate::os::{clock, descriptor, fifo, pidfd};
use naruto_supervisor::command::{Command, Request, Target, Wish};
use naruto_supervisor::settings::Level;
use naruto_supervisor::{Action, Gone, Notice, Phase, Time};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

/// Exit statuses of whoever asked.
pub(super) const DONE: i32 = 0;
const FAILED: i32 = 1;
pub(super) const USAGE: i32 = 2;

/// How long the first process of a container stays for those it has told of the end.
const STAY: Duration = Duration::from_secs(1);

const ENDING: &str = "refused: the fleet is about to end";

#[derive(Debug)]
struct Asker {
    pipe: String,
    waits: Waits,
}

/// What somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Waits {
    /// A reload that has not begun.
    ReloadOf(Target),
    /// The end of the reload of this generation.
    Reload(u32),
    /// As many workers of this group as there should be.
    Scale(u16),
    /// The end of the fleet, by this word.
    End(&'static str),
}

/// Everybody who waits, and what is told of those who were killed.
#[derive(Debug, Default)]
pub(super) struct Askers {
    waiting: Vec<Asker>,
    /// Workers that were killed in the middle of a job since the fleet was told to stop.
    cut: Vec<String>,
    /// Answers for when nothing is left any more.
    last: Vec<Last>,
}

#[derive(Debug)]
struct Last {
    pipe: OwnedFd,
    line: String,
    /// None: whoever asked has another name for its pipe than we have.
    asker: Option<i32>,
}

impl Askers {
    /// Tells those who waited for the end, once the instance is gone: what they do next finds nobody here. With the first
    /// process of a container the kernel kills all others there (`pid_namespaces(7)`), so that waits until they have gone.
    pub fn tell_last(&mut self, is_first_process: bool) {
        let mut told = Vec::new();
        for Last { pipe, line, asker } in self.last.drain(..) {
            let asker = asker.filter(|_| is_first_process).and_then(pidfd::open);
            // Who does not read its own pipe gets no answer.
            if fifo::send(&pipe, line.as_bytes()).is_ok() {
                told.extend(asker);
            }
        }
        let until = clock::now().saturating_add(STAY);
        for asker in told {
            descriptor::wait([asker.as_fd()], Some(until.saturating_sub(clock::now())));
        }
    }
}

impl Master {
    /// Takes in a line of the pipe.
    pub(super) fn request(&mut self, request: Request) {
        let command = match (request.wish, &request.answer) {
            (Wish::Command(command), _) => command,
            (Wish::Trace(target), Some(pipe)) => return self.answer_trace(pipe, &target),
            // No line reads so.
            (Wish::Trace(_), None) => return,
        };
        if let Some(pipe) = request.answer {
            let stopping = self.phase() > Phase::Running;
            let waits = match &command {
                Command::Reload { .. } | Command::Scale { .. } if stopping => {
                    return self.reply(&pipe, FAILED, ENDING);
                }
                Command::Reload { target, .. } => Waits::ReloadOf(target.clone()),
                Command::Scale { group, .. } => Waits::Scale(
                    group.as_deref().map_or(Some(0), |name| self.supervisor.group_index(name)).unwrap_or(0),
                ),
                Command::Stop => Waits::End("stop"),
                Command::Terminate => Waits::End("terminate"),
            };
            self.askers.waiting.push(Asker { pipe, waits });
        }
        self.command(command, "the pipe");
        // A number that is the one there is already changes nothing, and nothing will tell.
        self.answer_scaled();
    }

    /// Tells whom the outcome of an event concerns.
    pub(super) fn answer_askers(&mut self, actions: &[Action]) {
        for action in actions {
            let Action::Notice(notice) = action else { continue };
            match notice {
                Notice::ReloadBegun { target, generation, .. } => self.reload_begun(target, *generation),
                Notice::ReloadRefused { generation, why } => {
                    let (why, works_on) = (self.why(why), generation.saturating_sub(1));
                    let sentence = format!("reload refused, generation {works_on} works on:\n{why}");
                    self.tell_those(
                        |waits| matches!(waits, Waits::Reload(own) if own == generation),
                        FAILED,
                        &sentence,
                    );
                }
                Notice::ReloadDone { renewed, total, took, generation } => {
                    let status = if renewed == total { DONE } else { FAILED };
                    let took = duration(*took);
                    let sentence = format!("reload: {renewed} of {total} renewed in {took}, generation {generation}");
                    self.tell_those(
                        |waits| matches!(waits, Waits::Reload(own) if *own <= *generation),
                        status,
                        &sentence,
                    );
                }
                Notice::NoSuchTarget(target) => {
                    let what = if matches!(target, Target::Group(_)) { "group " } else { "" };
                    self.refuse_last(&format!("there is no {what}{target}, only {}", self.group_names()));
                }
                Notice::WhichGroup => {
                    self.refuse_last(&format!("scale which group? There are {}", self.group_names()));
                }
                Notice::Stopping | Notice::Terminating { .. } => {
                    let other = |waits: &Waits| !matches!(waits, Waits::End(_));
                    self.tell_those(other, FAILED, ENDING);
                }
                Notice::Gone(gone) => {
                    self.remember_cut(gone);
                    self.answer_scaled();
                }
                Notice::Ready { .. } | Notice::Waiting { .. } | Notice::Scaled { .. } => self.answer_scaled(),
                Notice::Ended { left, took, .. } => self.tell_end(*left, *took),
                Notice::Started { ready, total, took } => self.tell_started(*ready, *total, *took),
                Notice::ForkFailed { .. } | Notice::GaveUp { .. } | Notice::NewGeneration { .. } => {}
            }
        }
    }

    fn reload_begun(&mut self, target: &Target, generation: u32) {
        for asker in &mut self.askers.waiting {
            if let Waits::ReloadOf(wanted) = &asker.waits
                && (*target == Target::Everyone || wanted == target)
            {
                asker.waits = Waits::Reload(generation);
            }
        }
    }

    /// The command that was just asked makes no sense.
    fn refuse_last(&mut self, why: &str) {
        if let Some(asker) = self.askers.waiting.pop() {
            self.reply(&asker.pipe, USAGE, why);
        }
    }

    fn group_names(&self) -> String {
        let name = |group| self.supervisor.group_name(group).to_owned();
        let names: Vec<_> = (0..u16::try_from(self.supervisor.group_count()).unwrap_or(0)).map(name).collect();
        match names.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            names => names.join(""),
        }
    }

    fn answer_scaled(&mut self) {
        let groups: Vec<u16> = self
            .askers
            .waiting
            .iter()
            .filter_map(|asker| match asker.waits {
                Waits::Scale(group) => Some(group),
                _ => None,
            })
            .collect();
        for group in groups {
            if let Some(reached) = self.supervisor.has_its_size(group) {
                let name = self.supervisor.group_name(group);
                let size = self.supervisor.size(group);
                let (status, text) = match reached {
                    Ok(()) => (DONE, format!("scale: {name} has {}", super::counted(size.into(), "worker"))),
                    Err(missing) => (
                        FAILED,
                        format!("scale: {name} has {} of {size} workers, the others fail to start", size - missing),
                    ),
                };
                self.tell_those(|waits| *waits == Waits::Scale(group), status, &text);
            }
        }
    }

    fn remember_cut(&mut self, gone: &Gone) {
        if self.phase() > Phase::Running
            && gone.killed
            && let Some(held) = &gone.end.held
        {
            let job = if held.note.is_empty() { "a job".to_owned() } else { format!("\"{}\"", held.note) };
            self.askers.cut.push(format!("{}, {} into {job}", self.worker_name(gone.slot), duration(held.age)));
        }
    }

    fn tell_end(&mut self, left: u32, took: Time) {
        let took = duration(took);
        let (rest, cut) = match self.askers.cut.as_slice() {
            [] if left == 1 => (format!("its worker has left after {took}, no job was cut"), String::new()),
            [] => (format!("all {left} have left after {took}, no job was cut"), String::new()),
            [one] => (format!("1 of {left} was killed after {took}: "), one.clone()),
            many => (format!("{} of {left} were killed after {took}: ", many.len()), some_of(many)),
        };
        for asker in std::mem::take(&mut self.askers.waiting) {
            if let Waits::End(word) = asker.waits
                && let Ok(Some(pipe)) = fifo::open_writer(&self.place().dir.join(&asker.pipe))
            {
                let line = line(DONE, &format!("{word}: {rest}{cut}"));
                let asker = asker.pipe.strip_prefix(ANSWER_PREFIX).and_then(|pid| pid.parse().ok());
                self.askers.last.push(Last { pipe, line, asker });
            }
        }
    }

    fn tell_those(&mut self, whom: impl Fn(&Waits) -> bool, status: i32, sentence: &str) {
        let (told, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.askers.waiting).into_iter().partition(|asker| whom(&asker.waits));
        self.askers.waiting = waiting;
        for asker in told {
            self.reply(&asker.pipe, status, sentence);
        }
    }

    pub(super) fn reply(&self, pipe: &str, status: i32, sentence: &str) {
        self.send_answer(pipe, &line(status, sentence));
    }

    /// Never waits: who does not read its own pipe gets no answer.
    pub(super) fn send_answer(&self, pipe: &str, line: &str) {
        if let Err(error) = fifo::write(&self.place().dir.join(pipe), line.as_bytes()) {
            self.say(Level::Warning, "log", &error.to_string());
        }
    }
}

/// As it is read on the other side: one line, written at once, whatever somebody's error message holds.
fn line(status: i32, sentence: &str) -> String {
    const LONGEST: usize = 4000;
    let mut line = format!("{status} {}", sentence.trim_end().replace('\n', "⏎"));
    while line.len() > LONGEST {
        line.pop();
    }
    line + "\n"
}

/// An answer has to fit into one write, and a person reads no more.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len() - more].join("; ");
    if more == 0 { shown } else { format!("{shown}; and {more} more") }
}

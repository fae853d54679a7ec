//! `php worker.php trace [target]`: which PHP functions workers are in. The master reads them, for we may not; it is asked
//! for one worker after the other, so that an answer always fits into a pipe.

use super::arguments::Patience;
use super::asking::{Answer, Outcome, catch, request};
use super::text::clean;
use super::{Fleet, Terminal, code, instance, not_running};
use crate::Error;
use crate::figures::{age, duration};
use crate::instance::Place;
use crate::os::descriptor::{self, Read, Woken};
use crate::os::signals::Signals;
use crate::os::{clock, fifo, pidfd};
use crate::trace::Traced;
use naruto_supervisor::command::{Target, Wish};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

/// How long an answer is waited for if nothing else was said: a master looks into its pipe whenever it does nothing else.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether the master still lives, where the system does not tell.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Shows them; the exit status. Who could not be traced makes it a failure.
pub fn show(fleet: &Fleet<'_>, target: &Target, json: bool, patience: Patience, terminal: &Terminal) -> i32 {
    let Some(master) = instance::master(fleet.place) else { return not_running(fleet, terminal) };
    let outcome = names(master, target).and_then(|names| {
        if names.is_empty() {
            return Ok(Err((code::USAGE, format!("there is no {target}"))));
        }
        let asking = Asking::begin(fleet.place, master, patience)?;
        Ok(asking.all(&names, |number, traced| {
            if !json {
                let gap = if number == 0 { "" } else { "\n" };
                terminal.write(&format!("{gap}{}", block(traced)));
            }
        }))
    });
    match outcome.unwrap_or_else(|error| Err((code::FAILED, format!("trace: {error}")))) {
        Err((status, sentence)) => {
            terminal.say(status, &sentence);
            status
        }
        Ok(all) => {
            if json {
                terminal.write(&format!("[{}]\n", all.iter().map(Traced::json).collect::<Vec<_>>().join(",")));
            }
            if all.iter().all(|traced| traced.refused.is_empty()) { code::DONE } else { code::FAILED }
        }
    }
}

/// Those whom the target means.
fn names(master: i32, target: &Target) -> Result<Vec<String>, Error> {
    let snapshot = instance::board(master)?.read(clock::now(), clock::unix());
    let is_meant = |name: &String| match target {
        Target::Everyone => true,
        Target::Group(group) => name.rsplit_once('#').is_some_and(|(of, _)| of == group),
        Target::Worker { .. } => *name == target.to_string(),
    };
    Ok(snapshot.workers.iter().map(|worker| snapshot.worker_name(worker)).filter(is_meant).collect())
}

/// The line of a worker, then its calls.
fn block(traced: &Traced) -> String {
    let mut lines = vec![heading(traced)];
    if let Some(trace) = traced.trace() {
        lines.extend(trace.lines().into_iter().chain(trace.remark()).map(|line| format!("  {}", clean(&line))));
    } else if !traced.refused.is_empty() {
        lines.push(format!("  no trace: {}", clean(&traced.refused)));
    }
    lines.join("\n") + "\n"
}

/// `orders#3 (pid 4714) busy for 12.3 s, order 88107`
fn heading(traced: &Traced) -> String {
    let time = Duration::try_from_secs_f64(traced.seconds).unwrap_or_default();
    let time = if time < Duration::from_secs(60) { duration(time) } else { age(time) };
    let Traced { name, pid, state, note, last_error, .. } = traced;
    let detail = |text: &str| if text.is_empty() { String::new() } else { format!(", {}", clean(text)) };
    match pid {
        0 => format!("{name} {state}, comes back in {time}{}", detail(last_error)),
        pid => format!("{name} (pid {pid}) {state} for {time}{}", detail(note)),
    }
}

/// A conversation with the master.
struct Asking<'a> {
    place: &'a Place,
    master: i32,
    patience: Duration,
    answer: Answer,
    signals: Signals,
    watched: Option<OwnedFd>,
}

impl<'a> Asking<'a> {
    fn begin(place: &'a Place, master: i32, patience: Patience) -> Result<Self, Error> {
        let signals = catch()?;
        let patience = match patience {
            Patience::For(time) => time,
            Patience::Endless | Patience::None => PATIENCE,
        };
        Ok(Self { place, master, patience, answer: Answer::make(place)?, signals, watched: pidfd::open(master) })
    }

    fn all(&self, names: &[String], mut each: impl FnMut(usize, &Traced)) -> Result<Vec<Traced>, Outcome> {
        let mut all: Vec<Traced> = Vec::new();
        for name in names {
            match self.one(name) {
                Ok(traced) => {
                    each(all.len(), &traced);
                    all.push(traced);
                }
                // A group that has got smaller meanwhile.
                Err((code::USAGE, _)) if names.len() > 1 => {}
                Err(outcome) => return Err(outcome),
            }
        }
        Ok(all)
    }

    fn one(&self, name: &str) -> Result<Traced, Outcome> {
        let failed = |sentence: String| (code::FAILED, sentence);
        let target: Target = name.parse().map_err(|_| failed(format!("trace: {name:?} is no worker")))?;
        let answer = Some(self.answer.name.clone());
        let refused = request(self.place, self.master, Wish::Trace(target), answer);
        if let Some(refused) = refused.map_err(|error| failed(format!("trace: {error}")))? {
            return Err(refused);
        }
        let line = self.line()?;
        match line.trim_end().split_once(' ') {
            Some(("0", json)) => {
                serde_json::from_str(json).map_err(|error| failed(format!("trace: the answer makes no sense: {error}")))
            }
            Some((status, sentence)) => Err((status.parse().unwrap_or(code::FAILED), sentence.to_owned())),
            None => Err(failed("trace: the answer makes no sense".to_owned())),
        }
    }

    /// The master's answer: up to 64 KB, which come in pieces if we are quicker than the master.
    fn line(&self) -> Result<String, Outcome> {
        let until = clock::now().saturating_add(self.patience);
        let ended = || (code::FAILED, format!("{} has ended without a word", self.place.name));
        let mut bytes = Vec::new();
        loop {
            let mut buffer = [0; descriptor::PIPE_BUF];
            while let Read::Bytes(count) = descriptor::read(&self.answer.pipe, &mut buffer) {
                bytes.extend_from_slice(&buffer[..count]);
            }
            if bytes.ends_with(b"\n") {
                return Ok(String::from_utf8_lossy(&bytes).into_owned());
            }
            if self.watched.is_none() && !fifo::has_reader(&self.place.pipe(self.master)) {
                return Err(ended());
            }
            let now = clock::now();
            if until <= now {
                let waited = duration(self.patience);
                return Err((code::FAILED, format!("trace: {} has not answered for {waited}", self.place.name)));
            }
            let look = self.watched.is_none().then_some(LOOK_EVERY);
            let most = look.into_iter().chain([until.saturating_sub(now)]).min();
            let bell = self.signals.bell();
            let fds = [self.answer.pipe.as_fd(), bell, self.watched.as_ref().map_or(bell, OwnedFd::as_fd)];
            if let Woken::By([answered, rung, gone]) = descriptor::wait(fds, most) {
                if rung && self.signals.take().all().next().is_some() {
                    return Err((130, "trace: not waited for any more".to_owned()));
                }
                if gone && self.watched.is_some() && !answered {
                    return Err(ended());
                }
            }
        }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.signals.restore();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{End, Frame, Place};

    fn busy(frames: Vec<Frame>, end: End) -> Traced {
        Traced {
            name: "orders#3".into(),
            pid: 4714,
            state: "busy".into(),
            seconds: 12.3,
            note: "order 88107".into(),
            frames,
            end,
            ..Traced::default()
        }
    }

    fn frame(function: &str, place: Option<(&str, u32)>) -> Frame {
        let place = place.map(|(file, line)| Place { file: file.to_owned(), line });
        Frame { function: function.to_owned(), place }
    }

    #[test]
    fn a_worker_is_told_in_a_line_and_its_calls_below() {
        let frames = vec![
            frame("fread", None),
            frame("Ship->send", Some(("/srv/shop/src/Ship.php", 41))),
            frame("{main}", Some(("/srv/shop/worker.php", 9))),
        ];
        let drawn = "orders#3 (pid 4714) busy for 12.3 s, order 88107
  #0 /srv/shop/src/Ship.php(41): fread()
  #1 /srv/shop/worker.php(9): Ship->send()
  #2 {main}
";
        assert_eq!(block(&busy(frames, End::Whole)), drawn);
    }

    #[test]
    fn what_is_missing_is_said() {
        let sleeps = || vec![frame("sleep", None), frame("deep", Some(("/a.php", 2)))];
        let last = |traced: &Traced| block(traced).lines().last().unwrap().to_owned();
        assert_eq!(last(&busy(sleeps(), End::TooDeep)), "  older calls are not shown, 2 are enough");
        assert!(last(&busy(sleeps(), End::Lost)).starts_with("  older calls could not be followed"));
        assert!(last(&busy(sleeps(), End::Cut)).ends_with("the answer has no room for them"));
        assert_eq!(last(&busy(vec![], End::Whole)), "  no PHP code runs");
        let refused =
            Traced { refused: "the process has ended".into(), note: "a\x1b[2Jb".into(), ..busy(vec![], End::Whole) };
        assert_eq!(block(&refused), "orders#3 (pid 4714) busy for 12.3 s, a?[2Jb\n  no trace: the process has ended\n");
    }

    #[test]
    fn who_has_no_process_has_a_time_and_an_error() {
        let waiting = Traced {
            name: "mail#2".into(),
            pid: 0,
            state: "waiting".into(),
            seconds: 1.6,
            last_error: "ConnectionException: refused in src/Mail.php:17".into(),
            ..busy(vec![], End::Whole)
        };
        assert_eq!(
            block(&waiting),
            "mail#2 waiting, comes back in 1.6 s, ConnectionException: refused in src/Mail.php:17\n"
        );
        assert_eq!(
            heading(&Traced { seconds: 372.0, ..busy(vec![], End::Whole) }).split(',').next(),
            Some("orders#3 (pid 4714) busy for 6m12s")
        );
    }
}

//! A worker as it was at one moment: what it did, and the calls that it was in.

use super::{End, Frame, Place, Refusal, Trace};
use crate::scoreboard::snapshot::{State, Worker};
use naruto_supervisor::Time;
use serde::{Deserialize, Serialize};

/// For `trace`: the master knows all of this, and the control tool shows it. What is not there is empty or 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Traced {
    /// `orders#3`
    pub name: String,
    /// 0: there is no process.
    pub pid: i32,
    /// `busy`, …
    pub state: String,
    /// How long it has been in that state; for one that waits for its restart, how long it still has to.
    pub seconds: f64,
    /// What its job is about.
    pub note: String,
    /// The error that ended the last process, if there is none now.
    pub last_error: String,
    /// The calls, the newest first.
    pub frames: Vec<Frame>,
    /// What follows the last of them.
    pub end: End,
    /// Why there are none.
    pub refused: String,
}

impl Traced {
    /// Of what the scoreboard says of a worker. Without a process there is no trace, and no refusal either.
    pub fn new(name: String, worker: &Worker, now: Time, trace: Option<Result<Trace, Refusal>>) -> Self {
        let time = match worker.state {
            State::Waiting { until } => until.saturating_sub(now),
            _ => now.saturating_sub(worker.since),
        };
        let mut traced = Self {
            name,
            pid: worker.pid.unwrap_or(0),
            state: worker.state.as_str().to_owned(),
            seconds: (time.as_secs_f64() * 1e3).round() / 1e3,
            ..Self::default()
        };
        if worker.pid.is_some() {
            traced.note.clone_from(&worker.note);
        } else {
            traced.last_error.clone_from(&worker.last_error);
        }
        match trace {
            Some(Ok(Trace { frames, end })) => (traced.frames, traced.end) = (frames, end),
            Some(Err(refusal)) => traced.refused = refusal.to_string(),
            None => {}
        }
        traced
    }

    /// The calls. None: there are none to show.
    pub fn trace(&self) -> Option<Trace> {
        let traced = self.pid != 0 && self.refused.is_empty();
        traced.then(|| Trace { frames: self.frames.clone(), end: self.end })
    }

    /// One line of JSON.
    pub fn json(&self) -> String {
        // Fails for maps whose keys are no text only.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same without as many of its oldest calls as it takes to be no longer than that.
    pub fn json_within(mut self, most: usize) -> String {
        let mut text = self.json();
        while text.len() > most && !self.frames.is_empty() {
            self.end = End::Cut;
            // As if all were equally long: where the oldest are the longest, more go than must.
            let surplus = (text.len() - most) * self.frames.len() / text.len();
            self.frames.truncate(self.frames.len() - surplus.max(1));
            text = self.json();
        }
        text
    }
}

/// A call as it is told: in one piece, and without null.
#[derive(Serialize, Deserialize)]
pub(super) struct Flat {
    function: String,
    file: String,
    line: u32,
}

impl From<Frame> for Flat {
    fn from(Frame { function, place }: Frame) -> Self {
        let (file, line) = place.map_or_else(Default::default, |Place { file, line }| (file, line));
        Self { function, file, line }
    }
}

impl From<Flat> for Frame {
    fn from(Flat { function, file, line }: Flat) -> Self {
        Self { function, place: (!file.is_empty()).then_some(Place { file, line }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy() -> Worker {
        let (pid, state, since) = (Some(4714), State::Busy, Time::from_secs(100));
        Worker { pid, state, since, note: "order 88107".into(), last_error: "old".into(), ..Worker::default() }
    }

    fn deep(calls: usize) -> Traced {
        let call = |number| {
            let file = format!("/srv/shop/{}.php", "deep/".repeat(number % 7));
            Frame { function: format!("f{number}"), place: Some(Place { file, line: 41 }) }
        };
        let trace = Trace { frames: (0..calls).map(call).collect(), end: End::Whole };
        Traced::new("orders#3".into(), &busy(), Time::from_millis(112_300), Some(Ok(trace)))
    }

    #[test]
    fn it_is_told_in_one_line_and_read_again() {
        let mut traced = deep(1);
        traced.frames.insert(0, Frame { function: "fread".into(), place: None });
        let line = concat!(
            r#"{"name":"orders#3","pid":4714,"state":"busy","seconds":12.3,"note":"order 88107","lastError":"","#,
            r#""frames":[{"function":"fread","file":"","line":0},"#,
            r#"{"function":"f0","file":"/srv/shop/.php","line":41}],"end":"whole","refused":""}"#
        );
        assert_eq!(traced.json(), line);
        assert_eq!(serde_json::from_str::<Traced>(line).expect("one of ours"), traced);
    }

    #[test]
    fn a_worker_without_a_process_says_when_it_comes_back_and_why_it_is_gone() {
        let waiting = State::Waiting { until: Time::from_millis(101_600) };
        let worker = Worker { pid: None, state: waiting, ..busy() };
        let traced = Traced::new("mail#2".into(), &worker, Time::from_secs(100), None);
        assert_eq!((traced.pid, traced.seconds, traced.last_error.as_str()), (0, 1.6, "old"));
        assert!(traced.trace().is_none() && traced.note.is_empty());
    }

    #[test]
    fn what_is_too_long_is_cut_at_its_oldest_calls() {
        for most in [600, 4096, 8192, 65536] {
            let text = deep(2000).json_within(most);
            assert!((most * 3 / 4..=most).contains(&text.len()), "{} of {most}", text.len());
            let cut: Traced = serde_json::from_str(&text).expect("still whole as JSON");
            assert_eq!((cut.end, cut.frames[0].function.as_str()), (End::Cut, "f0"));
        }
        assert_eq!(deep(2).json_within(4096), deep(2).json());
        let none: Traced = serde_json::from_str(&deep(2).json_within(1)).expect("still whole as JSON");
        assert_eq!((none.frames.len(), none.end), (0, End::Cut));
    }
}

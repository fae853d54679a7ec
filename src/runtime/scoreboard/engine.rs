//! Where the engine of a worker lies, and which build it is: for the master, which reads its calls from there.

use super::layout::{BUILD, BUILD_NAME, BUILD_NAMES, GLOBALS, Slot};
use super::text::{self, Line};
use crate::trace::Engine;
use std::sync::atomic::Ordering;

/// The longest name of an engine's build, in bytes.
const LONGEST_BUILD: usize = (BUILD_NAMES.end - BUILD_NAMES.start) * size_of::<u64>();

impl Slot<'_> {
    /// By the worker, once: where its engine lies.
    pub fn introduce(self, engine: &Engine) {
        let name = Line::<LONGEST_BUILD>::new(engine.name.as_bytes());
        self.set(BUILD_NAME, name.put(&self.words[BUILD_NAMES]));
        self.set(BUILD, engine.build);
        // Last: it says that the rest is there.
        self.words[GLOBALS].store(engine.globals, Ordering::Release);
    }

    /// Where the worker's engine lies. None: it has not said so yet, or there is another program in its place.
    pub fn engine(self) -> Option<Engine> {
        let globals = Some(self.acquire(GLOBALS)).filter(|globals| *globals != 0 && !self.is_program())?;
        let length = usize::try_from(self.get(BUILD_NAME)).unwrap_or(0);
        Some(Engine { globals, build: self.get(BUILD), name: text::get(&self.words[BUILD_NAMES], length) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scoreboard;
    use super::*;
    use naruto_supervisor::Time;

    #[test]
    fn it_is_the_process_that_is_here_now() {
        let (board, _file) = Scoreboard::new().expect("shared memory");
        let slot = board.slot(7);
        let name = "PHP 8.2.36 (API20220829,NTS) with naruto 1.0.0, build 5e1f0a77".to_owned();
        let engine = Engine { globals: 0x7f00_dead_bee8, build: u64::MAX, name };
        assert_eq!(slot.engine(), None);
        slot.introduce(&engine);
        assert_eq!(slot.engine(), Some(engine));
        slot.reset(3, Time::from_secs(1));
        assert_eq!(slot.engine(), None, "that of the predecessor");
    }
}

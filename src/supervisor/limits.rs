//! When a worker is renewed before it rots: after so many jobs, at such an age, with so much memory.

use crate::random::Chance;
use crate::settings::GroupSettings;
use crate::slot::Time;

/// What a worker can have reached; its name is that of the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Jobs done.
    ExecuteTimes,
    /// Its age.
    Lifetime,
    /// Its memory.
    Memory,
}

impl Limit {
    /// The setting.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExecuteTimes => "maxExecuteTimes",
            Self::Lifetime => "maxLifetime",
            Self::Memory => "maxMemory",
        }
    }
}

/// The limits of one worker, each a little below what was set: workers that started together don't reach them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// After so many jobs; none is without end, as for the others.
    pub jobs: Option<u64>,
    /// At this age.
    pub lifetime: Option<Time>,
    /// With so many bytes.
    pub memory: Option<u64>,
}

impl Limits {
    /// Of a worker of this group; another `seed` draws others.
    pub fn draw(settings: &GroupSettings, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut part = || 1.0 - settings.limit_jitter * chance.fraction();
        Self {
            jobs: settings.max_execute_times.map(|jobs| scaled(jobs, part())),
            lifetime: settings.max_lifetime.map(|lifetime| lifetime.mul_f64(part())),
            memory: settings.max_memory.map(|bytes| scaled(bytes, part())),
        }
    }

    /// Whether one has been reached, and which; jobs and age are known to everybody, memory has to be asked for.
    pub fn reached(&self, jobs: u64, age: Time, memory: impl FnOnce() -> u64) -> Option<Limit> {
        if self.jobs.is_some_and(|limit| jobs >= limit) {
            Some(Limit::ExecuteTimes)
        } else if self.lifetime.is_some_and(|limit| age >= limit) {
            Some(Limit::Lifetime)
        } else {
            self.memory.filter(|limit| memory() >= *limit).map(|_| Limit::Memory)
        }
    }

    /// None is set: there is nothing to look at.
    pub fn are_off(&self) -> bool {
        *self == Self { jobs: None, lifetime: None, memory: None }
    }
}

/// Never 0: a worker that has done nothing has reached nothing.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn scaled(number: u64, part: f64) -> u64 {
    ((number as f64 * part) as u64).clamp(1, number.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn settings(jitter: f64) -> GroupSettings {
        GroupSettings {
            max_execute_times: Some(1000),
            max_lifetime: Some(Duration::from_secs(100)),
            max_memory: Some(1 << 30),
            limit_jitter: jitter,
            ..GroupSettings::default()
        }
    }

    #[test]
    fn limits_are_spread_downwards_and_never_beyond_what_was_set() {
        let drawn: Vec<_> = (0..1000).map(|seed| Limits::draw(&settings(0.1), seed)).collect();
        assert!(drawn.iter().all(|limits| (900..=1000).contains(&limits.jobs.unwrap())));
        let jobs = |limits: &Limits| limits.jobs;
        assert!(drawn.iter().map(jobs).max().unwrap() > Some(990));
        assert!(drawn.iter().map(jobs).min().unwrap() < Some(910));
        let ages = (Duration::from_secs(90), Duration::from_secs(100));
        assert!(drawn.iter().all(|limits| (ages.0..=ages.1).contains(&limits.lifetime.unwrap())));
        assert!(drawn.iter().all(|limits| (966_367_641..=1 << 30).contains(&limits.memory.unwrap())));
    }

    #[test]
    fn without_jitter_they_are_what_was_set_and_never_nothing() {
        let exact = Limits { jobs: Some(1000), lifetime: Some(Duration::from_secs(100)), memory: Some(1 << 30) };
        assert_eq!(Limits::draw(&settings(0.0), 7), exact);
        let one = GroupSettings { max_execute_times: Some(1), limit_jitter: 1.0, ..GroupSettings::default() };
        assert!((0..100).all(|seed| Limits::draw(&one, seed).jobs == Some(1)));
        assert!(Limits::draw(&GroupSettings::default(), 1).are_off());
    }

    #[test]
    fn the_first_limit_that_is_reached_is_told() {
        let limits = Limits { jobs: Some(10), lifetime: Some(Duration::from_secs(5)), memory: Some(100) };
        let young = Duration::from_secs(1);
        assert_eq!(limits.reached(9, young, || 99), None);
        assert_eq!(limits.reached(10, young, || panic!("memory costs a system call")), Some(Limit::ExecuteTimes));
        assert_eq!(limits.reached(0, Duration::from_secs(5), || panic!("the same")), Some(Limit::Lifetime));
        assert_eq!(limits.reached(0, young, || 100), Some(Limit::Memory));
    }
}

//! How long jobs take, in buckets four to an octave: a quantile is off by a
//! quarter at worst and mostly by far less, and a job costs one addition.

use crate::os::clock::nanoseconds;
use std::time::Duration;

/// From 1 µs to half an hour; what is longer is in the last one.
pub const BUCKETS: usize = 128;

/// The bucket of a job that took so long.
pub fn bucket(took: Duration) -> usize {
    let micros = nanoseconds(took) / 1000;
    let octave = micros.max(1).ilog2();
    let quarter = if octave < 2 { micros & 3 } else { (micros >> (octave - 2)) & 3 };
    usize::try_from(u64::from(octave) * 4 + quarter).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

/// The longest time that a bucket holds.
pub fn upper(bucket: usize) -> Duration {
    let (octave, quarter) = (bucket / 4, bucket as u64 % 4);
    let micros = if octave < 2 { 1 << (octave + 1) } else { (5 + quarter) << (octave - 2) };
    Duration::from_micros(micros)
}

/// Counts by bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram(pub [u64; BUCKETS]);

impl Default for Histogram {
    fn default() -> Self {
        Self([0; BUCKETS])
    }
}

impl Histogram {
    /// How many jobs it has seen.
    pub fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    /// So many per cent of the jobs took at most this long; none without a job. Those in one bucket are taken as spread
    /// evenly over it.
    pub fn percentile(&self, percent: u64) -> Option<Duration> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let mut below = 0;
        for (bucket, count) in self.0.iter().enumerate() {
            if below + count >= rank {
                let lower = bucket.checked_sub(1).map_or(Duration::ZERO, upper);
                let width = upper(bucket).saturating_sub(lower).as_micros();
                let part = width * u128::from(rank - below) / u128::from(*count);
                return Some(lower + Duration::from_micros(u64::try_from(part).unwrap_or(u64::MAX)));
            }
            below += count;
        }
        None
    }

    /// Those of another one as well.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, more)| *own += more);
    }

    /// How many jobs took at most this long.
    pub fn at_most(&self, time: Duration) -> u64 {
        self.0.iter().enumerate().take_while(|(bucket, _)| upper(*bucket) <= time).map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_is_below_the_upper_end_of_its_bucket_and_above_that_of_the_one_before() {
        for micros in (0..5000).chain((5000..2_000_000_000).step_by(777_777)) {
            let time = Duration::from_micros(micros);
            let bucket = bucket(time);
            assert!(time <= upper(bucket), "{micros} µs in bucket {bucket}");
            assert!(micros < 8 || upper(bucket).as_secs_f64() <= 1.26 * time.as_secs_f64(), "{micros} µs in {bucket}");
        }
        assert_eq!(bucket(Duration::MAX), BUCKETS - 1);
    }

    #[test]
    fn percentiles_are_near_the_truth() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.percentile(50), None);
        for milli in 1..=100 {
            histogram.0[bucket(Duration::from_millis(milli))] += 1;
        }
        for percent in [50, 95, 99] {
            let told = histogram.percentile(percent).unwrap().as_secs_f64() * 1000.0;
            let truth = f64::from(u32::try_from(percent).unwrap());
            assert!((truth..=1.125 * truth).contains(&told), "p{percent} is {told} ms");
        }
        assert_eq!(histogram.count(), 100);
        assert_eq!(histogram.at_most(Duration::from_secs(9)), 100);
    }
}

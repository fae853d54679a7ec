//! Chance, to keep apart what would otherwise happen together. Spread is all that is asked of it.

/// A xorshift64.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        // Spread the bits: a small seed makes a xorshift start slowly.
        Self((seed | 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// From 0 to just below 1.
    pub fn fraction(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from((self.0 >> 40) as u32) / f64::from(1u32 << 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_spread() {
        for seed in 0..100 {
            let mut chance = Chance::new(seed);
            let drawn: Vec<_> = (0..100).map(|_| chance.fraction()).collect();
            assert!(drawn.iter().all(|part| (0.0..1.0).contains(part)));
            assert!((35.0..65.0).contains(&drawn.iter().sum::<f64>()), "seed {seed}");
        }
    }
}

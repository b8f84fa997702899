//! A small generator of our own, so that a seed means the same country in every version.
//!
//! SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): one addition and one mixing a number. Its
//! streams are told apart by mixing their coordinates, so any person can be made without those before. Not for secrets.

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A stream of numbers that follows from its seed alone.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Random {
        Random(mix(seed.wrapping_add(GOLDEN)))
    }

    /// The stream at a place: a seed and coordinates, such as a register's key and a row.
    pub fn at(seed: u64, place: &[u64]) -> Random {
        let mixed = place.iter().fold(seed, |state, part| mix(state ^ mix(part.wrapping_add(GOLDEN))));
        Random::new(mixed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A whole number from 0 up to, not including, `end`; 0 when `end` is 0. The bias is below `end` / 2^32.
    pub fn below(&mut self, end: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An exponential waiting time with mean 1.
    pub fn waiting(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }
}

/// A number that stands for a text in [`Random::at`] (FNV-1a, 64 bits).
pub(crate) fn key_of(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests;

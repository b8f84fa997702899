//! What is drawn: the same seed draws the same.

use country::Random;

pub(super) struct Dice(Random);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A number below another one.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        u64::from(self.0.below(u32::try_from(end).unwrap()))
    }

    /// Whether it happens, of a hundred times so many.
    pub(super) fn happens(&mut self, of_a_hundred: u64) -> bool {
        self.below(100) < of_a_hundred
    }

    /// A share up to a most, in thousandths, as a scenario has it.
    pub(super) fn share(&mut self, most: u64) -> String {
        format!("0.{:03}", self.below(most + 1))
    }

    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

#[test]
fn the_same_seed_draws_the_same() {
    let drawn = |seed| {
        let mut dice = Dice::new(seed);
        (0..50).map(|_| dice.below(1_000)).collect::<Vec<_>>()
    };
    assert_eq!(drawn(5), drawn(5));
    assert_ne!(drawn(5), drawn(6));
}

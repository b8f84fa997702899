//! Drawing by weight in constant time.

use crate::random::Random;

/// A choice among numbered things with given weights (Walker's alias method in Vose's form).
#[derive(Debug, Clone)]
pub(crate) struct Weighted {
    /// For each slot: below this 32-bit threshold the slot's own number is drawn, else the other.
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    threshold: u64,
    own: u32,
    other: u32,
}

impl Weighted {
    /// Weights of the things 0, 1, 2 …; those of weight 0 are never drawn. With no weight at all, 0 is drawn.
    pub(crate) fn new(weights: impl IntoIterator<Item = f64>) -> Weighted {
        let positive: Vec<(u32, f64)> = (0..).zip(weights).filter(|(_, weight)| *weight > 0.0).collect();
        let mean = positive.iter().map(|(_, weight)| weight).sum::<f64>() / positive.len() as f64;
        let (mut small, mut large): (Vec<_>, Vec<_>) = positive
            .into_iter()
            .map(|(thing, weight)| (thing, weight / mean))
            .partition(|(_, share)| *share < 1.0);
        let mut slots = Vec::with_capacity(small.len() + large.len());
        while let (Some((own, share)), Some((other, rich))) = (small.last().copied(), large.last().copied()) {
            small.pop();
            large.pop();
            slots.push(Slot { threshold: (share * 2f64.powi(32)) as u64, own, other });
            let rest = (other, rich + share - 1.0);
            if rest.1 < 1.0 { small.push(rest) } else { large.push(rest) }
        }
        // What is left is 1 but for rounding.
        slots.extend(small.into_iter().chain(large).map(|(own, _)| Slot {
            threshold: 1 << 32,
            own,
            other: own,
        }));
        Weighted { slots }
    }

    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let bits = random.bits();
        let slot = ((bits >> 32) * self.slots.len() as u64) >> 32;
        match self.slots.get(slot as usize) {
            Some(slot) if bits & 0xFFFF_FFFF < slot.threshold => slot.own as usize,
            Some(slot) => slot.other as usize,
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests;

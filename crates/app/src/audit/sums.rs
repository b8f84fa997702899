//! Comparing two heaps of keys without keeping either: a keyed sum for each group of entries.

use std::hash::{BuildHasher, Hasher, RandomState};

use registry::ids::EntryId;

/// Groups of entries in a register. A key that is missing or too many points to one group of them, so finding it
/// reads a four-thousandth of the register with care and not all of it.
pub(super) const GROUPS: usize = 4_096;

/// Sums of the keys of a register, by groups of entries; the order in which keys are added does not matter. SipHash
/// under a key of this run alone: nobody can choose keys whose sums are the same.
#[derive(Debug)]
pub(super) struct Sums {
    hasher: RandomState,
    groups: Vec<u64>,
}

impl Sums {
    pub(super) fn new(hasher: &RandomState) -> Self {
        Self { hasher: hasher.clone(), groups: vec![0; GROUPS] }
    }

    pub(super) fn add(&mut self, key: &str, entry: EntryId) {
        let mut hash = self.hasher.build_hasher();
        hash.write(entry.stored());
        hash.write(key.as_bytes());
        if let Some(group) = self.groups.get_mut(group_of(entry)) {
            *group = group.wrapping_add(hash.finish());
        }
    }

    /// The groups in which they differ.
    pub(super) fn differing(&self, other: &Self) -> Vec<usize> {
        let pairs = self.groups.iter().zip(&other.groups).enumerate();
        pairs.filter(|(_, (a, b))| a != b).map(|(group, _)| group).collect()
    }
}

/// The group of an entry: its last twelve bits, which count up in an import and are random in a new registration.
pub(super) fn group_of(entry: EntryId) -> usize {
    let [.., high, low] = *entry.stored();
    usize::from(u16::from_be_bytes([high, low])) % GROUPS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_every_change_shows() {
        let hasher = RandomState::new();
        let id = |n| EntryId::new(7, [n; 10]);
        let sums = |keys: &[(&str, u8)]| {
            let mut sums = Sums::new(&hasher);
            keys.iter().for_each(|(key, n)| sums.add(key, id(*n)));
            sums
        };
        let whole = sums(&[("n高橋", 1), ("b2000-01-01", 2)]);
        assert!(whole.differing(&sums(&[("b2000-01-01", 2), ("n高橋", 1)])).is_empty());
        let others =
            [&[("n高橋", 1)][..], &[("n高橋", 1), ("b2000-01-02", 2)], &[("n高橋", 2), ("b2000-01-01", 1)]];
        for other in others {
            assert!(!whole.differing(&sums(other)).is_empty(), "{other:?}");
        }
        assert_eq!(whole.differing(&sums(&[("n高橋", 1)])), [group_of(id(2))]);
    }
}

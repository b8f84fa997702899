//! The right edge of a tree: enough to append and to know the root, in O(log n) memory.

use super::hash::{Hash, TreeHead, empty_root, fold_peaks, node_hash};

/// The roots of the complete subtrees that a tree consists of, the largest first: one for each bit set in its size.
///
/// Appending costs one node hash on average and allocates nothing once the log is deep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree of `size` leaves from the roots of its complete subtrees, the largest first. `None` when
    /// their number does not fit the size. Whether the hashes are right is for the caller: compare [`Self::head`].
    #[must_use]
    pub fn resume(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (u32::try_from(peaks.len()) == Ok(size.count_ones())).then_some(Frontier { size, peaks })
    }

    /// Number of leaves so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Size and root as of now.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: fold_peaks(&self.peaks).unwrap_or_else(empty_root) }
    }

    /// Appends one leaf, given its leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        self.append_with(leaf, |_, _| ());
    }

    /// Appends one leaf and hands over every subtree that it completes, as (height, root), the leaf itself first.
    pub(super) fn append_with(&mut self, leaf: Hash, mut completed: impl FnMut(u32, Hash)) {
        let (mut node, mut height) = (leaf, 0);
        completed(height, node);
        // As in adding one to a binary number: each bit that carries is a subtree that becomes a left sibling.
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
            height += 1;
            completed(height, node);
        }
        self.peaks.push(node);
        self.size += 1;
    }
}

//! Which parts of a tree a proof consists of: RFC 6962 §2.1.1 and §2.1.2, as ranges of leaves.

use std::ops::Range;

/// A complete subtree: 2^`height` leaves, the `index`-th of its height from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) height: u32,
    pub(super) index: u64,
}

/// `PATH(index, D[size])`: the leaves below each hash of an inclusion proof, the leaf's sibling first.
/// Expects `index < size`.
pub(super) fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut tree = 0..size;
    let mut path = Vec::new();
    while tree.end - tree.start > 1 {
        let (left, right) = halves(&tree);
        let (inside, beside) = if index < right.start { (left, right) } else { (right, left) };
        path.push(beside);
        tree = inside;
    }
    path.reverse();
    path
}

/// `PROOF(old, D[size])`: the leaves below each hash of a consistency proof. Empty for `old` of 0 or `size`.
/// Expects `old <= size`.
pub(super) fn consistency_ranges(old: u64, size: u64) -> Vec<Range<u64>> {
    let mut path = Vec::new();
    if old == 0 || old == size {
        return path;
    }
    let mut tree = 0..size;
    while old != tree.end {
        let (left, right) = halves(&tree);
        let (inside, beside) = if old <= right.start { (left, right) } else { (right, left) };
        path.push(beside);
        tree = inside;
    }
    // The old tree's own root need not be sent; the verifier has it.
    if tree.start != 0 {
        path.push(tree);
    }
    path.reverse();
    path
}

/// Splits more than one leaf at the largest power of two below their number.
fn halves(tree: &Range<u64>) -> (Range<u64>, Range<u64>) {
    let middle = tree.start + (1 << (tree.end - tree.start - 1).ilog2());
    (tree.start..middle, middle..tree.end)
}

/// The complete subtrees that make up a range as RFC 6962 cuts them, the largest (leftmost) first.
pub(super) fn complete_nodes(range: Range<u64>) -> impl Iterator<Item = Node> {
    let Range { mut start, end } = range;
    std::iter::from_fn(move || {
        let height = end.checked_sub(start)?.checked_ilog2()?;
        let node = Node { height, index: start >> height };
        start += 1 << height;
        Some(node)
    })
}

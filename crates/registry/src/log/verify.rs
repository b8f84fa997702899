//! Checking proofs, by the iterative algorithms of RFC 9162: other code than that which makes them.

use super::hash::{Hash, TreeHead, empty_root, node_hash};

/// The most hashes that a proof in a tree of 64-bit size can have: one a level and, for consistency, one more.
pub const MAX_PATH_HASHES: usize = 65;

/// A proof that does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf's index is not below the size, or the older tree is larger than the newer.
    #[error("{asked} is beyond a tree of {size} leaves")]
    Beyond {
        /// The leaf's index or the older size.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// Too few or too many hashes for the sizes.
    #[error("the proof has a wrong number of hashes")]
    Length,
    /// The hashes lead to another root: leaf, place, root or proof was changed.
    #[error("the proof does not lead to the root {expected}")]
    Root {
        /// The root that it should lead to.
        expected: Hash,
    },
}

/// Where a proof has come to in the tree: a node, and the last node of the same height.
struct Climb {
    node: u64,
    last: u64,
}

impl Climb {
    /// Goes to the parent; says whether the proof's hash is the left sibling. `None` above the root.
    fn up(&mut self) -> Option<bool> {
        if self.last == 0 {
            return None;
        }
        let is_right = self.node & 1 == 1;
        let left_sibling = is_right || self.node == self.last;
        if left_sibling && !is_right {
            // The last node has no sibling here: it rises unchanged to the height where it is a right child.
            self.shift(self.node.trailing_zeros());
        }
        self.shift(1);
        Some(left_sibling)
    }

    fn shift(&mut self, heights: u32) {
        self.node = self.node.checked_shr(heights).unwrap_or(0);
        self.last = self.last.checked_shr(heights).unwrap_or(0);
    }
}

/// Checks that the leaf with hash `leaf` is number `index` in the tree `head` (RFC 9162 §2.1.3.2).
///
/// # Errors
/// What is wrong with the proof.
pub fn verify_inclusion(leaf: &Hash, index: u64, head: &TreeHead, path: &[Hash]) -> Result<(), ProofError> {
    if index >= head.size {
        return Err(ProofError::Beyond { asked: index, size: head.size });
    }
    let mut climb = Climb { node: index, last: head.size - 1 };
    let mut root = *leaf;
    for hash in path {
        let left_sibling = climb.up().ok_or(ProofError::Length)?;
        root = if left_sibling { node_hash(hash, &root) } else { node_hash(&root, hash) };
    }
    if climb.last != 0 {
        return Err(ProofError::Length);
    }
    expect_root(&head.root, &root)
}

/// Checks that the tree `new` begins with the tree `old`: nothing was changed or taken away (RFC 9162 §2.1.4.2).
///
/// # Errors
/// What is wrong with the proof.
pub fn verify_consistency(old: &TreeHead, new: &TreeHead, path: &[Hash]) -> Result<(), ProofError> {
    if old.size > new.size {
        return Err(ProofError::Beyond { asked: old.size, size: new.size });
    }
    if old.size == 0 || old.size == new.size {
        // Nothing to prove, but the roots that are known must be right.
        let known = if old.size == 0 { empty_root() } else { new.root };
        expect_root(&known, &old.root)?;
        return if path.is_empty() { Ok(()) } else { Err(ProofError::Length) };
    }
    let mut climb = Climb { node: old.size - 1, last: new.size - 1 };
    climb.shift(climb.node.trailing_ones());
    // A complete old tree is itself the first node; its root is not sent.
    let (first, rest) = match path.split_first() {
        Some(_) if old.size.is_power_of_two() => (&old.root, path),
        Some((first, rest)) => (first, rest),
        None => return Err(ProofError::Length),
    };
    let (mut old_root, mut new_root) = (*first, *first);
    for hash in rest {
        if climb.up().ok_or(ProofError::Length)? {
            old_root = node_hash(hash, &old_root);
            new_root = node_hash(hash, &new_root);
        } else {
            new_root = node_hash(&new_root, hash);
        }
    }
    if climb.last != 0 {
        return Err(ProofError::Length);
    }
    expect_root(&old.root, &old_root)?;
    expect_root(&new.root, &new_root)
}

fn expect_root(expected: &Hash, found: &Hash) -> Result<(), ProofError> {
    if expected == found { Ok(()) } else { Err(ProofError::Root { expected: *expected }) }
}

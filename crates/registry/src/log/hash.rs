//! RFC 6962 §2.1: leaf hash, node hash, the root of the empty tree.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes of a SHA-256 hash.
pub(super) const HASH_BYTES: usize = 32;
/// Keeps a leaf from being read as a node and the other way round (RFC 6962 §2.1).
const LEAF_PREFIX: u8 = 0x00;
const NODE_PREFIX: u8 = 0x01;

/// A SHA-256 hash of a leaf or node. Shown and parsed as standard base64 (RFC 4648 §4), as in a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

/// A text that is not the base64 of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the base64 of a 32-byte hash")]
pub struct HashTextError;

/// The size of a tree and its root hash; what a checkpoint signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of leaves.
    pub size: u64,
    /// Merkle Tree Hash over them (RFC 6962 §2.1).
    pub root: Hash,
}

impl Hash {
    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashTextError;

    fn from_str(text: &str) -> Result<Self, HashTextError> {
        let bytes = STANDARD.decode(text).map_err(|_| HashTextError)?;
        bytes.try_into().map(Hash).map_err(|_| HashTextError)
    }
}

impl TreeHead {
    /// The head of the tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        TreeHead { size: 0, root: empty_root() }
    }
}

/// The hash of a leaf: SHA-256(0x00 ‖ data) (RFC 6962 §2.1). In our log `data` is the 32-byte commitment.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    let mut short = [LEAF_PREFIX; 1 + HASH_BYTES];
    // The common case, a commitment, needs no allocation.
    if let Ok(commitment) = <&[u8; HASH_BYTES]>::try_from(data) {
        short[1..].copy_from_slice(commitment);
        return sha256(&short);
    }
    sha256(&[&[LEAF_PREFIX], data].concat())
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [NODE_PREFIX; 1 + 2 * HASH_BYTES];
    bytes[1..=HASH_BYTES].copy_from_slice(&left.0);
    bytes[1 + HASH_BYTES..].copy_from_slice(&right.0);
    sha256(&bytes)
}

/// The root of the empty tree: SHA-256 of nothing (RFC 6962 §2.1).
#[must_use]
pub fn empty_root() -> Hash {
    sha256(&[])
}

pub(super) fn sha256(bytes: &[u8]) -> Hash {
    let mut hash = [0; HASH_BYTES];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    Hash(hash)
}

/// The hash over complete subtrees that stand side by side, the largest leftmost; `None` when there are none.
/// This is how RFC 6962 splits a range: always at the largest power of two, so only the right part is ever incomplete.
pub(super) fn fold_peaks(peaks: &[Hash]) -> Option<Hash> {
    let (last, larger) = peaks.split_last()?;
    Some(larger.iter().rev().fold(*last, |right, left| node_hash(left, &right)))
}

/// The root of a complete subtree over hashes laid one after the other as in a tile; their number is a power of two.
pub(super) fn subtree_root(hashes: &[[u8; HASH_BYTES]]) -> Hash {
    match hashes {
        [] => empty_root(),
        [only] => Hash(*only),
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(&subtree_root(left), &subtree_root(right))
        }
    }
}

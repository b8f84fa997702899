//! A tree as slow and as plain as RFC 6962 writes it, and a store of tiles in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;

use registry::log::{Hash, Tile, TileBuilder, TileId, TreeHead, empty_root, leaf_hash, node_hash};

/// The leaf of a place; any fixed data will do.
pub(crate) fn leaf(position: u64) -> Hash {
    leaf_hash(&commitment(position))
}

pub(crate) fn commitment(position: u64) -> [u8; 32] {
    let mut data = [0xa5; 32];
    data[24..].copy_from_slice(&position.to_be_bytes());
    data
}

pub(crate) fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(leaf).collect()
}

/// MTH(D[n]) as RFC 6962 §2.1 defines it.
pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

pub(crate) fn head_of(leaves: &[Hash]) -> TreeHead {
    TreeHead { size: leaves.len() as u64, root: naive_root(leaves) }
}

/// PATH(m, D[n]) as RFC 6962 §2.1.1 defines it.
pub(crate) fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, beside) = if index < left.len() {
        (naive_path(index, left), right)
    } else {
        (naive_path(index - left.len(), right), left)
    };
    path.push(naive_root(beside));
    path
}

/// SUBPROOF(m, D[n], b) as RFC 6962 §2.1.2 defines it.
pub(crate) fn naive_subproof(old: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, beside) = if old <= left.len() {
        (naive_subproof(old, left, known), right)
    } else {
        (naive_subproof(old - left.len(), right, false), left)
    };
    path.push(naive_root(beside));
    path
}

/// Tiles by level and index, the widest of each, as a store keeps them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tiles(pub(crate) BTreeMap<(u8, u64), Vec<u8>>);

impl Tiles {
    pub(crate) fn put(&mut self, tiles: Vec<Tile>) {
        for tile in tiles {
            assert_eq!(tile.bytes.len(), usize::from(tile.id.width) * 32, "{}", tile.id);
            self.0.insert((tile.id.level, tile.id.index), tile.bytes);
        }
    }

    /// Gives what is stored, which may be wider than asked.
    pub(crate) fn read(&self, id: TileId) -> Result<Vec<u8>, Infallible> {
        Ok(self.0.get(&(id.level, id.index)).cloned().unwrap_or_default())
    }
}

/// A log of `size` leaves, built in one go.
pub(crate) fn log_of(size: u64) -> (TreeHead, Tiles) {
    let mut builder = TileBuilder::new();
    let mut tiles = Tiles::default();
    (0..size).map(leaf).for_each(|leaf| builder.append(leaf));
    tiles.put(builder.take_changed());
    (builder.head(), tiles)
}

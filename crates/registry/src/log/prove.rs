//! Inclusion and consistency proofs out of stored tiles.

use std::fmt::Debug;
use std::ops::Range;

use super::MAX_TREE_SIZE;
use super::hash::{HASH_BYTES, Hash, TreeHead, empty_root, fold_peaks, subtree_root};
use super::ranges::{Node, complete_nodes, consistency_ranges, inclusion_ranges};
use super::tile::{HASHES_PER_TILE, TILE_BYTES, TILE_HEIGHT, TileId};

/// Why tiles did not give what was asked; `E` is the error of the closure that reads them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError<E> {
    /// The closure could not read a tile.
    #[error("{tile} could not be read")]
    Read {
        /// Which tile.
        tile: TileId,
        /// Why.
        source: E,
    },
    /// A tile is cut short, longer than a full tile, or not a whole number of hashes.
    #[error("{tile} has {found} bytes")]
    Length {
        /// Which tile.
        tile: TileId,
        /// Bytes found.
        found: usize,
    },
    /// A place or size beyond the tree.
    #[error("{asked} is beyond a tree of {size} leaves")]
    Beyond {
        /// The leaf's index or the older size.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The tiles do not hash to the root that was given: one of the right edge was changed.
    #[error("the tiles give the root {found}, expected {expected} at size {size}")]
    Root {
        /// The size of the tree.
        size: u64,
        /// The root that was given.
        expected: Hash,
        /// The root that the tiles give.
        found: Hash,
    },
}

/// The inclusion proof for leaf `index` in the tree of `size` leaves, the leaf's sibling first (RFC 6962 §2.1.1).
///
/// `read` gives the bytes of a tile. It may give a wider one (later, or full) with the same hashes at its start.
/// It is asked for each tile once.
///
/// # Errors
/// When `index` is not below `size`, or a tile cannot be read or has a wrong length.
pub fn prove_inclusion<E>(
    index: u64,
    size: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TileError<E>> {
    check_size(index < size, index, size)?;
    TreeReader::new(size, read).hash_all(inclusion_ranges(index, size))
}

/// The proof that the tree of `size` leaves begins with the tree of `old` leaves (RFC 6962 §2.1.2). It is empty when
/// `old` is 0 or equal to `size`. `read` as in [`prove_inclusion`].
///
/// # Errors
/// When `old` is above `size`, or a tile cannot be read or has a wrong length.
pub fn prove_consistency<E>(
    old: u64,
    size: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TileError<E>> {
    check_size(old <= size, old, size)?;
    TreeReader::new(size, read).hash_all(consistency_ranges(old, size))
}

/// The tiles that [`prove_inclusion`] will ask for; none when `index` is not below `size`.
#[must_use]
pub fn tiles_for_inclusion(index: u64, size: u64) -> Vec<TileId> {
    if index < size { tiles_for(inclusion_ranges(index, size), size) } else { Vec::new() }
}

/// The tiles that [`prove_consistency`] will ask for; none when `old` is above `size`.
#[must_use]
pub fn tiles_for_consistency(old: u64, size: u64) -> Vec<TileId> {
    if old <= size { tiles_for(consistency_ranges(old, size), size) } else { Vec::new() }
}

fn tiles_for(ranges: Vec<Range<u64>>, size: u64) -> Vec<TileId> {
    let nodes = ranges.into_iter().flat_map(complete_nodes);
    let mut tiles: Vec<TileId> =
        nodes.filter_map(|node| Place::of(node, size)).map(|place| place.tile).collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

fn check_size<E>(inside: bool, asked: u64, size: u64) -> Result<(), TileError<E>> {
    if inside && size <= MAX_TREE_SIZE { Ok(()) } else { Err(TileError::Beyond { asked, size }) }
}

/// Compares the head that tiles gave with the one expected.
pub(super) fn check_root<E>(expected: &TreeHead, found: &TreeHead) -> Result<(), TileError<E>> {
    if expected == found {
        return Ok(());
    }
    Err(TileError::Root { size: expected.size, expected: expected.root, found: found.root })
}

/// The first `tile.width` hashes of what `read` gave for the tile.
pub(super) fn checked_hashes<E>(tile: TileId, bytes: &[u8]) -> Result<&[[u8; HASH_BYTES]], TileError<E>> {
    let wrong = TileError::Length { tile, found: bytes.len() };
    match bytes.as_chunks() {
        (hashes, []) if bytes.len() <= TILE_BYTES => hashes.get(..usize::from(tile.width)).ok_or(wrong),
        _ => Err(wrong),
    }
}

/// Where a node is found: the hashes `first..first + count` of a tile are the leaves of its subtree there.
struct Place {
    tile: TileId,
    first: usize,
    count: usize,
}

impl Place {
    fn of(node: Node, size: u64) -> Option<Self> {
        let level = u8::try_from(node.height / TILE_HEIGHT).ok()?;
        let height_in_tile = node.height % TILE_HEIGHT;
        let first = node.index << height_in_tile;
        Some(Place {
            tile: TileId::holding(level, first, size)?,
            first: usize::try_from(first % u64::from(HASHES_PER_TILE)).ok()?,
            count: 1 << height_in_tile,
        })
    }
}

/// Reads each tile once and hashes ranges of leaves out of them.
struct TreeReader<R> {
    size: u64,
    read: R,
    /// A proof touches at most two tiles a level, so a list is searched faster than a map.
    seen: Vec<(TileId, Vec<u8>)>,
}

impl<E, R: FnMut(TileId) -> Result<Vec<u8>, E>> TreeReader<R> {
    fn new(size: u64, read: R) -> Self {
        TreeReader { size, read, seen: Vec::new() }
    }

    fn hash_all(&mut self, ranges: Vec<Range<u64>>) -> Result<Vec<Hash>, TileError<E>> {
        ranges.into_iter().map(|range| self.hash_range(range)).collect()
    }

    fn hash_range(&mut self, range: Range<u64>) -> Result<Hash, TileError<E>> {
        let peaks: Vec<Hash> =
            complete_nodes(range).map(|node| self.hash_node(node)).collect::<Result<_, _>>()?;
        Ok(fold_peaks(&peaks).unwrap_or_else(empty_root))
    }

    fn hash_node(&mut self, node: Node) -> Result<Hash, TileError<E>> {
        let beyond = TileError::Beyond { asked: node.index, size: self.size };
        let Some(place) = Place::of(node, self.size) else {
            return Err(beyond);
        };
        let hashes = checked_hashes(place.tile, self.tile(place.tile)?)?;
        hashes.get(place.first..place.first + place.count).map(subtree_root).ok_or(beyond)
    }

    fn tile(&mut self, id: TileId) -> Result<&[u8], TileError<E>> {
        let at = match self.seen.iter().position(|(seen, _)| *seen == id) {
            Some(at) => at,
            None => {
                let bytes = (self.read)(id).map_err(|source| TileError::Read { tile: id, source })?;
                self.seen.push((id, bytes));
                self.seen.len() - 1
            }
        };
        Ok(self.seen.get(at).map_or(&[], |(_, bytes)| bytes))
    }
}

//! Appending leaves and getting the tiles that change by it.

use super::MAX_TREE_SIZE;
use super::frontier::Frontier;
use super::hash::{Hash, TreeHead, subtree_root};
use super::prove::{TileError, check_root, checked_hashes};
use super::tile::{HASHES_PER_TILE, TILE_BYTES, TILE_HEIGHT, Tile, TileId};

/// Appends leaves to a tree and collects the tiles that change.
///
/// ```text
/// resume at the last checkpoint → append … → take_full now and then → take_changed and head → commit → sign
/// ```
///
/// Memory is one tile a level and the tiles not yet taken. When the commit of taken tiles fails, throw the
/// builder away and resume from what is stored: it believes that they were written.
#[derive(Debug, Clone, Default)]
pub struct TileBuilder {
    frontier: Frontier,
    /// The incomplete tile of each level, level 0 first.
    edges: Vec<Edge>,
    full: Vec<Tile>,
}

#[derive(Debug, Clone, Default)]
struct Edge {
    bytes: Vec<u8>,
    changed: bool,
}

impl TileBuilder {
    /// Starts an empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree where it ends, from the stored tiles of its right edge ([`right_edge`]). `read` gives the
    /// bytes of a tile; a wider one (later, or full) with the same hashes at its start will do.
    ///
    /// # Errors
    /// When a tile cannot be read or has a wrong length, or when the tiles do not hash to `head.root`: going on from a
    /// damaged tile would fork the log.
    pub fn resume<E>(
        head: &TreeHead,
        read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
    ) -> Result<Self, TileError<E>> {
        let builder = Self::from_edge(head.size, read)?;
        check_root(head, &builder.head())?;
        Ok(builder)
    }

    fn from_edge<E>(
        size: u64,
        mut read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
    ) -> Result<Self, TileError<E>> {
        let beyond = TileError::Beyond { asked: size, size: MAX_TREE_SIZE };
        if size > MAX_TREE_SIZE {
            return Err(beyond);
        }
        let mut edges = Vec::new();
        let mut peaks = Vec::new();
        // From the top level down, as the largest subtrees come first.
        for tile in right_edge(size).into_iter().rev() {
            let bytes = read(tile).map_err(|source| TileError::Read { tile, source })?;
            let hashes = checked_hashes(tile, &bytes)?;
            peaks.extend(peaks_of(hashes));
            if let Some(edge) = edge_at(&mut edges, tile.level.into()) {
                edge.bytes.extend_from_slice(hashes.as_flattened());
            }
        }
        Ok(TileBuilder { frontier: Frontier::resume(size, peaks).ok_or(beyond)?, edges, full: Vec::new() })
    }

    /// Size and root as of now.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.frontier.head()
    }

    /// Appends one leaf, given its leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        let position = self.frontier.size();
        let (edges, full) = (&mut self.edges, &mut self.full);
        self.frontier.append_with(leaf, |height, root| {
            if height.is_multiple_of(TILE_HEIGHT) {
                full.extend(push(edges, height / TILE_HEIGHT, position, root));
            }
        });
    }

    /// The full tiles completed since the last take, so that a long import holds few of them.
    pub fn take_full(&mut self) -> Vec<Tile> {
        std::mem::take(&mut self.full)
    }

    /// All tiles that changed since the last take: the full ones, then the partial ones of the right edge.
    /// Each full tile replaces its partial forerunners.
    pub fn take_changed(&mut self) -> Vec<Tile> {
        let mut tiles = self.take_full();
        for id in right_edge(self.frontier.size()) {
            let Some(edge) = self.edges.get_mut(usize::from(id.level)).filter(|edge| edge.changed) else {
                continue;
            };
            edge.changed = false;
            tiles.push(Tile { id, bytes: edge.bytes.clone() });
        }
        tiles
    }
}

/// Adds a hash to the incomplete tile of a level; gives the tile when that fills it.
fn push(edges: &mut Vec<Edge>, level: u32, position: u64, hash: Hash) -> Option<Tile> {
    let edge = edge_at(edges, level)?;
    edge.bytes.extend_from_slice(hash.as_bytes());
    edge.changed = edge.bytes.len() < TILE_BYTES;
    if edge.changed {
        return None;
    }
    let index = position.checked_shr(TILE_HEIGHT * (level + 1)).unwrap_or(0);
    let id = TileId { level: u8::try_from(level).ok()?, index, width: HASHES_PER_TILE };
    Some(Tile { id, bytes: std::mem::take(&mut edge.bytes) })
}

/// The incomplete tile of a level, with room for the whole of it.
fn edge_at(edges: &mut Vec<Edge>, level: u32) -> Option<&mut Edge> {
    let at = usize::try_from(level).ok()?;
    if edges.len() <= at {
        edges.resize_with(at + 1, Edge::default);
    }
    let edge = edges.get_mut(at)?;
    if edge.bytes.capacity() == 0 {
        edge.bytes.reserve_exact(TILE_BYTES);
    }
    Some(edge)
}

/// The roots of the complete subtrees in a partial tile, the largest first: one for each bit set in its width.
fn peaks_of(hashes: &[[u8; 32]]) -> impl Iterator<Item = Hash> {
    let (width, mut rest) = (hashes.len(), hashes);
    let heights = (0..TILE_HEIGHT).rev().filter(move |height| width >> height & 1 == 1);
    heights.map(move |height| {
        let (subtree, after) = rest.split_at(1 << height);
        rest = after;
        subtree_root(subtree)
    })
}

/// The partial tiles at the right edge of a tree of `size` leaves, level 0 first. From them alone follow the root and
/// everything that [`TileBuilder::resume`] needs; a level whose tiles are all full has none.
#[must_use]
pub fn right_edge(size: u64) -> Vec<TileId> {
    let levels = (0..).map_while(|level: u8| {
        let nodes = size.checked_shr(TILE_HEIGHT * u32::from(level)).filter(|nodes| *nodes > 0)?;
        let per_tile = u64::from(HASHES_PER_TILE);
        Some((level, nodes / per_tile, u16::try_from(nodes % per_tile).ok()?))
    });
    levels
        .filter(|(_, _, width)| *width > 0)
        .map(|(level, index, width)| TileId { level, index, width })
        .collect()
}

/// The head of the tree of `size` leaves, from the stored tiles of its right edge ([`right_edge`]). It says
/// nothing about the tiles further left; comparing those is the audit's part.
///
/// # Errors
/// When a tile cannot be read or has a wrong length.
pub fn head_from_tiles<E>(
    size: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<TreeHead, TileError<E>> {
    Ok(TileBuilder::from_edge(size, read)?.head())
}

//! Tiles and entry bundles of C2SP tlog-tiles: their names, their bytes.

use std::fmt;
use std::str::FromStr;

use super::decimal::parse_decimal;
use super::hash::{HASH_BYTES, Hash};

/// Hashes in a full tile, and entries in a full bundle (tlog-tiles, "Merkle Tree").
pub const HASHES_PER_TILE: u16 = 256;
/// Bytes of a full tile.
pub const TILE_BYTES: usize = HASHES_PER_TILE as usize * HASH_BYTES;
/// Levels of the binary tree in one level of tiles: 2^8 = 256.
pub(super) const TILE_HEIGHT: u32 = 8;
/// Bytes of the data of one leaf.
pub const COMMITMENT_BYTES: usize = 32;
/// The highest level that the specification knows.
const MAX_LEVEL: u8 = 63;
/// Longest path: `tile/entries/`, seven index elements (20 decimal digits) and `.p/255`, with room to spare.
const MAX_PATH_BYTES: usize = 64;

/// The data of one leaf: a salted commitment to the body of a ledger record.
pub type Commitment = [u8; COMMITMENT_BYTES];

/// Names one tile of hashes; shown and parsed as its path, e.g. `tile/0/x001/x234/067.p/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Tile level: 0 holds leaf hashes, each hash of level n + 1 is the root of a full tile of level n.
    pub level: u8,
    /// Place of the tile within its level, from 0.
    pub index: u64,
    /// Hashes in the tile, 1 to 256; below 256 the tile is partial.
    pub width: u16,
}

/// Names one bundle of leaf data; shown and parsed as its path, e.g. `tile/entries/000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    /// Place of the bundle, from 0; it stands beside the tile of level 0 with the same index.
    pub index: u64,
    /// Entries in the bundle, 1 to 256.
    pub width: u16,
}

/// A path that names no tile or bundle, or names it in another than the one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a tile")]
pub struct TilePathError;

/// Bytes that are not a bundle of 32-byte commitments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A bundle holds 1 to 256 entries.
    #[error("a bundle of {0} entries")]
    Count(usize),
    /// Not a whole number of entries, or an entry of another length than 32 bytes.
    #[error("entry {0} of the bundle is cut short or not 32 bytes long")]
    Entry(usize),
}

/// A tile with its hashes, `id.width` × 32 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Which tile.
    pub id: TileId,
    /// The hashes, one after the other.
    pub bytes: Vec<u8>,
}

impl TileId {
    /// Whether the tile is full, and so final.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.width == HASHES_PER_TILE
    }

    /// The tile that holds node `node` of tile level `level` in a tree of `size` leaves; `None` when the tree lacks it.
    pub(super) fn holding(level: u8, node: u64, size: u64) -> Option<Self> {
        let nodes = size.checked_shr(TILE_HEIGHT * u32::from(level)).unwrap_or(0);
        let per_tile = u64::from(HASHES_PER_TILE);
        let index = node / per_tile;
        let width = u16::try_from(nodes.checked_sub(index * per_tile)?.min(per_tile)).ok()?;
        (node < nodes).then_some(TileId { level, index, width })
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        write_place(f, self.index, self.width)
    }
}

impl FromStr for TileId {
    type Err = TilePathError;

    fn from_str(path: &str) -> Result<Self, TilePathError> {
        let parsed =
            path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).and_then(|(level, place)| {
                let level = u8::try_from(parse_decimal(level)?).ok().filter(|level| *level <= MAX_LEVEL)?;
                parse_place(place).map(|(index, width)| TileId { level, index, width })
            });
        parsed.ok_or(TilePathError)
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tile/entries/")?;
        write_place(f, self.index, self.width)
    }
}

impl FromStr for BundleId {
    type Err = TilePathError;

    fn from_str(path: &str) -> Result<Self, TilePathError> {
        let place = path.strip_prefix("tile/entries/").and_then(parse_place);
        place.map(|(index, width)| BundleId { index, width }).ok_or(TilePathError)
    }
}

/// Index 1234067 is written `x001/x234/067`; a partial tile adds `.p/` and its width.
fn write_place(f: &mut fmt::Formatter<'_>, index: u64, width: u16) -> fmt::Result {
    let (mut rest, mut groups) = (index / 1000, Vec::new());
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    for group in groups.iter().rev() {
        write!(f, "x{group:03}/")?;
    }
    write!(f, "{:03}", index % 1000)?;
    if width == HASHES_PER_TILE { Ok(()) } else { write!(f, ".p/{width}") }
}

fn parse_place(text: &str) -> Option<(u64, u16)> {
    if text.len() > MAX_PATH_BYTES {
        return None;
    }
    let (place, width) = match text.split_once(".p/") {
        None => (text, HASHES_PER_TILE),
        Some((place, width)) => {
            let width = u16::try_from(parse_decimal(width)?).ok()?;
            (place, Some(width).filter(|width| (1..HASHES_PER_TILE).contains(width))?)
        }
    };
    parse_index(place).map(|index| (index, width))
}

fn parse_index(text: &str) -> Option<u64> {
    let (above, last) = text.rsplit_once('/').map_or((None, text), |(above, last)| (Some(above), last));
    let mut index = 0_u64;
    for (nth, group) in above.into_iter().flat_map(|above| above.split('/')).enumerate() {
        let group = parse_group(group.strip_prefix('x')?)?;
        // A leading `x000` would be a second name for the same tile.
        if nth == 0 && group == 0 {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(group)?;
    }
    index.checked_mul(1000)?.checked_add(parse_group(last)?)
}

fn parse_group(text: &str) -> Option<u64> {
    let three_digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    three_digits.then(|| text.parse().ok()).flatten()
}

impl Tile {
    /// The hashes in order.
    pub fn hashes(&self) -> impl Iterator<Item = Hash> {
        self.bytes.as_chunks().0.iter().map(|hash| Hash(*hash))
    }

    /// Compares with the bytes that stand in storage: the place, counted over the whole level, of the first hash that
    /// differs or is missing there. At level 0 this is the position of the leaf. A wider stored tile is no difference.
    #[must_use]
    pub fn first_difference(&self, stored: &[u8]) -> Option<u64> {
        let mut stored_hashes = stored.chunks_exact(HASH_BYTES);
        let nth = self.bytes.chunks_exact(HASH_BYTES).position(|hash| stored_hashes.next() != Some(hash))?;
        Some(self.id.index * u64::from(HASHES_PER_TILE) + nth as u64)
    }
}

/// Writes an entry bundle: each entry with its length before it as a big-endian `uint16` (tlog-tiles, "Log entries").
///
/// # Errors
/// When there are none or more than 256.
pub fn encode_bundle(entries: &[Commitment]) -> Result<Vec<u8>, BundleError> {
    if entries.is_empty() || entries.len() > usize::from(HASHES_PER_TILE) {
        return Err(BundleError::Count(entries.len()));
    }
    let mut bytes = Vec::with_capacity(entries.len() * (2 + COMMITMENT_BYTES));
    for entry in entries {
        bytes.extend_from_slice(&(COMMITMENT_BYTES as u16).to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads an entry bundle of our log.
///
/// # Errors
/// When it is empty, too long, cut short, or holds an entry that is not 32 bytes long.
pub fn decode_bundle(bytes: &[u8]) -> Result<Vec<Commitment>, BundleError> {
    let count = bytes.len().div_ceil(2 + COMMITMENT_BYTES);
    if count == 0 || count > usize::from(HASHES_PER_TILE) {
        return Err(BundleError::Count(count));
    }
    let entries = bytes.chunks(2 + COMMITMENT_BYTES).enumerate();
    entries.map(|(nth, entry)| decode_entry(entry).ok_or(BundleError::Entry(nth))).collect()
}

fn decode_entry(bytes: &[u8]) -> Option<Commitment> {
    let (length, data) = bytes.split_first_chunk()?;
    let commitment = data.try_into().ok()?;
    (usize::from(u16::from_be_bytes(*length)) == COMMITMENT_BYTES).then_some(commitment)
}

//! The log in its order: positions without a gap, each record's hash, the tiles of every level, the root.

use std::collections::BTreeMap;

use db::Reader;
use registry::log::{HASHES_PER_TILE, Hash, TILE_BYTES, Tile, TileBuilder, TileId, TreeHead, leaf_hash};
use store::audit::{self as read, PlacedSlice};

use super::Shared;
use super::checkpoints::Checkpoints;
use super::finding::Finding;
use super::records::recompute;
use super::slices::{Leaf, Leaves, leaves_of, missing_record};
use crate::AppError;

/// Slices at a time: an import's slice has thousands of records, an act's a few.
const SLICES_AT_ONCE: u32 = 256;
/// Tiles of the lowest level at a time: half a megabyte.
const TILES_AT_ONCE: u64 = 64;
/// Levels that a tree of 2^63 leaves can have.
const LEVELS: i64 = 8;

/// The tree while it is built again.
struct Growth<'a> {
    shared: &'a Shared,
    reader: Reader,
    builder: TileBuilder,
    /// Leaves of the tile that is not full yet.
    block: Vec<Leaf>,
    /// Position of the first of them.
    size: u64,
    /// Stored tiles of the lowest level, read ahead.
    ahead: BTreeMap<u64, Vec<u8>>,
    checkpoints: Checkpoints<'a>,
}

/// Builds the tree again over the first `end` positions and holds it against everything stored of it. Gives its head.
pub(super) async fn check_log(
    shared: &Shared,
    end: u64,
    checkpoints: Checkpoints<'_>,
) -> Result<TreeHead, AppError> {
    let reader = shared.db.reader().await?;
    let mut growth = Growth {
        shared,
        reader,
        builder: TileBuilder::new(),
        block: Vec::with_capacity(usize::from(HASHES_PER_TILE)),
        size: 0,
        ahead: BTreeMap::new(),
        checkpoints,
    };
    growth.checkpoints.fill(&mut growth.reader).await?;
    growth.checkpoints.meet(0, TreeHead::empty);
    growth.place_slices(end).await?;
    growth.finish(end).await
}

impl Growth<'_> {
    fn position(&self) -> u64 {
        self.size + u64::try_from(self.block.len()).unwrap_or(0)
    }

    async fn place_slices(&mut self, end: u64) -> Result<(), AppError> {
        let mut from = 0;
        loop {
            let page = read::placed(&mut self.reader, from, SLICES_AT_ONCE).await;
            let place = || format!("log_slice from position {from}");
            let Some(mut page) = self.shared.findings.readable(place, page)? else { return Ok(()) };
            let is_last = page.len() < usize::try_from(SLICES_AT_ONCE).unwrap_or(usize::MAX);
            page.retain(|slice| slice.first_position < end);
            // The last of a full page is only looked at: it says whether the one before it is whole.
            let ahead = if is_last { None } else { page.pop() };
            let nexts = page.iter().skip(1).chain(&ahead).map(|next| Some(next.first_position));
            let nexts: Vec<_> = nexts.chain([None]).collect();
            let leaves = leaves_of(self.shared, &mut self.reader, &page).await?;
            for ((slice, leaves), next) in page.iter().zip(leaves).zip(nexts) {
                self.place_slice(slice, leaves, next.unwrap_or(end)).await?;
            }
            match ahead {
                Some(ahead) if ahead.first_position > from => from = ahead.first_position,
                _ => return Ok(()),
            }
        }
    }

    async fn place_slice(&mut self, slice: &PlacedSlice, leaves: Leaves, next: u64) -> Result<(), AppError> {
        let due = self.position();
        let count = match &leaves {
            Leaves::Known(leaves) => u64::try_from(leaves.len()).unwrap_or(u64::MAX),
            Leaves::Unknown(count) => (*count).min(next.saturating_sub(due)),
        };
        if slice.first_position != due {
            let words = self.shared.register_words(slice.register);
            let place = format!("log_slice {words} slice {} column first_position", slice.slice);
            let found = slice.first_position.to_string();
            self.shared.findings.add(Finding::new("position-differs", place, due.to_string(), found));
            if slice.first_position < due {
                // Its records have a place that another slice has as well: they are not hashed twice.
                return Ok(());
            }
            // When the next slice begins where this one would end, only this number was changed; else slices are gone.
            if next != due + count {
                self.fill_gap(slice.first_position - due).await?;
            }
        }
        match leaves {
            Leaves::Known(leaves) => {
                for leaf in leaves {
                    self.push(leaf).await?;
                }
                Ok(())
            }
            Leaves::Unknown(_) => self.fill_gap(count).await,
        }
    }

    /// Goes on with what the tiles say of positions whose records are not known.
    async fn fill_gap(&mut self, count: u64) -> Result<(), AppError> {
        for _ in 0..count {
            self.push(Leaf::UNKNOWN).await?;
        }
        Ok(())
    }

    async fn push(&mut self, leaf: Leaf) -> Result<(), AppError> {
        self.block.push(leaf);
        if self.block.len() == usize::from(HASHES_PER_TILE) { self.close_block().await } else { Ok(()) }
    }

    /// Holds the leaves of a tile against the stored tile and appends them.
    async fn close_block(&mut self) -> Result<(), AppError> {
        let index = self.size / u64::from(HASHES_PER_TILE);
        let stored = self.stored_tile(index).await?;
        let width = u16::try_from(self.block.len()).unwrap_or(HASHES_PER_TILE);
        let id = TileId { level: 0, index, width };
        self.check_length(id, &stored);
        let (hashes, _) = stored.as_chunks::<32>();
        let block = std::mem::take(&mut self.block);
        for (leaf, nth) in block.iter().zip(0..) {
            let stored = hashes.get(nth).map(|hash| Hash(*hash));
            let computed = leaf.commitment.map(|commitment| leaf_hash(&commitment));
            let hash = match (computed, stored) {
                (Some(computed), Some(stored)) if computed != stored => {
                    self.judge(id, leaf, (computed, stored)).await?
                }
                (Some(computed), _) => computed,
                (None, stored) => {
                    if leaf.record.is_some() {
                        let place = format!("at position {}", self.size);
                        self.shared.findings.add(missing_record(self.shared, leaf, &place));
                    }
                    stored.unwrap_or_else(|| leaf_hash(&[]))
                }
            };
            self.builder.append(hash);
            self.size += 1;
            self.checkpoints.meet(self.size, || self.builder.head());
        }
        self.block = block;
        self.block.clear();
        if self.checkpoints.wants_more() {
            self.checkpoints.fill(&mut self.reader).await?;
        }
        let full = self.builder.take_full();
        self.compare_upper(full).await
    }

    async fn stored_tile(&mut self, index: u64) -> Result<Vec<u8>, AppError> {
        if let Some(bytes) = self.ahead.remove(&index) {
            return Ok(bytes);
        }
        let upto = index.saturating_add(TILES_AT_ONCE - 1);
        let tiles = read::tiles(&mut self.reader, 0, (index, upto)).await;
        let place = || format!("log_tile level 0 from {index}");
        let tiles = self.shared.findings.readable(place, tiles)?;
        self.ahead = tiles.unwrap_or_default().into_iter().collect();
        Ok(self.ahead.remove(&index).unwrap_or_default())
    }

    /// A tile has at least the hashes of this tree (later ones may stand behind them) and is not longer than full.
    fn check_length(&self, id: TileId, stored: &[u8]) {
        let least = usize::from(id.width) * 32;
        if stored.is_empty() {
            self.shared.findings.add(Finding::new(
                "tile-missing",
                id.to_string(),
                format!("{least} bytes"),
                "none",
            ));
        } else if stored.len() < least || stored.len() > TILE_BYTES || !stored.len().is_multiple_of(32) {
            let found = format!("{} bytes", stored.len());
            self.shared.findings.add(Finding::new(
                "tile-differs",
                id.to_string(),
                format!("{least} bytes"),
                found,
            ));
        }
    }

    /// Ledger row and tile disagree about a leaf: says which of them was changed, and gives the hash to go on with,
    /// so that one change is told once and not again at every level.
    async fn judge(&mut self, id: TileId, leaf: &Leaf, (row, tile): (Hash, Hash)) -> Result<Hash, AppError> {
        let content = match leaf.record {
            Some(record) if !self.shared.findings.is_full() => {
                recompute(self.shared, &mut self.reader, record)
                    .await?
                    .map(|commitment| leaf_hash(&commitment))
            }
            _ => None,
        };
        let record = leaf.record.map(|(register, entry, version)| {
            format!(" {} entry {entry} version {version}", self.shared.register_words(register))
        });
        let place = format!("{id} position {}{}", self.size, record.unwrap_or_default());
        if content == Some(tile) {
            let place = format!("{place} column commitment");
            self.shared.findings.add(Finding::new(
                "commitment-differs",
                place,
                tile.to_string(),
                row.to_string(),
            ));
            return Ok(tile);
        }
        self.shared.findings.add(Finding::new("tile-differs", place, row.to_string(), tile.to_string()));
        Ok(if content == Some(row) { row } else { tile })
    }

    /// Compares tiles above the lowest level.
    async fn compare_upper(&mut self, tiles: Vec<Tile>) -> Result<(), AppError> {
        for tile in tiles.into_iter().filter(|tile| tile.id.level > 0) {
            let (level, index) = (tile.id.level, tile.id.index);
            let stored = read::tiles(&mut self.reader, level, (index, index)).await;
            let stored = self.shared.findings.readable(|| tile.id.to_string(), stored)?.unwrap_or_default();
            let stored = stored.into_iter().next().map(|(_, bytes)| bytes).unwrap_or_default();
            self.check_length(tile.id, &stored);
            let first = index * u64::from(HASHES_PER_TILE);
            let pairs = tile.hashes().zip(stored.as_chunks::<32>().0).zip(first..);
            for ((expected, found), node) in
                pairs.filter(|((expected, found), _)| expected.as_bytes() != *found)
            {
                let place = format!("{} node {node}", tile.id);
                let found = Hash(*found).to_string();
                self.shared.findings.add(Finding::new("tile-differs", place, expected.to_string(), found));
            }
        }
        Ok(())
    }

    async fn finish(mut self, end: u64) -> Result<TreeHead, AppError> {
        let due = self.position();
        if due < end {
            let place = format!("log_slice positions {due} to {}", end - 1);
            self.shared.findings.add(Finding::new("position-differs", place, "slices", "none"));
            self.fill_gap(end - due).await?;
        }
        self.close_block().await?;
        let edge = self.builder.take_changed();
        self.compare_upper(edge).await?;
        self.check_levels().await?;
        self.checkpoints.finish(&mut self.reader).await?;
        Ok(self.builder.head())
    }

    /// No tile beyond the log, none missing on a level, no level too many.
    async fn check_levels(&mut self) -> Result<(), AppError> {
        let levels = read::tile_levels(&mut self.reader).await;
        let levels = self.shared.findings.readable(|| "log_tile".to_owned(), levels)?;
        // Read after the tiles: the log may have grown since, never shrunk.
        let end = read::log_end(&mut self.reader).await;
        let end = self.shared.findings.readable(|| "log_slice".to_owned(), end)?;
        let (Some(levels), Some(end)) = (levels, end) else { return Ok(()) };
        for (level, last, count) in levels {
            let nodes = u32::try_from(level).ok().filter(|_| level < LEVELS);
            let nodes = nodes.and_then(|level| end.checked_shr(8 * level)).unwrap_or(0);
            let most = i64::try_from(nodes.div_ceil(u64::from(HASHES_PER_TILE))).unwrap_or(i64::MAX);
            let place = format!("log_tile level {level}");
            if last >= most {
                let found = format!("a tile {last}");
                self.shared.findings.add(Finding::new("tile-stray", place, format!("{most} tiles"), found));
            } else if count != last + 1 {
                let expected = format!("{} tiles", last + 1);
                self.shared.findings.add(Finding::new("tile-missing", place, expected, count.to_string()));
            }
        }
        Ok(())
    }
}

//! The stored tiles, held against those that were built again.

use registry::log::{HASHES_PER_TILE, Hash, TILE_BYTES, Tile, TileId, leaf_hash};
use store::audit as read;

use super::{Growth, LEVELS, TILES_AT_ONCE};
use crate::AppError;
use crate::audit::finding::Finding;
use crate::audit::records::recompute;
use crate::audit::slices::Leaf;

impl Growth<'_> {
    pub(super) async fn stored_tile(&mut self, index: u64) -> Result<Vec<u8>, AppError> {
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
    pub(super) fn check_length(&self, id: TileId, stored: &[u8]) {
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
    pub(super) async fn judge(
        &mut self,
        id: TileId,
        leaf: &Leaf,
        (row, tile): (Hash, Hash),
    ) -> Result<Hash, AppError> {
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
    pub(super) async fn compare_upper(&mut self, tiles: Vec<Tile>) -> Result<(), AppError> {
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

    /// No tile beyond the log, none missing on a level, no level too many.
    pub(super) async fn check_levels(&mut self) -> Result<(), AppError> {
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

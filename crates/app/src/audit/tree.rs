//! The log in its order: positions without a gap, each record's hash, the tiles of every level, the root.

mod tiles;

use std::collections::BTreeMap;

use db::Reader;
use registry::log::{HASHES_PER_TILE, Hash, TileBuilder, TileId, TreeHead, leaf_hash};
use store::audit::{self as read, PlacedSlice};

use super::Shared;
use super::checkpoints::Checkpoints;
use super::finding::Finding;
use super::slices::{Leaf, Leaves, leaves_of, missing_record};
use crate::AppError;

/// Slices looked up at a time.
const SLICES_AT_ONCE: u32 = 256;
/// Records of slices held at a time, some four megabytes: one slice of an import, or hundreds of acts.
const LEAVES_AT_ONCE: u64 = 32_768;
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

/// How many of the slices are held together: at least one.
fn held_at_once(slices: &[PlacedSlice]) -> usize {
    let mut records = 0_u64;
    let fitting = slices.iter().take_while(|slice| {
        records = records.saturating_add(slice.records);
        records <= LEAVES_AT_ONCE
    });
    fitting.count().max(1)
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
            let mut nexts = nexts.into_iter();
            let mut rest = page.as_slice();
            while !rest.is_empty() {
                let (some, others) = rest.split_at(held_at_once(rest));
                let leaves = leaves_of(self.shared, &mut self.reader, some).await?;
                for ((slice, leaves), next) in some.iter().zip(leaves).zip(&mut nexts) {
                    self.place_slice(slice, leaves, next.unwrap_or(end)).await?;
                }
                rest = others;
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

    async fn finish(mut self, end: u64) -> Result<TreeHead, AppError> {
        let due = self.position();
        if due < end {
            let place = format!("log_slice positions {due} to {}", end - 1);
            self.shared.findings.add(Finding::new("position-differs", place, "slices", "none"));
            self.fill_gap(end - due).await?;
        }
        // The last tile is full where the log ends with it: behind it there is none.
        if !self.block.is_empty() {
            self.close_block().await?;
        }
        let edge = self.builder.take_changed();
        self.compare_upper(edge).await?;
        self.check_levels().await?;
        self.checkpoints.finish(&mut self.reader).await?;
        Ok(self.builder.head())
    }
}

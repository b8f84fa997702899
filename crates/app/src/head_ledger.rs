//! Where the ledger stands: its head, its proofs, its tiles for others.

use std::path::Path;

use registry::log::{Checkpoint, HASHES_PER_TILE, TileId, encode_bundle};
use store::disclosure::Disclosure;

use crate::time::{now_micros, rfc3339};
use crate::view::LedgerHead;
use crate::{Actor, App, AppError, ErrorKind};

/// Tiles read and written at a time: 8 KiB each.
const TILES_AT_ONCE: u64 = 256;

impl App {
    /// The last signed checkpoint, and what waits for a place.
    ///
    /// # Errors
    /// The store's.
    pub async fn ledger_head(&self) -> Result<LedgerHead, AppError> {
        let mut reader = self.0.db.reader().await?;
        let waiting = store::log::waiting(&mut reader).await?;
        let Some(last) = store::log::latest_checkpoint(&mut reader).await? else {
            return Ok(LedgerHead { waiting, ..LedgerHead::default() });
        };
        let keys = [self.0.key.0.verifier().clone()];
        let root = Checkpoint::open(last.note.as_bytes(), self.0.key.origin(), &keys)
            .map(|checkpoint| registry::hash::hex(checkpoint.head.root.as_bytes()))
            .unwrap_or_default();
        Ok(LedgerHead { size: last.size, root, signed_at: Some(rfc3339(last.signed_at)), waiting })
    }

    /// The last signed checkpoint as a note (C2SP signed-note).
    ///
    /// # Errors
    /// When nothing was signed yet.
    pub async fn checkpoint(&self) -> Result<String, AppError> {
        let last = store::log::latest_checkpoint(&mut self.0.db.reader().await?).await?;
        last.map(|checkpoint| checkpoint.note).ok_or_else(nothing_signed)
    }

    /// The proof that a record stands in the log, as the text of a C2SP tlog-proof file.
    ///
    /// # Errors
    /// When there is no such record, or it was not placed and signed yet.
    pub async fn prove_record(&self, actor: &Actor, entry: &str, version: i64) -> Result<String, AppError> {
        let (row, _) = self.entry_in_reach(actor, entry).await?;
        let look = Disclosure {
            at: now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("prove {version}"),
            entries: vec![(row.register, row.id)],
        };
        self.0.writer.look(look).await?;
        let mut reader = self.0.db.reader().await?;
        let proof = store::log::prove(&mut reader, row.register, row.id, version).await?;
        proof.map(|proof| proof.to_string()).ok_or_else(|| {
            AppError::new(
                ErrorKind::NotFound,
                format!("記録 {version} はないか、まだ署名されていません。"),
                format!("there is no record {version}, or it is not signed yet"),
            )
        })
    }

    /// Writes the log as C2SP tlog-tiles: `checkpoint`, `tile/…`, `tile/entries/…`; gives the number of files.
    ///
    /// # Errors
    /// When nothing was signed yet, or a file cannot be written.
    pub async fn export_log(&self, dir: &Path) -> Result<u64, AppError> {
        let mut reader = self.0.db.reader().await?;
        let last = store::log::latest_checkpoint(&mut reader).await?.ok_or_else(nothing_signed)?;
        let mut files = 0;
        for level in 0..=u8::MAX {
            let nodes = last.size.checked_shr(8 * u32::from(level)).unwrap_or(0);
            if nodes == 0 {
                break;
            }
            let per_tile = u64::from(HASHES_PER_TILE);
            let count = nodes.div_ceil(per_tile);
            let mut from = 0;
            while from < count {
                let to = (from + TILES_AT_ONCE).min(count);
                let ids: Vec<TileId> = (from..to)
                    .map(|index| TileId {
                        level,
                        index,
                        width: u16::try_from((nodes - index * per_tile).min(per_tile))
                            .unwrap_or(HASHES_PER_TILE),
                    })
                    .collect();
                for (id, bytes) in store::log::tiles(&mut reader, &ids).await? {
                    write(dir, &id.to_string(), &bytes)?;
                    files += 1;
                }
                from = to;
            }
        }
        files += self.export_bundles(dir, last.size).await?;
        write(dir, "checkpoint", last.note.as_bytes())?;
        Ok(files + 1)
    }

    /// The leaves' data beside the tiles, bundle by bundle, in the order of the log.
    async fn export_bundles(&self, dir: &Path, size: u64) -> Result<u64, AppError> {
        let mut reader = self.0.db.reader().await?;
        let (mut files, mut position) = (0, 0);
        let mut bundle = Vec::with_capacity(usize::from(HASHES_PER_TILE));
        while position < size {
            let slices = store::log::leaves(&mut reader, position).await?;
            if slices.is_empty() {
                break;
            }
            for leaf in slices.iter().flat_map(|(_, leaves)| leaves) {
                if position == size {
                    break;
                }
                bundle.push(*leaf);
                position += 1;
                if bundle.len() == usize::from(HASHES_PER_TILE) || position == size {
                    write_bundle(dir, position, &bundle)?;
                    bundle.clear();
                    files += 1;
                }
            }
        }
        Ok(files)
    }
}

fn write_bundle(dir: &Path, end: u64, bundle: &[[u8; 32]]) -> Result<(), AppError> {
    let id = registry::log::BundleId {
        index: (end - 1) / u64::from(HASHES_PER_TILE),
        width: u16::try_from(bundle.len()).unwrap_or(HASHES_PER_TILE),
    };
    let bytes = encode_bundle(bundle).map_err(|e| {
        AppError::new(ErrorKind::Internal, "書き出せませんでした。", "cannot write the bundle").with_detail(e)
    })?;
    write(dir, &id.to_string(), &bytes)
}

fn nothing_signed() -> AppError {
    AppError::new(ErrorKind::NotFound, "署名された台帳はまだありません。", "Nothing was signed yet.")
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), AppError> {
    let path = dir.join(name);
    let failed = |e: std::io::Error| {
        AppError::new(
            ErrorKind::BadInput,
            format!("{} に書けません（{e}）。", path.display()),
            format!("cannot write {}: {e}", path.display()),
        )
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(&path, bytes).map_err(failed)
}

//! Where the ledger stands.

use registry::log::Checkpoint;

use crate::time::rfc3339;
use crate::view::LedgerHead;
use crate::{App, AppError};

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
}

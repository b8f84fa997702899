//! Rows of a re-keying, a few in one commit.

use std::sync::{Arc, LazyLock};

use db::{DbError, Param, Tx};
use zeroize::Zeroizing;

use crate::handle::Handle;
use crate::keys::{Keyring, NOTE_PROGRESS};
use crate::number::{MyNumber, ResidentCode};
use crate::row::{Kept, READ, Row, blind, bound};
use crate::{Vault, VaultError};

/// Rows in one commit: others wait for the writer that long, some ten milliseconds.
const ROWS_AT_ONCE: usize = 500;

pub(crate) static OLD_ROWS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {READ} FROM number WHERE handle > $1 AND generation < $2 ORDER BY handle LIMIT $3")
});
pub(crate) const CHANGE: &str = "UPDATE number SET generation = $1, blind = $2, sealed = $3 \
     WHERE handle = $4 AND generation = $5";

impl Vault {
    /// Puts the next rows under the new keys; gives the last of them and how many, `None` when there are no more.
    pub(super) async fn some_rows(
        &self,
        ring: &Arc<Keyring>,
        generation: i64,
        after: &[u8],
    ) -> Result<Option<(Handle, u64)>, VaultError> {
        let most = i64::try_from(ROWS_AT_ONCE).unwrap_or(i64::MAX);
        let params = [Param::Bytes(after), Param::Int(generation), Param::Int(most)];
        let rows = self.0.db.reader().await?.query(&OLD_ROWS, &params, Row::map).await?;
        let Some(last) = rows.last().map(|row| row.handle) else { return Ok(None) };
        let changed: Arc<Vec<Changed>> =
            Arc::new(rows.iter().map(|row| changed(row, ring)).collect::<Result<_, _>>()?);
        let count = self
            .0
            .db
            .transact("vault-rekey-rows", move |tx| {
                let changed = Arc::clone(&changed);
                Box::pin(async move { write_rows(tx, &changed, generation, &last).await })
            })
            .await?;
        Ok(Some((last, count)))
    }
}

/// A row under the new keys.
struct Changed {
    handle: Handle,
    from: i64,
    blind: [u8; 16],
    sealed: Vec<u8>,
}

fn changed(row: &Row, ring: &Keyring) -> Result<Changed, VaultError> {
    if row.kind == MyNumber::KIND {
        changed_as::<MyNumber>(row, ring)
    } else {
        changed_as::<ResidentCode>(row, ring)
    }
}

fn changed_as<K: Kept>(row: &Row, ring: &Keyring) -> Result<Changed, VaultError> {
    let kept: K = row.open_as(ring)?;
    let current = ring.current()?;
    let bound_to = bound(current.number, K::KIND, &row.handle, &row.case);
    let plain = Zeroizing::new(kept.plain().to_vec());
    Ok(Changed {
        handle: row.handle,
        from: row.generation,
        blind: blind(current, &kept),
        sealed: current.data.seal(&plain, &bound_to)?,
    })
}

async fn write_rows(tx: &mut Tx, rows: &[Changed], to: i64, last: &Handle) -> Result<u64, DbError> {
    let params: Vec<Vec<Param<'_>>> = rows
        .iter()
        .map(|row| {
            vec![
                Param::Int(to),
                Param::from(&row.blind),
                Param::Bytes(&row.sealed),
                Param::from(&row.handle),
                Param::Int(row.from),
            ]
        })
        .collect();
    let counts = tx.execute_many(CHANGE, &params).await?;
    tx.execute(NOTE_PROGRESS, &[Param::Bytes(last), Param::Int(to)]).await?;
    Ok(counts.into_iter().sum())
}

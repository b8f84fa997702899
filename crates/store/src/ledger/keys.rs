//! Request keys: what was asked before, and for how long it is remembered.

use db::Param;
use registry::ids::{EntryId, RegisterId};

use super::append::READ_KEY;
use crate::StoreError;

pub(crate) const FORGET_OLD_KEYS: &str = "DELETE FROM idempotency WHERE register_id = $1 AND created_at < $2";

/// What a request key was used for: digest of the request, entry and version.
///
/// # Errors
/// The engine's.
pub async fn earlier(
    reader: &mut db::Reader,
    register: RegisterId,
    actor: &str,
    key: &str,
) -> Result<Option<([u8; 32], EntryId, i64)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Text(actor), Param::Text(key)];
    let found = reader
        .query(READ_KEY, &params, |row| {
            Ok((crate::fixed::<32>(row, 0)?, crate::entry_id(row, 1)?, row.int(2)?))
        })
        .await?;
    Ok(found.into_iter().next())
}

/// Forgets the request keys that are older than an instant, register by register; gives how many.
///
/// # Errors
/// The engine's.
pub async fn forget_old_keys(db: &db::Db, before_micros: i64) -> Result<u64, StoreError> {
    let registers = crate::register::list(&mut db.reader().await?).await?;
    db.transact("forget-old-keys", move |tx| {
        let rows: Vec<_> =
            registers.iter().map(|r| vec![Param::Int(r.id.stored()), Param::Int(before_micros)]).collect();
        Box::pin(async move { Ok(tx.execute_many(FORGET_OLD_KEYS, &rows).await?.iter().sum()) })
    })
    .await
}

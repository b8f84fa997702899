//! Share codes: what a holder hands over so that somebody may ask about one entry, which items, who, and until when. The code itself is nowhere.

use db::{Db, Param, Reader, Tx};
use registry::ids::{EntryId, RegisterId};

use crate::{StoreError, entry_id, fixed};

/// A share code as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareCode {
    /// The entry's register.
    pub register: RegisterId,
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// The entry.
    pub entry: EntryId,
    /// The items that may be shown, by rule code, separated by spaces.
    pub items: String,
    /// For whom, in the holder's words.
    pub recipient: String,
    /// Unix microseconds.
    pub made_at: i64,
    /// Unix microseconds.
    pub ends_at: i64,
    /// Unix microseconds; none while it stands.
    pub revoked_at: Option<i64>,
}

pub(crate) const ADD: &str = "INSERT INTO share_code \
     (register_id, code_hash, entry_id, items, recipient, made_at, ends_at, revoked_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
pub(crate) const BY_HASH: &str = "SELECT register_id, code_hash, entry_id, items, recipient, made_at, ends_at, revoked_at \
     FROM share_code WHERE register_id = $1 AND code_hash = $2";
pub(crate) const OF_ENTRY: &str = "SELECT register_id, code_hash, entry_id, items, recipient, made_at, ends_at, revoked_at \
     FROM share_code WHERE register_id = $1 AND entry_id = $2 ORDER BY made_at DESC LIMIT $3";
pub(crate) const REVOKE: &str = "UPDATE share_code SET revoked_at = $4 \
     WHERE register_id = $1 AND code_hash = $2 AND entry_id = $3 AND revoked_at IS NULL";
pub(crate) const END_ALL: &str =
    "UPDATE share_code SET revoked_at = $3 WHERE register_id = $1 AND entry_id = $2 AND revoked_at IS NULL";

/// Codes of one entry that are listed, at most.
const LISTED: i64 = 100;

fn map(row: &db::RowRef<'_>) -> Result<ShareCode, db::DbError> {
    Ok(ShareCode {
        register: RegisterId::from_stored(row.int(0)?),
        hash: fixed::<32>(row, 1)?,
        entry: entry_id(row, 2)?,
        items: row.text(3)?.to_owned(),
        recipient: row.text(4)?.to_owned(),
        made_at: row.int(5)?,
        ends_at: row.int(6)?,
        revoked_at: row.opt_int(7)?,
    })
}

/// Keeps a code.
///
/// # Errors
/// The engine's.
pub async fn add(db: &Db, code: ShareCode) -> Result<(), StoreError> {
    db.transact("add-share-code", move |tx| {
        let code = code.clone();
        Box::pin(async move {
            let params = [
                Param::Int(code.register.stored()),
                Param::Bytes(&code.hash),
                Param::Bytes(code.entry.stored()),
                Param::Text(&code.items),
                Param::Text(&code.recipient),
                Param::Int(code.made_at),
                Param::Int(code.ends_at),
            ];
            tx.execute(ADD, &params).await?;
            Ok(())
        })
    })
    .await
}

/// The code of a hash, whether it still stands or not.
///
/// # Errors
/// The engine's.
pub async fn by_hash(
    reader: &mut Reader,
    register: RegisterId,
    hash: &[u8; 32],
) -> Result<Option<ShareCode>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(hash)];
    Ok(reader.query(BY_HASH, &params, map).await?.into_iter().next())
}

/// The codes of an entry, the newest first.
///
/// # Errors
/// The engine's.
pub async fn of_entry(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
) -> Result<Vec<ShareCode>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Int(LISTED)];
    Ok(reader.query(OF_ENTRY, &params, map).await?)
}

/// Takes a code back; tells whether it stood.
///
/// # Errors
/// The engine's.
pub async fn revoke(
    db: &Db,
    (register, entry): (RegisterId, EntryId),
    hash: [u8; 32],
    at: i64,
) -> Result<bool, StoreError> {
    db.transact("revoke-share-code", move |tx| {
        Box::pin(async move {
            let params = [
                Param::Int(register.stored()),
                Param::Bytes(&hash),
                Param::Bytes(entry.stored()),
                Param::Int(at),
            ];
            Ok(tx.execute(REVOKE, &params).await? == 1)
        })
    })
    .await
}

/// Ends all codes of an entry: whoever made them is not its holder.
pub(crate) async fn end_all(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    at: i64,
) -> Result<(), StoreError> {
    tx.execute(END_ALL, &[Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Int(at)])
        .await?;
    Ok(())
}

//! Papers that an applicant sent: sealed before they come here, under a key that is not in the database.

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{CaseId, EntryId};

use crate::StoreError;
use crate::portal::AccountKey;

/// What is known of an upload without opening it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UploadHead {
    /// Whose.
    pub account: AccountKey,
    /// Its id.
    pub id: EntryId,
    /// The draft, and so the case, that it belongs to.
    pub draft: CaseId,
    /// Which document it is said to be, a code of `rules/documents.toml`.
    pub document: String,
    /// The name that it came with.
    pub file_name: String,
    /// What it is, found by its content.
    pub media_type: String,
    /// Bytes before sealing.
    pub size: u64,
    /// SHA-256 before sealing.
    pub digest: [u8; 32],
    /// Which key sealed it.
    pub key_id: String,
    /// Unix microseconds.
    pub sent_at: i64,
}

/// An upload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
    /// What is known of it.
    pub head: UploadHead,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

pub(crate) const ADD: &str = "INSERT INTO upload (account_id, upload_id, draft_id, document, file_name, media_type, \
     size, digest, key_id, sealed, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT (account_id, upload_id) DO NOTHING";
pub(crate) const OF_DRAFT: &str = "SELECT account_id, upload_id, draft_id, document, file_name, media_type, size, \
     digest, key_id, sent_at FROM upload WHERE account_id = $1 AND draft_id = $2 ORDER BY upload_id";
pub(crate) const BY_ID: &str = "SELECT account_id, upload_id, draft_id, document, file_name, media_type, size, \
     digest, key_id, sent_at, sealed FROM upload WHERE account_id = $1 AND upload_id = $2";
pub(crate) const SIZES: &str = "SELECT draft_id, CAST(SUM(size) AS BIGINT) FROM upload WHERE account_id = $1 GROUP BY draft_id ORDER BY draft_id";
// The account's row is held until the end, so that two papers at once are measured one after the other.
pub(crate) const HOLD_ACCOUNT: &str =
    "UPDATE portal_account SET created_at = created_at WHERE account_id = $1";
pub(crate) const DROP: &str = "DELETE FROM upload WHERE account_id = $1 AND draft_id = $2";
pub(crate) const DROP_ONE: &str =
    "DELETE FROM upload WHERE account_id = $1 AND draft_id = $2 AND upload_id = $3";

pub(crate) fn map(row: &RowRef<'_>) -> Result<UploadHead, DbError> {
    Ok(UploadHead {
        account: crate::fixed(row, 0)?,
        id: crate::entry_id(row, 1)?,
        draft: draft_of(row, 2)?,
        document: row.text(3)?.to_owned(),
        file_name: row.text(4)?.to_owned(),
        media_type: row.text(5)?.to_owned(),
        size: crate::count(row, 6)?,
        digest: crate::fixed(row, 7)?,
        key_id: row.text(8)?.to_owned(),
        sent_at: row.int(9)?,
    })
}

/// How much an account may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Room {
    /// Bytes of all papers together.
    pub most: u64,
    /// Cases whose papers do not count: they are decided.
    pub decided: Vec<CaseId>,
}

/// Keeps an upload if there is room for it; without a room (scans of the desk) there is. Tells whether there was.
///
/// # Errors
/// The engine's.
pub async fn add(db: &Db, upload: Upload, room: Option<Room>) -> Result<bool, StoreError> {
    let upload = std::sync::Arc::new((upload, room));
    db.transact("add-upload", move |tx| {
        let upload = std::sync::Arc::clone(&upload);
        Box::pin(async move {
            let (upload, room) = upload.as_ref();
            let head = &upload.head;
            if let Some(room) = room
                && !fits(tx, head, room).await?
            {
                return Ok(false);
            }
            let params = [
                Param::Bytes(&head.account),
                Param::Bytes(head.id.stored()),
                Param::Bytes(head.draft.stored()),
                Param::Text(&head.document),
                Param::Text(&head.file_name),
                Param::Text(&head.media_type),
                Param::Int(crate::stored(head.size)),
                Param::Bytes(&head.digest),
                Param::Text(&head.key_id),
                Param::Bytes(&upload.sealed),
                Param::Int(head.sent_at),
            ];
            tx.execute(ADD, &params).await?;
            Ok(true)
        })
    })
    .await
}

async fn fits(tx: &mut Tx, head: &UploadHead, room: &Room) -> Result<bool, StoreError> {
    let account = [Param::Bytes(&head.account)];
    tx.execute(HOLD_ACCOUNT, &account).await?;
    let sizes = tx.query(SIZES, &account, |row| Ok((draft_of(row, 0)?, crate::count(row, 1)?))).await?;
    let counted = sizes.iter().filter(|(draft, _)| !room.decided.contains(draft));
    Ok(counted.fold(head.size, |sum, (_, size)| sum.saturating_add(*size)) <= room.most)
}

fn draft_of(row: &RowRef<'_>, column: usize) -> Result<CaseId, DbError> {
    CaseId::from_stored(&crate::fixed::<16>(row, column)?)
        .ok_or_else(|| DbError::Column { column, detail: "no id".to_owned() })
}

/// What was sent for a draft or a case, in the order of sending.
///
/// # Errors
/// The engine's.
pub async fn of_draft(
    reader: &mut Reader,
    (account, draft): (&AccountKey, CaseId),
) -> Result<Vec<UploadHead>, StoreError> {
    let params = [Param::Bytes(account), Param::Bytes(draft.stored())];
    Ok(reader.query(OF_DRAFT, &params, map).await?)
}

/// An upload with its sealed bytes.
///
/// # Errors
/// The engine's.
pub async fn by_id(
    reader: &mut Reader,
    (account, id): (&AccountKey, EntryId),
) -> Result<Option<Upload>, StoreError> {
    let params = [Param::Bytes(account), Param::Bytes(id.stored())];
    let whole = |row: &RowRef<'_>| Ok(Upload { head: map(row)?, sealed: row.bytes(10)?.to_vec() });
    Ok(reader.query(BY_ID, &params, whole).await?.into_iter().next())
}

/// Takes one upload back. Tells whether there was one.
///
/// # Errors
/// The engine's.
pub async fn remove(
    db: &Db,
    (account, draft): (AccountKey, CaseId),
    id: EntryId,
) -> Result<bool, StoreError> {
    db.transact("remove-upload", move |tx| {
        Box::pin(async move {
            let params = [Param::Bytes(&account), Param::Bytes(draft.stored()), Param::Bytes(id.stored())];
            Ok(tx.execute(DROP_ONE, &params).await? > 0)
        })
    })
    .await
}

/// All uploads of a draft that is thrown away.
pub(crate) async fn drop_in(tx: &mut Tx, (account, draft): (&AccountKey, CaseId)) -> Result<(), StoreError> {
    tx.execute(DROP, &[Param::Bytes(account), Param::Bytes(draft.stored())]).await?;
    Ok(())
}

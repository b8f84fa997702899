//! What an applicant has typed so far: paused on one device, gone on with on another. What came on paper is typed by officers; its drafts lie
//! under an account of the desk, which nobody signs in to.

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::StoreError;
use crate::outbox::NewJob;
use crate::portal::AccountKey;

/// A draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Whose.
    pub account: AccountKey,
    /// The id that the case will have.
    pub id: CaseId,
    /// The register that is applied to.
    pub register: RegisterId,
    /// The entry, if there is one.
    pub entry: Option<EntryId>,
    /// The procedure; with [`PAPER`] before it where it came on paper.
    pub procedure: String,
    /// What was typed, in the application's own text.
    pub fields: String,
    /// How often it was saved.
    pub version: i64,
    /// Unix microseconds.
    pub saved_at: i64,
}

/// Before the procedure of a draft of what came on paper: the authority has received it, so it is never thrown away for its age.
pub const PAPER: &str = "paper/";

pub(crate) const ADD: &str = "INSERT INTO draft (account_id, draft_id, register_id, entry_id, procedure, fields, \
     version, saved_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT (account_id, draft_id) DO NOTHING";
pub(crate) const SAVE: &str = "UPDATE draft SET fields = $3, version = version + 1, saved_at = $4 \
     WHERE account_id = $1 AND draft_id = $2 AND version = $5";
pub(crate) const OF_ACCOUNT: &str = "SELECT account_id, draft_id, register_id, entry_id, procedure, fields, version, \
     saved_at FROM draft WHERE account_id = $1 ORDER BY saved_at DESC";
pub(crate) const BY_ID: &str = "SELECT account_id, draft_id, register_id, entry_id, procedure, fields, version, \
     saved_at FROM draft WHERE account_id = $1 AND draft_id = $2";
pub(crate) const ABANDONED: &str = "SELECT account_id, draft_id, register_id, entry_id, procedure, fields, version, \
     saved_at FROM draft WHERE saved_at < $1 AND procedure NOT LIKE 'paper/%' ORDER BY saved_at LIMIT $2";
pub(crate) const DROP: &str = "DELETE FROM draft WHERE account_id = $1 AND draft_id = $2 AND version = $3";

fn map(row: &RowRef<'_>) -> Result<Draft, DbError> {
    Ok(Draft {
        account: crate::fixed(row, 0)?,
        id: CaseId::from_stored(&crate::fixed::<16>(row, 1)?)
            .ok_or_else(|| DbError::Column { column: 1, detail: "no id".to_owned() })?,
        register: RegisterId::from_stored(row.int(2)?),
        entry: row.opt_bytes(3)?.and_then(EntryId::from_stored),
        procedure: row.text(4)?.to_owned(),
        fields: row.text(5)?.to_owned(),
        version: row.int(6)?,
        saved_at: row.int(7)?,
    })
}

/// Begins a draft; begun twice under one id it is one. Its version is 1.
///
/// # Errors
/// The engine's.
pub async fn begin(db: &Db, draft: Draft) -> Result<(), StoreError> {
    db.transact("begin-draft", move |tx| {
        let draft = draft.clone();
        Box::pin(async move {
            let params = [
                Param::Bytes(&draft.account),
                Param::Bytes(draft.id.stored()),
                Param::Int(draft.register.stored()),
                draft.entry.as_ref().map(|entry| entry.stored()).into(),
                Param::Text(&draft.procedure),
                Param::Text(&draft.fields),
                Param::Int(draft.saved_at),
            ];
            tx.execute_alone(ADD, &params).await?;
            Ok(())
        })
    })
    .await
}

/// Saves what was typed upon the version that was seen. Tells whether it was: another page may have been faster.
///
/// # Errors
/// The engine's.
pub async fn save(
    db: &Db,
    (account, id): (AccountKey, CaseId),
    fields: String,
    (seen, at): (i64, i64),
) -> Result<bool, StoreError> {
    db.transact("save-draft", move |tx| {
        let fields = fields.clone();
        Box::pin(async move {
            let key = [Param::Bytes(&account), Param::Bytes(id.stored())];
            let params = [&key[..], &[Param::Text(&fields), Param::Int(at), Param::Int(seen)]].concat();
            Ok(tx.execute_alone(SAVE, &params).await? > 0)
        })
    })
    .await
}

/// The drafts of an account, the latest first.
///
/// # Errors
/// The engine's.
pub async fn of_account(reader: &mut Reader, account: &AccountKey) -> Result<Vec<Draft>, StoreError> {
    Ok(reader.query(OF_ACCOUNT, &[Param::Bytes(account)], map).await?)
}

/// The drafts of several accounts, in one flight.
///
/// # Errors
/// The engine's.
pub async fn of_accounts(reader: &mut Reader, accounts: &[AccountKey]) -> Result<Vec<Draft>, StoreError> {
    let wanted: Vec<_> = accounts.iter().map(|account| (OF_ACCOUNT, vec![Param::Bytes(account)])).collect();
    Ok(reader.query_each(&wanted, |_, row| map(row)).await?)
}

/// A draft of an account.
///
/// # Errors
/// The engine's.
pub async fn by_id(
    reader: &mut Reader,
    (account, id): (&AccountKey, CaseId),
) -> Result<Option<Draft>, StoreError> {
    let params = [Param::Bytes(account), Param::Bytes(id.stored())];
    Ok(reader.query(BY_ID, &params, map).await?.into_iter().next())
}

/// Drafts that nobody has written on since an instant, of whoever applies on line.
///
/// # Errors
/// The engine's.
pub async fn abandoned(reader: &mut Reader, before: i64, limit: u32) -> Result<Vec<Draft>, StoreError> {
    Ok(reader.query(ABANDONED, &[Param::Int(before), Param::Int(i64::from(limit))], map).await?)
}

/// Throws a draft away that nobody goes on with, with its papers, and leaves jobs in its place: a message, a number to be deleted. Tells
/// whether it did: somebody may have written on it meanwhile.
///
/// # Errors
/// The engine's.
pub async fn sweep(db: &Db, draft: Draft, jobs: Vec<NewJob>) -> Result<bool, StoreError> {
    db.transact("sweep-draft", move |tx| {
        let (draft, jobs) = (draft.clone(), jobs.clone());
        Box::pin(async move {
            let key = (&draft.account, draft.id);
            if !drop_in(tx, key, draft.version).await? {
                return Ok(false);
            }
            crate::upload::drop_in(tx, key).await?;
            crate::outbox::add_in(tx, &jobs.iter().collect::<Vec<_>>()).await?;
            Ok(true)
        })
    })
    .await
}

/// Throws a draft away, at the version that was seen, and leaves a job where something of it lies elsewhere. Tells whether there was one.
///
/// # Errors
/// The engine's.
pub async fn discard(
    db: &Db,
    (account, id): (AccountKey, CaseId),
    seen: i64,
    job: Option<NewJob>,
) -> Result<bool, StoreError> {
    db.transact("discard-draft", move |tx| {
        let job = job.clone();
        Box::pin(async move {
            // A draft that was changed meanwhile keeps its papers.
            let gone = drop_in(tx, (&account, id), seen).await?;
            if gone {
                crate::upload::drop_in(tx, (&account, id)).await?;
                crate::outbox::add_in(tx, &job.iter().collect::<Vec<_>>()).await?;
            }
            Ok(gone)
        })
    })
    .await
}

/// Ends a draft at the version that was seen, and keeps its papers: the case has them. Tells whether there was one.
///
/// # Errors
/// The engine's.
pub async fn end(db: &Db, (account, id): (AccountKey, CaseId), seen: i64) -> Result<bool, StoreError> {
    db.transact("end-draft", move |tx| Box::pin(async move { drop_in(tx, (&account, id), seen).await })).await
}

pub(crate) async fn drop_in(
    tx: &mut Tx,
    (account, id): (&AccountKey, CaseId),
    seen: i64,
) -> Result<bool, StoreError> {
    let params = [Param::Bytes(account), Param::Bytes(id.stored()), Param::Int(seen)];
    Ok(tx.execute(DROP, &params).await? > 0)
}

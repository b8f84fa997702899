//! What an applicant is told in the portal; filled by the outbox.

use db::{Db, DbError, Param, Reader, RowRef};
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::StoreError;
use crate::portal::AccountKey;

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// To whom.
    pub account: AccountKey,
    /// Its id: that of the job that brings it, so that brought twice it is one.
    pub id: EntryId,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// What is told; its words are made when it is shown, in the reader's language.
    pub kind: String,
    /// What the words need.
    pub about: String,
    /// Unix microseconds.
    pub at: i64,
    /// When it was opened.
    pub read_at: Option<i64>,
}

pub(crate) const ADD: &str = "INSERT INTO inbox (account_id, message_id, case_id, kind, about, told_at, read_at) \
     VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (account_id, message_id) DO NOTHING";
pub(crate) const OF_ACCOUNT: &str = "SELECT account_id, message_id, case_id, kind, about, told_at, read_at FROM inbox \
     WHERE account_id = $1 ORDER BY message_id DESC LIMIT $2";
pub(crate) const READ: &str = "UPDATE inbox SET read_at = $2 WHERE account_id = $1 AND read_at IS NULL";

/// Brings messages and ends the jobs that bring them (a job's id is its message's), in one transaction.
///
/// # Errors
/// The engine's: then none is brought.
pub async fn bring_all(db: &Db, brought: Vec<(Message, RegisterId)>) -> Result<(), StoreError> {
    let brought = std::sync::Arc::new(brought);
    db.transact("bring-messages", move |tx| {
        let brought = std::sync::Arc::clone(&brought);
        Box::pin(async move {
            let statements = brought.iter().flat_map(|(message, register)| {
                let ended = crate::outbox::ending(*register, &message.id, message.at);
                [(ADD, row_of(message)), ended]
            });
            Ok(tx.execute_and_commit(&statements.collect::<Vec<_>>()).await?)
        })
    })
    .await
}

fn row_of(message: &Message) -> Vec<Param<'_>> {
    vec![
        Param::Bytes(&message.account),
        Param::Bytes(message.id.stored()),
        message.case.as_ref().map(|case| case.stored()).into(),
        Param::Text(&message.kind),
        Param::Text(&message.about),
        Param::Int(message.at),
    ]
}

/// The latest messages, newest first.
///
/// # Errors
/// The engine's.
pub async fn of_account(
    reader: &mut Reader,
    account: &AccountKey,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let map = |row: &RowRef<'_>| -> Result<Message, DbError> {
        Ok(Message {
            account: crate::fixed(row, 0)?,
            id: crate::entry_id(row, 1)?,
            case: row.opt_bytes(2)?.and_then(CaseId::from_stored),
            kind: row.text(3)?.to_owned(),
            about: row.text(4)?.to_owned(),
            at: row.int(5)?,
            read_at: row.opt_int(6)?,
        })
    };
    Ok(reader.query(OF_ACCOUNT, &[Param::Bytes(account), Param::Int(i64::from(limit))], map).await?)
}

/// Notes that the messages of an account were shown.
///
/// # Errors
/// The engine's.
pub async fn read(db: &Db, account: AccountKey, at: i64) -> Result<(), StoreError> {
    db.transact("read-inbox", move |tx| {
        Box::pin(async move {
            tx.execute(READ, &[Param::Bytes(&account), Param::Int(at)]).await?;
            Ok(())
        })
    })
    .await
}

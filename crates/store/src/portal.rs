//! The portal's accounts and sessions, and the browsers that are away at a national system.
//!
//! An account is a pseudonym of the sign-in; the person behind it is known once an entry is linked (`holder`). What a browser
//! brings back is believed once, and only from the browser that was sent.

mod away;

pub use away::{Away, send_away, take_back, waiting};

pub(crate) use away::{SEND_AWAY, SWEEP_AWAY, TAKE_BACK, WAITING};

use db::{Db, Param, Reader, RowRef, Tx};
use registry::ids::HolderId;

use crate::{StoreError, fixed};

/// The key of an account: 16 bytes that say nothing of a person.
pub type AccountKey = [u8; 16];

/// A session of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalSession {
    /// Whose.
    pub account: AccountKey,
    /// What every form of this session carries.
    pub form_key: String,
    /// When it ends at the latest, Unix microseconds.
    pub ends_at: i64,
    /// When it ends unless something is asked before.
    pub expires_at: i64,
}

pub(crate) const ADD_ACCOUNT: &str = "INSERT INTO portal_account (account_id, issuer, subject, created_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO NOTHING";
pub(crate) const OPEN_SESSION: &str = "INSERT INTO portal_session (token_hash, account_id, form_key, ends_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5)";
pub(crate) const READ_SESSION: &str = "SELECT account_id, form_key, ends_at, expires_at FROM portal_session \
     WHERE token_hash = $1 AND expires_at > $2";
pub(crate) const PROLONG_SESSION: &str =
    "UPDATE portal_session SET expires_at = $2 WHERE token_hash = $1 AND expires_at > $3 AND ends_at >= $2";
pub(crate) const CLOSE_SESSION: &str = "DELETE FROM portal_session WHERE token_hash = $1";
pub(crate) const SWEEP_SESSIONS: &str = "DELETE FROM portal_session WHERE expires_at <= $1";
pub(crate) const HOLDER_OF: &str = "SELECT holder_id FROM account_holder WHERE account_id = $1";
pub(crate) const ACCOUNT_OF: &str = "SELECT account_id FROM holder_account WHERE holder_id = $1";
pub(crate) const SET_HOLDER: &str =
    "INSERT INTO account_holder (account_id, holder_id) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING";
pub(crate) const SET_ACCOUNT: &str =
    "INSERT INTO holder_account (holder_id, account_id) VALUES ($1, $2) ON CONFLICT (holder_id) DO NOTHING";

fn holder(row: &RowRef<'_>) -> Result<HolderId, db::DbError> {
    HolderId::from_stored(row.bytes(0)?)
        .ok_or_else(|| db::DbError::Column { column: 0, detail: "not 16 bytes".to_owned() })
}

/// Opens a session for an account, which is made when it is new.
///
/// # Errors
/// The engine's.
pub async fn open_session(
    db: &Db,
    token_hash: [u8; 32],
    session: &PortalSession,
    (issuer, subject): (&str, &str),
    now: i64,
) -> Result<(), StoreError> {
    let (session, issuer, subject) = (session.clone(), issuer.to_owned(), subject.to_owned());
    db.transact("open-portal-session", move |tx| {
        let (s, issuer, subject) = (session.clone(), issuer.clone(), subject.clone());
        Box::pin(async move {
            let account =
                vec![Param::Bytes(&s.account), Param::Text(&issuer), Param::Text(&subject), Param::Int(now)];
            let params = vec![
                Param::Bytes(&token_hash),
                Param::Bytes(&s.account),
                Param::Text(&s.form_key),
                Param::Int(s.ends_at),
                Param::Int(s.expires_at),
            ];
            Ok(tx.execute_and_commit(&[(ADD_ACCOUNT, account), (OPEN_SESSION, params)]).await?)
        })
    })
    .await
}

/// Sweeps out the sessions that have ended, and the browsers that nobody waits for any more: from time to time, since both are read through for it.
///
/// # Errors
/// The engine's.
pub async fn sweep(db: &Db, now: i64) -> Result<(), StoreError> {
    for (name, statement) in [("sweep-portal-sessions", SWEEP_SESSIONS), ("sweep-portal-away", SWEEP_AWAY)] {
        db.transact(name, move |tx| {
            Box::pin(async move {
                tx.execute_alone(statement, &[Param::Int(now)]).await?;
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    }
    Ok(())
}

/// The session of a token while it lasts, and the person whose account it is, if that is known. `account`: whose session it was when it was last
/// asked for, which it stays: then both are read in one flight.
///
/// # Errors
/// The engine's.
pub async fn session(
    reader: &mut Reader,
    (token_hash, account): (&[u8; 32], Option<&AccountKey>),
    now: i64,
) -> Result<Option<(PortalSession, Option<HolderId>)>, StoreError> {
    enum Row {
        Session(PortalSession),
        Holder(HolderId),
    }
    let mut wanted = vec![(READ_SESSION, vec![Param::Bytes(token_hash), Param::Int(now)])];
    wanted.extend(account.map(|account| (HOLDER_OF, vec![Param::Bytes(account)])));
    let rows = reader
        .query_each(&wanted, |at, row| match at {
            0 => of_row(row).map(Row::Session),
            _ => holder(row).map(Row::Holder),
        })
        .await?;
    let (mut session, mut person) = (None, None);
    for row in rows {
        match row {
            Row::Session(found) => session = Some(found),
            Row::Holder(found) => person = Some(found),
        }
    }
    let Some(session) = session else { return Ok(None) };
    let person =
        if account == Some(&session.account) { person } else { holder_of(reader, &session.account).await? };
    Ok(Some((session, person)))
}

fn of_row(row: &RowRef<'_>) -> Result<PortalSession, db::DbError> {
    Ok(PortalSession {
        account: fixed(row, 0)?,
        form_key: row.text(1)?.to_owned(),
        ends_at: row.int(2)?,
        expires_at: row.int(3)?,
    })
}

/// Lets a session that lasts go on until `expires_at`, but never beyond its end.
///
/// # Errors
/// The engine's.
pub async fn prolong_session(
    db: &Db,
    token_hash: [u8; 32],
    expires_at: i64,
    now: i64,
) -> Result<(), StoreError> {
    db.transact("prolong-portal-session", move |tx| {
        Box::pin(async move {
            let params = [Param::Bytes(&token_hash), Param::Int(expires_at), Param::Int(now)];
            tx.execute_alone(PROLONG_SESSION, &params).await?;
            Ok(())
        })
    })
    .await
}

/// Ends a session.
///
/// # Errors
/// The engine's.
pub async fn close_session(db: &Db, token_hash: [u8; 32]) -> Result<(), StoreError> {
    db.transact("close-portal-session", move |tx| {
        Box::pin(async move {
            tx.execute(CLOSE_SESSION, &[Param::Bytes(&token_hash)]).await?;
            Ok(())
        })
    })
    .await
}

/// The person whose account it is.
///
/// # Errors
/// The engine's.
pub async fn holder_of(reader: &mut Reader, account: &AccountKey) -> Result<Option<HolderId>, StoreError> {
    Ok(reader.query(HOLDER_OF, &[Param::Bytes(account)], holder).await?.into_iter().next())
}

/// Makes an account a person's, in the caller's transaction: one account a person and one person an account. Tells whether it is so
/// now; where either belongs elsewhere nothing is changed.
///
/// # Errors
/// The engine's; [`StoreError::Outrun`] when somebody was faster: the transaction is tried again.
pub async fn belong(tx: &mut Tx, account: &AccountKey, person: HolderId) -> Result<bool, StoreError> {
    let (own, theirs) = (Param::Bytes(account), Param::Bytes(person.stored()));
    let held = tx.query(HOLDER_OF, &[own], holder).await?;
    let used = tx.query(ACCOUNT_OF, &[theirs], |row| fixed::<16>(row, 0)).await?;
    match (held.first(), used.first()) {
        (Some(held), Some(used)) if *held == person && used == account => return Ok(true),
        (None, None) => {}
        _ => return Ok(false),
    }
    let added =
        tx.execute(SET_HOLDER, &[own, theirs]).await? + tx.execute(SET_ACCOUNT, &[theirs, own]).await?;
    if added == 2 { Ok(true) } else { Err(StoreError::Outrun) }
}

/// The person whose account it is, in the caller's transaction.
///
/// # Errors
/// The engine's.
pub async fn holder_in(tx: &mut Tx, account: &AccountKey) -> Result<Option<HolderId>, StoreError> {
    Ok(tx.query(HOLDER_OF, &[Param::Bytes(account)], holder).await?.into_iter().next())
}

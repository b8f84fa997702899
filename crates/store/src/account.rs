//! The desk's accounts, their sessions, and the tokens of programs.

use db::{Db, Param, Reader};

use crate::{StoreError, fixed};

/// An account of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: [u8; 16],
    /// What one types.
    pub login: String,
    /// What others see.
    pub display_name: String,
    /// A PHC string (argon2id); empty when the account signs in by a provider only.
    pub password_hash: String,
    /// Role codes, separated by spaces.
    pub roles: String,
    /// Authority codes, separated by spaces; `*` for all.
    pub authorities: String,
}

/// A session with its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: Account,
    /// The purpose chosen for this work session.
    pub purpose: String,
    /// What every form of this session carries.
    pub form_key: String,
    /// Unix microseconds.
    pub expires_at: i64,
}

pub(crate) const ADD: &str = "INSERT INTO account \
     (account_id, login, display_name, password_hash, roles, authorities, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING";
pub(crate) const BY_LOGIN: &str = "SELECT account_id, login, display_name, password_hash, roles, authorities \
     FROM account WHERE login = $1 AND disabled_at IS NULL";
pub(crate) const OPEN_SESSION: &str = "INSERT INTO session \
     (token_hash, account_id, purpose, form_key, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const READ_SESSION: &str = "SELECT a.account_id, a.login, a.display_name, a.password_hash, a.roles, \
     a.authorities, s.purpose, s.form_key, s.expires_at FROM session s \
     JOIN account a ON a.account_id = s.account_id \
     WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL";
pub(crate) const CLOSE_SESSION: &str = "DELETE FROM session WHERE token_hash = $1";
pub(crate) const SWEEP_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= $1";
pub(crate) const ADD_TOKEN: &str = "INSERT INTO api_token \
     (token_hash, account_id, label, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const READ_TOKEN: &str = "SELECT a.account_id, a.login, a.display_name, a.password_hash, a.roles, \
     a.authorities, t.label, t.label, t.expires_at FROM api_token t JOIN account a ON a.account_id = t.account_id \
     WHERE t.token_hash = $1 AND t.expires_at > $2 AND a.disabled_at IS NULL";

fn map_account(row: &db::RowRef<'_>) -> Result<Account, db::DbError> {
    Ok(Account {
        id: fixed(row, 0)?,
        login: row.text(1)?.to_owned(),
        display_name: row.text(2)?.to_owned(),
        password_hash: row.text(3)?.to_owned(),
        roles: row.text(4)?.to_owned(),
        authorities: row.text(5)?.to_owned(),
    })
}

fn map_session(row: &db::RowRef<'_>) -> Result<Session, db::DbError> {
    Ok(Session {
        account: map_account(row)?,
        purpose: row.text(6)?.to_owned(),
        form_key: row.text(7)?.to_owned(),
        expires_at: row.int(8)?,
    })
}

/// Adds an account unless the login is taken; tells whether it was added.
///
/// # Errors
/// The engine's.
pub async fn add(db: &Db, account: &Account, now: i64) -> Result<bool, StoreError> {
    let account = account.clone();
    db.transact("add-account", move |tx| {
        let a = account.clone();
        Box::pin(async move {
            let params = [
                Param::Bytes(&a.id),
                Param::Text(&a.login),
                Param::Text(&a.display_name),
                Param::Text(&a.password_hash),
                Param::Text(&a.roles),
                Param::Text(&a.authorities),
                Param::Int(now),
            ];
            Ok(tx.execute(ADD, &params).await? > 0)
        })
    })
    .await
}

/// The account of a login that is not disabled.
///
/// # Errors
/// The engine's.
pub async fn by_login(reader: &mut Reader, login: &str) -> Result<Option<Account>, StoreError> {
    Ok(reader.query(BY_LOGIN, &[Param::Text(login)], map_account).await?.into_iter().next())
}

/// Opens a session; those that have ended are swept out on the way.
///
/// # Errors
/// The engine's.
pub async fn open_session(
    db: &Db,
    token_hash: [u8; 32],
    session: &Session,
    now: i64,
) -> Result<(), StoreError> {
    let session = session.clone();
    db.transact("open-session", move |tx| {
        let s = session.clone();
        Box::pin(async move {
            tx.execute(SWEEP_SESSIONS, &[Param::Int(now)]).await?;
            let params = [
                Param::Bytes(&token_hash),
                Param::Bytes(&s.account.id),
                Param::Text(&s.purpose),
                Param::Text(&s.form_key),
                Param::Int(now),
                Param::Int(s.expires_at),
            ];
            tx.execute(OPEN_SESSION, &params).await?;
            Ok(())
        })
    })
    .await
}

/// The session of a token, while it lasts.
///
/// # Errors
/// The engine's.
pub async fn session(
    reader: &mut Reader,
    token_hash: &[u8; 32],
    now: i64,
) -> Result<Option<Session>, StoreError> {
    let params = [Param::Bytes(token_hash), Param::Int(now)];
    Ok(reader.query(READ_SESSION, &params, map_session).await?.into_iter().next())
}

/// Ends a session.
///
/// # Errors
/// The engine's.
pub async fn close_session(db: &Db, token_hash: [u8; 32]) -> Result<(), StoreError> {
    db.transact("close-session", move |tx| {
        Box::pin(async move {
            tx.execute(CLOSE_SESSION, &[Param::Bytes(&token_hash)]).await?;
            Ok(())
        })
    })
    .await
}

/// Adds a program's token for an account.
///
/// # Errors
/// The engine's.
pub async fn add_token(
    db: &Db,
    token_hash: [u8; 32],
    account: [u8; 16],
    label: &str,
    (now, expires_at): (i64, i64),
) -> Result<(), StoreError> {
    let label = label.to_owned();
    db.transact("add-api-token", move |tx| {
        let label = label.clone();
        Box::pin(async move {
            let params = [
                Param::Bytes(&token_hash),
                Param::Bytes(&account),
                Param::Text(&label),
                Param::Int(now),
                Param::Int(expires_at),
            ];
            tx.execute(ADD_TOKEN, &params).await?;
            Ok(())
        })
    })
    .await
}

/// The account behind a program's token, while it lasts; `purpose` is the token's label.
///
/// # Errors
/// The engine's.
pub async fn token(
    reader: &mut Reader,
    token_hash: &[u8; 32],
    now: i64,
) -> Result<Option<Session>, StoreError> {
    let params = [Param::Bytes(token_hash), Param::Int(now)];
    Ok(reader.query(READ_TOKEN, &params, map_session).await?.into_iter().next())
}

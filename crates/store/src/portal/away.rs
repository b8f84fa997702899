//! Browsers that are away at a national system, and what was brought from there until it is confirmed.

use db::{Db, Param, Reader, RowRef};

use crate::StoreError;

/// A browser that was sent away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// SHA-256 of the secret that only this browser holds.
    pub browser: [u8; 32],
    /// SHA-256 of the state that only the place it was sent to was told.
    pub state: [u8; 32],
    /// What it was sent for.
    pub errand: String,
    /// What the sign-in's client wants back.
    pub pending: String,
    /// Until when it is waited for, Unix microseconds.
    pub expires_at: i64,
}

pub(crate) const SEND_AWAY: &str = "INSERT INTO portal_away (browser_hash, state_hash, errand, pending, expires_at) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const TAKE_BACK: &str = "DELETE FROM portal_away WHERE browser_hash = $1 AND state_hash = $2 \
     RETURNING errand, pending, expires_at";
pub(crate) const WAITING: &str = "SELECT errand, pending, expires_at FROM portal_away \
     WHERE browser_hash = $1 AND state_hash = $2 AND expires_at > $3";
pub(crate) const SWEEP_AWAY: &str = "DELETE FROM portal_away WHERE expires_at <= $1";

/// Notes that a browser was sent away.
///
/// # Errors
/// The engine's.
pub async fn send_away(db: &Db, away: &Away) -> Result<(), StoreError> {
    let away = away.clone();
    db.transact("portal-away", move |tx| {
        let a = away.clone();
        Box::pin(async move {
            let params = [
                Param::Bytes(&a.browser),
                Param::Bytes(&a.state),
                Param::Text(&a.errand),
                Param::Text(&a.pending),
                Param::Int(a.expires_at),
            ];
            tx.execute_alone(SEND_AWAY, &params).await?;
            Ok(())
        })
    })
    .await
}

/// What is waited for, without taking it out.
///
/// # Errors
/// The engine's.
pub async fn waiting(
    reader: &mut Reader,
    (browser, state): (&[u8; 32], &[u8; 32]),
    now: i64,
) -> Result<Option<Away>, StoreError> {
    let params = [Param::Bytes(browser), Param::Bytes(state), Param::Int(now)];
    let map = |row: &RowRef<'_>| {
        Ok(Away {
            browser: *browser,
            state: *state,
            errand: row.text(0)?.to_owned(),
            pending: row.text(1)?.to_owned(),
            expires_at: row.int(2)?,
        })
    };
    Ok(reader.query(WAITING, &params, map).await?.into_iter().next())
}

/// Takes out what a browser was sent away for: once. `None`: this browser was not sent, or is back already, or too late.
///
/// # Errors
/// The engine's.
pub async fn take_back(
    db: &Db,
    browser: [u8; 32],
    state: [u8; 32],
    now: i64,
) -> Result<Option<Away>, StoreError> {
    let found = db
        .transact("portal-back", move |tx| {
            Box::pin(async move {
                let params = [Param::Bytes(&browser), Param::Bytes(&state)];
                let map = |row: &RowRef<'_>| {
                    let (errand, pending) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
                    Ok(Away { browser, state, errand, pending, expires_at: row.int(2)? })
                };
                Ok::<_, StoreError>(tx.query_alone(TAKE_BACK, &params, map).await?.0.into_iter().next())
            })
        })
        .await?;
    Ok(found.filter(|away| away.expires_at > now))
}

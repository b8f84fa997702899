//! Certificates whose revocation is a hint: which are watched, which are revoked, and which were asked about.

mod found;
mod signed;

pub use found::{Hint, OfRun, asked_in, counts, end, free, hints, plan};
pub use signed::{Source, Used, certificates, signed};

use std::collections::BTreeSet;
use std::sync::Arc;

use db::{Db, DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, RegisterId};

use crate::{StoreError, entry_id, fixed};

/// The key of a request or case.
pub type SourceId = [u8; 16];

/// A certificate to be watched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewWatch {
    /// The request or case that it signed.
    pub source: SourceId,
    /// The entry that this was about.
    pub entry: EntryId,
    /// The authority's key; empty for a certificate that cannot be watched.
    pub authority_key: Vec<u8>,
    /// Its number.
    pub serial: Vec<u8>,
    /// Its last day, ISO.
    pub valid_until: String,
    /// Whether it is watched; else it is over from the beginning.
    pub stands: bool,
}

/// A certificate that is watched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watched {
    /// The request or case that it signed.
    pub source: SourceId,
    /// The entry.
    pub entry: EntryId,
    /// The authority's key.
    pub authority_key: Vec<u8>,
    /// Its number.
    pub serial: Vec<u8>,
    /// Its last day, ISO.
    pub valid_until: String,
}

/// What became of a certificate that is watched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Seen {
    /// Revoked on a day: a hint.
    Revoked(String),
    /// Revoked, and the person was asked for on account of it before.
    AskedBefore(String),
    /// It ended by itself: nothing of it is kept.
    Over,
}

pub(crate) const ADD: &str = "INSERT INTO certificate_watch (register_id, source_id, entry_id, authority_key, certificate_no, \
     valid_until, state, revoked_on, run_id, slice_no, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, '', NULL, 0, $8) ON CONFLICT DO NOTHING";
pub(crate) const SOURCES: &str = "SELECT source_id FROM certificate_watch \
     WHERE register_id = $1 AND source_id > $2 AND source_id <= $3";
pub(crate) const WATCHED: &str = "SELECT source_id, entry_id, authority_key, certificate_no, valid_until FROM certificate_watch \
     WHERE register_id = $1 AND state = 'watched' AND source_id > $2 ORDER BY source_id LIMIT $3";
pub(crate) const ASKED: &str = "SELECT authority_key, certificate_no FROM certificate_watch \
     WHERE register_id = $1 AND state = 'asked'";
pub(crate) const NOTE: &str = "UPDATE certificate_watch SET state = $3, revoked_on = $4, changed_at = $5 \
     WHERE register_id = $1 AND source_id = $2 AND state = 'watched'";
pub(crate) const END: &str = "UPDATE certificate_watch SET state = 'ended', authority_key = $3, certificate_no = $3, changed_at = $4 \
     WHERE register_id = $1 AND source_id = $2 AND state IN ('watched', 'hint')";
pub(crate) const FORGET: &str = "DELETE FROM certificate_watch WHERE register_id = $1 \
     AND state IN ('watched', 'hint')";

/// All statements of this part.
pub(crate) const ALL: &[&str] = &[
    ADD,
    ASKED,
    END,
    FORGET,
    NOTE,
    SOURCES,
    WATCHED,
    found::ASKED_IN,
    found::COUNTS,
    found::FREE,
    found::HINTS,
    found::HOLD_RUN,
    found::PLAN,
    found::SLICES,
    signed::CASES,
    signed::CERTIFICATE_OF_CASE,
    signed::CERTIFICATE_OF_REQUEST,
    signed::REQUESTS,
];

/// The sources after one and up to another that are known.
///
/// # Errors
/// The engine's.
pub async fn known(
    reader: &mut Reader,
    (register, after, last): (RegisterId, &SourceId, &SourceId),
) -> Result<BTreeSet<SourceId>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(after), Param::Bytes(last)];
    Ok(reader.query(SOURCES, &params, |row| fixed(row, 0)).await?.into_iter().collect())
}

/// Begins to watch; a source that is known stays as it is.
///
/// # Errors
/// The engine's.
pub async fn watch(db: &Db, register: RegisterId, new: Vec<NewWatch>, at: i64) -> Result<u64, StoreError> {
    let new = Arc::new(new);
    let counts = db
        .transact("watch-certificates", move |tx| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                let rows: Vec<_> = new.iter().map(|one| row_of(register, one, at)).collect();
                Ok::<_, StoreError>(tx.execute_many(ADD, &rows).await?)
            })
        })
        .await?;
    Ok(counts.iter().sum())
}

fn row_of(register: RegisterId, new: &NewWatch, at: i64) -> Vec<Param<'_>> {
    vec![
        Param::Int(register.stored()),
        Param::Bytes(&new.source),
        Param::Bytes(new.entry.stored()),
        Param::Bytes(&new.authority_key),
        Param::Bytes(&new.serial),
        Param::Text(&new.valid_until),
        Param::Text(if new.stands { "watched" } else { "ended" }),
        Param::Int(at),
    ]
}

/// Certificates that are watched, in the order of their sources.
///
/// # Errors
/// The engine's.
pub async fn watched(
    reader: &mut Reader,
    (register, after): (RegisterId, &SourceId),
    limit: u32,
) -> Result<Vec<Watched>, StoreError> {
    let map = |row: &RowRef<'_>| -> Result<Watched, DbError> {
        Ok(Watched {
            source: fixed(row, 0)?,
            entry: entry_id(row, 1)?,
            authority_key: row.bytes(2)?.to_vec(),
            serial: row.bytes(3)?.to_vec(),
            valid_until: row.text(4)?.to_owned(),
        })
    };
    let params = [Param::Int(register.stored()), Param::Bytes(after), Param::Int(i64::from(limit))];
    Ok(reader.query(WATCHED, &params, map).await?)
}

/// Authority's key and number of the certificates on whose account somebody was asked for.
///
/// # Errors
/// The engine's.
pub async fn asked(
    reader: &mut Reader,
    register: RegisterId,
) -> Result<BTreeSet<(Vec<u8>, Vec<u8>)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((row.bytes(0)?.to_vec(), row.bytes(1)?.to_vec()));
    let rows = reader.query(ASKED, &[Param::Int(register.stored())], map).await?;
    Ok(rows.into_iter().collect())
}

/// Notes what became of certificates; those that another noted meanwhile stay as they are. Tells how many became hints.
///
/// # Errors
/// The engine's.
pub async fn note(
    db: &Db,
    register: RegisterId,
    seen: Vec<(SourceId, Seen)>,
    at: i64,
) -> Result<u64, StoreError> {
    let seen = Arc::new(seen);
    db.transact("note-revocations", move |tx| {
        let seen = Arc::clone(&seen);
        Box::pin(async move {
            let mut hints = 0;
            for (source, what) in seen.iter() {
                let key = [Param::Int(register.stored()), Param::Bytes(source)];
                let (state, on) = match what {
                    Seen::Over => {
                        let rest = [Param::Bytes(&[]), Param::Int(at)];
                        tx.execute(END, &[&key[..], &rest].concat()).await?;
                        continue;
                    }
                    Seen::Revoked(on) => ("hint", on),
                    Seen::AskedBefore(on) => ("asked", on),
                };
                let rest = [Param::Text(state), Param::Text(on), Param::Int(at)];
                let changed = tx.execute(NOTE, &[&key[..], &rest].concat()).await?;
                hints += if state == "hint" { changed } else { 0 };
            }
            Ok(hints)
        })
    })
    .await
}

/// Forgets what an authority that follows no hints does not need: everything that is watched, and hints that
/// were not asked. A slice that is asked at this moment is written whole: its look happened.
///
/// # Errors
/// The engine's.
pub async fn forget(db: &Db, register: RegisterId) -> Result<u64, StoreError> {
    db.transact("forget-certificates", move |tx| {
        Box::pin(
            async move { Ok::<_, StoreError>(tx.execute(FORGET, &[Param::Int(register.stored())]).await?) },
        )
    })
    .await
}

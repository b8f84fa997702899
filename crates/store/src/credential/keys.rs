//! The public keys that sign proofs, with the time of each.

use db::{Db, Param, Reader};

use crate::StoreError;

pub(crate) const ADD_KEY: &str = "INSERT INTO credential_key (key_name, point, valid_from, valid_until) \
     VALUES ($1, $2, $3, NULL) ON CONFLICT (key_name) DO NOTHING";
pub(crate) const END_KEYS: &str =
    "UPDATE credential_key SET valid_until = $2 WHERE key_name <> $1 AND valid_until IS NULL";
pub(crate) const KEYS: &str =
    "SELECT key_name, point, valid_from, valid_until FROM credential_key ORDER BY valid_from, key_name";

/// A public key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// What it is called.
    pub name: String,
    /// The point on the curve.
    pub point: Vec<u8>,
    /// Unix microseconds.
    pub from: i64,
    /// Unix microseconds; none while it is in use.
    pub until: Option<i64>,
}

/// Adds a public key, from which instant on it signs, and ends the others then. `grace`: for so long a running server may still sign with the
/// one before.
///
/// # Errors
/// The engine's.
pub async fn add_key(db: &Db, (name, point): (&str, &[u8]), from: i64, grace: i64) -> Result<(), StoreError> {
    let (name, point) = (name.to_owned(), point.to_vec());
    db.transact("add-credential-key", move |tx| {
        let (name, point) = (name.clone(), point.clone());
        Box::pin(async move {
            tx.execute(ADD_KEY, &[Param::Text(&name), Param::Bytes(&point), Param::Int(from)]).await?;
            tx.execute(END_KEYS, &[Param::Text(&name), Param::Int(from.saturating_add(grace))]).await?;
            Ok(())
        })
    })
    .await
}

/// All keys that ever signed, the oldest first.
///
/// # Errors
/// The engine's.
pub async fn keys(reader: &mut Reader) -> Result<Vec<KeyRow>, StoreError> {
    let row = |row: &db::RowRef<'_>| {
        Ok(KeyRow {
            name: row.text(0)?.to_owned(),
            point: row.bytes(1)?.to_vec(),
            from: row.int(2)?,
            until: row.opt_int(3)?,
        })
    };
    Ok(reader.query(KEYS, &[], row).await?)
}

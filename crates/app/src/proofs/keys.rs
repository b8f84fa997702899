//! The key that signs proofs: its file, its public half with its time, and its successor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use credential::{CredentialKey, PublicKey, PublishedKey, PublishedKeys};
use db::Db;

use super::lock;
use crate::key_files::write_secret;
use crate::open::{Settings, open_database};
use crate::time::{now_micros, rfc3339};
use crate::{App, AppError, ErrorKind};

/// For how long the published keys are believed before they are read again.
const KEYS_KEPT_MICROS: i64 = 30_000_000;
/// After a change of keys a running server signs with the old one until it is started again: a day is enough for that.
const GRACE_MICROS: i64 = 24 * 3_600 * 1_000_000;
const MICROS: i64 = 1_000_000;

/// A change of keys.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RotatedKey {
    /// What the new key is called.
    pub key: String,
    /// From when on it signs.
    pub valid_from: String,
    /// Until when the one before may still sign: running servers must have been started again by then.
    pub restart_until: String,
}

fn key_error(path: &Path, why: &dyn std::fmt::Display) -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        format!("資格者証の署名鍵を扱えません: {}（{why}）", path.display()),
        format!("cannot use the key that signs proofs: {} ({why})", path.display()),
    )
}

/// Reads the key; none where there is no file: then nothing is issued, and everything else works.
pub(crate) fn read_credential_key(path: &Path) -> Result<Option<CredentialKey>, AppError> {
    match std::fs::read_to_string(path) {
        Ok(text) => CredentialKey::parse(&text).map(Some).map_err(|e| key_error(path, &e)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(key_error(path, &error)),
    }
}

/// Makes the key where there is none, and publishes it.
pub(crate) async fn ensure_credential_key(db: &Db, path: &Path) -> Result<(), AppError> {
    if read_credential_key(path)?.is_none() {
        make(path)?;
    }
    let key = read_credential_key(path)?.ok_or_else(|| key_error(path, &"no file"))?;
    let known = store::credential::keys(&mut db.reader().await?).await?;
    if known.iter().all(|row| row.name != key.public().name()) {
        publish(db, &key, now_micros()).await?;
    }
    Ok(())
}

fn make(path: &Path) -> Result<(), AppError> {
    let text = CredentialKey::fresh_text(&SystemRandom::new()).map_err(|e| key_error(path, &e))?;
    write_secret(path, text.trim_end()).map_err(|e| key_error(path, &e))
}

async fn publish(db: &Db, key: &CredentialKey, from: i64) -> Result<(), AppError> {
    let public = key.public();
    // Whole seconds, as codes count: a code of this very second was signed while the key was in use.
    let from = from - from.rem_euclid(MICROS);
    Ok(store::credential::add_key(db, (public.name(), public.point()), from, GRACE_MICROS).await?)
}

/// A new key takes the place of the old one. What the old one signed stays good; it may sign for another day, so that running servers can be
/// started again. Killed on the way, it goes on when it is called again.
///
/// # Errors
/// When the file cannot be written, or there is no register.
pub async fn rotate_credential_key(settings: &Settings) -> Result<RotatedKey, AppError> {
    let db = open_database(&settings.database).await?;
    store::schema::check(&db).await?;
    let path = &settings.credential_key;
    let next = next_to(path);
    if read_credential_key(&next)?.is_none() {
        make(&next)?;
    }
    let key = read_credential_key(&next)?.ok_or_else(|| key_error(&next, &"no file"))?;
    let now = now_micros();
    // Public first: a code of the new key must never come before its key is known.
    publish(&db, &key, now).await?;
    std::fs::rename(&next, path).map_err(|e| key_error(path, &e))?;
    Ok(RotatedKey {
        key: key.public().name().to_owned(),
        valid_from: rfc3339(now),
        restart_until: rfc3339(now.saturating_add(GRACE_MICROS)),
    })
}

fn next_to(path: &Path) -> PathBuf {
    path.with_extension("credkey-next")
}

impl App {
    /// All public keys with the time of each.
    pub(crate) async fn published_keys(&self) -> Result<Arc<PublishedKeys>, AppError> {
        let now = now_micros();
        let kept = lock(&self.0.proofs.published).clone();
        if let Some((_, keys)) = kept.filter(|(at, _)| now.saturating_sub(*at) < KEYS_KEPT_MICROS) {
            return Ok(keys);
        }
        let rows = store::credential::keys(&mut self.0.db.reader().await?).await?;
        let keys = rows.into_iter().filter_map(|row| {
            Some(PublishedKey {
                key: PublicKey::from_point(&row.point).ok()?,
                from: row.from.div_euclid(MICROS),
                until: row.until.map(|until| until.div_euclid(MICROS)),
            })
        });
        let keys = Arc::new(PublishedKeys::new(keys.collect()));
        *lock(&self.0.proofs.published) = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }

    /// The same as a set of JSON Web Keys, for everybody.
    ///
    /// # Errors
    /// The engine's.
    pub async fn key_set(&self) -> Result<String, AppError> {
        Ok(self.published_keys().await?.jwks())
    }
}

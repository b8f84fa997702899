//! Wrapped keys in the database.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::{Param, Reader, Tx};

use super::{Generation, Kek, Keyring, Part};
use crate::VaultError;
use crate::crypto::{Mac, Sealer, Secret, fresh_secret};
use crate::intake::IntakeKey;
use crate::log::HEAD;

/// The generation of the log's key: it belongs to none.
pub(crate) const OF_THE_VAULT: i64 = 0;

pub(crate) const ADD_GENERATION: &str = "INSERT INTO key_generation (generation, made_at) VALUES ($1, $2)";
pub(crate) const GENERATIONS: &str =
    "SELECT generation, progress FROM key_generation WHERE retired_at IS NULL ORDER BY generation DESC";
pub(crate) const NOTE_PROGRESS: &str = "UPDATE key_generation SET progress = $1 WHERE generation = $2";
pub(crate) const RETIRE: &str =
    "UPDATE key_generation SET retired_at = $1 WHERE generation < $2 AND retired_at IS NULL";
pub(crate) const ADD_WRAPPED: &str = "INSERT INTO wrapped_key (generation, part, kek, wrapped) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (generation, part, kek) DO NOTHING";
pub(crate) const WRAPPED: &str = "SELECT generation, part, wrapped FROM wrapped_key WHERE kek = $1 \
     ORDER BY generation DESC, part";
pub(crate) const KEKS: &str = "SELECT DISTINCT kek FROM wrapped_key ORDER BY kek";
pub(crate) const DROP_PARTS: &str = "DELETE FROM wrapped_key WHERE part = $1 AND generation < $2";
pub(crate) const DROP_OTHER_KEKS: &str = "DELETE FROM wrapped_key WHERE kek <> $1";

/// Fresh keys for a generation.
pub(crate) fn fresh_parts() -> Result<Vec<(Part, Secret)>, VaultError> {
    Part::EACH
        .into_iter()
        .map(|part| {
            Ok((part, if part == Part::Intake { IntakeKey::fresh_secret()? } else { fresh_secret()? }))
        })
        .collect()
}

/// Writes a generation with its keys, wrapped by each of the key-encryption keys.
pub(crate) async fn make_generation(
    tx: &mut Tx,
    (generation, now): (i64, i64),
    parts: &[(Part, Secret)],
    keks: &[Arc<Kek>],
) -> Result<(), VaultError> {
    tx.execute(ADD_GENERATION, &[Param::Int(generation), Param::Int(now)]).await?;
    for kek in keks {
        for (part, secret) in parts {
            store_wrapped(tx, kek, (generation, *part), secret).await?;
        }
    }
    Ok(())
}

/// Writes one key, wrapped, unless it is there.
pub(crate) async fn store_wrapped(
    tx: &mut Tx,
    kek: &Kek,
    (generation, part): (i64, Part),
    secret: &Secret,
) -> Result<(), VaultError> {
    let wrapped = kek.wrap(generation, part, secret)?;
    let params =
        [Param::Int(generation), Param::Text(part.word()), Param::Text(kek.name()), Param::Bytes(&wrapped)];
    tx.execute(ADD_WRAPPED, &params).await?;
    Ok(())
}

/// The generations in use with how far the re-encryption into each has come, the newest first.
pub(crate) async fn live_generations(reader: &mut Reader) -> Result<Vec<(i64, Option<Vec<u8>>)>, VaultError> {
    let map = |row: &db::RowRef<'_>| Ok((row.int(0)?, row.opt_bytes(1)?.map(<[u8]>::to_vec)));
    Ok(reader.query(GENERATIONS, &[], map).await?)
}

/// Every key that this key-encryption key unwraps.
pub(crate) async fn unwrap_all(
    reader: &mut Reader,
    kek: &Kek,
) -> Result<Vec<(i64, Part, Secret)>, VaultError> {
    let rows = reader
        .query(WRAPPED, &[Param::Text(kek.name())], |row| {
            Ok((row.int(0)?, row.text(1)?.to_owned(), row.bytes(2)?.to_vec()))
        })
        .await?;
    if rows.is_empty() {
        return Err(VaultError::WrongKey);
    }
    let mut keys = Vec::with_capacity(rows.len());
    for (generation, word, wrapped) in rows {
        let part = Part::of_word(&word).ok_or_else(|| VaultError::Damaged(format!("a key for {word}")))?;
        keys.push((generation, part, kek.unwrap(generation, part, &wrapped)?));
    }
    Ok(keys)
}

/// Loads the keys in use. The epoch is read first: keys that change meanwhile make it stale, which the next write sees.
pub(crate) async fn load(reader: &mut Reader, kek: &Kek) -> Result<Keyring, VaultError> {
    let epochs = reader.query(HEAD, &[], |row| row.int(2)).await?;
    let epoch = *epochs.first().ok_or_else(|| VaultError::Damaged("no head of the log".to_owned()))?;
    let mut keys: BTreeMap<(i64, &'static str), Secret> = unwrap_all(reader, kek)
        .await?
        .into_iter()
        .map(|(g, part, secret)| ((g, part.word()), secret))
        .collect();
    let log = keys
        .remove(&(OF_THE_VAULT, Part::Log.word()))
        .ok_or_else(|| VaultError::Damaged("no key of the log".to_owned()))?;
    let mut generations = Vec::new();
    for (number, _) in live_generations(reader).await? {
        // a generation that began after the keys were read is not of this epoch
        let (Some(data), Some(index)) =
            (keys.remove(&(number, Part::Data.word())), keys.remove(&(number, Part::Index.word())))
        else {
            continue;
        };
        generations.push(Arc::new(Generation { number, data: Sealer::new(&data)?, index: Mac::new(&index) }));
    }
    let mut intake: Vec<_> = keys.iter().filter(|((_, part), _)| *part == Part::Intake.word()).collect();
    intake.reverse();
    let intake = intake.into_iter().map(|(_, secret)| IntakeKey::new(secret).map(Arc::new));
    Ok(Keyring { epoch, generations, intake: intake.collect::<Result<_, _>>()?, log: Mac::new(&log) })
}

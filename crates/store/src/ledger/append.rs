//! Appending legal acts: a batch of them in one transaction, step by step, so that each stands or fails alone.

use db::{Param, Tx};
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::record::Basis;

use super::made::Made;
use crate::StoreError;

/// A request's own key, so that asking again after a broken connection does nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Chosen by the asker.
    pub key: String,
    /// SHA-256 of what is asked.
    pub digest: [u8; 32],
}

/// A legal act that was decided and is to be recorded.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// The register.
    pub register: RegisterId,
    /// The entry: a new id when the act begins one.
    pub entry: EntryId,
    /// The version that the record will have: one more than the entry was decided upon.
    pub version: i64,
    /// The act.
    pub act: Act,
    /// 効力を生ずる日.
    pub effective_on: String,
    /// Who, why, by what.
    pub basis: Basis,
    /// The line text of the act.
    pub body: String,
    /// The present before; `None` when the act begins the entry.
    pub before: Option<String>,
    /// The present after.
    pub after: String,
    /// The number that the entry is found by; used when the act begins it.
    pub number_key: String,
    /// The version whose body this act empties.
    pub erases: Option<i64>,
    /// The asker's key.
    pub idempotency: Option<Idempotency>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It stands.
    Written {
        /// The entry.
        entry: EntryId,
        /// Its version now.
        version: i64,
        /// Unix microseconds.
        recorded_at: i64,
    },
    /// The same request was carried out before.
    Repeated {
        /// The entry.
        entry: EntryId,
        /// The version it wrote then.
        version: i64,
    },
    /// Somebody was faster; the entry has another version than the decision was made upon.
    Conflict {
        /// The version it has; `None` when it does not exist.
        found: Option<i64>,
    },
    /// The number of the new entry is taken in its register.
    NumberTaken,
    /// The request's key was used for something else.
    KeyReused,
    /// It could have stood, but another act of its group could not: none of them does.
    Undone,
}

/// Instant and randomness of one commit: arguments, so that the store never asks for them itself.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Unix microseconds.
    pub recorded_at: i64,
    /// Ten random bytes for the ids of slices.
    pub random: [u8; 10],
    /// The seed of the salts.
    pub salt_seed: [u8; 32],
}

pub(crate) const ADD_KEY_ONCE: &str = "INSERT INTO idempotency \
     (register_id, actor, request_key, request_digest, entry_id, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (register_id, actor, request_key) DO NOTHING";
pub(crate) const READ_KEY: &str = "SELECT request_digest, entry_id, version FROM idempotency \
     WHERE register_id = $1 AND actor = $2 AND request_key = $3";
pub(crate) const FORGET_KEYS: &str =
    "DELETE FROM idempotency WHERE register_id = $1 AND actor = $2 AND request_key = $3";
pub(crate) const ADD_ENTRY: &str = "INSERT INTO entry (register_id, entry_id, number_key, version, present) \
     VALUES ($1, $2, $3, 1, $4) ON CONFLICT DO NOTHING";
pub(crate) const UPDATE_ENTRY: &str = "UPDATE entry SET version = $4, present = $5 \
     WHERE register_id = $1 AND entry_id = $2 AND version = $3";
pub(crate) const LOCK_ENTRY: &str =
    "UPDATE entry SET version = version WHERE register_id = $1 AND entry_id = $2";
pub(crate) const VERSION_OF: &str = "SELECT version FROM entry WHERE register_id = $1 AND entry_id = $2";
pub(crate) const ADD_BASIS: &str = "INSERT INTO basis \
     (register_id, basis_id, actor, ground, citation, rules_digest) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (register_id, basis_id) DO NOTHING";
pub(crate) const ADD_RECORD: &str = "INSERT INTO ledger \
     (register_id, entry_id, version, act, effective_on, recorded_at, basis_id, slice_id, commitment) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(crate) const ADD_BODY: &str =
    "INSERT INTO ledger_body (register_id, entry_id, version, salt, body) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const ERASE_BODY: &str = "UPDATE ledger_body SET salt = NULL, body = NULL \
     WHERE register_id = $1 AND entry_id = $2 AND version = $3";
pub(crate) const ADD_SLICE: &str = "INSERT INTO slice \
     (register_id, slice_id, records, first_entry, last_entry, refs) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const ADD_PENDING: &str = "INSERT INTO slice_pending (register_id, slice_id) VALUES ($1, $2)";

/// Records a batch in the given transaction; each record stands or fails alone. No entry and no request key may occur
/// twice in a batch (the writer sees to that).
///
/// # Errors
/// The engine's: then nothing of the batch stands.
pub async fn append(tx: &mut Tx, batch: &[NewRecord], stamp: &Stamp) -> Result<Vec<Appended>, StoreError> {
    let mut outcome: Vec<Option<Appended>> = vec![None; batch.len()];
    claim_keys(tx, batch, stamp, &mut outcome).await?;
    write_entries(tx, batch, &mut outcome).await?;
    let winners: Vec<&NewRecord> =
        batch.iter().zip(&outcome).filter(|(_, o)| o.is_none()).map(|(record, _)| record).collect();
    tx.execute_each(&Made::of(&winners, stamp).statements()).await?;
    erase(tx, &winners).await?;
    let written = |r: &NewRecord| Appended::Written {
        entry: r.entry,
        version: r.version,
        recorded_at: stamp.recorded_at,
    };
    Ok(batch.iter().zip(outcome).map(|(record, o)| o.unwrap_or_else(|| written(record))).collect())
}

type Outcomes = [Option<Appended>];

/// Takes the request keys; where one is taken, the earlier answer is the answer.
async fn claim_keys(
    tx: &mut Tx,
    batch: &[NewRecord],
    stamp: &Stamp,
    outcome: &mut Outcomes,
) -> Result<(), StoreError> {
    let keyed: Vec<(usize, &NewRecord, &Idempotency)> = batch
        .iter()
        .enumerate()
        .filter_map(|(index, record)| Some((index, record, record.idempotency.as_ref()?)))
        .collect();
    let rows: Vec<_> = keyed.iter().map(|(_, record, key)| key_row(record, key, stamp).to_vec()).collect();
    let counts = tx.execute_many(ADD_KEY_ONCE, &rows).await?;
    for ((index, record, key), _) in keyed.iter().zip(counts).filter(|(_, count)| *count == 0) {
        let params =
            [Param::Int(record.register.stored()), Param::Text(&record.basis.actor), Param::Text(&key.key)];
        let earlier = tx
            .query(READ_KEY, &params, |row| {
                Ok((crate::fixed::<32>(row, 0)?, crate::entry_id(row, 1)?, row.int(2)?))
            })
            .await?;
        if let (Some(place), Some((digest, entry, version))) =
            (outcome.get_mut(*index), earlier.into_iter().next())
        {
            let same = digest == key.digest;
            *place = Some(if same { Appended::Repeated { entry, version } } else { Appended::KeyReused });
        }
    }
    Ok(())
}

/// Writes the present of each entry, under the condition that it is still at the version decided upon.
async fn write_entries(tx: &mut Tx, batch: &[NewRecord], outcome: &mut Outcomes) -> Result<(), StoreError> {
    let open = |begins: bool, outcome: &Outcomes| -> Vec<usize> {
        let waiting = batch.iter().zip(outcome).enumerate();
        let mut places: Vec<(usize, &NewRecord)> = waiting
            .filter(|(_, (record, o))| o.is_none() && record.before.is_none() == begins)
            .map(|(index, (record, _))| (index, record))
            .collect();
        // One order for all transactions: two batches that touch the same entries wait, but never for each other.
        places.sort_by_key(|(_, record)| (record.register, record.entry));
        places.into_iter().map(|(index, _)| index).collect()
    };
    let at = |index: &usize| batch.get(*index);
    let new = open(true, outcome);
    let rows: Vec<_> = new
        .iter()
        .filter_map(at)
        .map(|r| {
            vec![
                Param::Int(r.register.stored()),
                Param::Bytes(r.entry.stored()),
                Param::Text(&r.number_key),
                Param::Text(&r.after),
            ]
        })
        .collect();
    let mut lost = Vec::new();
    for (index, _) in
        new.iter().zip(tx.execute_many(ADD_ENTRY, &rows).await?).filter(|(_, count)| *count == 0)
    {
        lost.push((*index, Appended::NumberTaken));
    }
    let old = open(false, outcome);
    let rows: Vec<_> = old.iter().filter_map(at).map(|record| update_row(record).to_vec()).collect();
    for (index, _) in
        old.iter().zip(tx.execute_many(UPDATE_ENTRY, &rows).await?).filter(|(_, count)| *count == 0)
    {
        let Some(record) = at(index) else { continue };
        let params = [Param::Int(record.register.stored()), Param::Bytes(record.entry.stored())];
        let found = tx.query(VERSION_OF, &params, |row| row.int(0)).await?;
        lost.push((*index, Appended::Conflict { found: found.first().copied() }));
    }
    forget_keys_of(tx, batch, &lost).await?;
    for (index, how) in lost {
        if let Some(place) = outcome.get_mut(index) {
            *place = Some(how);
        }
    }
    Ok(())
}

/// What did not happen keeps no request key: the asker may decide anew and ask with the same one.
async fn forget_keys_of(
    tx: &mut Tx,
    batch: &[NewRecord],
    lost: &[(usize, Appended)],
) -> Result<(), StoreError> {
    let rows: Vec<_> = lost
        .iter()
        .filter_map(|(index, _)| batch.get(*index))
        .filter_map(|r| {
            let key = &r.idempotency.as_ref()?.key;
            Some(vec![Param::Int(r.register.stored()), Param::Text(&r.basis.actor), Param::Text(key)])
        })
        .collect();
    tx.execute_many(FORGET_KEYS, &rows).await?;
    Ok(())
}

/// The row of a request key.
pub(super) fn key_row<'r>(record: &'r NewRecord, key: &'r Idempotency, stamp: &Stamp) -> [Param<'r>; 7] {
    [
        Param::Int(record.register.stored()),
        Param::Text(&record.basis.actor),
        Param::Text(&key.key),
        Param::Bytes(&key.digest),
        Param::Bytes(record.entry.stored()),
        Param::Int(record.version),
        Param::Int(stamp.recorded_at),
    ]
}

/// The new present, under the condition that the entry is still at the version decided upon.
pub(super) fn update_row(record: &NewRecord) -> [Param<'_>; 5] {
    [
        Param::Int(record.register.stored()),
        Param::Bytes(record.entry.stored()),
        Param::Int(record.version - 1),
        Param::Int(record.version),
        Param::Text(&record.after),
    ]
}

/// What an erasure empties.
pub(super) fn erasure(record: &NewRecord) -> Option<Vec<Param<'_>>> {
    let version = Param::Int(record.erases?);
    Some(vec![Param::Int(record.register.stored()), Param::Bytes(record.entry.stored()), version])
}

async fn erase(tx: &mut Tx, winners: &[&NewRecord]) -> Result<(), StoreError> {
    let erasures: Vec<_> = winners.iter().filter_map(|record| erasure(record)).collect();
    // A record that says that it emptied a body, and did not, would be a lie for ever.
    if tx.execute_many(ERASE_BODY, &erasures).await?.contains(&0) {
        let why = "an erasure names a record that is not there / 消去する記録がありません";
        return Err(db::DbError::Constraint(why.to_owned()).into());
    }
    Ok(())
}

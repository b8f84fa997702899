//! Appending legal acts: a batch of them in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use db::{Param, Tx};
use registry::act::Act;
use registry::ids::{EntryId, RegisterId};
use registry::record::{Basis, RecordHead, Salts, basis_id};

use crate::{StoreError, credential, search};

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
    write_records(tx, &winners, stamp).await?;
    write_search_keys(tx, &winners).await?;
    credential::mark(tx, &winners, stamp.recorded_at).await?;
    let at = stamp.recorded_at;
    let written = |r: &NewRecord| Appended::Written { entry: r.entry, version: r.version, recorded_at: at };
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
    let rows: Vec<_> = keyed
        .iter()
        .map(|(_, record, key)| {
            vec![
                Param::Int(record.register.stored()),
                Param::Text(&record.basis.actor),
                Param::Text(&key.key),
                Param::Bytes(&key.digest),
                Param::Bytes(record.entry.stored()),
                Param::Int(record.version),
                Param::Int(stamp.recorded_at),
            ]
        })
        .collect();
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
    let rows: Vec<_> = old
        .iter()
        .filter_map(at)
        .map(|r| {
            vec![
                Param::Int(r.register.stored()),
                Param::Bytes(r.entry.stored()),
                Param::Int(r.version - 1),
                Param::Int(r.version),
                Param::Text(&r.after),
            ]
        })
        .collect();
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

async fn write_records(tx: &mut Tx, winners: &[&NewRecord], stamp: &Stamp) -> Result<(), StoreError> {
    let mut salts = Salts::from_seed(stamp.salt_seed);
    let mut by_register: BTreeMap<RegisterId, Vec<&NewRecord>> = BTreeMap::new();
    for record in winners {
        by_register.entry(record.register).or_default().push(record);
    }
    for (offset, (register, mut records)) in (0..).zip(by_register) {
        records.sort_by_key(|r| (r.entry, r.version));
        let slice = EntryId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random)
            .following(offset);
        let digests: Vec<[u8; 32]> = records.iter().map(|r| r.basis.digest()).collect();
        let salts: Vec<[u8; 16]> = records.iter().map(|_| salts.draw()).collect();
        write_bases(tx, register, &records, &digests).await?;
        write_ledger(tx, &records, &digests, &salts, (slice, stamp.recorded_at)).await?;
        write_slice(tx, register, slice, &records).await?;
    }
    let erasures: Vec<_> = winners
        .iter()
        .filter_map(|r| {
            let version = Param::Int(r.erases?);
            Some(vec![Param::Int(r.register.stored()), Param::Bytes(r.entry.stored()), version])
        })
        .collect();
    // A record that says that it emptied a body, and did not, would be a lie for ever.
    if tx.execute_many(ERASE_BODY, &erasures).await?.contains(&0) {
        let why = "an erasure names a record that is not there / 消去する記録がありません";
        return Err(db::DbError::Constraint(why.to_owned()).into());
    }
    Ok(())
}

async fn write_bases(
    tx: &mut Tx,
    register: RegisterId,
    records: &[&NewRecord],
    digests: &[[u8; 32]],
) -> Result<(), StoreError> {
    let mut seen = BTreeSet::new();
    let fresh: Vec<(&Basis, [u8; 16])> = records
        .iter()
        .zip(digests)
        .map(|(record, digest)| (&record.basis, basis_id(digest)))
        .filter(|(_, id)| seen.insert(*id))
        .collect();
    let rows: Vec<_> = fresh
        .iter()
        .map(|(basis, id)| {
            vec![
                Param::Int(register.stored()),
                Param::Bytes(id),
                Param::Text(&basis.actor),
                Param::Text(&basis.ground),
                Param::Text(&basis.citation),
                Param::Bytes(&basis.rules_digest),
            ]
        })
        .collect();
    tx.execute_many(ADD_BASIS, &rows).await?;
    Ok(())
}

async fn write_ledger(
    tx: &mut Tx,
    records: &[&NewRecord],
    digests: &[[u8; 32]],
    salts: &[[u8; 16]],
    (slice, recorded_at): (EntryId, i64),
) -> Result<(), StoreError> {
    let heads: Vec<([u8; 16], [u8; 32])> = records
        .iter()
        .zip(digests)
        .zip(salts)
        .map(|((record, digest), salt)| {
            let head = RecordHead {
                register: record.register,
                entry: record.entry,
                version: record.version,
                act: record.act.code(),
                effective_on: &record.effective_on,
                recorded_at,
                basis: digest,
            };
            (basis_id(digest), head.commitment(salt, &record.body))
        })
        .collect();
    let key = |r: &NewRecord| (Param::Int(r.register.stored()), Param::Int(r.version));
    let ledger: Vec<_> = records
        .iter()
        .zip(&heads)
        .map(|(record, (basis, commitment))| {
            let (register, version) = key(record);
            vec![
                register,
                Param::Bytes(record.entry.stored()),
                version,
                Param::Text(record.act.code()),
                Param::Text(&record.effective_on),
                Param::Int(recorded_at),
                Param::Bytes(basis),
                Param::Bytes(slice.stored()),
                Param::Bytes(commitment),
            ]
        })
        .collect();
    tx.execute_many(ADD_RECORD, &ledger).await?;
    let bodies: Vec<_> = records
        .iter()
        .zip(salts)
        .map(|(record, salt)| {
            let (register, version) = key(record);
            vec![
                register,
                Param::Bytes(record.entry.stored()),
                version,
                Param::Bytes(salt),
                Param::Text(&record.body),
            ]
        })
        .collect();
    tx.execute_many(ADD_BODY, &bodies).await?;
    Ok(())
}

async fn write_slice(
    tx: &mut Tx,
    register: RegisterId,
    slice: EntryId,
    records: &[&NewRecord],
) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(()) };
    let mut refs = Vec::with_capacity(records.len() * 20);
    for record in records {
        refs.extend_from_slice(record.entry.stored());
        refs.extend_from_slice(&u32::try_from(record.version).unwrap_or(u32::MAX).to_be_bytes());
    }
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(slice.stored()),
        Param::Int(i64::try_from(records.len()).unwrap_or(i64::MAX)),
        Param::Bytes(first.entry.stored()),
        Param::Bytes(last.entry.stored()),
        Param::Bytes(&refs),
    ];
    tx.execute(ADD_SLICE, &params).await?;
    tx.execute(ADD_PENDING, &[Param::Int(register.stored()), Param::Bytes(slice.stored())]).await?;
    Ok(())
}

async fn write_search_keys(tx: &mut Tx, winners: &[&NewRecord]) -> Result<(), StoreError> {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for record in winners {
        let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
        if let Some(text) = &record.before {
            search::keys_of(text, |key| _ = before.insert(key));
        }
        search::keys_of(&record.after, |key| _ = after.insert(key));
        gone.extend(before.difference(&after).map(|key| (*record, key.clone())));
        come.extend(after.difference(&before).map(|key| (*record, key.clone())));
    }
    tx.execute_many(search::REMOVE, &key_rows(&gone)).await?;
    tx.execute_many(search::ADD, &key_rows(&come)).await?;
    Ok(())
}

fn key_rows<'a>(changes: &'a [(&NewRecord, String)]) -> Vec<Vec<Param<'a>>> {
    changes
        .iter()
        .map(|(r, key)| {
            vec![Param::Int(r.register.stored()), Param::Text(key), Param::Bytes(r.entry.stored())]
        })
        .collect()
}

//! The search keys of an import: made from the file, sorted, and merged when all entries are there.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::{BulkRows, Column, Db, DbError, Param};
use registry::ids::{EntryId, RegisterId};

use super::{ImportJob, write_job};
use crate::{StoreError, ledger, search};

const KEYS: &[Column] = &[Column::int("register_id"), Column::text("key"), Column::bytes("entry_id")];

/// Search keys in ascending order, for one commit.
#[derive(Debug)]
pub struct SortedKeys {
    rows: BulkRows,
    register: RegisterId,
    last: Option<(String, EntryId)>,
}

impl SortedKeys {
    /// None yet.
    #[must_use]
    pub const fn new(register: RegisterId) -> Self {
        Self { rows: BulkRows::new("search_key", KEYS), register, last: None }
    }

    /// Adds one; they must come ascending.
    pub fn add(&mut self, key: &str, entry: EntryId) {
        self.rows.row().int(self.register.stored()).text(key).bytes(entry.stored());
        match &mut self.last {
            Some((text, id)) => {
                text.clear();
                text.push_str(key);
                *id = entry;
            }
            None => self.last = Some((key.to_owned(), entry)),
        }
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Writes a run of keys and how far they have come. An entry may have been corrected since its keys were made: a key
/// that its correction wrote already is no fault, and [`settle_keys`] puts the rest right.
///
/// # Errors
/// The engine's.
pub async fn write_keys(db: &Db, keys: SortedKeys, job: &mut ImportJob) -> Result<(), StoreError> {
    job.keyed.clone_from(&keys.last);
    let keys = Arc::new(keys);
    match write_run(db, &keys, job, false).await {
        Err(StoreError::Db(DbError::Constraint(_))) => write_run(db, &keys, job, true).await,
        other => other,
    }
}

async fn write_run(
    db: &Db,
    keys: &Arc<SortedKeys>,
    job: &ImportJob,
    only_missing: bool,
) -> Result<(), StoreError> {
    let (keys, state) = (Arc::clone(keys), job.clone());
    db.transact("import-keys", move |tx| {
        let (keys, job) = (Arc::clone(&keys), state.clone());
        Box::pin(async move {
            if only_missing {
                tx.bulk_missing(&keys.rows).await?;
            } else {
                tx.bulk(&keys.rows).await?;
            }
            write_job(tx, &job).await
        })
    })
    .await
}

pub(crate) const ACTS_SINCE: &str =
    "SELECT refs FROM slice WHERE register_id = $1 AND slice_id >= $2 AND refs IS NOT NULL";
pub(crate) const BEFORE_AND_NOW: &str = "SELECT b.body, e.present FROM entry e JOIN ledger_body b \
     ON b.register_id = e.register_id AND b.entry_id = e.entry_id AND b.version = 1 \
     WHERE e.register_id = $1 AND e.entry_id = $2";

/// The clocks of two programs may differ by this much; looking further back costs a little and does no harm.
const CLOCK_MARGIN_MICROS: i64 = 86_400_000_000;

/// Brings the keys of those imported entries up to date upon which acts were recorded while the import ran: to be
/// called when all runs are written, before the job is finished. Gives how many there were. Calling again does no harm.
///
/// # Errors
/// The engine's.
pub async fn settle_keys(db: &Db, job: &ImportJob) -> Result<usize, StoreError> {
    let (Some(first), Some(last)) = (job.first_entry, job.last_entry) else { return Ok(0) };
    let since = u64::try_from((job.started_at - CLOCK_MARGIN_MICROS) / 1_000).unwrap_or(0);
    let since = EntryId::new(since, [0; 10]);
    let params = [Param::Int(job.register.stored()), Param::Bytes(since.stored())];
    let mut touched = BTreeSet::new();
    db.reader()
        .await?
        .for_each(ACTS_SINCE, &params, |row| {
            let (refs, _) = row.bytes(0)?.as_chunks::<20>();
            let entries = refs.iter().filter_map(|packed| EntryId::from_stored(packed.split_at(16).0));
            touched.extend(entries.filter(|entry| (first..=last).contains(entry)));
            Ok(())
        })
        .await?;
    for entry in &touched {
        settle_entry(db, (job.register, *entry)).await?;
    }
    Ok(touched.len())
}

async fn settle_entry(db: &Db, (register, entry): (RegisterId, EntryId)) -> Result<(), StoreError> {
    db.transact("settle-keys", move |tx| {
        Box::pin(async move {
            // Until this commits no act changes the entry, so the present that is read is the present that is keyed.
            ledger::lock(tx, register, entry).await?;
            let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
            let texts = tx
                .query(BEFORE_AND_NOW, &params, |row| {
                    Ok((row.opt_text(0)?.map(str::to_owned), row.text(1)?.to_owned()))
                })
                .await?;
            let (mut before, mut now) = (BTreeSet::new(), BTreeSet::new());
            for (body, present) in &texts {
                search::keys_of(body.as_deref().unwrap_or_default(), |key| _ = before.insert(key));
                search::keys_of(present, |key| _ = now.insert(key));
            }
            let row =
                |key| vec![Param::Int(register.stored()), Param::Text(key), Param::Bytes(entry.stored())];
            let gone: Vec<_> = before.difference(&now).map(|key| row(key.as_str())).collect();
            let come: Vec<_> = now.iter().map(|key| row(key.as_str())).collect();
            tx.execute_many(search::REMOVE, &gone).await?;
            tx.execute_many(search::ADD, &come).await?;
            Ok(())
        })
    })
    .await
}

/// The keys of an entry's text, for the sort.
pub fn keys_of(present: &str, see: impl FnMut(String)) {
    search::keys_of(present, see);
}

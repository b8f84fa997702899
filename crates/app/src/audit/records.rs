//! Register by register: ledger rows, bodies and the present, in three scans side by side.

use std::sync::atomic::Ordering;

use db::Reader;
use registry::ids::{EntryId, RegisterId};
use store::audit as read;
use store::register::Register;

use super::Shared;
use super::entry::EntryView;
use super::finding::{Finding, register_place};
use super::known::{Known, check_bases};
use super::rows::{BodyRow, EntryRow, LedgerRow, Rows, beyond};
use super::sums::Sums;
use crate::AppError;

/// Ledger rows at a time: some hundredths of a second on either engine, and some ten megabytes.
const RECORDS_AT_ONCE: u32 = 8_192;

/// What the entries of a register are found by, summed up while they were read.
#[derive(Debug)]
pub(super) struct Derived {
    pub(super) keys: Sums,
    pub(super) numbers: Sums,
}

impl Derived {
    pub(super) fn new(shared: &Shared) -> Self {
        Self { keys: Sums::new(&shared.hasher), numbers: Sums::new(&shared.hasher) }
    }

    fn add(&mut self, rows: &Rows, entry: &EntryRow) {
        let id = entry.entry;
        store::import::keys_of(rows.texts.get(entry.present), |key| self.keys.add(&key, id));
        self.numbers.add(rows.texts.get(entry.number_key), id);
    }
}

/// Checks all entries of a register, and its bases.
pub(super) async fn check_register(shared: &Shared, register: &Register) -> Result<Derived, AppError> {
    let mut reader = shared.db.reader().await?;
    check_bases(shared, &mut reader, register).await?;
    let (mut derived, mut known, mut rows) = (Derived::new(shared), Known::default(), Rows::default());
    let (mut after, mut limit) = (EntryId::LEAST, RECORDS_AT_ONCE);
    loop {
        rows.clear();
        let slice = read_slice(shared, &mut reader, register, (after, limit), &mut rows).await?;
        let upto = match slice {
            Slice::Upto(upto) => upto,
            // One entry fills the slice: a longer one must hold it.
            Slice::TooShort => {
                limit = limit.saturating_mul(2);
                continue;
            }
            Slice::Unreadable => return Ok(derived),
        };
        known.learn(shared, &mut reader, register, &rows.ledger).await?;
        check_slice(shared, &mut reader, register, (&rows, &mut known, &mut derived)).await?;
        if upto == beyond() {
            return Ok(derived);
        }
        (after, limit) = (upto, RECORDS_AT_ONCE);
    }
}

/// How far a slice goes.
enum Slice {
    Upto(EntryId),
    TooShort,
    Unreadable,
}

async fn read_slice(
    shared: &Shared,
    reader: &mut Reader,
    register: &Register,
    (after, limit): (EntryId, u32),
    rows: &mut Rows,
) -> Result<Slice, AppError> {
    let place = |table: &str| format!("{} {table} after entry {after}", register_place(register));
    let mut seen = 0;
    let ledger = read::ledger_rows(reader, register.id, after, limit, |row| {
        seen += 1;
        rows.take_ledger(None, row);
        Ok(())
    });
    let ledger = ledger.await;
    if shared.findings.readable(|| place("ledger"), ledger)?.is_none() {
        return Ok(Slice::Unreadable);
    }
    let upto = if seen < limit {
        beyond()
    } else {
        match keep_whole_entries(rows) {
            Some(last) => last,
            None => return Ok(Slice::TooShort),
        }
    };
    // Twice as many leave room for what is too many; more than that is one finding and not a full memory.
    let most = limit.saturating_mul(2);
    let mut bodies = 0;
    let outcome = read::body_rows(reader, register.id, (after, upto), most, |row| {
        bodies += 1;
        rows.take_body(None, row, 3);
        Ok(())
    });
    let outcome = outcome.await;
    let bodies_read = shared.findings.readable(|| place("ledger_body"), outcome)?;
    let mut entries = 0;
    let outcome = read::entry_rows(reader, register.id, (after, upto), most, |row| {
        entries += 1;
        rows.take_entry(None, row);
        Ok(())
    });
    let outcome = outcome.await;
    let entries_read = shared.findings.readable(|| place("entry"), outcome)?;
    for (table, count) in
        [("ledger_body", bodies), ("entry", entries)].into_iter().filter(|(_, n)| *n >= most)
    {
        let words = format!("about as many rows as the ledger ({seen})");
        shared.findings.add(Finding::new("rows-stray", place(table), words, format!("{count} or more")));
    }
    if bodies_read.is_none() || entries_read.is_none() {
        // What is not there cannot be compared; the place was said.
        rows.clear();
    }
    Ok(Slice::Upto(upto))
}

/// Takes away the last entry of a full slice, which may go on behind it. Gives the last one that stays.
fn keep_whole_entries(rows: &mut Rows) -> Option<EntryId> {
    let cut = rows.ledger.last()?.entry;
    let keep = rows.ledger.partition_point(|row| row.entry < cut);
    rows.ledger.truncate(keep);
    rows.ledger.last().map(|row| row.entry)
}

/// The part of the rows that belongs to an entry, taken off their front.
fn take_of<'a, T>(rows: &mut &'a [T], entry: EntryId, id: impl Fn(&T) -> EntryId) -> &'a [T] {
    let count = rows.iter().take_while(|row| id(row) == entry).count();
    let (taken, rest) = rows.split_at(count);
    *rows = rest;
    taken
}

async fn check_slice(
    shared: &Shared,
    reader: &mut Reader,
    register: &Register,
    (rows, known, derived): (&Rows, &mut Known, &mut Derived),
) -> Result<(), AppError> {
    for (table, words) in &rows.misplaced {
        let place = format!("{} {table} {words}", register_place(register));
        shared.findings.add(Finding::new("row-misplaced", place, "a key in its order", "another"));
    }
    let suspicious = suspicious_entries(register, (rows, known), derived);
    shared.records.fetch_add(u64::try_from(rows.ledger.len()).unwrap_or(0), Ordering::Relaxed);
    shared.entries.fetch_add(u64::try_from(rows.entries.len()).unwrap_or(0), Ordering::Relaxed);
    for entry in suspicious {
        if shared.findings.is_full() {
            shared.findings.add_uncounted();
        } else {
            settle(shared, reader, register, entry, known).await?;
        }
    }
    Ok(())
}

fn suspicious_entries(
    register: &Register,
    (rows, known): (&Rows, &Known),
    derived: &mut Derived,
) -> Vec<EntryId> {
    let (mut ledger, mut bodies, mut entries) = (&rows.ledger[..], &rows.bodies[..], &rows.entries[..]);
    let mut suspicious = Vec::new();
    loop {
        let heads = [
            ledger.first().map(|row: &LedgerRow| row.entry),
            bodies.first().map(|row: &BodyRow| row.entry),
            entries.first().map(|row: &EntryRow| row.entry),
        ];
        let Some(entry) = heads.into_iter().flatten().min() else { return suspicious };
        let view = EntryView {
            register,
            entry,
            ledger: take_of(&mut ledger, entry, |row| row.entry),
            bodies: take_of(&mut bodies, entry, |row| row.entry),
            present: take_of(&mut entries, entry, |row| row.entry).first(),
            texts: &rows.texts,
            known,
        };
        view.present.inspect(|row| derived.add(rows, row));
        if !view.is_clean() {
            suspicious.push(entry);
        }
    }
}

/// Looks at a suspicious entry alone, all of it as of one instant: the three scans may have met an act half way.
pub(super) async fn settle(
    shared: &Shared,
    reader: &mut Reader,
    register: &Register,
    entry: EntryId,
    known: &mut Known,
) -> Result<(), AppError> {
    let mut rows = Rows::default();
    if !read_whole(shared, reader, register, (entry, &mut rows)).await? {
        return Ok(());
    }
    known.learn(shared, reader, register, &rows.ledger).await?;
    let view = view_of(register, entry, (&rows, known));
    let (findings, comparable) = view.examine();
    findings.into_iter().for_each(|finding| shared.findings.add(finding));
    if !comparable {
        shared.unknowable.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Reads everything of an entry; gives whether it could be read.
async fn read_whole(
    shared: &Shared,
    reader: &mut Reader,
    register: &Register,
    (entry, rows): (EntryId, &mut Rows),
) -> Result<bool, AppError> {
    let whole = read::whole_entry(reader, register.id, entry, |row| {
        match row.int(0)? {
            1 => rows.take_entry(Some(entry), row),
            2 => rows.take_ledger(Some(entry), row),
            _ => rows.take_body(Some(entry), row, 5),
        }
        Ok(())
    });
    let whole = whole.await;
    let place = || format!("{} entry {entry}", register_place(register));
    Ok(shared.findings.readable(place, whole)?.is_some())
}

fn view_of<'a>(
    register: &'a Register,
    entry: EntryId,
    (rows, known): (&'a Rows, &'a Known),
) -> EntryView<'a> {
    let (ledger, bodies, texts) = (&rows.ledger, &rows.bodies, &rows.texts);
    EntryView { register, entry, present: rows.entries.first(), ledger, bodies, texts, known }
}

/// The commitment of a record computed from what stands in the database now; `None` when it cannot be.
pub(super) async fn recompute(
    shared: &Shared,
    reader: &mut Reader,
    (register, entry, version): (RegisterId, EntryId, i64),
) -> Result<Option<[u8; 32]>, AppError> {
    let Some(register) = shared.register(register) else { return Ok(None) };
    let (mut rows, mut known) = (Rows::default(), Known::default());
    if !read_whole(shared, reader, register, (entry, &mut rows)).await? {
        return Ok(None);
    }
    known.learn(shared, reader, register, &rows.ledger).await?;
    Ok(view_of(register, entry, (&rows, &known)).recompute(version))
}

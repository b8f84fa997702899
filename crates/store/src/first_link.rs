//! The desk's queue of the first link in bulk, and what a slice of a register needs to know before anybody is asked.

use std::collections::{BTreeMap, BTreeSet};

use db::{DbError, Param, Reader, RowRef, Tx};
use registry::ids::{EntryId, RegisterId};
use registry::linking::in_bulk::{Answer, DeskReason, ItemSet};

use crate::holder::NumberRef;
use crate::{StoreError, entry_id, fixed};

/// An entry that waits for an officer, or had an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeskRow {
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// Why it waits.
    pub reason: DeskReason,
    /// The number that came with a report: the vault's handle, and how it was proved.
    pub given: Option<(NumberRef, String)>,
    /// The report's items, as a line text; empty without one.
    pub report: String,
    /// The day of the report, ISO.
    pub reported_on: String,
    /// Since when it waits, Unix microseconds.
    pub at: i64,
    /// Who let it be compared.
    pub by: String,
    /// The officer's answer, if there was one.
    pub answered: Option<Answered>,
}

/// An officer's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// What.
    pub answer: Answer,
    /// When, Unix microseconds.
    pub at: i64,
    /// Who.
    pub by: String,
    /// On what ground.
    pub ground: String,
}

pub(crate) const QUEUE: &str = "INSERT INTO first_link_desk (register_id, entry_id, reason, items, number_ref, \
     number_way, report, reported_on, queued_at, queued_by, answer, answered_at, answered_by, ground) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', NULL, '', '') \
     ON CONFLICT (register_id, entry_id) DO UPDATE SET reason = excluded.reason, items = excluded.items, \
     number_ref = excluded.number_ref, number_way = excluded.number_way, report = excluded.report, \
     reported_on = excluded.reported_on, queued_at = excluded.queued_at, queued_by = excluded.queued_by \
     WHERE first_link_desk.answer = ''";
pub(crate) const UNQUEUE: &str =
    "DELETE FROM first_link_desk WHERE register_id = $1 AND entry_id = $2 AND answer = ''";
pub(crate) const ONE: &str = "SELECT register_id, entry_id, reason, items, number_ref, number_way, report, \
     reported_on, queued_at, queued_by, answer, answered_at, answered_by, ground FROM first_link_desk \
     WHERE register_id = $1 AND entry_id = $2";
// An entry that was linked meanwhile by another way waits for nobody, unless a number was given that is not noted there.
pub(crate) const WAITING: &str = "SELECT d.register_id, d.entry_id, d.reason, d.items, d.number_ref, d.number_way, \
     d.report, d.reported_on, d.queued_at, d.queued_by, d.answer, d.answered_at, d.answered_by, d.ground \
     FROM first_link_desk d LEFT JOIN entry_holder h ON h.register_id = d.register_id AND h.entry_id = d.entry_id \
     WHERE d.register_id = $1 AND d.answer = '' AND d.reason = $2 AND d.entry_id > $3 \
     AND (h.entry_id IS NULL OR (d.number_ref IS NOT NULL \
     AND (h.number_ref IS NULL OR h.number_ref <> d.number_ref OR h.number_fact <> 'given'))) \
     ORDER BY d.entry_id LIMIT $4";
pub(crate) const COUNTS: &str = "SELECT d.reason, COUNT(*) FROM first_link_desk d LEFT JOIN entry_holder h \
     ON h.register_id = d.register_id AND h.entry_id = d.entry_id \
     WHERE d.register_id = $1 AND d.answer = '' \
     AND (h.entry_id IS NULL OR (d.number_ref IS NOT NULL \
     AND (h.number_ref IS NULL OR h.number_ref <> d.number_ref OR h.number_fact <> 'given'))) \
     GROUP BY d.reason ORDER BY d.reason";
pub(crate) const LINKED_BETWEEN: &str = "SELECT entry_id FROM entry_holder \
     WHERE register_id = $1 AND entry_id >= $2 AND entry_id <= $3";
pub(crate) const QUEUED_BETWEEN: &str = "SELECT entry_id FROM first_link_desk \
     WHERE register_id = $1 AND entry_id >= $2 AND entry_id <= $3";
pub(crate) const ANSWER: &str = "UPDATE first_link_desk SET answer = $3, answered_at = $4, answered_by = $5, \
     ground = $6, report = '' WHERE register_id = $1 AND entry_id = $2 AND answer IN ('', 'ask-holder')";

/// Lets entries wait, or wait anew for another reason. What an officer answered stays.
///
/// # Errors
/// The engine's.
pub async fn queue(tx: &mut Tx, rows: &[DeskRow]) -> Result<(), StoreError> {
    let items: Vec<String> = rows.iter().map(|row| row.reason.items().codes()).collect();
    let sets: Vec<_> = rows
        .iter()
        .zip(&items)
        .map(|(row, items)| {
            let (number, way) = match &row.given {
                Some((number, way)) => (Param::Bytes(number), way.as_str()),
                None => (Param::Null, ""),
            };
            vec![
                Param::Int(row.register.stored()),
                Param::Bytes(row.entry.stored()),
                Param::Text(row.reason.code()),
                Param::Text(items),
                number,
                Param::Text(way),
                Param::Text(&row.report),
                Param::Text(&row.reported_on),
                Param::Int(row.at),
                Param::Text(&row.by),
            ]
        })
        .collect();
    tx.execute_many(QUEUE, &sets).await?;
    Ok(())
}

/// Lets entries wait no longer: they were linked. What an officer answered stays.
///
/// # Errors
/// The engine's.
pub async fn unqueue(tx: &mut Tx, entries: &[(RegisterId, EntryId)]) -> Result<(), StoreError> {
    let sets: Vec<_> = entries
        .iter()
        .map(|(register, entry)| vec![Param::Int(register.stored()), Param::Bytes(entry.stored())])
        .collect();
    tx.execute_many(UNQUEUE, &sets).await?;
    Ok(())
}

/// Keeps an officer's answer; tells whether the entry waited for one.
///
/// # Errors
/// The engine's.
pub async fn answer(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    answered: &Answered,
) -> Result<bool, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(entry.stored()),
        Param::Text(answered.answer.code()),
        Param::Int(answered.at),
        Param::Text(&answered.by),
        Param::Text(&answered.ground),
    ];
    Ok(tx.execute(ANSWER, &params).await? > 0)
}

/// The rows of entries, in the order asked; in one flight.
///
/// # Errors
/// The engine's.
pub async fn of_entries(
    reader: &mut Reader,
    entries: &[(RegisterId, EntryId)],
) -> Result<Vec<DeskRow>, StoreError> {
    let sets: Vec<_> = entries
        .iter()
        .map(|(register, entry)| vec![Param::Int(register.stored()), Param::Bytes(entry.stored())])
        .collect();
    Ok(reader.query_many(ONE, &sets, |_, row| map(row)).await?)
}

/// Those that wait for one reason, in the order of entries, after one of them.
///
/// # Errors
/// The engine's.
pub async fn waiting(
    reader: &mut Reader,
    register: RegisterId,
    reason: DeskReason,
    (after, limit): (EntryId, u32),
) -> Result<Vec<DeskRow>, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Text(reason.code()),
        Param::Bytes(after.stored()),
        Param::Int(i64::from(limit)),
    ];
    Ok(reader.query(WAITING, &params, map).await?)
}

/// How many of a register wait, by reason.
///
/// # Errors
/// The engine's.
pub async fn counts(reader: &mut Reader, register: RegisterId) -> Result<BTreeMap<String, u64>, StoreError> {
    let count = |row: &RowRef<'_>| Ok((row.text(0)?.to_owned(), u64::try_from(row.int(1)?).unwrap_or(0)));
    Ok(reader.query(COUNTS, &[Param::Int(register.stored())], count).await?.into_iter().collect())
}

/// The entries of a stretch of a register that are linked or were queued: they are not asked for again.
///
/// # Errors
/// The engine's.
pub async fn settled_between(
    reader: &mut Reader,
    register: RegisterId,
    (first, last): (EntryId, EntryId),
) -> Result<(BTreeSet<EntryId>, BTreeSet<EntryId>), StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(first.stored()), Param::Bytes(last.stored())];
    let linked = reader.query(LINKED_BETWEEN, &params, |row| entry_id(row, 0)).await?;
    let queued = reader.query(QUEUED_BETWEEN, &params, |row| entry_id(row, 0)).await?;
    Ok((linked.into_iter().collect(), queued.into_iter().collect()))
}

fn map(row: &RowRef<'_>) -> Result<DeskRow, DbError> {
    let unreadable = |column| DbError::Column { column, detail: "an unknown word".to_owned() };
    let given = match row.opt_bytes(4)? {
        Some(_) => Some((fixed(row, 4)?, row.text(5)?.to_owned())),
        None => None,
    };
    let answered = match (Answer::of_code(row.text(10)?), row.opt_int(11)?) {
        (Some(answer), Some(at)) => {
            Some(Answered { answer, at, by: row.text(12)?.to_owned(), ground: row.text(13)?.to_owned() })
        }
        _ => None,
    };
    Ok(DeskRow {
        register: RegisterId::from_stored(row.int(0)?),
        entry: entry_id(row, 1)?,
        reason: DeskReason::of_code(row.text(2)?, ItemSet::of_codes(row.text(3)?))
            .ok_or_else(|| unreadable(2))?,
        given,
        report: row.text(6)?.to_owned(),
        reported_on: row.text(7)?.to_owned(),
        at: row.int(8)?,
        by: row.text(9)?.to_owned(),
        answered,
    })
}

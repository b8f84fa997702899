//! Reading cases.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{CaseId, EntryId, HolderId, RegisterId};

use super::{CaseEvent, CaseRecord, CaseRow, case_id, optional};
use crate::StoreError;
use crate::portal::AccountKey;

pub(crate) const BY_ID: &str = "SELECT register_id, case_id, procedure, entry_id, account_id, holder_id, state, \
     version, folded, opened_at, moved_at FROM case_file WHERE register_id = $1 AND case_id = $2";
pub(crate) const BY_ENTRY: &str = "SELECT register_id, case_id, procedure, entry_id, account_id, holder_id, state, \
     version, folded, opened_at, moved_at FROM case_file WHERE register_id = $1 AND entry_id = $2 \
     ORDER BY case_id DESC LIMIT $3";
pub(crate) const QUEUE: &str = "SELECT register_id, case_id, procedure, entry_id, account_id, holder_id, state, \
     version, folded, opened_at, moved_at FROM case_file WHERE register_id = $1 AND state = $2 \
     ORDER BY moved_at, case_id LIMIT $3";
pub(crate) const EVENTS: &str = "SELECT version, kind, at, actor, body FROM case_event \
     WHERE register_id = $1 AND case_id = $2 ORDER BY version";
pub(crate) const OF_ACCOUNT: &str =
    "SELECT register_id, case_id FROM applicant_case WHERE account_id = $1 ORDER BY opened_at DESC";

pub(crate) const RECORDS: &str = "SELECT version, kind, said FROM case_record \
     WHERE register_id = $1 AND case_id = $2 ORDER BY version, kind";

pub(super) fn map(row: &RowRef<'_>) -> Result<CaseRow, DbError> {
    Ok(CaseRow {
        register: RegisterId::from_stored(row.int(0)?),
        id: case_id(row, 1)?,
        procedure: row.text(2)?.to_owned(),
        entry: optional(row, 3, EntryId::from_stored)?,
        account: optional(row, 4, |bytes| AccountKey::try_from(bytes).ok())?,
        holder: optional(row, 5, HolderId::from_stored)?,
        state: row.text(6)?.to_owned(),
        version: row.int(7)?,
        folded: row.text(8)?.to_owned(),
        opened_at: row.int(9)?,
        moved_at: row.int(10)?,
    })
}

pub(super) fn event(row: &RowRef<'_>) -> Result<CaseEvent, DbError> {
    Ok(CaseEvent {
        version: row.int(0)?,
        kind: row.text(1)?.to_owned(),
        at: row.int(2)?,
        actor: row.text(3)?.to_owned(),
        body: row.text(4)?.to_owned(),
    })
}

pub(super) fn record(row: &RowRef<'_>) -> Result<CaseRecord, DbError> {
    Ok(CaseRecord { version: row.int(0)?, kind: row.text(1)?.to_owned(), said: row.bytes(2)?.to_vec() })
}

/// A case.
///
/// # Errors
/// The engine's.
pub async fn by_id(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Option<CaseRow>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    Ok(reader.query(BY_ID, &params, map).await?.into_iter().next())
}

/// The latest cases about an entry, newest first.
///
/// # Errors
/// The engine's.
pub async fn of_entry(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(BY_ENTRY, &params, map).await?)
}

/// The cases that stand in any of the states, those that wait longest first; each register and state has its own limit.
///
/// # Errors
/// The engine's.
pub async fn queue(
    reader: &mut Reader,
    registers: &[RegisterId],
    states: &[&str],
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let of = |register: &RegisterId, state: &str| (register.stored(), state.to_owned());
    let wanted: Vec<(i64, String)> =
        registers.iter().flat_map(|register| states.iter().map(move |state| of(register, state))).collect();
    let sets: Vec<_> = wanted
        .iter()
        .map(|(register, state)| {
            vec![Param::Int(*register), Param::Text(state), Param::Int(i64::from(limit))]
        })
        .collect();
    let mut cases = reader.query_many(QUEUE, &sets, |_, row| map(row)).await?;
    cases.sort_by_key(|case| (case.moved_at, case.id));
    Ok(cases)
}

/// The history of a case.
///
/// # Errors
/// The engine's.
pub async fn events(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Vec<CaseEvent>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    Ok(reader.query(EVENTS, &params, event).await?)
}

/// What stands beside the events of a case, in their order.
///
/// # Errors
/// The engine's.
pub async fn records(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Vec<CaseRecord>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    Ok(reader.query(RECORDS, &params, record).await?)
}

/// The cases of an applicant, newest first.
///
/// # Errors
/// The engine's.
pub async fn of_account(reader: &mut Reader, account: &AccountKey) -> Result<Vec<CaseRow>, StoreError> {
    let map_key = |row: &RowRef<'_>| Ok((row.int(0)?, case_id(row, 1)?));
    let keys = reader.query(OF_ACCOUNT, &[Param::Bytes(account)], map_key).await?;
    // By key, one flight: the two tables may lie on different machines.
    let sets: Vec<_> = keys
        .iter()
        .map(|(register, case)| vec![Param::Int(*register), Param::Bytes(case.stored())])
        .collect();
    Ok(reader.query_many(BY_ID, &sets, |_, row| map(row)).await?)
}

//! Findings: where there is anything to do.

use std::collections::BTreeSet;

use db::{BulkRows, DbError, Param, Reader, RowRef};
use registry::ids::{EntryId, RegisterId};

use super::RunId;
use crate::{StoreError, entry_id, fixed};

/// A finding to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewFinding {
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// The version that was held against the record.
    pub version: i64,
    /// Code of `registry::check::Finding`.
    pub finding: &'static str,
    /// Code of `registry::check::Doubt`.
    pub doubt: &'static str,
    /// The day of death or change, ISO or empty.
    pub on: String,
    /// The other side, a line text without an address.
    pub seen: String,
    /// Code of `registry::check::Lead`.
    pub lead: &'static str,
    /// By what; empty: 要確認.
    pub citation: String,
    /// Whether the family register is asked as well.
    pub ask_koseki: bool,
    /// The number asked with.
    pub number: Option<[u8; 16]>,
    /// `given`, `found` or empty.
    pub fact: &'static str,
    /// Unix microseconds.
    pub at: i64,
}

/// A finding as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingRow {
    /// Of which run.
    pub run: RunId,
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// The version that was held against the record.
    pub version: i64,
    /// Code of the finding.
    pub finding: String,
    /// Code of the doubt.
    pub doubt: String,
    /// The day of death or change.
    pub on: String,
    /// The other side.
    pub seen: String,
    /// Code of the next step.
    pub lead: String,
    /// By what.
    pub citation: String,
    /// Whether the family register is asked as well.
    pub ask_koseki: bool,
    /// The number asked with.
    pub number: Option<[u8; 16]>,
    /// How it is known.
    pub fact: String,
    /// Unix microseconds.
    pub at: i64,
}

pub(crate) const LIST: &str = "SELECT run_id, register_id, entry_id, entry_version, finding, doubt, happened_on, seen, \
     lead, citation, ask_koseki, number_ref, number_fact, found_at FROM check_finding \
     WHERE register_id = $1 AND run_id = $2 AND entry_id > $3 ORDER BY entry_id LIMIT $4";

pub(crate) const IS_FOUND: &str = "SELECT register_id, entry_id FROM check_finding \
     WHERE register_id = $1 AND run_id = $2 AND entry_id = $3";

fn map(row: &RowRef<'_>) -> Result<FindingRow, DbError> {
    Ok(FindingRow {
        run: fixed(row, 0)?,
        register: RegisterId::from_stored(row.int(1)?),
        entry: entry_id(row, 2)?,
        version: row.int(3)?,
        finding: row.text(4)?.to_owned(),
        doubt: row.text(5)?.to_owned(),
        on: row.text(6)?.to_owned(),
        seen: row.text(7)?.to_owned(),
        lead: row.text(8)?.to_owned(),
        citation: row.text(9)?.to_owned(),
        ask_koseki: row.int(10)? != 0,
        number: row.opt_bytes(11)?.and_then(|bytes| bytes.try_into().ok()),
        fact: row.text(12)?.to_owned(),
        at: row.int(13)?,
    })
}

pub(super) fn rows_of(run: &RunId, findings: &[NewFinding], rows: &mut BulkRows) {
    for new in findings {
        let row = rows.row().int(new.register.stored()).bytes(run).bytes(new.entry.stored()).int(new.version);
        row.text(new.finding)
            .text(new.doubt)
            .text(&new.on)
            .text(&new.seen)
            .text(new.lead)
            .text(&new.citation);
        row.int(i64::from(new.ask_koseki));
        match &new.number {
            Some(number) => row.bytes(number),
            None => row.null(),
        };
        row.text(new.fact).int(new.at);
    }
}

/// Which of some entries have a finding in a run already.
///
/// # Errors
/// The engine's.
pub async fn found_before(
    reader: &mut Reader,
    run: &RunId,
    entries: &[(RegisterId, EntryId)],
) -> Result<BTreeSet<(RegisterId, EntryId)>, StoreError> {
    let sets: Vec<_> = entries
        .iter()
        .map(|(register, entry)| {
            vec![Param::Int(register.stored()), Param::Bytes(run), Param::Bytes(entry.stored())]
        })
        .collect();
    let found = |_, row: &RowRef<'_>| Ok((RegisterId::from_stored(row.int(0)?), entry_id(row, 1)?));
    Ok(reader.query_many(IS_FOUND, &sets, found).await?.into_iter().collect())
}

/// Findings of a run in one register, in the order of entries, after one.
///
/// # Errors
/// The engine's.
pub async fn findings(
    reader: &mut Reader,
    (register, run, after): (RegisterId, &RunId, EntryId),
    limit: u32,
) -> Result<Vec<FindingRow>, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(run),
        Param::Bytes(after.stored()),
        Param::Int(i64::from(limit)),
    ];
    Ok(reader.query(LIST, &params, map).await?)
}

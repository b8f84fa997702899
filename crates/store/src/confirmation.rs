//! 登録済証明書: what was confirmed of an entry, found by its number.

use db::{DbError, Param, Reader, RowRef, Tx};
use registry::confirmation::EntryConfirmation;
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::many_rows::Asked;
use crate::{StoreError, entry_id};

pub(crate) const ADD: &str = "INSERT INTO entry_confirmation (number, register_id, entry_id, entry_version, case_id, \
     items, issued_on, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(crate) const BY_NUMBER: &str = "SELECT number, register_id, entry_id, entry_version, case_id, items, issued_on, \
     issued_at FROM entry_confirmation WHERE number = $1";
pub(crate) const NUMBERS_OF: &str = "SELECT said FROM case_record \
     WHERE register_id = $1 AND case_id = $2 AND kind = $3 ORDER BY version";

/// A confirmation as it was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedConfirmation {
    /// What was confirmed.
    pub confirmation: EntryConfirmation,
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// The entry's version of which it speaks.
    pub version: i64,
    /// The case in which it was issued.
    pub case: CaseId,
    /// Unix microseconds.
    pub issued_at: i64,
}

pub(crate) async fn add_in(tx: &mut Tx, issued: &IssuedConfirmation) -> Result<(), StoreError> {
    let (sql, params) = addition(issued);
    tx.execute(sql, &params).await?;
    Ok(())
}

/// What adds a confirmation.
pub(crate) fn addition(issued: &IssuedConfirmation) -> Asked<'_> {
    let params = vec![
        Param::Text(&issued.confirmation.number),
        Param::Int(issued.register.stored()),
        Param::Bytes(issued.entry.stored()),
        Param::Int(issued.version),
        Param::Bytes(issued.case.stored()),
        Param::Text(&issued.confirmation.items),
        Param::Text(&issued.confirmation.issued_on),
        Param::Int(issued.issued_at),
    ];
    (ADD, params)
}

/// What was confirmed under a number.
///
/// # Errors
/// The engine's.
pub async fn by_number(reader: &mut Reader, number: &str) -> Result<Option<IssuedConfirmation>, StoreError> {
    Ok(reader.query(BY_NUMBER, &[Param::Text(number)], map).await?.into_iter().next())
}

/// What was issued in these cases, in their order. `kind`: that of the records beside a case that hold a number.
///
/// # Errors
/// The engine's.
pub async fn of_cases(
    reader: &mut Reader,
    cases: &[(RegisterId, CaseId)],
    kind: &str,
) -> Result<Vec<IssuedConfirmation>, StoreError> {
    let of = |(register, case): &'_ (RegisterId, CaseId)| (register.stored(), case.stored().to_vec());
    let keys: Vec<_> = cases.iter().map(of).collect();
    let sets: Vec<_> = keys
        .iter()
        .map(|(register, case)| vec![Param::Int(*register), Param::Bytes(case), Param::Text(kind)])
        .collect();
    let number = |row: &RowRef<'_>| Ok(String::from_utf8_lossy(row.bytes(0)?).into_owned());
    let numbers = reader.query_many(NUMBERS_OF, &sets, |_, row| number(row)).await?;
    // By number, one flight: the two tables may lie on different machines.
    let sets: Vec<_> = numbers.iter().map(|number| vec![Param::Text(number)]).collect();
    Ok(reader.query_many(BY_NUMBER, &sets, |_, row| map(row)).await?)
}

fn map(row: &RowRef<'_>) -> Result<IssuedConfirmation, DbError> {
    Ok(IssuedConfirmation {
        confirmation: EntryConfirmation {
            number: row.text(0)?.to_owned(),
            items: row.text(5)?.to_owned(),
            issued_on: row.text(6)?.to_owned(),
        },
        register: RegisterId::from_stored(row.int(1)?),
        entry: entry_id(row, 2)?,
        version: row.int(3)?,
        case: CaseId::from_stored(row.bytes(4)?)
            .ok_or_else(|| DbError::Column { column: 4, detail: "no case's id".to_owned() })?,
        issued_at: row.int(7)?,
    })
}

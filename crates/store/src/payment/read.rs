//! Reading payments.

use db::{DbError, Param, Reader, RowRef};
use registry::ids::{CaseId, RegisterId};

use super::{NumbersOf, Payment, PaymentEvent};
use crate::StoreError;

pub(crate) const OF_CASE: &str = "SELECT wish_id, due, expires_on, asked_at, settled_at FROM payment \
     WHERE register_id = $1 AND case_id = $2 ORDER BY asked_at, wish_id";
pub(crate) const EVENTS: &str = "SELECT wish_id, kind, event_key, said FROM payment_event \
     WHERE register_id = $1 AND case_id = $2 ORDER BY wish_id, kind, event_key";
pub(crate) const BY_NUMBER: &str =
    "SELECT register_id, case_id, wish_id FROM payment_number WHERE number_key = $1";
pub(crate) const STRAYS: &str =
    "SELECT report_id, said, noted_at FROM payment_stray ORDER BY noted_at LIMIT $1";

pub(crate) fn payment(row: &RowRef<'_>) -> Result<Payment, DbError> {
    Ok(Payment {
        wish: row.text(0)?.to_owned(),
        due: row.int(1)?,
        expires_on: row.text(2)?.to_owned(),
        asked_at: row.int(3)?,
        settled_at: row.opt_int(4)?,
    })
}

pub(crate) fn event(row: &RowRef<'_>) -> Result<PaymentEvent, DbError> {
    Ok(PaymentEvent {
        wish: row.text(0)?.to_owned(),
        kind: row.text(1)?.to_owned(),
        key: row.text(2)?.to_owned(),
        said: row.bytes(3)?.to_vec(),
    })
}

/// The payments of a case, in the order of asking.
///
/// # Errors
/// The engine's.
pub async fn of_case(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Vec<Payment>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    Ok(reader.query(OF_CASE, &params, payment).await?)
}

/// What was learned of the payments of a case.
///
/// # Errors
/// The engine's.
pub async fn events(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Vec<PaymentEvent>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(case.stored())];
    Ok(reader.query(EVENTS, &params, event).await?)
}

/// Payments of a case and what was learned of them, in one flight.
///
/// # Errors
/// The engine's.
pub async fn with_events(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<(Vec<Payment>, Vec<PaymentEvent>), StoreError> {
    enum Row {
        Payment(Payment),
        Learned(PaymentEvent),
    }
    let key = vec![Param::Int(register.stored()), Param::Bytes(case.stored())];
    let rows = reader
        .query_each(&[(OF_CASE, key.clone()), (EVENTS, key)], |at, row| match at {
            0 => payment(row).map(Row::Payment),
            _ => event(row).map(Row::Learned),
        })
        .await?;
    let (mut payments, mut learned) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Row::Payment(payment) => payments.push(payment),
            Row::Learned(event) => learned.push(event),
        }
    }
    Ok((payments, learned))
}

/// Whose numbers they are.
///
/// # Errors
/// The engine's.
pub async fn by_number(reader: &mut Reader, number: &str) -> Result<Option<NumbersOf>, StoreError> {
    let map = |row: &RowRef<'_>| {
        let case = CaseId::from_stored(row.bytes(1)?)
            .ok_or_else(|| DbError::Column { column: 1, detail: "no id".to_owned() })?;
        Ok(NumbersOf { register: RegisterId::from_stored(row.int(0)?), case, wish: row.text(2)?.to_owned() })
    };
    Ok(reader.query(BY_NUMBER, &[Param::Text(number)], map).await?.into_iter().next())
}

/// Reports about numbers that nobody knows, the oldest first: key, bytes, when.
///
/// # Errors
/// The engine's.
pub async fn strays(reader: &mut Reader, limit: u32) -> Result<Vec<(String, Vec<u8>, i64)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((row.text(0)?.to_owned(), row.bytes(1)?.to_vec(), row.int(2)?));
    Ok(reader.query(STRAYS, &[Param::Int(i64::from(limit))], map).await?)
}

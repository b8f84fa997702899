//! What belongs to a case, read together in one flight.

use db::{Param, Reader};
use registry::ids::{CaseId, RegisterId};

use super::read::{BY_ID, EVENTS, RECORDS, event, map, record};
use super::{CaseEvent, CaseRecord, CaseRow};
use crate::StoreError;
use crate::entry::{self, EntryRow};
use crate::payment::{self, Payment, PaymentEvent};
use crate::portal::AccountKey;
use crate::upload::{self, UploadHead};

/// One row of what is read together.
enum Row {
    Case(CaseRow),
    Record(CaseRecord),
    Event(CaseEvent),
    Entry(EntryRow),
    Payment(Payment),
    Learned(PaymentEvent),
    Upload(UploadHead),
}

/// A case and what stands beside its events.
///
/// # Errors
/// The engine's.
pub async fn with_records(
    reader: &mut Reader,
    (register, case): (RegisterId, CaseId),
) -> Result<Option<(CaseRow, Vec<CaseRecord>)>, StoreError> {
    let key = vec![Param::Int(register.stored()), Param::Bytes(case.stored())];
    let rows = reader
        .query_each(&[(BY_ID, key.clone()), (RECORDS, key)], |at, row| match at {
            0 => map(row).map(Row::Case),
            _ => record(row).map(Row::Record),
        })
        .await?;
    let (mut found, mut records) = (None, Vec::new());
    for row in rows {
        match row {
            Row::Case(row) => found = Some(row),
            Row::Record(record) => records.push(record),
            _ => {}
        }
    }
    Ok(found.map(|row| (row, records)))
}

/// What a page shows of a case beside itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Around {
    /// The entry that it is about.
    pub entry: Option<EntryRow>,
    /// Its history.
    pub events: Vec<CaseEvent>,
    /// What is to be paid, in the order of asking.
    pub payments: Vec<Payment>,
    /// What was learned of that.
    pub learned: Vec<PaymentEvent>,
    /// The papers that came for it.
    pub papers: Vec<UploadHead>,
}

/// What is around a case that was read. `papers`: under which account its papers lie.
///
/// # Errors
/// The engine's.
pub async fn around(reader: &mut Reader, case: &CaseRow, papers: &AccountKey) -> Result<Around, StoreError> {
    let key = vec![Param::Int(case.register.stored()), Param::Bytes(case.id.stored())];
    let entry =
        vec![Param::Int(case.register.stored()), case.entry.as_ref().map(|entry| entry.stored()).into()];
    let sent = vec![Param::Bytes(papers), Param::Bytes(case.id.stored())];
    let wanted = [
        (entry::BY_ID, entry),
        (EVENTS, key.clone()),
        (payment::OF_CASE, key.clone()),
        (payment::EVENTS, key),
        (upload::OF_DRAFT, sent),
    ];
    let rows = reader
        .query_each(&wanted, |at, row| match at {
            0 => entry::map(row).map(Row::Entry),
            1 => event(row).map(Row::Event),
            2 => payment::payment_of(row).map(Row::Payment),
            3 => payment::event_of(row).map(Row::Learned),
            _ => upload::map(row).map(Row::Upload),
        })
        .await?;
    let mut around = Around::default();
    for row in rows {
        match row {
            Row::Entry(entry) => around.entry = Some(entry),
            Row::Event(event) => around.events.push(event),
            Row::Payment(payment) => around.payments.push(payment),
            Row::Learned(event) => around.learned.push(event),
            Row::Upload(paper) => around.papers.push(paper),
            Row::Case(_) | Row::Record(_) => {}
        }
    }
    Ok(around)
}

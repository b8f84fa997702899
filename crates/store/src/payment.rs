//! Payments: what a case has to pay, and what was learned of it, as it was said. What it amounts to is computed from that.

use db::{Db, DbError, Param, Reader, RowRef, Tx};
use registry::ids::{CaseId, RegisterId};

use crate::StoreError;
use crate::outbox::{self, NewJob};

/// An amount to be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPayment {
    /// Our key of the wish at the collecting side.
    pub wish: String,
    /// Yen.
    pub due: i64,
    /// The last day, ISO.
    pub expires_on: String,
    /// Unix microseconds.
    pub at: i64,
}

/// A payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    /// Our key of the wish at the collecting side.
    pub wish: String,
    /// Yen.
    pub due: i64,
    /// The last day, ISO.
    pub expires_on: String,
    /// Unix microseconds.
    pub asked_at: i64,
    /// When it was found to be settled.
    pub settled_at: Option<i64>,
}

/// Something learned of a payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentEvent {
    /// The wish that it is about.
    pub wish: String,
    /// issued, withdrawn, reported, stamped.
    pub kind: String,
    /// The sender's key of it: told twice, it is one.
    pub key: String,
    /// The bytes.
    pub said: Vec<u8>,
}

/// Where numbers belong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumbersOf {
    /// The register.
    pub register: RegisterId,
    /// The case.
    pub case: CaseId,
    /// The wish.
    pub wish: String,
}

pub(crate) const ASK: &str = "INSERT INTO payment (register_id, case_id, wish_id, due, expires_on, asked_at, \
     settled_at) VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (register_id, case_id, wish_id) DO NOTHING";
pub(crate) const SETTLE: &str = "UPDATE payment SET settled_at = $4 \
     WHERE register_id = $1 AND case_id = $2 AND wish_id = $3 AND settled_at IS NULL";
pub(crate) const OF_CASE: &str = "SELECT wish_id, due, expires_on, asked_at, settled_at FROM payment \
     WHERE register_id = $1 AND case_id = $2 ORDER BY asked_at, wish_id";
pub(crate) const EVENTS: &str = "SELECT wish_id, kind, event_key, said FROM payment_event \
     WHERE register_id = $1 AND case_id = $2 ORDER BY wish_id, kind, event_key";
pub(crate) const NOTE: &str = "INSERT INTO payment_event (register_id, case_id, wish_id, kind, event_key, said, \
     noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (register_id, case_id, wish_id, kind, event_key) DO NOTHING";
pub(crate) const SAID: &str = "SELECT said FROM payment_event WHERE register_id = $1 AND case_id = $2 \
     AND wish_id = $3 AND kind = $4 AND event_key = $5";
pub(crate) const ADD_NUMBER: &str = "INSERT INTO payment_number (number_key, register_id, case_id, wish_id) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (number_key) DO NOTHING";
pub(crate) const BY_NUMBER: &str =
    "SELECT register_id, case_id, wish_id FROM payment_number WHERE number_key = $1";
pub(crate) const ADD_STRAY: &str = "INSERT INTO payment_stray (report_id, said, noted_at) VALUES ($1, $2, $3) \
     ON CONFLICT (report_id) DO NOTHING";
pub(crate) const STRAYS: &str =
    "SELECT report_id, said, noted_at FROM payment_stray ORDER BY noted_at LIMIT $1";

pub(crate) async fn ask_in(
    tx: &mut Tx,
    (register, case): (RegisterId, CaseId),
    new: &NewPayment,
) -> Result<(), StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(case.stored()),
        Param::Text(&new.wish),
        Param::Int(new.due),
        Param::Text(&new.expires_on),
        Param::Int(new.at),
    ];
    tx.execute(ASK, &params).await?;
    Ok(())
}

pub(crate) async fn settle_in(
    tx: &mut Tx,
    (register, case): (RegisterId, CaseId),
    wish: &str,
    at: i64,
) -> Result<(), StoreError> {
    let key = [Param::Int(register.stored()), Param::Bytes(case.stored()), Param::Text(wish)];
    tx.execute(SETTLE, &[&key[..], &[Param::Int(at)]].concat()).await?;
    Ok(())
}

/// Notes what was learned, with the sign-post of the numbers and the job that acts upon it, in one transaction. Told again it is
/// noted once, and no job is added; one key with two contents is kept twice, for a person to see.
///
/// # Errors
/// The engine's.
pub async fn note(
    db: &Db,
    of: NumbersOf,
    event: PaymentEvent,
    number: Option<String>,
    (job, at): (Option<NewJob>, i64),
) -> Result<bool, StoreError> {
    let whole = std::sync::Arc::new((of, event, number, job));
    db.transact("note-payment", move |tx| {
        let whole = std::sync::Arc::clone(&whole);
        Box::pin(async move {
            let (of, event, number, job) = &*whole;
            if !note_in(tx, of, event, at).await? {
                return Ok(false);
            }
            if let Some(number) = number {
                let (register, case) = (Param::Int(of.register.stored()), Param::Bytes(of.case.stored()));
                tx.execute(ADD_NUMBER, &[Param::Text(number), register, case, Param::Text(&of.wish)]).await?;
            }
            outbox::add_in(tx, &job.iter().collect::<Vec<_>>()).await?;
            Ok(true)
        })
    })
    .await
}

async fn note_in(tx: &mut Tx, of: &NumbersOf, event: &PaymentEvent, at: i64) -> Result<bool, StoreError> {
    let key = [
        Param::Int(of.register.stored()),
        Param::Bytes(of.case.stored()),
        Param::Text(&of.wish),
        Param::Text(&event.kind),
    ];
    let rest = [Param::Bytes(&event.said), Param::Int(at)];
    let first = [&key[..], &[Param::Text(&event.key)], &rest].concat();
    if tx.execute(NOTE, &first).await? > 0 {
        return Ok(true);
    }
    let known = [&key[..], &[Param::Text(&event.key)]].concat();
    let same = tx.query(SAID, &known, |row| Ok(row.bytes(0)? == event.said)).await?;
    if same.first() == Some(&true) {
        return Ok(false);
    }
    let digest = registry::hash::sha256(&[&event.said]);
    let other_key = format!("{} {}", event.key, registry::hash::hex(&digest));
    let second = [&key[..], &[Param::Text(&other_key)], &rest].concat();
    Ok(tx.execute(NOTE, &second).await? > 0)
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
    let map = |row: &RowRef<'_>| {
        Ok(Payment {
            wish: row.text(0)?.to_owned(),
            due: row.int(1)?,
            expires_on: row.text(2)?.to_owned(),
            asked_at: row.int(3)?,
            settled_at: row.opt_int(4)?,
        })
    };
    Ok(reader.query(OF_CASE, &params, map).await?)
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
    let map = |row: &RowRef<'_>| {
        Ok(PaymentEvent {
            wish: row.text(0)?.to_owned(),
            kind: row.text(1)?.to_owned(),
            key: row.text(2)?.to_owned(),
            said: row.bytes(3)?.to_vec(),
        })
    };
    Ok(reader.query(EVENTS, &params, map).await?)
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

/// Keeps a report about numbers that nobody knows.
///
/// # Errors
/// The engine's.
pub async fn keep_stray(db: &Db, report: String, said: Vec<u8>, at: i64) -> Result<(), StoreError> {
    let whole = std::sync::Arc::new((report, said));
    db.transact("keep-stray", move |tx| {
        let whole = std::sync::Arc::clone(&whole);
        Box::pin(async move {
            tx.execute(ADD_STRAY, &[Param::Text(&whole.0), Param::Bytes(&whole.1), Param::Int(at)]).await?;
            Ok(())
        })
    })
    .await
}

/// Reports about numbers that nobody knows, the oldest first: key, bytes, when.
///
/// # Errors
/// The engine's.
pub async fn strays(reader: &mut Reader, limit: u32) -> Result<Vec<(String, Vec<u8>, i64)>, StoreError> {
    let map = |row: &RowRef<'_>| Ok((row.text(0)?.to_owned(), row.bytes(1)?.to_vec(), row.int(2)?));
    Ok(reader.query(STRAYS, &[Param::Int(i64::from(limit))], map).await?)
}

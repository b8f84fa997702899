//! Payments: what a case has to pay, and what was learned of it, as it was said. What it amounts to is computed from that.

mod read;

pub use read::{by_number, events, of_case, strays, with_events};

pub(crate) use read::{BY_NUMBER, EVENTS, OF_CASE, STRAYS, event as event_of, payment as payment_of};

use db::{Db, Param, Tx};
use registry::ids::{CaseId, EntryId, RegisterId};

use crate::StoreError;
use crate::many_rows::Asked;
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
    /// issued, withdrawn, reported, stamped: what was said of it; left, looked: what was done about it here.
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
pub(crate) const NOTE: &str = "INSERT INTO payment_event (register_id, case_id, wish_id, kind, event_key, said, \
     noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (register_id, case_id, wish_id, kind, event_key) DO NOTHING";
pub(crate) const SAID: &str = "SELECT said FROM payment_event WHERE register_id = $1 AND case_id = $2 \
     AND wish_id = $3 AND kind = $4 AND event_key = $5";
pub(crate) const ADD_NUMBER: &str = "INSERT INTO payment_number (number_key, register_id, case_id, wish_id) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (number_key) DO NOTHING";
pub(crate) const ADD_STRAY: &str = "INSERT INTO payment_stray (report_id, said, noted_at) VALUES ($1, $2, $3) \
     ON CONFLICT (report_id) DO NOTHING";

pub(crate) async fn ask_in(
    tx: &mut Tx,
    (register, case): (RegisterId, CaseId),
    new: &NewPayment,
) -> Result<(), StoreError> {
    let (sql, params) = asking((register, &case), new);
    tx.execute(sql, &params).await?;
    Ok(())
}

/// What notes an amount to be paid.
pub(crate) fn asking<'n>((register, case): (RegisterId, &'n CaseId), new: &'n NewPayment) -> Asked<'n> {
    let params = vec![
        Param::Int(register.stored()),
        Param::Bytes(case.stored()),
        Param::Text(&new.wish),
        Param::Int(new.due),
        Param::Text(&new.expires_on),
        Param::Int(new.at),
    ];
    (ASK, params)
}

/// What notes that a payment is settled.
pub(crate) fn settling<'n>((register, case): (RegisterId, &'n CaseId), wish: &'n str, at: i64) -> Asked<'n> {
    let key = [Param::Int(register.stored()), Param::Bytes(case.stored()), Param::Text(wish)];
    (SETTLE, [&key[..], &[Param::Int(at)]].concat())
}

pub(crate) async fn settle_in(
    tx: &mut Tx,
    (register, case): (RegisterId, CaseId),
    wish: &str,
    at: i64,
) -> Result<(), StoreError> {
    let (sql, params) = settling((register, &case), wish, at);
    tx.execute(sql, &params).await?;
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
    then: Then,
    at: i64,
) -> Result<bool, StoreError> {
    let whole = std::sync::Arc::new((of, event, then));
    db.transact("note-payment", move |tx| {
        let whole = std::sync::Arc::clone(&whole);
        Box::pin(async move {
            let (of, event, then) = &*whole;
            let new = note_in(tx, of, event, at).await?;
            let mut statements = Vec::new();
            if new {
                if let Some(number) = &then.number {
                    let (register, case) = (Param::Int(of.register.stored()), Param::Bytes(of.case.stored()));
                    let params = vec![Param::Text(number), register, case, Param::Text(&of.wish)];
                    statements.push((ADD_NUMBER, params));
                }
                statements.extend(then.job.iter().map(outbox::addition));
            }
            statements.extend(then.done.iter().map(|job| outbox::ending(of.register, job, at)));
            tx.execute_and_commit(&statements).await?;
            Ok(new)
        })
    })
    .await
}

/// Notes what was done about a payment here, alone: noted again under the same key it is one.
///
/// # Errors
/// The engine's.
pub async fn note_step(db: &Db, of: NumbersOf, event: PaymentEvent, at: i64) -> Result<(), StoreError> {
    let whole = std::sync::Arc::new((of, event));
    db.transact("note-payment-step", move |tx| {
        let whole = std::sync::Arc::clone(&whole);
        Box::pin(async move {
            let (of, event) = &*whole;
            tx.execute_alone(NOTE, &noting(of, event, at)).await?;
            Ok(())
        })
    })
    .await
}

fn noting<'n>(of: &'n NumbersOf, event: &'n PaymentEvent, at: i64) -> Vec<Param<'n>> {
    vec![
        Param::Int(of.register.stored()),
        Param::Bytes(of.case.stored()),
        Param::Text(&of.wish),
        Param::Text(&event.kind),
        Param::Text(&event.key),
        Param::Bytes(&event.said),
        Param::Int(at),
    ]
}

/// What is written with something that was learned of a payment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Then {
    /// The number under which the payment is known from now on.
    pub number: Option<String>,
    /// The job that acts upon it, where it was new.
    pub job: Option<NewJob>,
    /// The job that learned of it, which ends.
    pub done: Option<EntryId>,
}

async fn note_in(tx: &mut Tx, of: &NumbersOf, event: &PaymentEvent, at: i64) -> Result<bool, StoreError> {
    let key = [
        Param::Int(of.register.stored()),
        Param::Bytes(of.case.stored()),
        Param::Text(&of.wish),
        Param::Text(&event.kind),
    ];
    let rest = [Param::Bytes(&event.said), Param::Int(at)];
    if tx.execute(NOTE, &noting(of, event, at)).await? > 0 {
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

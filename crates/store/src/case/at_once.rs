//! A step of which everything is expected to stand, in one flight.
//!
//! Nearly always nobody else has moved the case. So everything is sent at once and then counted: where a row is missing nothing of it may stand,
//! and what stands in the way is found step by step ([`super::step`]).

use db::{Db, DbError, Param, Tx};

use super::rows::{count, event_row, key_of, moved_row, opened_row};
use super::step::{ADD_CASE, ADD_EVENT, ADD_OF_ACCOUNT, ADD_RECORD, MOVE_CASE};
use super::{Beside, CaseRow, CaseStep, Opened, Stepped};
use crate::ledger::{self, Appended, Stamp};
use crate::many_rows::Asked;
use crate::portal::AccountKey;
use crate::{StoreError, confirmation, draft, outbox, payment, task};

/// What is sent, and of which of it each must touch a row.
#[derive(Default)]
struct Sent<'s> {
    statements: Vec<Asked<'s>>,
    counted: Vec<usize>,
}

impl<'s> Sent<'s> {
    fn all(&mut self, statements: impl IntoIterator<Item = Asked<'s>>) {
        self.statements.extend(statements);
    }

    fn counted(&mut self, statement: Asked<'s>) {
        self.counted.push(self.statements.len());
        self.statements.push(statement);
    }

    /// What every step writes; `None` where something of it has to be known before the rest is written.
    fn step(&mut self, step: &'s CaseStep) -> Option<()> {
        let case = &step.after;
        let events = (case.version + 1..).zip(&step.events);
        self.all(events.map(|(version, event)| (ADD_EVENT, event_row(case, version, event))));
        step.beside.iter().try_for_each(|thing| self.beside(case, thing))
    }

    fn beside(&mut self, case: &'s CaseRow, thing: &'s Beside) -> Option<()> {
        let of = (case.register, &case.id);
        match thing {
            Beside::Job(job) => self.all([outbox::addition(job)]),
            Beside::Record(kind, said) => {
                let rest = [Param::Int(case.version + 1), Param::Text(kind), Param::Bytes(said)];
                self.all([(ADD_RECORD, [&key_of(case)[..], &rest].concat())]);
            }
            Beside::Done(job) => self.counted(outbox::ending(case.register, job, case.moved_at)),
            Beside::Payment(new) => self.all([payment::asking(of, new)]),
            Beside::Settled(wish) => self.all([payment::settling(of, wish, case.moved_at)]),
            Beside::Task(new) => self.all([task::addition(new)]),
            Beside::Confirmation(new) => self.all([confirmation::addition(new)]),
            // Whose number is the next, whose the entry is, and who has a task in hand is asked for within.
            Beside::Number(..) | Beside::Link(_) | Beside::TaskDone(..) => return None,
        }
        Some(())
    }

    /// An error that says that something is missing, where it is.
    fn stands(&self, counts: &[u64]) -> Result<(), StoreError> {
        if self.counted.iter().all(|at| counts.get(*at).is_some_and(|count| *count > 0)) {
            return Ok(());
        }
        let why = "a step of a case cannot stand as it was decided / 決めたとおりに進められない案件です";
        Err(DbError::Constraint(why.to_owned()).into())
    }
}

/// Takes a step in one flight; `None` where it cannot be known before that all of it stands, and it has to be taken with care.
///
/// # Errors
/// The engine's: then nothing stands.
pub(super) async fn advance(
    db: &Db,
    step: &std::sync::Arc<CaseStep>,
    stamp: &Stamp,
) -> Result<Option<Stepped>, StoreError> {
    if Sent::default().step(step).is_none() {
        return Ok(None);
    }
    let (step, stamp) = (std::sync::Arc::clone(step), stamp.clone());
    let written = db.transact("advance-case", move |tx| {
        let (step, stamp) = (std::sync::Arc::clone(&step), stamp.clone());
        Box::pin(async move { advance_in(tx, &step, &stamp).await })
    });
    or_with_care(written.await)
}

async fn advance_in(tx: &mut Tx, step: &CaseStep, stamp: &Stamp) -> Result<Stepped, StoreError> {
    let version = step.after.version + count(&step.events);
    let mut sent = Sent::default();
    sent.counted((MOVE_CASE, moved_row(&step.after, version)));
    sent.step(step);
    let Some(act) = &step.act else {
        let counts = tx.execute_each(&sent.statements).await?;
        sent.stands(&counts)?;
        return Ok(Stepped::Written { version, act: None });
    };
    let counts = ledger::append_at_once(tx, sent.statements.clone(), &[act], stamp).await?;
    sent.stands(&counts)?;
    let (entry, recorded_at) = (act.entry, stamp.recorded_at);
    let act = Appended::Written { entry, version: act.version, recorded_at };
    Ok(Stepped::Written { version, act: Some(act) })
}

/// Opens a case in one flight; `None` as above.
///
/// # Errors
/// The engine's: then nothing stands.
pub(super) async fn open(
    db: &Db,
    first: &std::sync::Arc<CaseStep>,
    draft: Option<(AccountKey, i64)>,
) -> Result<Option<Opened>, StoreError> {
    if Sent::default().step(first).is_none() {
        return Ok(None);
    }
    let first = std::sync::Arc::clone(first);
    let opened = db.transact("open-case", move |tx| {
        let first = std::sync::Arc::clone(&first);
        Box::pin(async move { open_in(tx, &first, draft).await })
    });
    or_with_care(opened.await)
}

async fn open_in(
    tx: &mut Tx,
    first: &CaseStep,
    draft: Option<(AccountKey, i64)>,
) -> Result<Opened, StoreError> {
    let case = &first.after;
    let mut sent = Sent::default();
    sent.counted((ADD_CASE, opened_row(case, case.version + count(&first.events))));
    if let Some((account, seen)) = &draft {
        let params = [Param::Bytes(account), Param::Bytes(case.id.stored()), Param::Int(*seen)];
        sent.counted((draft::DROP, params.to_vec()));
    }
    if let Some(account) = &case.account {
        let key = key_of(case);
        let params = [&[Param::Bytes(account)], &key[..], &[Param::Int(case.opened_at)]].concat();
        sent.all([(ADD_OF_ACCOUNT, params)]);
    }
    sent.step(first);
    let counts = tx.execute_each(&sent.statements).await?;
    sent.stands(&counts)?;
    Ok(Opened::Opened)
}

/// What could not stand is tried with care.
fn or_with_care<T>(outcome: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match outcome {
        Err(StoreError::Db(DbError::Constraint(_))) => Ok(None),
        outcome => outcome.map(Some),
    }
}

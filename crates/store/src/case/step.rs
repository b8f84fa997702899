//! Writing cases: a step is one transaction, whatever it writes.

use std::sync::Arc;

use db::{Db, Param, Tx};
use registry::ids::{CaseId, RegisterId};

use super::rows::{count, event_row, key_of, moved_row, opened_row};
use super::{AccountLink, Beside, CaseRow, CaseStep, NewEvent, Opened, Stepped, at_once};
use crate::holder::{self, Joining, LinkOutcome, NewLink};
use crate::ledger::{self, Appended, Stamp};
use crate::portal::AccountKey;
use crate::writer::fresh_stamp;
use crate::{StoreError, confirmation, draft, network, numbering, outbox, payment, portal, task};

pub(crate) const ADD_CASE: &str = "INSERT INTO case_file (register_id, case_id, procedure, entry_id, account_id, \
     holder_id, state, version, folded, opened_at, moved_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (register_id, case_id) DO NOTHING";
pub(crate) const MOVE_CASE: &str = "UPDATE case_file SET entry_id = $3, holder_id = $4, state = $5, version = $6, \
     folded = $7, moved_at = $8 WHERE register_id = $1 AND case_id = $2 AND version = $9";
pub(crate) const VERSION_OF: &str = "SELECT version FROM case_file WHERE register_id = $1 AND case_id = $2";
pub(crate) const ADD_EVENT: &str = "INSERT INTO case_event (register_id, case_id, version, kind, at, actor, body) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const ADD_OF_ACCOUNT: &str = "INSERT INTO applicant_case (account_id, register_id, case_id, opened_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, register_id, case_id) DO NOTHING";

pub(crate) const ADD_RECORD: &str =
    "INSERT INTO case_record (register_id, case_id, version, kind, said) VALUES ($1, $2, $3, $4, $5)";

/// Opens a case. `draft`: whose draft it was made of and at which version, which ends with it; its id is the case's. Whoever applied on paper
/// has no account; the draft is the desk's.
///
/// # Errors
/// The engine's: then nothing stands.
pub async fn open(db: &Db, first: CaseStep, draft: Option<(AccountKey, i64)>) -> Result<Opened, StoreError> {
    let first = Arc::new(first);
    if let Some(opened) = at_once::open(db, &first, draft).await? {
        return Ok(opened);
    }
    db.transact("open-case-with-care", move |tx| {
        let first = Arc::clone(&first);
        Box::pin(async move {
            tx.begin_part().await?;
            let opened = open_in(tx, &first, draft).await?;
            if opened == Opened::Opened {
                tx.keep_part().await?
            } else {
                tx.undo_part().await?
            }
            Ok(opened)
        })
    })
    .await
}

async fn open_in(
    tx: &mut Tx,
    first: &CaseStep,
    draft: Option<(AccountKey, i64)>,
) -> Result<Opened, StoreError> {
    let case = &first.after;
    let version = case.version + count(&first.events);
    if tx.execute(ADD_CASE, &opened_row(case, version)).await? == 0 {
        return Ok(Opened::Already);
    }
    if let Some((account, seen)) = draft
        && !draft::drop_in(tx, (&account, case.id), seen).await?
    {
        return Ok(Opened::DraftChanged);
    }
    if let Some(account) = &case.account {
        let params = [
            Param::Bytes(account),
            Param::Int(case.register.stored()),
            Param::Bytes(case.id.stored()),
            Param::Int(case.opened_at),
        ];
        tx.execute(ADD_OF_ACCOUNT, &params).await?;
    }
    write_events(tx, case, &first.events).await?;
    write_beside(tx, case, &first.beside).await?;
    Ok(Opened::Opened)
}

/// Takes a step: the case, its events, the act upon the entry and what goes with them stand together or not at all.
///
/// # Errors
/// The engine's: then nothing stands.
pub async fn advance(db: &Db, step: CaseStep) -> Result<Stepped, StoreError> {
    let stamp = fresh_stamp()?;
    let step = Arc::new(step);
    if let Some(stepped) = at_once::advance(db, &step, &stamp).await? {
        return Ok(stepped);
    }
    db.transact("advance-case-with-care", move |tx| {
        let (step, stamp) = (Arc::clone(&step), stamp.clone());
        Box::pin(async move {
            tx.begin_part().await?;
            let stepped = advance_in(tx, &step, &stamp).await?;
            if matches!(stepped, Stepped::Written { .. }) {
                tx.keep_part().await?
            } else {
                tx.undo_part().await?
            }
            Ok(stepped)
        })
    })
    .await
}

async fn advance_in(tx: &mut Tx, step: &CaseStep, stamp: &Stamp) -> Result<Stepped, StoreError> {
    let case = &step.after;
    let version = case.version + count(&step.events);
    if tx.execute(MOVE_CASE, &moved_row(case, version)).await? == 0 {
        let found = tx.query(VERSION_OF, &key_of(case), |row| row.int(0)).await?;
        return Ok(Stepped::Moved { found: found.first().copied() });
    }
    write_events(tx, case, &step.events).await?;
    if let Some(refused) = write_beside(tx, case, &step.beside).await? {
        return Ok(refused);
    }
    let Some(act) = &step.act else { return Ok(Stepped::Written { version, act: None }) };
    let outcome = ledger::append(tx, std::slice::from_ref(act), stamp).await?.pop();
    Ok(match outcome {
        Some(written @ Appended::Written { .. }) => Stepped::Written { version, act: Some(written) },
        Some(refused) => Stepped::ActRefused(refused),
        None => Stepped::ActRefused(Appended::Undone),
    })
}

async fn write_events(tx: &mut Tx, case: &CaseRow, events: &[NewEvent]) -> Result<(), StoreError> {
    let events = (case.version + 1..).zip(events);
    let rows: Vec<_> = events.map(|(version, event)| event_row(case, version, event)).collect();
    tx.execute_many(ADD_EVENT, &rows).await?;
    Ok(())
}

/// Tells what could not be written, if anything: a job that was ended already ends no step.
async fn write_beside(tx: &mut Tx, case: &CaseRow, beside: &[Beside]) -> Result<Option<Stepped>, StoreError> {
    let of: (RegisterId, CaseId) = (case.register, case.id);
    let jobs: Vec<_> =
        beside.iter().filter_map(|b| if let Beside::Job(job) = b { Some(job) } else { None }).collect();
    outbox::add_in(tx, &jobs).await?;
    for thing in beside {
        match thing {
            Beside::Job(_) => {}
            Beside::Record(kind, said) => {
                let params = [
                    Param::Int(case.register.stored()),
                    Param::Bytes(case.id.stored()),
                    Param::Int(case.version + 1),
                    Param::Text(kind),
                    Param::Bytes(said),
                ];
                tx.execute(ADD_RECORD, &params).await?;
            }
            Beside::Done(job) => {
                if !outbox::done_in(tx, (case.register, *job), case.moved_at).await? {
                    return Ok(Some(Stepped::JobGone));
                }
            }
            Beside::Payment(new) => payment::ask_in(tx, of, new).await?,
            Beside::Settled(wish) => payment::settle_in(tx, of, wish, case.moved_at).await?,
            Beside::Task(new) => task::add_in(tx, new).await?,
            Beside::TaskDone(id, by, note) => {
                task::done_in(tx, (case.register, *id), (case.moved_at, by, note)).await?;
            }
            Beside::Number(series, expected) => {
                if numbering::next_in(tx, case.register, series, *expected).await? != *expected {
                    return Ok(Some(Stepped::NumberGone));
                }
            }
            Beside::Link(new) => {
                if !link_in(tx, new).await? {
                    return Ok(Some(Stepped::LinkRefused));
                }
            }
            Beside::Confirmation(new) => confirmation::add_in(tx, new).await?,
        }
    }
    Ok(None)
}

/// Links a new entry to the account's person, or makes the person. False where that cannot be.
async fn link_in(tx: &mut Tx, new: &AccountLink) -> Result<bool, StoreError> {
    let own = portal::holder_in(tx, &new.account).await?;
    let holder = match (own, new.same) {
        (Some(own), Some(theirs)) => {
            let why = Joining {
                entry: None,
                number: new.link.number.as_ref().map(|known| known.number),
                ground: &new.link.ground,
                by: &new.link.by,
                at: new.link.at,
            };
            if !holder::join(tx, (theirs, own), &why).await? {
                return Ok(false);
            }
            own
        }
        (Some(own), None) => own,
        (None, same) => same.unwrap_or(new.link.holder),
    };
    // what was asked about the person to be is told to the person
    if holder != new.link.holder {
        network::move_in(tx, new.link.register, (new.link.holder, holder)).await?;
    }
    let link = NewLink { holder, ..new.link.clone() };
    match holder::link(tx, &[link]).await?.first() {
        Some(LinkOutcome::Linked | LinkOutcome::Already) => match own {
            Some(_) => Ok(true),
            None => portal::belong(tx, &new.account, holder).await,
        },
        _ => Ok(false),
    }
}

//! Cases: their history, what its fold gives, and everything that a step writes with it in one transaction.

mod at_once;
mod read;
mod rows;
mod step;
mod together;

pub use read::{by_id, events, of_account, of_entry, queue, records};
pub use step::{advance, open};
pub use together::{Around, around, with_records};

pub(crate) use read::{BY_ENTRY, BY_ID, EVENTS, OF_ACCOUNT, QUEUE, RECORDS};
pub(crate) use step::{ADD_CASE, ADD_EVENT, ADD_OF_ACCOUNT, ADD_RECORD, MOVE_CASE, VERSION_OF};

use registry::ids::{CaseId, EntryId, HolderId, RegisterId};

use crate::confirmation::IssuedConfirmation;
use crate::holder::NewLink;
use crate::ledger::{Appended, NewRecord};
use crate::outbox::NewJob;
use crate::payment::NewPayment;
use crate::portal::AccountKey;
use crate::task::NewTask;

/// A case as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "案件")]
pub struct CaseRow {
    /// Its register.
    pub register: RegisterId,
    /// Its id.
    pub id: CaseId,
    /// The procedure, a code of `rules/procedures.toml`.
    pub procedure: String,
    /// The entry; `None` until there is one.
    pub entry: Option<EntryId>,
    /// Who applied through the portal; `None` for paper.
    pub account: Option<AccountKey>,
    /// Whose case it is, once that is known.
    pub holder: Option<HolderId>,
    /// The code of its state.
    pub state: String,
    /// Events in its history.
    pub version: i64,
    /// The case in its own text.
    pub folded: String,
    /// Unix microseconds.
    pub opened_at: i64,
    /// Since when it stands where it stands.
    pub moved_at: i64,
}

/// Something that happened to a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseEvent {
    /// Its place in the history, from 1.
    pub version: i64,
    /// What, in the code of the state machine.
    pub kind: String,
    /// Unix microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// The event in its own text.
    pub body: String,
}

/// What stands beside an event, as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseRecord {
    /// The event's place.
    pub version: i64,
    /// What it is: a form, a signature, what a source said.
    pub kind: String,
    /// Its bytes.
    pub said: Vec<u8>,
}

/// An event to be recorded; its version follows from its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEvent {
    /// What.
    pub kind: String,
    /// Unix microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// The event in its own text.
    pub body: String,
}

/// What a step writes beside the case and in the same transaction.
#[derive(Clone, Debug)]
pub enum Beside {
    /// Something to be sent or asked.
    Job(NewJob),
    /// What stands beside the first event of the step, as it came: its kind and its bytes.
    Record(&'static str, Vec<u8>),
    /// A job that this step ends. When it was ended before, nothing of the step is written: it was taken already.
    Done(EntryId),
    /// An amount to be paid.
    Payment(NewPayment),
    /// A payment that is settled, by its wish.
    Settled(String),
    /// Something for a person at the desk.
    Task(NewTask),
    /// A task that a person has done: its id, who, and what about it.
    TaskDone(EntryId, String, String),
    /// The next number of a series of the register, which the act upon the entry bears: series and number.
    Number(&'static str, i64),
    /// The link of the entry that the act begins, to the person behind an account.
    Link(Box<AccountLink>),
    /// A confirmation of the entry that is issued.
    Confirmation(Box<IssuedConfirmation>),
}

/// A link to the person behind an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountLink {
    /// The account.
    pub account: AccountKey,
    /// The link; its holder is for an account of whom no person is known yet.
    pub link: NewLink,
    /// Somebody without an account who was linked before and has proved to be this person.
    pub same: Option<HolderId>,
}

/// A step of a case that was decided and is to be written.
#[derive(Clone, Debug)]
pub struct CaseStep {
    /// The case as it will stand. Its version is the one that was decided upon; the events are counted on from there.
    pub after: CaseRow,
    /// What happened.
    pub events: Vec<NewEvent>,
    /// The legal act upon the entry that goes with it.
    pub act: Option<NewRecord>,
    /// What else is written.
    pub beside: Vec<Beside>,
}

/// What became of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stepped {
    /// It stands; for an act, with what became of it.
    Written {
        /// The case's version now.
        version: i64,
        /// What became of the act.
        act: Option<Appended>,
    },
    /// The case has moved meanwhile; nothing was written.
    Moved {
        /// Its version; `None` when there is no such case.
        found: Option<i64>,
    },
    /// The act could not stand; nothing was written.
    ActRefused(Appended),
    /// The job that the step would have ended was ended before; nothing was written.
    JobGone,
    /// The number was given to somebody else meanwhile; nothing was written.
    NumberGone,
    /// The entry cannot be linked to this person; nothing was written.
    LinkRefused,
}

/// What became of opening a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opened {
    /// It stands.
    Opened,
    /// It was opened before, from the same draft: nothing was written.
    Already,
    /// The draft has been changed since it was read, on another page or device; nothing was written.
    DraftChanged,
}

fn case_id(row: &db::RowRef<'_>, column: usize) -> Result<CaseId, db::DbError> {
    crate::fixed::<16>(row, column)
        .map(|bytes| CaseId::from_stored(&bytes))
        .and_then(|id| id.ok_or_else(|| db::DbError::Column { column, detail: "no case's id".to_owned() }))
}

fn optional<T>(
    row: &db::RowRef<'_>,
    column: usize,
    make: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<Option<T>, db::DbError> {
    Ok(row.opt_bytes(column)?.and_then(make))
}

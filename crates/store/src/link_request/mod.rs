//! Requests of holders for a link, on the register's side and on the account's.

mod read;
mod write;

pub use read::{anywhere, counts, in_state, of_account, read};
pub use write::{add, signed, step};

pub(crate) use read::{ANYWHERE, COUNT_OF_ACCOUNT, COUNT_OF_NUMBER, IN_STATE, OF_ACCOUNT, READ};
pub(crate) use write::{ADD, ADD_OF_ACCOUNT, END_LINKED, MOVE, SIGNED, end_linked};

use registry::ids::{EntryId, LinkRequestId, RegisterId};

use crate::portal::AccountKey;

/// A request as it is made, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// The register that is asked.
    pub register: RegisterId,
    /// Its id.
    pub id: LinkRequestId,
    /// Whose.
    pub account: AccountKey,
    /// The number as it is found by.
    pub number_key: String,
    /// The number as it was typed.
    pub number: String,
    /// Items that the person stated, line text.
    pub stated: String,
    /// What is to be signed.
    pub document: String,
    /// Unix microseconds.
    pub created_at: i64,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// As it was made.
    pub made: NewRequest,
    /// Where it stands: a code of the use case.
    pub state: String,
    /// Items that the signature's certificate shows, line text.
    pub proven: String,
    /// Codes of the items in which characters stand for others, separated by spaces.
    pub substitutes: String,
    /// The entry that was looked at, if the number is one.
    pub entry: Option<EntryId>,
    /// Who decided, if anybody has.
    pub decided_by: String,
    /// On what ground, or why not.
    pub words: String,
    /// When it came to where it stands, Unix microseconds.
    pub changed_at: i64,
}

/// What a signature brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// Where the request stands now.
    pub state: &'static str,
    /// As [`LinkRequest::proven`].
    pub proven: String,
    /// As [`LinkRequest::substitutes`].
    pub substitutes: String,
    /// The signature's value.
    pub signature: Vec<u8>,
    /// The signing certificate, DER.
    pub certificate: Vec<u8>,
    /// The entry that was looked at.
    pub entry: Option<EntryId>,
    /// Who decided, where it is decided.
    pub decided_by: String,
    /// Unix microseconds.
    pub at: i64,
}

/// A decision, or a step of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// From where.
    pub from: &'static str,
    /// To where.
    pub to: &'static str,
    /// By whom.
    pub by: String,
    /// In words.
    pub words: String,
    /// Unix microseconds.
    pub at: i64,
}

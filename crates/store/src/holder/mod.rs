//! Holders and links: whose entry it is, on both sides.
//!
//! A link stands in `entry_holder` (read by entry) and in `holder_entry` (read by person); one transaction writes both. The person's
//! 個人番号 is never here: `number_ref` is the vault's handle.

mod beside;
mod end;
mod join;
mod read;
mod write;

pub use beside::with_entry;
pub use end::{account_in, take_back};
pub use join::{Joining, join, links_in};
pub use read::{
    Past, account_of, by_number, entries_of, entries_of_many, number_counts, of_entries, of_entry, past_of,
    walk,
};
pub use write::{LinkOutcome, NewLink, give_number, link, unlink};

pub(crate) use join::MOVE_NUMBER;
pub(crate) use read::{
    ENTRIES_OF, ENTRIES_OF_MANY, HOLDER_OF_NUMBER, NUMBER_COUNTS, OF_ENTRIES, OF_ENTRY, PAST_OF, WALK,
};
pub(crate) use write::{
    ADD_HOLDER, ADD_LINK, ADD_NUMBER, ADD_OF_HOLDER, ADD_PAST, DROP_LINK, DROP_OF_HOLDER, SET_NUMBER,
};

use registry::ids::{EntryId, HolderId, RegisterId};

/// The vault's handle of a number, as the tables hold it: 16 bytes that mean nothing.
pub type NumberRef = [u8; 16];

/// How a register came to know a holder's 個人番号: two facts that lift and allow different things (decisions: "number provided").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[doc(alias = "個人番号の提供")]
pub enum NumberFact {
    /// Given by the holder, with a proof of number and person.
    Given,
    /// Found by an inquiry: lifts nothing and allows nothing by itself.
    Found,
}

impl NumberFact {
    /// The word in the table.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Found => "found",
        }
    }

    /// The fact of a word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Given, Self::Found].into_iter().find(|fact| fact.code() == code)
    }
}

/// A holder's number as a register knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownNumber {
    /// The vault's handle.
    pub number: NumberRef,
    /// Given or found.
    pub fact: NumberFact,
    /// By which way: a code of `rules/number-proof.toml`, of a report, of an inquiry.
    pub way: String,
    /// Since when, Unix microseconds.
    pub since: i64,
}

/// A link that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The register.
    pub register: RegisterId,
    /// The entry.
    pub entry: EntryId,
    /// Whose it is.
    pub holder: HolderId,
    /// The way of `rules/linking.toml` that allowed it, or `desk`.
    pub way: String,
    /// On what ground: a case, a run, a paper.
    pub ground: String,
    /// Who linked.
    pub by: String,
    /// When, Unix microseconds.
    pub at: i64,
    /// The holder's number, as this register knows it.
    pub number: Option<KnownNumber>,
}

fn holder_id(row: &db::RowRef<'_>, column: usize) -> Result<HolderId, db::DbError> {
    HolderId::from_stored(row.bytes(column)?)
        .ok_or_else(|| db::DbError::Column { column, detail: "not 16 bytes".to_owned() })
}

//! The ledger: the only module that writes an entry (invariant 3), always together with its record.

mod append;
mod at_once;
mod bulk;
mod facts;
mod keys;
mod made;
mod read;

pub use append::{Appended, Idempotency, NewRecord, Stamp, append};
pub use bulk::Transcriptions;
pub use facts::{Facts, facts, facts_in};
pub use keys::{earlier, forget_old_keys};
pub use read::{histories, history};

pub(crate) use append::{
    ADD_BASIS, ADD_BODY, ADD_ENTRY, ADD_KEY_ONCE, ADD_PENDING, ADD_RECORD, ADD_SLICE, ERASE_BODY,
    FORGET_KEYS, LOCK_ENTRY, READ_KEY, UPDATE_ENTRY, VERSION_OF,
};
pub(crate) use at_once::{ADD_ENTRIES, ADD_KEYS, append_at_once};
pub(crate) use facts::ACTS_OF;
pub(crate) use keys::FORGET_OLD_KEYS;
pub(crate) use made::{BASES, BODIES, KEYS, PENDING, RECORDS, SLICES};
pub(crate) use read::{HISTORY, POSITION};

use db::{Param, Tx};
use registry::ids::{EntryId, RegisterId};

use crate::StoreError;

/// Holds an entry as it is until the transaction ends; changes nothing.
pub(crate) async fn lock(tx: &mut Tx, register: RegisterId, entry: EntryId) -> Result<(), StoreError> {
    tx.execute(LOCK_ENTRY, &[Param::Int(register.stored()), Param::Bytes(entry.stored())]).await?;
    Ok(())
}

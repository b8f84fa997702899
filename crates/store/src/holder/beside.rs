//! An entry and its link, read together.

use db::{Param, Reader};
use registry::ids::{EntryId, RegisterId};

use super::Link;
use super::read::{OF_ENTRY, map};
use crate::StoreError;
use crate::entry::{self, EntryRow};

/// What a read gives: the entry, or its link.
enum Found {
    Entry(EntryRow),
    Link(Link),
}

/// An entry of a register and its link, in one flight.
///
/// # Errors
/// The engine's.
pub async fn with_entry(
    reader: &mut Reader,
    (register, entry): (RegisterId, EntryId),
) -> Result<(Option<EntryRow>, Option<Link>), StoreError> {
    let key = vec![Param::Int(register.stored()), Param::Bytes(entry.stored())];
    let found = reader
        .query_each(&[(entry::BY_ID, key.clone()), (OF_ENTRY, key)], |at, row| match at {
            0 => entry::map(row).map(Found::Entry),
            _ => map(row).map(Found::Link),
        })
        .await?;
    let (mut row, mut link) = (None, None);
    for one in found {
        match one {
            Found::Entry(found) => row = Some(found),
            Found::Link(found) => link = Some(found),
        }
    }
    Ok((row, link))
}

//! Reading all looks back, for the audit: as they were recorded, and as they stand under entries.

use db::{Param, Reader};
use registry::ids::{EntryId, RegisterId};

use super::FROM_ID;
use crate::{StoreError, entry_id};

pub(crate) const LAST: &str = "SELECT disclosure_id FROM disclosure ORDER BY disclosure_id DESC LIMIT 1";
pub(crate) const UNDER_ENTRIES: &str = "SELECT entry_id, disclosure_id FROM disclosure_entry \
     WHERE register_id = $1 AND (entry_id, disclosure_id) > ($2, $3) ORDER BY entry_id, disclosure_id LIMIT $4";
pub(crate) const SHOWN_BY: &str = "SELECT entries FROM disclosure WHERE disclosure_id = $1";
pub(crate) const IS_LISTED: &str = "SELECT d.disclosure_id FROM register r \
     JOIN disclosure_entry d ON d.register_id = r.register_id WHERE d.entry_id = $1 AND d.disclosure_id = $2";

/// The last look.
///
/// # Errors
/// The engine's.
pub async fn last(reader: &mut Reader) -> Result<Option<EntryId>, StoreError> {
    Ok(reader.query(LAST, &[], |row| entry_id(row, 0)).await?.into_iter().next())
}

/// Looks that showed something, after one of them: id, and the ids of the entries shown, separated by spaces.
///
/// # Errors
/// The engine's.
pub async fn page(
    reader: &mut Reader,
    after: EntryId,
    limit: u32,
) -> Result<Vec<(EntryId, String)>, StoreError> {
    let params = [Param::Bytes(after.stored()), Param::Int(i64::from(limit))];
    Ok(reader.query(FROM_ID, &params, |row| Ok((entry_id(row, 0)?, row.text(1)?.to_owned()))).await?)
}

/// Lines under the entries of a register, after one of them: entry and look.
///
/// # Errors
/// The engine's.
pub async fn page_of_register(
    reader: &mut Reader,
    register: RegisterId,
    (entry, look): (EntryId, EntryId),
    limit: u32,
) -> Result<Vec<(EntryId, EntryId)>, StoreError> {
    let params = [
        Param::Int(register.stored()),
        Param::Bytes(entry.stored()),
        Param::Bytes(look.stored()),
        Param::Int(i64::from(limit)),
    ];
    Ok(reader.query(UNDER_ENTRIES, &params, |row| Ok((entry_id(row, 0)?, entry_id(row, 1)?))).await?)
}

/// Whether a look says that it showed an entry.
///
/// # Errors
/// The engine's.
pub async fn shows(reader: &mut Reader, look: EntryId, entry: EntryId) -> Result<bool, StoreError> {
    let wanted = entry.to_string();
    let found = reader
        .query(SHOWN_BY, &[Param::Bytes(look.stored())], |row| {
            Ok(row.text(0)?.split(' ').any(|id| id == wanted))
        })
        .await?;
    Ok(found.contains(&true))
}

/// Whether a look stands under an entry, sorted in or not.
///
/// # Errors
/// The engine's.
pub async fn is_listed(
    reader: &mut Reader,
    registers: &[RegisterId],
    (look, entry): (EntryId, EntryId),
) -> Result<bool, StoreError> {
    // Sorted in between the two questions it is found by the second.
    for register in registers {
        if super::pending::pending_of(reader, (*register, entry)).await?.contains(&look) {
            return Ok(true);
        }
    }
    let params = [Param::Bytes(entry.stored()), Param::Bytes(look.stored())];
    Ok(!reader.query(IS_LISTED, &params, |row| entry_id(row, 0)).await?.is_empty())
}

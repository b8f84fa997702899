//! Taking a link back that was wrong: with what the wrong person had made of the entry.

use db::{Param, Tx};
use registry::ids::{EntryId, HolderId, RegisterId};

use super::{OF_ENTRY, holder_id, unlink};
use crate::portal::AccountKey;
use crate::{StoreError, credential, fixed, link_request, share};

/// Takes back the link that stands since an instant. Proofs of the entry that were shown are taken back with it, share codes end, and
/// requests that led to it say so. Tells whose it was; none, and nothing is changed, where it is another link by now.
///
/// # Errors
/// The engine's.
pub async fn take_back(
    tx: &mut Tx,
    (register, entry): (RegisterId, EntryId),
    (since, at): (i64, i64),
    (by, ground): (&str, &str),
) -> Result<Option<HolderId>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(entry.stored())];
    let stands = tx.query(OF_ENTRY, &params, |row| Ok((holder_id(row, 2)?, row.int(6)?))).await?;
    let Some((holder, _)) = stands.into_iter().find(|(_, linked_at)| *linked_at == since) else {
        return Ok(None);
    };
    if !unlink(tx, (register, entry), (at, by, ground)).await? {
        return Ok(None);
    }
    credential::take_back(tx, (register, entry), at).await?;
    share::end_all(tx, (register, entry), at).await?;
    link_request::end_linked(tx, (register, entry), at).await?;
    Ok(Some(holder))
}

/// The portal account of a person, if there is one.
///
/// # Errors
/// The engine's.
pub async fn account_in(tx: &mut Tx, person: HolderId) -> Result<Option<AccountKey>, StoreError> {
    let params = [Param::Bytes(person.stored())];
    let found = tx.query(crate::portal::ACCOUNT_OF, &params, |row| fixed::<16>(row, 0)).await?;
    Ok(found.into_iter().next())
}

//! Two holders who are one person: somebody was linked in bulk or at the desk before they came, and has an account with another entry.

use std::collections::BTreeSet;

use db::{Param, Tx};
use registry::ids::{EntryId, HolderId, RegisterId};

use super::read::map;
use super::{ENTRIES_OF, Link, LinkOutcome, NumberRef, OF_ENTRY, account_in, link, unlink};
use crate::{StoreError, entry_id, network};

pub(crate) const MOVE_NUMBER: &str =
    "UPDATE number_holder SET holder_id = $3 WHERE number_ref = $1 AND holder_id = $2";

/// What showed that two holders are one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Joining<'a> {
    /// The entry whose person was proved, and the way that proved it; none where the number alone did.
    pub entry: Option<((RegisterId, EntryId), &'a str)>,
    /// The number that both have, where it was shown.
    pub number: Option<NumberRef>,
    /// On what ground.
    pub ground: &'a str,
    /// By whom.
    pub by: &'a str,
    /// When, Unix microseconds.
    pub at: i64,
}

/// Makes everything of a holder who has no account another holder's: their number and their entries, each as a new link in the place of
/// the old one, which is kept among the past; and the record of what was asked about them over the information network, of which they are told.
/// Our codes for the person at other institutions are got anew, by the number. False, and nothing is changed, where the first has an account of their own, or the two have different numbers: then they are two people, or a
/// person at the desk has to see why not.
///
/// # Errors
/// The engine's; [`StoreError::Outrun`] when somebody was faster: the transaction is tried again.
pub async fn join(
    tx: &mut Tx,
    (from, into): (HolderId, HolderId),
    why: &Joining<'_>,
) -> Result<bool, StoreError> {
    if from == into {
        return Ok(true);
    }
    if account_in(tx, from).await?.is_some() {
        return Ok(false);
    }
    let (theirs, own) = (links_in(tx, from).await?, links_in(tx, into).await?);
    let mut numbers: Vec<NumberRef> =
        theirs.iter().filter_map(|link| link.number.as_ref()).map(|known| known.number).collect();
    numbers.extend(why.number);
    // A number is one holder's, so whatever number is the other's is another number.
    if !numbers.is_empty() && own.iter().any(|link| link.number.is_some()) {
        return Ok(false);
    }
    numbers.sort_unstable();
    numbers.dedup();
    for number in &numbers {
        let params = [Param::Bytes(number), Param::Bytes(from.stored()), Param::Bytes(into.stored())];
        tx.execute(MOVE_NUMBER, &params).await?;
    }
    let registers: BTreeSet<RegisterId> = theirs.iter().map(|link| link.register).collect();
    for register in registers {
        network::move_in(tx, register, (from, into)).await?;
    }
    let mut links = Vec::with_capacity(theirs.len());
    for old in theirs {
        let key = (old.register, old.entry);
        unlink(tx, key, (why.at, why.by, why.ground)).await?;
        links.push(match why.entry {
            Some((proved, way)) if proved == key => Link {
                holder: into,
                way: way.to_owned(),
                ground: why.ground.to_owned(),
                by: why.by.to_owned(),
                at: why.at,
                ..old
            },
            _ => Link { holder: into, at: why.at, ..old },
        });
    }
    let outcomes = link(tx, &links).await?;
    if outcomes.iter().all(|outcome| *outcome == LinkOutcome::Linked) {
        Ok(true)
    } else {
        Err(StoreError::Outrun)
    }
}

/// The links that stand of a person, in the caller's transaction.
///
/// # Errors
/// The engine's.
pub async fn links_in(tx: &mut Tx, holder: HolderId) -> Result<Vec<Link>, StoreError> {
    let key = |row: &db::RowRef<'_>| Ok((row.int(0)?, entry_id(row, 1)?));
    let entries = tx.query(ENTRIES_OF, &[Param::Bytes(holder.stored())], key).await?;
    let mut links = Vec::with_capacity(entries.len());
    for (register, entry) in &entries {
        let params = [Param::Int(*register), Param::Bytes(entry.stored())];
        // The register's side decides: a link that was taken back is none.
        links
            .extend(tx.query(OF_ENTRY, &params, map).await?.into_iter().filter(|link| link.holder == holder));
    }
    Ok(links)
}

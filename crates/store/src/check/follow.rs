//! What follows from findings: read once, in the order of entries; each page is written with how far it was read.

use std::sync::Arc;

use db::{Db, Param, Reader, Tx};
use registry::ids::{EntryId, RegisterId};

use super::RunId;
use crate::change::{self, NewChange};
use crate::deletion::{self, NewProposal};
use crate::task::{self, NewTask};
use crate::{StoreError, entry_id};

pub(crate) const PLACE: &str =
    "SELECT place, done_at FROM check_follow WHERE register_id = $1 AND run_id = $2";
pub(crate) const BEGIN: &str = "INSERT INTO check_follow (register_id, run_id, place, done_at) \
     VALUES ($1, $2, $3, NULL) ON CONFLICT DO NOTHING";
pub(crate) const MOVE: &str = "UPDATE check_follow SET place = $4, done_at = $5 \
     WHERE register_id = $1 AND run_id = $2 AND place = $3 AND done_at IS NULL";

/// What follows from a page of findings.
#[derive(Clone, Debug)]
pub struct FollowPage {
    /// The register.
    pub register: RegisterId,
    /// The run.
    pub run: RunId,
    /// The last entry that was followed up before …
    pub from: EntryId,
    /// … and now.
    pub to: EntryId,
    /// Deletions that are proposed.
    pub proposals: Vec<NewProposal>,
    /// Changes of which the holder is reminded.
    pub changes: Vec<NewChange>,
    /// Tasks of the desk.
    pub tasks: Vec<NewTask>,
    /// The day, and for the last page the day until which proposals wait.
    pub days: (String, Option<String>),
    /// Unix microseconds, and who.
    pub at: (i64, String),
}

/// How far a register's findings of a run were followed up: the last entry, and whether that was all.
///
/// # Errors
/// The engine's.
pub async fn followed(
    reader: &mut Reader,
    (register, run): (RegisterId, &RunId),
) -> Result<Option<(EntryId, bool)>, StoreError> {
    let params = [Param::Int(register.stored()), Param::Bytes(run)];
    let found =
        reader.query(PLACE, &params, |row| Ok((entry_id(row, 0)?, row.opt_int(1)?.is_some()))).await?;
    Ok(found.into_iter().next())
}

/// Writes what follows from a page, once: how many proposals and changes were added, each an entry that had no open one. `None` when another
/// worker was there: nothing is written.
///
/// # Errors
/// The engine's.
pub async fn follow(db: &Db, page: FollowPage) -> Result<Option<(u64, u64)>, StoreError> {
    let page = Arc::new(page);
    db.transact("follow-findings", move |tx| {
        let page = Arc::clone(&page);
        Box::pin(async move { follow_in(tx, &page).await })
    })
    .await
}

async fn follow_in(tx: &mut Tx, page: &FollowPage) -> Result<Option<(u64, u64)>, StoreError> {
    let (register, run) = (Param::Int(page.register.stored()), Param::Bytes(&page.run));
    let (at, by) = (page.at.0, page.at.1.as_str());
    tx.execute(BEGIN, &[register, run, Param::Bytes(page.from.stored())]).await?;
    let done = page.days.1.as_ref().map(|_| at);
    let moved =
        [register, run, Param::Bytes(page.from.stored()), Param::Bytes(page.to.stored()), done.into()];
    if tx.execute(MOVE, &moved).await? == 0 {
        return Ok(None);
    }
    let mut proposals = 0;
    let key = (page.register, deletion::batch_of(page.register, &page.run));
    if !page.proposals.is_empty() {
        deletion::open_in(tx, key, &page.run, (&page.days.0, at, by)).await?;
        proposals = deletion::add_in(tx, key, &page.proposals).await?;
    }
    let changes = change::add_in(tx, (page.register, &page.run), &page.changes, (&page.days.0, at)).await?;
    task::add_many_in(tx, &page.tasks).await?;
    if let Some(until) = &page.days.1 {
        deletion::gathered_in(tx, key, (until, at, by)).await?;
    }
    Ok(Some((proposals, changes)))
}

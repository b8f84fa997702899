//! Writing a slice: links, numbers and the desk's queue together, or nothing of it.

use std::sync::Arc;

use registry::ids::{EntryId, HolderId, RegisterId};
use store::StoreError;
use store::first_link::DeskRow;
use store::holder::{KnownNumber, LinkOutcome, NewLink};

use super::open::Run;
use super::outcome::FirstLinkOutcome;
use crate::{App, AppError};

/// What a slice writes.
#[derive(Debug, Default)]
pub(super) struct Writes {
    pub(super) links: Vec<NewLink>,
    /// Numbers of entries that are linked already.
    pub(super) given: Vec<(EntryId, HolderId, KnownNumber)>,
    pub(super) desk: Vec<DeskRow>,
}

/// What the transaction did.
struct Written {
    linked: u64,
    before: u64,
    given: u64,
}

impl App {
    pub(super) async fn write_slice(
        &self,
        run: &Run,
        writes: Writes,
        outcome: &mut FirstLinkOutcome,
    ) -> Result<(), AppError> {
        let (writes, register) = (Arc::new(writes), run.register);
        let written = self
            .0
            .db
            .transact("first-link", move |tx| {
                let writes = Arc::clone(&writes);
                Box::pin(async move { write(tx, register, &writes).await })
            })
            .await?;
        outcome.linked += written.linked;
        outcome.linked_before += written.before;
        outcome.given += written.given;
        Ok(())
    }
}

async fn write(tx: &mut db::Tx, register: RegisterId, writes: &Writes) -> Result<Written, StoreError> {
    let mut outcomes = store::holder::link(tx, &writes.links).await?;
    // somebody brought the same number in the meantime: the number is the person, so the person is theirs
    let again: Vec<(usize, NewLink)> = writes
        .links
        .iter()
        .zip(&outcomes)
        .enumerate()
        .filter_map(|(at, (link, outcome))| match outcome {
            LinkOutcome::NumberOfAnother(holder) => Some((at, NewLink { holder: *holder, ..link.clone() })),
            _ => None,
        })
        .collect();
    let links: Vec<NewLink> = again.iter().map(|(_, link)| link.clone()).collect();
    for ((at, _), outcome) in again.iter().zip(store::holder::link(tx, &links).await?) {
        if let Some(place) = outcomes.get_mut(*at) {
            *place = outcome;
        }
    }
    let linked: Vec<_> = writes
        .links
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| **outcome == LinkOutcome::Linked)
        .map(|(link, _)| (register, link.entry))
        .collect();
    let mut given = Vec::new();
    for (entry, holder, number) in &writes.given {
        if store::holder::give_number(tx, (register, *entry), *holder, number).await? {
            given.push((register, *entry));
        }
    }
    store::first_link::unqueue(tx, &[linked.as_slice(), &given].concat()).await?;
    store::first_link::queue(tx, &writes.desk).await?;
    let (linked, given) = (linked.len() as u64, given.len() as u64);
    // linked by another way while it was asked for
    Ok(Written { linked, before: writes.links.len() as u64 - linked + writes.given.len() as u64, given })
}

//! The first link in bulk (一括の突合): entries whose holder's 個人番号 is not known yet, asked for by the four basic items.
//!
//! ```text
//! slice   entries that are neither linked nor at the desk → those with all four items (the others are a figure)
//! ask     one disclosure record, one file to the resident register, its answers joined by request
//! decide  registry::linking::in_bulk: everything equal, exactly one person; else the desk
//! write   links, numbers and the desk's queue of a slice in one transaction
//! ```
//!
//! What was done shows in the tables alone: a stop or a kill anywhere loses nothing that was written, and the same call goes on.

mod ask;
mod desk;
mod open;
mod outcome;
mod report;
mod settle;
mod slice;
mod write;

use std::time::Instant;

use gateways::juki::Juki;
use registry::ids::EntryId;

pub(crate) use self::ask::{answered, own};
pub use self::desk::{ItemOfBoth, LinkCase, LinkQueue, LinkReason, LinkWaiting, Marked};
pub use self::outcome::{FirstLinkOrder, FirstLinkOutcome, FirstLinkProgress};
pub use self::report::ReportsOrder;
use crate::record_act::may_record;
use crate::{Actor, App, AppError};

/// Where progress is told; returning `false` asks to stop at the next safe point.
pub type Watch<'w> = &'w (dyn Fn(FirstLinkProgress) -> bool + Sync);

/// Entries read, asked for and written together: their texts, inquiries and answers are some 20 MB.
const SLICE: u32 = 20_000;

impl App {
    /// Links the entries of a register whose four items are those of exactly one person; the same call again goes on, and asks for
    /// nobody who is linked or waits at the desk. A dry run asks nobody: it tells how many entries are open and why the others are not.
    ///
    /// # Errors
    /// When the actor may not, the rules have no such way, or the resident register cannot be asked now: what was written stays.
    pub async fn first_link(
        &self,
        actor: &Actor,
        juki: Option<&impl Juki>,
        order: &FirstLinkOrder,
        watch: Watch<'_>,
    ) -> Result<FirstLinkOutcome, AppError> {
        may_record(actor)?;
        let run = self.open_first_link(actor, order).await?;
        let mut outcome = FirstLinkOutcome::default();
        let started = Instant::now();
        let mut after = EntryId::from_stored(&[0; 16]);
        while let Some(from) = after {
            if !watch(outcome.progress()) {
                outcome.stopped = true;
                break;
            }
            let slice = self.read_slice(&run, from).await?;
            outcome.add(&slice.figures);
            after = slice.last;
            if let (Some(juki), false) = (juki.filter(|_| !order.dry_run), slice.cases.is_empty()) {
                let (told, batch) = self.ask_slice(&run, juki, &slice.cases).await?;
                self.settle_slice(&run, slice.cases, told, &mut outcome).await?;
                ask::forget(juki, &batch).await;
            }
        }
        self.end_first_link(&run, &outcome).await?;
        outcome.seconds = started.elapsed().as_secs_f64();
        Ok(outcome)
    }
}

//! Who looked at an entry.

use registry::ids::{EntryId, RegisterId};

use crate::time::rfc3339;
use crate::view::DisclosureView;
use crate::{Actor, App, AppError, ErrorKind, Role};

/// Looks shown at most: more than a person reads, less than a page can carry.
const LOOKS_SHOWN: u32 = 1_000;

impl App {
    /// The latest looks at an entry, newest first: for auditors.
    ///
    /// # Errors
    /// Not permitted to others.
    pub async fn list_disclosures(
        &self,
        actor: &Actor,
        entry: &str,
    ) -> Result<Vec<DisclosureView>, AppError> {
        if !actor.roles.contains(&Role::Auditor) {
            return Err(AppError::new(
                ErrorKind::NotPermitted,
                "閲覧の記録を見る権限がありません。",
                "Auditors only.",
            ));
        }
        let (row, _) = self.entry_in_reach(actor, entry).await?;
        self.looks((row.register, row.id)).await
    }

    /// The latest looks at an entry; whoever calls has asked whether they may be seen.
    pub(crate) async fn looks(&self, entry: (RegisterId, EntryId)) -> Result<Vec<DisclosureView>, AppError> {
        let rows = store::disclosure::of_entry(&mut self.0.db.reader().await?, entry, LOOKS_SHOWN).await?;
        Ok(rows
            .into_iter()
            .map(|row| DisclosureView {
                at: rfc3339(row.at),
                actor: row.actor,
                purpose: row.purpose,
                channel: row.channel,
                request: row.request,
            })
            .collect())
    }
}

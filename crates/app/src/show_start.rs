//! What anybody may see before the sign-in: how much is registered, and where the ledger stands. Counts only: no entry is
//! read, so no look is recorded and no actor is needed.

use law::Both;

use crate::view::StartView;
use crate::{App, AppError};

impl App {
    /// The figures of the start page.
    ///
    /// # Errors
    /// The store's.
    pub async fn show_start(&self) -> Result<StartView, AppError> {
        let registers = self.summaries(|_| true).await?;
        let filled = registers.iter().filter_map(|register| register.entries).filter(|entries| *entries > 0);
        Ok(StartView {
            registers: filled.clone().count(),
            entries: filled.sum(),
            importing: registers
                .iter()
                .filter_map(|register| {
                    let name = Both::new(&register.register_name, &register.register_name_en);
                    register.importing.map(|rows| (name, rows))
                })
                .collect(),
            ledger: self.ledger_head().await?,
        })
    }
}

//! The scans of a paper: kept sealed, as what applicants send.

use registry::ids::EntryId;
use store::upload::{self, Upload};

use super::{being_compared, not_there};
use crate::cases::CaseKey;
use crate::papers::{PaperFault, media_type};
use crate::{Actor, App, AppError, NewPaper, PaperView};

impl App {
    /// Keeps a scan: of the application itself, or of a document that came with it. What it is, is found by its content.
    ///
    /// # Errors
    /// In the sender's words; nothing is kept then. Nothing is added while it is compared.
    pub async fn add_scan(&self, actor: &Actor, key: CaseKey, scan: NewPaper) -> Result<PaperView, AppError> {
        let paper = self.paper_in_reach(actor, key).await?;
        if paper.filing.to_compare {
            return Err(being_compared());
        }
        let account = paper.account();
        let there = upload::of_draft(&mut self.0.db.reader().await?, (&account, key.id)).await?;
        let media = media_type(&scan.bytes).map_err(PaperFault::error)?;
        self.keep_paper((&account, key.id), there, (scan, media), None).await
    }

    /// Takes a scan out.
    ///
    /// # Errors
    /// There is none; it is being compared.
    pub async fn remove_scan(&self, actor: &Actor, key: CaseKey, scan: EntryId) -> Result<(), AppError> {
        let paper = self.paper_in_reach(actor, key).await?;
        if paper.filing.to_compare {
            return Err(being_compared());
        }
        // What a case rests on stays with it.
        if paper.filing.corrects {
            return Err(not_there());
        }
        let gone = upload::remove(&self.0.db, (paper.account(), key.id), scan).await?;
        if gone { Ok(()) } else { Err(not_there()) }
    }

    /// A scan: what it is, and its bytes. The look is recorded before they leave.
    ///
    /// # Errors
    /// There is none within reach, or it cannot be opened.
    pub async fn open_scan(
        &self,
        actor: &Actor,
        key: CaseKey,
        scan: EntryId,
    ) -> Result<(PaperView, Vec<u8>), AppError> {
        let paper = self.paper_in_reach(actor, key).await?;
        let found = upload::by_id(&mut self.0.db.reader().await?, (&paper.account(), scan)).await?;
        let Upload { head, sealed } =
            found.filter(|found| found.head.draft == key.id).ok_or_else(not_there)?;
        let bytes = self.0.paper_keys.open(&head, &sealed)?;
        Ok((PaperView::of(&head), bytes))
    }
}

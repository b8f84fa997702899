//! Papers of a case that was sent already: another means of proof, or what a supplementation asks for.

use registry::ids::EntryId;
use store::upload::{self, Upload};

use crate::cases::{CaseKey, Loaded, papers_account};
use crate::{App, AppError, Applying, NewPaper, PaperView};

impl App {
    /// Takes a paper for a case of the applicant that is still open.
    ///
    /// # Errors
    /// In the sender's words; nothing is kept then.
    pub async fn send_case_paper(
        &self,
        who: &Applying,
        key: CaseKey,
        paper: NewPaper,
    ) -> Result<PaperView, AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        if loaded.case.is_closed() {
            return Err(crate::cases::moved());
        }
        let there = upload::of_draft(&mut self.0.db.reader().await?, (&who.account, key.id)).await?;
        let present = self.entry_of(&loaded).await?.map(|entry| entry.present).unwrap_or_default();
        let paper = self.as_signed(&loaded.form, paper);
        let media = self.media_of((&loaded.form, &present), &paper).await?;
        let room = self.room_of(&who.account).await?;
        self.keep_paper((&who.account, key.id), there, (paper, media), Some(room)).await
    }

    /// The papers of a case of the applicant.
    ///
    /// # Errors
    /// There is no such case of this account.
    pub async fn list_case_papers(&self, who: &Applying, key: CaseKey) -> Result<Vec<PaperView>, AppError> {
        self.own_case(&who.account, key).await?;
        let papers = upload::of_draft(&mut self.0.db.reader().await?, (&who.account, key.id)).await?;
        Ok(papers.iter().map(PaperView::of).collect())
    }

    /// The papers of a case within an officer's reach.
    ///
    /// # Errors
    /// There is none within reach.
    pub async fn papers_at_desk(
        &self,
        actor: &crate::Actor,
        key: CaseKey,
    ) -> Result<Vec<PaperView>, AppError> {
        crate::handle_case::may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        let account = papers_account(&loaded.row);
        let papers = upload::of_draft(&mut self.0.db.reader().await?, (&account, key.id)).await?;
        Ok(papers.iter().map(PaperView::of).collect())
    }

    /// A paper of a case within an officer's reach: what it is, and its bytes. The look is recorded before they leave.
    ///
    /// # Errors
    /// There is none within reach, or it cannot be opened.
    pub async fn open_paper_at_desk(
        &self,
        actor: &crate::Actor,
        key: CaseKey,
        paper: EntryId,
    ) -> Result<(PaperView, Vec<u8>), AppError> {
        crate::handle_case::may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        let account = papers_account(&loaded.row);
        let found = upload::by_id(&mut self.0.db.reader().await?, (&account, paper)).await?;
        let Upload { head, sealed } =
            found.filter(|found| found.head.draft == key.id).ok_or_else(crate::cases::not_there)?;
        self.note_paper_look(actor, &loaded).await?;
        let bytes = self.0.paper_keys.open(&head, &sealed)?;
        Ok((PaperView::of(&head), bytes))
    }

    /// Records that an officer opens a paper of a case.
    pub(crate) async fn note_paper_look(
        &self,
        actor: &crate::Actor,
        loaded: &Loaded,
    ) -> Result<(), AppError> {
        let row = &loaded.row;
        let look = store::disclosure::Disclosure {
            at: crate::time::now_micros(),
            actor: actor.name.clone(),
            purpose: actor.purpose.clone(),
            channel: actor.channel.code(),
            request: format!("paper {}", row.id),
            entries: row.entry.map(|entry| (row.register, entry)).into_iter().collect(),
        };
        Ok(self.0.writer.look(look).await?)
    }
}

//! Sending, showing and taking back a paper of an application.

use registry::hash::sha256;
use registry::ids::{CaseId, EntryId};
use store::draft::Draft;
use store::portal::AccountKey;
use store::upload::{self, Room, Upload, UploadHead};
use store::writer::fresh_stamp;

use crate::papers::{Finding, MOST_PAPERS, MOST_STORED, PaperFault, plain_name};
use crate::{App, AppError, Application, ErrorKind};

/// A paper as it came in.
#[derive(Clone, Debug)]
pub struct NewPaper {
    /// Which document it is said to be, a code of `rules/documents.toml`.
    pub document: String,
    /// The name that it came with.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A paper as the applicant's page lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaperView {
    /// Its id.
    pub id: String,
    /// Which document it is said to be.
    pub document: String,
    /// Its name.
    pub file_name: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

impl App {
    /// Takes a paper for a draft: its kind and size found by its content, looked through by the scanner, sealed. One that is to come as a
    /// signed file is checked: a bad one is not taken.
    ///
    /// # Errors
    /// In the sender's words; nothing is kept then.
    pub async fn send_paper(
        &self,
        account: &AccountKey,
        draft: CaseId,
        paper: NewPaper,
    ) -> Result<PaperView, AppError> {
        let (row, there) = self.draft_with_papers(account, draft).await?;
        let form = Application::from_text(&row.fields)?;
        let present = self.present_of(&row).await?;
        let media = self.media_of((&form, &present), &paper).await?;
        let room = self.room_of(account).await?;
        self.keep_paper((account, draft), there, (paper, media), Some(room)).await
    }

    /// Keeps a paper beside those that are there; whoever calls has shown that it may be sent. `room`: how much its sender may have; none for
    /// the desk.
    pub(crate) async fn keep_paper(
        &self,
        (account, draft): (&AccountKey, CaseId),
        there: Vec<UploadHead>,
        (paper, media): (NewPaper, &'static str),
        room: Option<Room>,
    ) -> Result<PaperView, AppError> {
        if there.len() >= MOST_PAPERS {
            return Err(PaperFault::TooMany.error());
        }
        match self.0.scanner.look(&paper.bytes).await {
            Finding::Clean => {}
            Finding::Harmful => return Err(PaperFault::Harmful.error()),
            Finding::Unknown => return Err(not_scanned()),
        }
        let stamp = fresh_stamp()?;
        let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
        let head = UploadHead {
            account: *account,
            id: EntryId::new(millis, stamp.random),
            draft,
            document: paper.document,
            file_name: plain_name(&paper.file_name),
            media_type: media.to_owned(),
            size: u64::try_from(paper.bytes.len()).unwrap_or(u64::MAX),
            digest: sha256(&[&paper.bytes]),
            key_id: self.0.paper_keys.current()?.to_owned(),
            sent_at: stamp.recorded_at,
        };
        // The same paper sent twice (a second press, a slow line) is one.
        if let Some(same) = there.iter().find(|t| t.digest == head.digest && t.document == head.document) {
            return Ok(PaperView::of(same));
        }
        let sealed = self.0.paper_keys.seal(&head, paper.bytes)?;
        let shown = PaperView::of(&head);
        if upload::add(&self.0.db, Upload { head, sealed }, room).await? {
            Ok(shown)
        } else {
            Err(PaperFault::NoRoom.error())
        }
    }

    /// How much an account may have. The papers of closed cases belong to the register's file, and take no room of the applicant's.
    pub(crate) async fn room_of(&self, account: &AccountKey) -> Result<Room, AppError> {
        let cases = store::case::of_account(&mut self.0.db.quick_reader().await?, account).await?;
        let closed = |row: &store::case::CaseRow| crate::cases::read(row).is_ok_and(|case| case.is_closed());
        let decided = cases.iter().filter(|row| closed(row)).map(|row| row.id).collect();
        Ok(Room { most: MOST_STORED, decided })
    }

    /// The papers of a draft.
    ///
    /// # Errors
    /// There is no such draft of this account.
    pub async fn list_papers(&self, account: &AccountKey, draft: CaseId) -> Result<Vec<PaperView>, AppError> {
        Ok(self.draft_with_papers(account, draft).await?.1.iter().map(PaperView::of).collect())
    }

    /// A paper that the sender looks at again: its type and bytes.
    ///
    /// # Errors
    /// There is no such paper of this account, or it cannot be opened.
    pub async fn open_paper(
        &self,
        account: &AccountKey,
        paper: EntryId,
    ) -> Result<(PaperView, Vec<u8>), AppError> {
        let found = upload::by_id(&mut self.0.db.reader().await?, (account, paper)).await?;
        let Upload { head, sealed } = found.ok_or_else(not_there)?;
        let bytes = self.0.paper_keys.open(&head, &sealed)?;
        Ok((PaperView::of(&head), bytes))
    }

    /// Takes a paper of a draft back.
    ///
    /// # Errors
    /// There is no such paper.
    pub async fn take_back_paper(
        &self,
        account: &AccountKey,
        draft: CaseId,
        paper: EntryId,
    ) -> Result<(), AppError> {
        self.draft_with_papers(account, draft).await?;
        let gone = upload::remove(&self.0.db, (*account, draft), paper).await?;
        if gone { Ok(()) } else { Err(not_there()) }
    }

    async fn draft_with_papers(
        &self,
        account: &AccountKey,
        draft: CaseId,
    ) -> Result<(Draft, Vec<UploadHead>), AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let row = store::draft::by_id(&mut reader, (account, draft)).await?.ok_or_else(not_there)?;
        Ok((row, upload::of_draft(&mut reader, (account, draft)).await?))
    }

    /// What is registered of the entry that a draft is about; empty for a new licence.
    async fn present_of(&self, draft: &Draft) -> Result<String, AppError> {
        let Some(entry) = draft.entry else { return Ok(String::new()) };
        let mut reader = self.0.db.quick_reader().await?;
        let row = store::entry::by_id(&mut reader, &[draft.register], entry).await?;
        Ok(row.map(|row| row.present).unwrap_or_default())
    }
}

impl PaperView {
    /// Whether it is a signed file: a document in XML or CMS, or a PDF that was sent for the signature inside; no picture of a paper.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        crate::signed_papers::is_signed_type(&self.media_type)
    }

    pub(crate) fn of(head: &UploadHead) -> Self {
        Self {
            id: head.id.to_string(),
            document: head.document.clone(),
            file_name: head.file_name.clone(),
            media_type: head.media_type.clone(),
            size: head.size,
        }
    }
}

fn not_there() -> AppError {
    AppError::new(ErrorKind::NotFound, "見つかりません。", "There is no such thing.")
}

fn not_scanned() -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "ただいまファイルを検査できません。しばらくしてもう一度送ってください。",
        "Files cannot be checked just now. Please send it again in a while.",
    )
    .with_detail("the scanner gave no verdict")
}

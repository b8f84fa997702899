//! The second officer: has the paper before the eyes, and finds what was typed to be what it says; or gives it back. Only then it is a case.

use registry::case::{Command, State, Who};
use registry::ids::EntryId;
use registry::requirement::Requirements;
use store::case::Beside;
use store::draft;
use store::outbox::NewJob;

use super::{OpenPaper, not_there};
use crate::act_body::items_of;
use crate::cases::{
    Application, By, CaseKey, FORM, Moving, PaperFiling, Returned, TELL, Told, draft_changed, text,
};
use crate::handle_case::may_handle;
use crate::submit_case::{case_of, row_of};
use crate::{Actor, App, AppError, ErrorKind};

/// Characters of why it is given back, or thrown away: some sentences.
const WORDS_AT_MOST: usize = 500;
/// What whoever the entry is linked to is told.
const FILED: &str = "paper-filed";

impl App {
    /// Gives it back to be typed anew, in words.
    ///
    /// # Errors
    /// Without words; it was changed meanwhile; it is not being compared.
    pub async fn return_paper_filing(
        &self,
        actor: &Actor,
        key: CaseKey,
        (words, seen): (&str, i64),
    ) -> Result<(), AppError> {
        let words = some_words(words)?;
        let mut paper = self.paper_in_reach(actor, key).await?;
        if !paper.filing.to_compare {
            return Err(draft_changed());
        }
        let returned = Some(Returned { by: actor.name.clone(), words });
        let filing = PaperFiling { to_compare: false, returned, ..paper.filing.clone() };
        paper.open.application.paper = Some(Box::new(filing));
        self.keep(&paper, seen).await.map(|_| ())
    }

    /// Throws away what was begun by mistake, with its scans, in words; who did it stands in the record of who looked.
    ///
    /// # Errors
    /// Without words; it was changed meanwhile.
    pub async fn discard_paper_filing(
        &self,
        actor: &Actor,
        key: CaseKey,
        (words, seen): (&str, i64),
    ) -> Result<(), AppError> {
        let words = some_words(words)?;
        let paper = self.paper_in_reach(actor, key).await?;
        if paper.filing.to_compare {
            return Err(super::being_compared());
        }
        if paper.open.draft.version != seen {
            return Err(draft_changed());
        }
        let what = format!("paper application {} thrown away: {words}", key.id);
        self.note_filing_look(actor, &paper.open.draft, what).await?;
        let of = (paper.account(), key.id);
        let gone = match paper.filing.corrects {
            true => draft::end(&self.0.db, of, seen).await?,
            false => draft::discard(&self.0.db, of, seen, None).await?,
        };
        if gone { Ok(()) } else { Err(draft_changed()) }
    }

    /// Finds it to be what the paper says, as it was seen: the case is opened, or corrected, and what came with the paper has come. Pressed
    /// twice it is one case.
    ///
    /// # Errors
    /// By whoever has typed it; it was changed meanwhile, or given back; the law asks for more.
    pub async fn confirm_paper_filing(
        &self,
        actor: &Actor,
        key: CaseKey,
        seen: i64,
    ) -> Result<CaseKey, AppError> {
        let mut paper = match self.paper_in_reach(actor, key).await {
            Err(error) if error.kind == ErrorKind::NotFound && self.is_case(actor, key).await => {
                return Ok(key);
            }
            found => found?,
        };
        if !paper.filing.to_compare || paper.open.draft.version != seen {
            return Err(draft_changed());
        }
        if paper.filing.entered_by.iter().any(|by| registry::check::is_same_officer(by, &actor.name)) {
            return Err(same_officer());
        }
        paper.filing.to_compare = false;
        paper.filing.compared_by.clone_from(&actor.name);
        paper.open.application = Application {
            sent_on: paper.filing.received_on.clone(),
            paper: Some(Box::new(paper.filing.clone())),
            ..paper.open.application.clone()
        };
        let asked = self.requirements(&paper.open)?;
        items_of(paper.open.application.changed.iter())?;
        self.check_new(&paper.open)?;
        match paper.filing.corrects {
            true => self.correct_by_paper(actor, (&paper, seen), &asked).await?,
            false => self.open_by_paper((&paper, seen), &asked).await?,
        }
        Ok(key)
    }

    /// Opens the case. Whoever the entry is linked to is told, so that nobody applies in another's name unseen.
    async fn open_by_paper(
        &self,
        (paper, seen): (&OpenPaper, i64),
        asked: &Requirements,
    ) -> Result<(), AppError> {
        let (sent, by) = (&paper.open.application, paper.filing.officers());
        let row = row_of((None, paper.holder), &paper.open);
        let mut moving = Moving::new(self, row, case_of(&paper.open), sent.clone())?;
        moving.beside(Beside::Record(FORM, sent.to_text().into_bytes()));
        let officer = By { asked: Some(asked), ..By::plain(Who::Officer, &by) };
        moving.take(&Command::Submit(sent.choices()), officer)?;
        moving.drive()?;
        take_enclosed(&mut moving, (&paper.filing, officer))?;
        if let Some(told) = self.filed(paper).await? {
            moving.beside(Beside::Job(told));
        }
        moving.open((paper.account(), seen)).await
    }

    /// Corrects the case that asked for it; the draft ends with it, and what was done twice finds nothing to correct.
    async fn correct_by_paper(
        &self,
        actor: &Actor,
        (paper, seen): (&OpenPaper, i64),
        asked: &Requirements,
    ) -> Result<(), AppError> {
        let loaded = self.case_in_reach(actor, paper.key()).await?;
        let (sent, by) = (&paper.open.application, paper.filing.officers());
        let mut moving = Moving::of(self, loaded)?;
        let officer = By { asked: Some(asked), ..By::plain(Who::Officer, &by) };
        moving.take(&Command::Supplement(Some(sent.choices())), officer)?;
        moving.beside(Beside::Record(FORM, sent.to_text().into_bytes()));
        moving.drive()?;
        take_enclosed(&mut moving, (&paper.filing, officer))?;
        moving.write().await?;
        draft::end(&self.0.db, (paper.account(), paper.open.draft.id), seen).await?;
        Ok(())
    }

    /// Whether it has become a case already.
    pub async fn is_case(&self, actor: &Actor, key: CaseKey) -> bool {
        self.case_in_reach(actor, key).await.is_ok()
    }

    /// Takes an application on paper back because its applicant says so in writing; what was paid goes back.
    ///
    /// # Errors
    /// It did not come on paper, or was decided already; it has moved meanwhile.
    pub async fn withdraw_on_paper(&self, actor: &Actor, key: CaseKey, seen: i64) -> Result<(), AppError> {
        may_handle(actor)?;
        let loaded = self.case_in_reach(actor, key).await?;
        if loaded.form.paper.is_none() {
            return Err(crate::cases::not_there());
        }
        if loaded.row.version != seen {
            return Err(crate::cases::moved());
        }
        let mut moving = Moving::of(self, loaded)?;
        moving.take(&Command::Withdraw, By::plain(Who::Applicant, &actor.name))?;
        moving.write().await
    }

    /// What the account is told to which the entry belongs.
    async fn filed(&self, paper: &OpenPaper) -> Result<Option<NewJob>, AppError> {
        let Some(holder) = paper.holder else { return Ok(None) };
        let account = store::holder::account_of(&mut self.0.db.quick_reader().await?, holder).await?;
        let Some(account) = account else { return Ok(None) };
        let names = self.register_names(&paper.open.register, self.today());
        let procedure = crate::fill_draft::procedure_words(paper.open.procedure);
        let told = Told {
            account: registry::hash::hex(&account),
            kind: FILED.to_owned(),
            about: format!("{}　{}", names.qualification.ja, procedure.ja),
        };
        let at = crate::time::now_micros();
        let id = EntryId::from_stored(paper.open.draft.id.stored()).ok_or_else(not_there)?;
        let body = text(&told);
        Ok(Some(NewJob {
            register: paper.open.draft.register,
            id,
            kind: TELL,
            case: None,
            body,
            at,
            due_at: at,
        }))
    }
}

/// What came with the paper has come: documents, and stamps.
fn take_enclosed(moving: &mut Moving<'_>, (filing, by): (&PaperFiling, By<'_>)) -> Result<(), AppError> {
    for document in &filing.enclosed {
        let waited = matches!(&moving.case().state, State::Waiting(waits) if waits.paper.contains(document));
        if waited {
            moving.take(&Command::PaperCame { document: document.clone() }, by)?;
        }
    }
    if let Some(yen) = filing.yen.filter(|_| !filing.receipt.is_empty()) {
        moving.take(&Command::StampsCame { receipt: filing.receipt.clone(), yen }, by)?;
    }
    moving.drive()
}

fn some_words(words: &str) -> Result<String, AppError> {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > WORDS_AT_MOST {
        return Err(AppError::new(
            ErrorKind::BadInput,
            "理由を500文字までで入力してください。",
            "Say why, up to 500 characters.",
        ));
    }
    Ok(words.to_owned())
}

fn same_officer() -> AppError {
    AppError::new(
        ErrorKind::Conflict,
        "入力した職員とは別の職員が見比べてください。",
        "Another officer than the one who typed it has to compare it.",
    )
}

//! Beginning an application, and writing on it: on one device or several.

use law::Procedure;
use registry::ids::{CaseId, EntryId, HolderId, RegisterId};
use registry::requirement::{NumberFact, Requirements, assess};
use store::draft::{self, Draft};
use store::entry::EntryRow;
use store::portal::AccountKey;
use store::register::Register;
use store::writer::fresh_stamp;

use crate::apply_number::forget_job;
use crate::cases::{Application, draft_changed, today_for, unfit};
use crate::own_entries::entry_to_be;
use crate::{App, AppError, ErrorKind, HolderActor};

/// Applications that one account may have begun and not sent: more than anybody has qualifications, and not enough to fill a disk.
const MOST_DRAFTS: usize = 50;

/// Who applies: an account of the portal, and the person behind it, once an entry was linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Applying {
    /// The account.
    pub account: AccountKey,
    /// The person.
    pub holder: Option<HolderId>,
}

impl From<&HolderActor> for Applying {
    fn from(actor: &HolderActor) -> Self {
        Self { account: actor.account, holder: actor.holder }
    }
}

/// A draft with what the law asks of it.
#[derive(Clone, Debug)]
pub struct DraftView {
    /// Its id, and later the case's.
    pub id: CaseId,
    /// The qualification's id.
    pub qualification: String,
    /// The authority that keeps the register.
    pub authority: String,
    /// The procedure.
    pub procedure: Procedure,
    /// The entry's id; empty for a new licence.
    pub entry: String,
    /// What is registered now: the present's text; empty for a new licence.
    pub present: String,
    /// What was filled in.
    pub application: Application,
    /// How often it was saved: what the next saving names.
    pub version: i64,
    /// What the law asks, or why the procedure is not there for this situation: in words, Japanese and English.
    pub asked: Result<Requirements, AppError>,
}

/// A draft and what it is about.
#[derive(Clone)]
pub(crate) struct OpenDraft {
    pub(crate) draft: Draft,
    pub(crate) application: Application,
    pub(crate) procedure: Procedure,
    pub(crate) register: Register,
    /// The entry; for a new licence the one that is to be, of which nothing is registered yet.
    pub(crate) entry: EntryRow,
    pub(crate) number: NumberFact,
}

impl OpenDraft {
    /// Is it for a new licence?
    pub(crate) const fn is_new(&self) -> bool {
        self.draft.entry.is_none()
    }
}

impl App {
    /// Begins an application about an entry of the applicant. Begun twice for the same thing, the first draft is gone on with.
    ///
    /// # Errors
    /// The entry is not the applicant's, or there are too many drafts.
    pub async fn start_case(
        &self,
        who: &Applying,
        entry: EntryId,
        procedure: Procedure,
    ) -> Result<CaseId, AppError> {
        let (row, _) = self.own_entry(who, entry).await?;
        self.begin_draft(who, (row.register, Some(entry)), (procedure, String::new())).await
    }

    /// Begins an application for a new licence: by whoever is signed in, for a register of an authority that gives it, with what is known
    /// of them filled in. `person`: which records speak for them. Begun twice, the first draft is gone on with.
    ///
    /// # Errors
    /// There is no such register, or there are too many drafts.
    pub async fn start_new_licence(
        &self,
        who: &Applying,
        (qualification, authority): (&str, &str),
        person: &str,
    ) -> Result<CaseId, AppError> {
        let known = self.rules().on(self.today()).authorities_of(qualification);
        known.iter().find(|keeper| keeper.code == authority).ok_or_else(no_register)?;
        let register = self.ensure_register(qualification, authority).await?;
        let first = self.first_application(who, (qualification, authority), person).await?;
        self.begin_draft(who, (register, None), (Procedure::NewRegistration, first.to_text())).await
    }

    async fn begin_draft(
        &self,
        who: &Applying,
        (register, entry): (RegisterId, Option<EntryId>),
        (procedure, fields): (Procedure, String),
    ) -> Result<CaseId, AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let drafts = draft::of_account(&mut reader, &who.account).await?;
        drop(reader);
        let same = |d: &&Draft| d.register == register && d.entry == entry && d.procedure == procedure.code();
        if let Some(begun) = drafts.iter().find(same) {
            return Ok(begun.id);
        }
        if drafts.len() >= MOST_DRAFTS {
            return Err(AppError::new(
                ErrorKind::TooMany,
                "書きかけの申請が多すぎます。使わないものを消してください。",
                "There are too many applications begun. Please discard those you do not need.",
            ));
        }
        let stamp = fresh_stamp()?;
        let id = CaseId::new(u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0), stamp.random);
        let draft = Draft {
            account: who.account,
            id,
            register,
            entry,
            procedure: procedure.code().to_owned(),
            fields,
            version: 1,
            saved_at: stamp.recorded_at,
        };
        draft::begin(&self.0.db, draft).await?;
        Ok(id)
    }

    /// Keeps what was typed, whatever is still missing; tells the draft's version now.
    ///
    /// # Errors
    /// Another page was faster (what it saved stays), or what was typed is too long.
    pub async fn save_draft(
        &self,
        who: &Applying,
        id: CaseId,
        (application, seen): (&Application, i64),
    ) -> Result<i64, AppError> {
        application.check()?;
        let fields = Application { sent_on: String::new(), ..application.clone() }.to_text();
        let at = crate::time::now_micros();
        if draft::save(&self.0.db, (who.account, id), fields, (seen, at)).await? {
            return Ok(seen + 1);
        }
        self.open_draft(who, id).await?;
        Err(draft_changed())
    }

    /// A draft with what the law of today asks of it.
    ///
    /// # Errors
    /// There is no such draft of this account.
    pub async fn show_draft(&self, who: &Applying, id: CaseId) -> Result<DraftView, AppError> {
        let open = self.open_draft(who, id).await?;
        Ok(DraftView {
            id,
            asked: self.requirements(&open),
            qualification: open.register.qualification,
            authority: open.register.authority,
            procedure: open.procedure,
            entry: open.draft.entry.map(|entry| entry.to_string()).unwrap_or_default(),
            present: open.entry.present,
            application: open.application,
            version: open.draft.version,
        })
    }

    /// The applicant's drafts, the latest first: id, qualification and procedure.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_drafts(&self, who: &Applying) -> Result<Vec<(CaseId, String, String)>, AppError> {
        let drafts = draft::of_account(&mut self.0.db.quick_reader().await?, &who.account).await?;
        let named = drafts.into_iter().filter_map(|draft| {
            let register = self.register_of(draft.register)?;
            Some((draft.id, register.qualification, draft.procedure))
        });
        Ok(named.collect())
    }

    /// Throws a draft away, with its papers.
    ///
    /// # Errors
    /// There is none, or it was changed meanwhile.
    pub async fn discard_draft(&self, who: &Applying, id: CaseId, seen: i64) -> Result<(), AppError> {
        let open = self.open_draft(who, id).await?;
        let number = forget_job((open.draft.register, id), &open.application.sealed_number)?;
        let gone = draft::discard(&self.0.db, (who.account, id), seen, number).await?;
        if gone { Ok(()) } else { Err(draft_changed()) }
    }

    pub(crate) async fn open_draft(&self, who: &Applying, id: CaseId) -> Result<OpenDraft, AppError> {
        let found = draft::by_id(&mut self.0.db.quick_reader().await?, (&who.account, id)).await?;
        let draft = found.ok_or_else(no_draft)?;
        let procedure = Procedure::from_code(&draft.procedure).ok_or_else(no_draft)?;
        let application = Application::from_text(&draft.fields)?;
        let (entry, number) = match draft.entry {
            Some(entry) => self.own_entry_in(who, (draft.register, entry)).await?,
            // The number came with it.
            None if !application.sealed_number.is_empty() => (entry_to_be(&draft), NumberFact::Given),
            None => (entry_to_be(&draft), self.own_number(who).await?),
        };
        let register = self.register_known(draft.register).await?.ok_or_else(no_draft)?;
        Ok(OpenDraft { draft, application, procedure, register, entry, number })
    }

    /// What the law asks of a draft, on the day by which it is judged.
    pub(crate) fn requirements(&self, open: &OpenDraft) -> Result<Requirements, AppError> {
        let of = (open.register.authority.as_str(), open.number);
        let situation = open.application.situation(&open.register.qualification, open.procedure, of);
        let rules = self.rules().on(today_for(&open.application, self));
        assess(&rules, &situation).map_err(|found| unfit(&found))
    }
}

fn no_register() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "この資格の登録を扱う機関が見つかりません。",
        "No authority keeps such a register.",
    )
}

fn no_draft() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "書きかけの申請が見つかりません。",
        "There is no such application begun.",
    )
}

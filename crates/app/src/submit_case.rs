//! Sending an application: signed, judged, and received into the file in one step, once.

use registry::case::{Case, Command, Signature, Who};
use registry::ids::{CaseId, HolderId};
use registry::item::EntryItem;
use store::case::{Beside, CaseRow};
use store::portal::AccountKey;

use crate::act_body::items_of;
use crate::cases::{Application, By, CaseKey, Compared, EVIDENCE, FORM, KOSEKI_CODE, Moving, draft_changed};
use crate::fetch_koseki::KOSEKI;
use crate::start_case::OpenDraft;
use crate::view::declaration_faults;
use crate::{App, AppError, Applying, ErrorKind, KosekiSaid, SignedForm};

/// The kinds of records under which the signature stands.
const SIGNATURE: &str = "signature";
pub(crate) const CERTIFICATE: &str = "signing-certificate";
const SIGNED_TEXT: &str = "signed-form";

impl App {
    /// Sends a draft at the version that was shown and signed. Sent twice (a second press, a line that broke) it is one case.
    ///
    /// # Errors
    /// What is missing, with its citation; a signature that does not stand; a draft that was changed meanwhile.
    pub async fn submit_case(
        &self,
        who: &Applying,
        draft: CaseId,
        (seen, signed): (i64, Option<SignedForm>),
    ) -> Result<CaseKey, AppError> {
        if let Some(sent) = self.sent_before(who, draft).await? {
            return Ok(sent);
        }
        let open = self.open_draft(who, draft).await?;
        if open.draft.version != seen {
            return Err(draft_changed());
        }
        if open.entry.register != open.draft.register {
            return Err(AppError::new(ErrorKind::Conflict, "登録が移っています。", "The entry has moved."));
        }
        let asked = self.requirements(&open)?;
        // What is applied for must be something that can be registered.
        items_of(open.application.changed.iter())?;
        self.check_new(&open)?;
        if let Some((_, words)) = declaration_faults(&asked, &open.application.declared).into_iter().next() {
            return Err(AppError::new(ErrorKind::BadInput, words.ja, words.en));
        }
        self.check_signed(&open).await?;
        let (signature, card) = self.judge_signature(&open, signed.as_ref()).await?;
        if signature == Signature::Revoked {
            return Err(revoked());
        }
        let koseki = self.koseki_of(&open).await?;
        let application = open.application.clone();
        let sent =
            Application { sent_on: self.today().to_string(), koseki_code: String::new(), ..application };
        let mut moving =
            Moving::new(self, row_of((Some(who.account), who.holder), &open), case_of(&open), sent.clone())?;
        moving.beside(Beside::Record(FORM, sent.to_text().into_bytes()));
        if let Some(signed) = signed {
            moving.beside(Beside::Record(SIGNED_TEXT, self.form_text(&open).into_bytes()));
            moving.beside(Beside::Record(SIGNATURE, signed.value));
            moving.beside(Beside::Record(CERTIFICATE, signed.certificate));
        }
        if let Some(koseki) = koseki {
            moving.beside(Beside::Record(KOSEKI, koseki.to_text().into_bytes()));
        }
        if let Some(card) = card {
            moving.beside(Beside::Record(EVIDENCE, card.to_bytes()));
        }
        let by = By { asked: Some(&asked), signature, ..By::plain(Who::Applicant, "applicant") };
        moving.take(&Command::Submit(open.application.choices()), by)?;
        moving.drive()?;
        moving.open((who.account, seen)).await?;
        Ok(CaseKey { register: open.draft.register, id: draft })
    }

    /// The certificate of the family register, where a document comes by its code; it is fetched before anything is sent. Without the
    /// code the officer asks for it.
    async fn koseki_of(&self, open: &OpenDraft) -> Result<Option<KosekiSaid>, AppError> {
        let by_code = open.application.ways.values().any(|way| way == KOSEKI_CODE);
        if !by_code || open.application.koseki_code.is_empty() {
            return Ok(None);
        }
        let compared = Compared { form: &open.application, present: &open.entry.present };
        let basis =
            self.provision_of((&open.application, &open.draft.procedure), &open.register.qualification);
        let code = &open.application.koseki_code;
        Ok(Some(self.fetch_koseki(&compared, (open.draft.id, basis), code).await?))
    }

    /// For a new licence: who it is for is written, and nothing that the register does not hold.
    pub(crate) fn check_new(&self, open: &OpenDraft) -> Result<(), AppError> {
        if !open.is_new() {
            return Ok(());
        }
        crate::licence_form::exam_is_written(&open.application)?;
        let rules = self.rules().on(self.today());
        let register = rules.qualification(&open.register.qualification).and_then(|q| q.register().yes());
        let held = |code: &String| register.as_ref().is_none_or(|r| r.value().items.contains(code));
        let own = [EntryItem::Number, EntryItem::RegisteredOn];
        let ours = |code: &String| own.iter().any(|item| item.code() == code);
        let changed = &open.application.changed;
        let written =
            |item: EntryItem| changed.get(item.code()).is_some_and(|value| !value.trim().is_empty());
        if !(written(EntryItem::Name) && written(EntryItem::Born)) {
            return Err(AppError::new(
                ErrorKind::BadInput,
                "氏名と生年月日を入力してください。",
                "Name and date of birth are needed.",
            ));
        }
        match changed.keys().find(|code| ours(code) || !held(code)) {
            Some(code) => Err(AppError::new(
                ErrorKind::BadInput,
                format!("{code} は申請で決める事項ではありません。"),
                format!("{code} is not for the applicant to write."),
            )),
            None => Ok(()),
        }
    }

    /// What comes as a signed file was sent.
    async fn check_signed(&self, open: &OpenDraft) -> Result<(), AppError> {
        if self.signed_ways(&open.application).is_empty() {
            return Ok(());
        }
        let of = (&open.draft.account, open.draft.id);
        let sent = store::upload::of_draft(&mut self.0.db.quick_reader().await?, of).await?;
        match self.unsent(&open.application, &sent).first() {
            None => Ok(()),
            Some(unsent) => {
                let name = self.code_words(&unsent.way);
                Err(AppError::new(
                    ErrorKind::BadInput,
                    format!("「{}」のファイルを送ってください。", name.ja),
                    format!("{}: please send the file.", name.en),
                ))
            }
        }
    }

    /// The case that a draft became, if it was sent.
    ///
    /// # Errors
    /// The store's.
    pub async fn sent_before(&self, who: &Applying, draft: CaseId) -> Result<Option<CaseKey>, AppError> {
        let cases = store::case::of_account(&mut self.0.db.quick_reader().await?, &who.account).await?;
        let found = cases.into_iter().find(|case| case.id == draft);
        Ok(found.map(|case| CaseKey { register: case.register, id: case.id }))
    }
}

/// `account`: none for what came on paper.
pub(crate) fn row_of((account, holder): (Option<AccountKey>, Option<HolderId>), open: &OpenDraft) -> CaseRow {
    let at = crate::time::now_micros();
    CaseRow {
        register: open.draft.register,
        id: open.draft.id,
        procedure: open.procedure.code().to_owned(),
        entry: open.draft.entry,
        account,
        holder,
        state: String::new(),
        version: 0,
        folded: String::new(),
        opened_at: at,
        moved_at: at,
    }
}

pub(crate) fn case_of(open: &OpenDraft) -> Case {
    Case::opened(&open.register.qualification, open.procedure)
}

/// The trap of a changed name: the card's signing certificate ended with the old one.
fn revoked() -> AppError {
    AppError::new(
        ErrorKind::BadInput,
        "署名用電子証明書が失効しています。氏名や住所を変えると失効します。お住まいの市区町村で新しい証明書の発行を受けてから、\
         この続きで署名してください。入力したものは残っています。",
        "The signing certificate on your card was revoked: a change of name or address does that. Have a new one issued at your \
         municipality and go on here; what you typed is kept.",
    )
}

//! The signature of an application with the card, and its sending when the browser is back.

use gateways::digital_auth::{DigestForm, DigitalAuth, ToSign, TransactionId, UserAccess, Wish};
use registry::ids::CaseId;

use crate::portal::Departure;
use crate::portal::away::{Errand, answered};
use crate::view::{AskedView, PaperAsked, WayAsked};
use crate::{App, AppError, Applying, ErrorKind, OpenForm, SignedForm};

/// The form of a draft as it will be signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormText {
    /// Every word of it.
    pub text: String,
    /// Hexadecimal SHA-256 of it, as the sign-in shows it.
    pub digest: String,
}

impl App {
    /// What will be signed, to the byte, with its digest.
    #[must_use]
    pub fn text_to_sign(&self, form: &OpenForm) -> FormText {
        let text = self.form_text(&form.open);
        FormText { digest: registry::hash::hex(&registry::hash::sha256(&[text.as_bytes()])), text }
    }

    /// Sends the browser to sign a draft as it was shown. What is missing is said before anybody types a PIN.
    ///
    /// # Errors
    /// There is no such draft; it was changed meanwhile; something is missing; the sign-in does not answer.
    pub async fn leave_to_sign_case(
        &self,
        who: &Applying,
        browser: Option<&str>,
        (id, seen): (CaseId, i64),
    ) -> Result<Departure, AppError> {
        let form = self.open_form(who, id).await?;
        if form.view.version != seen {
            return Err(crate::cases::draft_changed());
        }
        if let Some((_, words)) = form.view.faults.first().cloned() {
            return Err(AppError::new(ErrorKind::BadInput, words.ja, words.en));
        }
        self.draft_is_whole(&form).await?;
        let (text, version) = (self.form_text(&form.open), form.view.version);
        let (_, sign_in) = self.card_sign_in()?;
        let document = ToSign::document(text.as_bytes(), DigestForm::Sha256);
        let transaction = answered(sign_in.offer(&document).await)?;
        let wish = Wish { sign: Some(transaction), ..Wish::default() };
        self.depart(browser, &Errand::Case { draft: id, version }, &wish).await
    }

    /// Everything needed has its way, what comes as a file was sent, and every declaration stands; else what is missing.
    async fn draft_is_whole(&self, form: &OpenForm) -> Result<(), AppError> {
        let asked = self.requirements(&form.open)?;
        let choices = form.open.application.choices();
        registry::case::Terms::agree(&asked, &choices).map_err(|refusal| crate::cases::refused(&refusal))?;
        let view = AskedView::of(&asked, |code| self.code_words(code));
        let by_file = |(paper, ways): &(&PaperAsked, &[WayAsked])| {
            let chosen = choices.ways.get(&paper.code);
            ways.iter().any(|way| way.file && Some(&way.code) == chosen)
        };
        let files: Vec<_> = view.needed().filter(by_file).collect();
        let sent = if files.is_empty() { Vec::new() } else { self.papers_of_form(form).await? };
        let missing =
            files.into_iter().find(|(paper, _)| !sent.iter().any(|sent| sent.document == paper.code));
        missing.map_or(Ok(()), |(paper, _)| {
            Err(AppError::new(
                ErrorKind::BadInput,
                format!("「{}」のファイルを送ってください。", paper.name.ja),
                format!("{}: send the file.", paper.name.en),
            ))
        })
    }

    /// Takes the signature that came back for a draft, and sends the application; tells the page to go on with.
    pub(crate) async fn take_case_signature(
        &self,
        who: &Applying,
        (draft, version): (CaseId, i64),
        (access, transaction): (&UserAccess, &TransactionId),
    ) -> Result<String, AppError> {
        let (_, sign_in) = self.card_sign_in()?;
        let signature = answered(sign_in.signature(access, transaction).await)?;
        let signed = SignedForm { value: signature.value, certificate: signature.certificate };
        let key = self.submit_case(who, draft, (version, Some(signed))).await?;
        Ok(format!("/portal/cases/{}", key.address()))
    }
}

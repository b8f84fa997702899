//! The pages about proofs that anybody sees.

use app::view::RestrictionView;
use app::{CodeView, ConfirmationView, InquiryAnswer, InquiryChoices, Outcome};
use askama::Template;

use super::Frame;
use crate::forms::{FieldErrors, InquiryForm};
use crate::html;

/// The page that checks a proof.
#[derive(Template)]
#[template(path = "proof/check.html")]
pub(crate) struct CheckPage {
    pub frame: Frame,
    /// What was pasted.
    pub code: String,
    pub errors: FieldErrors,
    /// What came of it, where the server was asked.
    pub checked: Option<CodeView>,
}

impl CheckPage {
    /// Every outcome: the script finds the words of each on the page.
    fn outcomes(&self) -> [Outcome; 14] {
        Outcome::ALL
    }

    /// What the keys of a code are called, for the script.
    fn labels(&self) -> [(&'static str, &'static str, &'static str); 15] {
        [
            ("CN", "資格", "Qualification"),
            ("IA", "登録した機関", "Registered by"),
            ("UN", "氏名", "Name"),
            ("UF", "旧姓", "Former name"),
            ("UB", "生年月日", "Date of birth"),
            ("RN", "登録番号", "Registration number"),
            ("RD", "登録年月日", "Date of registration"),
            ("US", "性別", "Sex"),
            ("UL", "本籍", "Domicile"),
            ("XM", "試験合格年月", "Exam passed"),
            ("CU", "証の有効期限", "Card valid until"),
            ("DT", "種類", "Kind"),
            ("screen", "画面に示したもの", "shown on a screen"),
            ("printed", "印刷したもの", "printed"),
            ("exp", "コードの期限", "Code expires"),
        ]
    }
}

/// The inquiry.
#[derive(Template)]
#[template(path = "proof/inquiry.html")]
pub(crate) struct InquiryPage {
    pub frame: Frame,
    pub choices: InquiryChoices,
    pub form: InquiryForm,
    pub errors: FieldErrors,
    /// What the use case refused.
    pub refused: String,
    pub answer: Option<InquiryAnswer>,
}

impl InquiryPage {
    /// From when to when a sanction binds.
    fn period(&self, restriction: &RestrictionView) -> String {
        restriction.period(self.frame.lang.into())
    }
}

/// The page that checks a 登録済証明書 by its number.
#[derive(Template)]
#[template(path = "proof/confirmation.html")]
pub(crate) struct ConfirmationPage {
    pub frame: Frame,
    /// What was typed.
    pub number: String,
    pub errors: FieldErrors,
    pub refused: String,
    /// Once it was asked: the confirmation, or none of this number.
    pub outcome: Option<Option<ConfirmationView>>,
}

impl ConfirmationPage {
    fn grouped(&self, number: &str) -> String {
        grouped(number)
    }
}

/// One's own 登録済証明書, to be printed.
#[derive(Template)]
#[template(path = "portal/confirmation.html")]
pub(crate) struct MyConfirmationPage {
    pub frame: Frame,
    pub view: ConfirmationView,
    /// Where anybody can check it.
    pub address: String,
    /// The page of the case, or of the confirmations of the entry.
    pub back: String,
    /// Whether one comes from the latter.
    pub of_entry: bool,
}

impl MyConfirmationPage {
    fn grouped(&self, number: &str) -> String {
        grouped(number)
    }
}

/// A number in groups of four, as it is read out.
pub(super) fn grouped(number: &str) -> String {
    const GROUP: usize = 4;
    let digits: Vec<char> = number.chars().collect();
    digits.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

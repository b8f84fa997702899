//! The form of an inquiry.

use app::{Inquiry, InquiryChoices};

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// No registered name, number, code is longer; longer input is a mistake.
const MAX_TEXT: usize = 100;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct InquiryForm {
    pub qualification: String,
    pub authority: String,
    pub number: String,
    pub name: String,
    pub born: String,
    pub share_code: String,
}

impl InquiryForm {
    /// From a posted form.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        Self {
            qualification: value(pairs, "qualification"),
            authority: value(pairs, "authority"),
            number: value(pairs, "number"),
            name: value(pairs, "name"),
            born: value(pairs, "born"),
            share_code: value(pairs, "share_code"),
        }
    }

    /// The inquiry, or what is wrong at which field.
    pub(crate) fn parse(&self, lang: Lang, choices: &InquiryChoices) -> Result<Inquiry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let chosen = choices.qualifications.iter().find(|choice| choice.id == self.qualification);
        match chosen {
            None => errors.add("qualification", lang.t("資格を選んでください。", "Choose a qualification.")),
            Some(choice) if choice.by_prefecture && self.authority.is_empty() => {
                let words = lang.t(
                    "この資格は都道府県ごとに登録簿があります。登録した機関を選んでください。",
                    "Each prefecture keeps a register of this qualification: choose the authority.",
                );
                errors.add("authority", words);
            }
            Some(_) => {}
        }
        for (field, text, ja, en) in [
            ("number", &self.number, "登録番号を入力してください。", "Enter the registration number."),
            ("name", &self.name, "氏名を入力してください。", "Enter the name."),
            ("born", &self.born, "生年月日を入力してください。", "Enter the date of birth."),
        ] {
            if text.is_empty() {
                errors.add(field, lang.t(ja, en));
            } else if text.chars().count() > MAX_TEXT {
                errors.add(
                    field,
                    lang.t(
                        "長すぎます。100文字以内で入力してください。",
                        "It is too long: up to 100 characters.",
                    ),
                );
            }
        }
        let born = (!self.born.is_empty()).then(|| app::parse_date(&self.born)).transpose().unwrap_or_else(
            |error| {
                errors.add("born", lang.words(&error));
                None
            },
        );
        // Where one register holds the qualification, the authority that was chosen for another does not matter.
        let authority = chosen.filter(|choice| choice.by_prefecture).map(|_| self.authority.clone());
        errors.or(Inquiry {
            qualification: self.qualification.clone(),
            authority: authority.unwrap_or_default(),
            number: self.number.clone(),
            name: self.name.clone(),
            born,
            share_code: self.share_code.clone(),
            ground: String::new(),
        })
    }
}

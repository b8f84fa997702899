//! The search form of the desk.

use app::view::Search;

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// No registered name is longer (the longest a family register has taken are far below); longer input is a mistake.
const MAX_NAME: usize = 100;
/// No registration number is longer, with its prefecture, year and marks.
const MAX_NUMBER: usize = 40;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SearchForm {
    pub qualification: String,
    pub number: String,
    pub name: String,
    pub kana: String,
    pub born: String,
}

impl SearchForm {
    /// From the query of the page.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        Self {
            qualification: value(pairs, "qualification"),
            number: value(pairs, "number"),
            name: value(pairs, "name"),
            kana: value(pairs, "kana"),
            born: value(pairs, "born"),
        }
    }

    /// The search, or what is wrong at which field.
    pub(crate) fn parse(&self, lang: Lang) -> Result<Search, FieldErrors> {
        let mut errors = FieldErrors::default();
        if [&self.number, &self.name, &self.kana, &self.born].iter().all(|field| field.is_empty()) {
            errors.add(
                "number",
                lang.t(
                    "登録番号、氏名、フリガナ、生年月日のどれか一つは入力してください。",
                    "Enter at least one of registration number, name, kana and date of birth.",
                ),
            );
        }
        for (field, label, text, max) in [
            ("number", lang.t("登録番号", "The registration number"), &self.number, MAX_NUMBER),
            ("name", lang.t("氏名", "The name"), &self.name, MAX_NAME),
            ("kana", lang.t("フリガナ", "The kana"), &self.kana, MAX_NAME),
        ] {
            if text.chars().count() > max {
                let (ja, en) = (
                    format!("{label}は{max}文字以内で入力してください。"),
                    format!("{label} may have up to {max} characters."),
                );
                errors.add(field, lang.t(&ja, &en));
            }
        }
        let born = (!self.born.is_empty()).then(|| app::parse_date(&self.born)).transpose().unwrap_or_else(
            |error| {
                errors.add("born", lang.words(&error));
                None
            },
        );
        let qualification = (!self.qualification.is_empty()).then(|| self.qualification.clone());
        errors.or(Search {
            qualification,
            authority: None,
            number: self.number.clone(),
            name: self.name.clone(),
            kana: self.kana.clone(),
            born,
            limit: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> SearchForm {
        SearchForm::read(&pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_search_of_a_name_and_a_birth_date() {
        let search = form(&[("name", " 高橋 "), ("born", "1988-01-08"), ("qualification", "")])
            .parse(Lang::Ja)
            .unwrap();
        assert_eq!(search.name, "高橋");
        assert_eq!(search.born, Some(jiff::civil::date(1988, 1, 8)));
        assert_eq!(search.qualification, None);
    }

    #[test]
    fn nothing_asked_is_an_error_and_a_qualification_alone_is_nothing() {
        let errors = form(&[("qualification", "nurse")]).parse(Lang::Ja).unwrap_err();
        assert!(!errors.at("number").is_empty());
    }

    #[test]
    fn every_wrong_field_has_its_own_sentence() {
        let long = "あ".repeat(MAX_NAME + 1);
        let errors = form(&[("name", &long), ("born", "きのう")]).parse(Lang::Ja).unwrap_err();
        assert!(errors.at("born").contains("きのう"), "{}", errors.at("born"));
        assert!(errors.at("name").contains("100文字"));
        assert_eq!(errors.at("kana"), "");
        assert_eq!(errors.all().len(), 2);
        let english = form(&[("name", &long), ("born", "soon")]).parse(Lang::En).unwrap_err();
        assert!(english.at("born").contains("not a date") && english.at("name").contains("100 characters"));
    }
}

//! The sign-in form.

use app::Purpose;

use super::{FieldErrors, Pairs, value};
use crate::lang::Lang;

/// Longer ones are no logins, and a password beyond this only makes the hash work.
const MAX_LOGIN: usize = 64;
const MAX_PASSWORD: usize = 256;

/// Where a sign-in leads when nothing else was asked for.
const HOME: &str = "/desk";

/// The form as it was typed; the password is not shown again.
#[derive(Clone, Default)]
pub(crate) struct SignInForm {
    pub login: String,
    pub password: String,
    pub purpose: String,
    /// The page that was asked for before the sign-in.
    pub next: String,
}

impl SignInForm {
    /// From the posted form, or from the query of the page.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        // A password may begin or end with a space: it is taken as typed.
        let password = pairs.iter().rfind(|(key, _)| key == "password").map(|(_, value)| value.clone());
        Self {
            login: value(pairs, "login"),
            password: password.unwrap_or_default(),
            purpose: value(pairs, "purpose"),
            next: value(pairs, "next"),
        }
    }

    /// What is missing, at its field.
    pub(crate) fn check(&self, lang: Lang, purposes: &[Purpose]) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.login.is_empty() || self.login.chars().count() > MAX_LOGIN {
            errors.add("login", lang.t("ログイン名を入力してください。", "Enter your login."));
        }
        if self.password.is_empty() || self.password.chars().count() > MAX_PASSWORD {
            errors.add("password", lang.t("パスワードを入力してください。", "Enter your password."));
        }
        if !purposes.iter().any(|purpose| purpose.code == self.purpose) {
            errors.add(
                "purpose",
                lang.t("閲覧の目的を選んでください。", "Choose the purpose of this session."),
            );
        }
        errors.or(())
    }

    /// Where to go after the sign-in: a page of the desk, never another site.
    pub(crate) fn next(&self) -> &str {
        let inside = self.next == HOME || self.next.starts_with("/desk/") || self.next.starts_with("/desk?");
        let plain = self.next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
        if inside && plain { &self.next } else { HOME }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purposes() -> Vec<Purpose> {
        vec![Purpose { code: "inquiry", words: "照会への回答", words_en: "Answering inquiries" }]
    }

    #[test]
    fn each_missing_field_is_named() {
        let errors = SignInForm::default().check(Lang::En, &purposes()).unwrap_err();
        assert_eq!(
            errors.all().iter().map(|(field, _)| field.as_ref()).collect::<Vec<_>>(),
            ["login", "password", "purpose"]
        );
    }

    #[test]
    fn an_unknown_purpose_is_none() {
        let pairs = [("login", "sato"), ("password", " x "), ("purpose", "curiosity")];
        let form = SignInForm::read(&pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec());
        assert_eq!(form.password, " x ");
        let errors = form.check(Lang::Ja, &purposes()).unwrap_err();
        assert_eq!(errors.all().len(), 1);
    }

    #[test]
    fn the_way_back_stays_at_the_desk() {
        let to = |next: &str| SignInForm { next: next.to_owned(), ..SignInForm::default() }.next().to_owned();
        assert_eq!(to("/desk/entries?name=a"), "/desk/entries?name=a");
        for bad in ["", "//evil.example", "https://evil.example", "/desk/\r\nx", "/deskx", "/desk/\\evil"] {
            assert_eq!(to(bad), "/desk", "{bad:?}");
        }
    }
}

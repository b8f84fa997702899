//! The two languages of the pages.

use std::fmt;

use app::AppError;
use askama::filters::HtmlSafe;
use axum::http::{HeaderMap, HeaderValue};

/// The language of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Lang {
    /// Japanese: what a page is written in unless somebody asks otherwise.
    #[default]
    Ja,
    /// English.
    En,
}

/// The cookie that keeps the choice. It says nothing about anybody, so it needs no `Secure`.
const COOKIE: &str = "lang";
/// The choice is kept for a year.
const KEPT_SECONDS: u32 = 365 * 24 * 60 * 60;

impl Lang {
    /// The language that a query (`lang=en`) asks for.
    pub(crate) fn of_query(query: Option<&str>) -> Option<Self> {
        query?.split('&').find_map(|part| Self::of_tag(part.strip_prefix("lang=")?))
    }

    /// The language that was chosen before.
    pub(crate) fn of_cookie(headers: &HeaderMap) -> Option<Self> {
        Self::of_tag(crate::cookie::value(headers, COOKIE)?)
    }

    /// The language of a request: what its query asks for, else what was chosen before, else Japanese.
    pub(crate) fn of_request(query: Option<&str>, headers: &HeaderMap) -> Self {
        Self::of_query(query).or_else(|| Self::of_cookie(headers)).unwrap_or_default()
    }

    /// The header that keeps the choice for the pages to come, where the query makes a new one.
    pub(crate) fn choice(query: Option<&str>, headers: &HeaderMap) -> Option<HeaderValue> {
        let chosen = Self::of_query(query)?;
        let kept = Self::of_cookie(headers) == Some(chosen);
        let text =
            format!("{COOKIE}={}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Lax", chosen.tag());
        if kept { None } else { HeaderValue::from_str(&text).ok() }
    }

    fn of_tag(tag: &str) -> Option<Self> {
        [Self::Ja, Self::En].into_iter().find(|lang| lang.tag() == tag)
    }

    /// The text in this language.
    pub(crate) fn t<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// What a use case says in both languages.
    pub(crate) fn both(self, words: &app::Both) -> &str {
        self.t(&words.ja, &words.en)
    }

    /// The words of an error for the person.
    pub(crate) fn words(self, error: &AppError) -> &str {
        self.t(&error.for_person, &error.for_person_en)
    }

    /// The tag for the `lang` attribute.
    pub(crate) fn tag(self) -> &'static str {
        self.t("ja", "en")
    }

    /// Whether it is English.
    pub(crate) fn is_en(self) -> bool {
        self == Self::En
    }

    /// The attribute of an element whose text is Japanese in either language: names, numbers, citations, grounds.
    pub(crate) fn ja(self) -> InJapanese {
        InJapanese(self)
    }

    /// The same, unless the text is in the page's language.
    pub(crate) fn ja_unless(self, in_words: bool) -> InJapanese {
        InJapanese(if in_words { Self::Ja } else { self })
    }
}

impl From<Lang> for app::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Ja => Self::Ja,
            Lang::En => Self::En,
        }
    }
}

/// ` lang="ja"` on a page that is not Japanese (WCAG 2.2, 3.1.2).
pub(crate) struct InJapanese(Lang);

impl fmt::Display for InJapanese {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.t("", " lang=\"ja\""))
    }
}

impl HtmlSafe for InJapanese {}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn with_cookie(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_query_wins_over_the_choice_made_before() {
        let (chosen, none) = (with_cookie("a=1; lang=en"), HeaderMap::new());
        assert_eq!(Lang::of_request(None, &none), Lang::Ja);
        assert_eq!(Lang::of_request(None, &chosen), Lang::En);
        assert_eq!(Lang::of_request(Some("name=x&lang=ja"), &chosen), Lang::Ja);
        assert_eq!(Lang::of_request(Some("lang=fr&xlang=en"), &none), Lang::Ja, "not ours");
    }

    #[test]
    fn a_choice_is_kept_once() {
        let chosen = with_cookie("lang=en");
        assert_eq!(Lang::choice(None, &chosen), None);
        assert_eq!(Lang::choice(Some("lang=en"), &chosen), None);
        assert!(
            Lang::choice(Some("lang=ja"), &chosen).unwrap().to_str().unwrap().starts_with("lang=ja; Path=/")
        );
    }
}

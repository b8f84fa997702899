//! The two languages of the public pages.

/// The language of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Lang {
    /// Japanese: the language of the desk.
    #[default]
    Ja,
    /// English, on the pages before the sign-in and on errors.
    En,
}

impl Lang {
    /// The language that a query (`lang=en`) asks for.
    pub(crate) fn of_query(query: Option<&str>) -> Self {
        let english = query.is_some_and(|query| query.split('&').any(|part| part == "lang=en"));
        if english { Self::En } else { Self::Ja }
    }

    /// The text in this language.
    pub(crate) fn t<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// The tag for the `lang` attribute.
    pub(crate) fn tag(self) -> &'static str {
        self.t("ja", "en")
    }

    /// Whether it is English.
    pub(crate) fn is_en(self) -> bool {
        self == Self::En
    }
}

//! `/desk/entries/{id}`: an entry with its history.

use app::view::EntryView;
use askama::Template;

use super::Frame;
use crate::forms::{FieldErrors, MomentForm};
use crate::html;

/// An entry's page.
#[derive(Template)]
#[template(path = "desk/entry.html")]
pub(crate) struct EntryPage {
    pub frame: Frame,
    pub entry: EntryView,
    pub form: MomentForm,
    pub errors: FieldErrors,
}

impl EntryPage {
    /// Whether a value of an item is a date and is shown as one.
    pub(crate) fn is_date(value: &str) -> bool {
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = value.split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        parts.next().is_none()
            && year.is_some_and(|year| digits(year, 4))
            && month.is_some_and(|month| digits(month, 2))
            && day.is_none_or(|day| digits(day, 2))
    }

    /// Whether somebody may see who looked.
    pub(crate) fn shows_disclosures(&self) -> bool {
        self.frame.officer.as_ref().is_some_and(super::Officer::may_list_disclosures)
    }

    /// A short form of a digest, for the eye; the whole one is beside it.
    pub(crate) fn short(digest: &str) -> &str {
        digest.get(..12).unwrap_or(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::EntryPage;

    #[test]
    fn dates_are_told_from_other_items() {
        assert!(EntryPage::is_date("1988-01-08") && EntryPage::is_date("1988-01"));
        for other in ["1988", "03-1234-5678", "1988-1-8", "2024-01-01-02", "東京都", ""] {
            assert!(!EntryPage::is_date(other), "{other}");
        }
    }
}

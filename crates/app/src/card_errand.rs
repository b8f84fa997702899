//! For what a card is read: kept while its holder is there, and told again when they come back.

use registry::ids::{CaseId, LinkRequestId};

use crate::holders::NUMBER_CASE;

/// For what a card is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardErrand {
    /// Its number, for all entries of the person.
    Number,
    /// Its items, for a draft. No number is asked for.
    Fill(CaseId),
    /// Its number, to come with an application for a new licence.
    Apply(CaseId),
    /// Its number, to show whose the entry of a request is.
    Link(LinkRequestId),
}

impl CardErrand {
    /// As it is kept.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Number => String::new(),
            Self::Fill(draft) => format!("fill {draft}"),
            Self::Apply(draft) => format!("apply {draft}"),
            Self::Link(request) => format!("link {request}"),
        }
    }

    /// As it was kept.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            None if text.is_empty() => Some(Self::Number),
            Some(("fill", draft)) => CaseId::parse(draft).ok().map(Self::Fill),
            Some(("apply", draft)) => CaseId::parse(draft).ok().map(Self::Apply),
            Some(("link", request)) => LinkRequestId::parse(request).ok().map(Self::Link),
            _ => None,
        }
    }

    /// As a page's address says it.
    #[must_use]
    pub fn in_address(self) -> String {
        self.text().replacen(' ', "-", 1)
    }

    /// As a page's address said it; whoever changes it changes where they are led, and nothing else.
    #[must_use]
    pub fn of_address(text: &str) -> Option<Self> {
        Self::of_text(&text.replacen('-', " ", 1))
    }

    /// The vault's case for which the number is sealed; none where no number is asked for. What is only compared, or comes with an
    /// application, has a case of its own, so that it can be deleted and nothing else with it.
    pub(crate) fn vault_case(self) -> Option<String> {
        match self {
            Self::Number => Some(NUMBER_CASE.to_owned()),
            Self::Fill(_) => None,
            Self::Apply(_) | Self::Link(_) => Some(self.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errand_comes_back_as_it_was_kept() {
        let (request, draft) = (LinkRequestId::new(1, [1; 10]), CaseId::new(2, [2; 10]));
        let all = [
            CardErrand::Number,
            CardErrand::Fill(draft),
            CardErrand::Apply(draft),
            CardErrand::Link(request),
        ];
        for errand in all {
            assert_eq!(CardErrand::of_text(&errand.text()), Some(errand));
            assert_eq!(CardErrand::of_address(&errand.in_address()), Some(errand));
        }
        assert_eq!(CardErrand::of_text("steal 1"), None);
        assert_eq!(CardErrand::of_text("link 1"), None);
    }
}

//! What a browser is sent to the sign-in for: kept while it is away, and told again when it comes back.

use registry::ids::{CaseId, LinkRequestId};

/// In a page's address: that the card was not used there, and whether its holder said no.
const CARD_UNUSED: [(bool, &str); 2] = [(true, "card=declined"), (false, "card=unread")];

/// What a browser is sent away for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Errand {
    /// Signing in, and the page that was asked for.
    SignIn { next: String },
    /// Signing a request for a link.
    Link(LinkRequestId),
    /// Signing an application, as it stood at a version of its draft.
    Case { draft: CaseId, version: i64 },
}

impl Errand {
    pub(super) fn stored(&self) -> String {
        match self {
            Self::SignIn { next } => format!("sign-in {next}"),
            Self::Link(request) => format!("link {request}"),
            Self::Case { draft, version } => format!("case {draft} {version}"),
        }
    }

    /// Where a browser goes that comes back without the card having been used: to where it began, and what was typed is there.
    pub(super) fn undone(&self, declined: bool) -> String {
        let said = CARD_UNUSED.iter().find(|(known, _)| *known == declined).map_or("", |(_, said)| *said);
        match self {
            Self::SignIn { next } => {
                let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
                format!("/portal/sign-in?next={next}&{said}")
            }
            Self::Link(request) => format!("/portal/link/{request}?{said}"),
            Self::Case { draft, .. } => format!("/portal/drafts/{draft}/check?{said}"),
        }
    }

    pub(super) fn of_stored(text: &str) -> Option<Self> {
        match text.split_once(' ')? {
            ("sign-in", next) => Some(Self::SignIn { next: next.to_owned() }),
            ("link", id) => LinkRequestId::parse(id).ok().map(Self::Link),
            ("case", rest) => {
                let (draft, version) = rest.split_once(' ')?;
                Some(Self::Case { draft: CaseId::parse(draft).ok()?, version: version.parse().ok()? })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The portal's first page.
    const HOME: &str = "/portal";

    #[test]
    fn an_errand_is_kept_and_read_back() {
        let link = Errand::Link(LinkRequestId::new(1, [7; 10]));
        let sign_in = Errand::SignIn { next: HOME.to_owned() };
        let case = Errand::Case { draft: CaseId::new(2, [5; 10]), version: 7 };
        assert_eq!(
            link.undone(true),
            format!("/portal/link/{}?card=declined", LinkRequestId::new(1, [7; 10]))
        );
        assert_eq!(sign_in.undone(false), "/portal/sign-in?next=%2Fportal&card=unread");
        for errand in [link, sign_in, case] {
            assert_eq!(Errand::of_stored(&errand.stored()), Some(errand));
        }
        assert_eq!(Errand::of_stored("link nobody"), None);
    }
}

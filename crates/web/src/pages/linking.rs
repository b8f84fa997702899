//! The desk's pages on links: what waits, and a request with both sides.

use app::linking::{DeskLinkView, LinkRequestView, LinkState};
use askama::Template;

use super::Frame;
use crate::forms::FieldErrors;
use crate::html;

/// `/desk/linking`.
#[derive(Template)]
#[template(path = "desk/linking.html")]
pub(crate) struct LinkRequestsPage {
    pub frame: Frame,
    pub requests: Vec<LinkRequestView>,
}

/// `/desk/linking/{id}`.
#[derive(Template)]
#[template(path = "desk/link_request.html")]
pub(crate) struct LinkRequestPage {
    pub frame: Frame,
    pub link: DeskLinkView,
    pub errors: FieldErrors,
    /// What was typed as the reason.
    pub words: String,
}

impl LinkRequestPage {
    /// Whether it waits for a decision.
    pub(crate) fn is_open(&self) -> bool {
        self.link.request.state == LinkState::AtDesk
    }

    /// Whether it was confirmed.
    pub(crate) fn is_linked(&self) -> bool {
        self.link.request.state == LinkState::Linked
    }

    /// Whether it was confirmed, and the link was taken back later.
    pub(crate) fn is_ended(&self) -> bool {
        self.link.request.state == LinkState::Ended
    }

    /// The session's secret for the form.
    pub(crate) fn form_key(&self) -> &str {
        self.frame.officer.as_ref().map_or("", |officer| officer.form_key.as_str())
    }
}

//! The desk's pages on what the first link in bulk left to a person.

use app::linking::ComparedView;
use app::{LinkCase, LinkQueue, LinkWaiting};
use askama::Template;

use super::Frame;
use crate::forms::FieldErrors;
use crate::html;

/// `/desk/linking/bulk`.
#[derive(Template)]
#[template(path = "desk/bulk_links.html")]
pub(crate) struct BulkQueuesPage {
    pub frame: Frame,
    pub queues: Vec<LinkQueue>,
}

/// `/desk/linking/bulk/{qualification}/{authority}`.
#[derive(Template)]
#[template(path = "desk/bulk_queue.html")]
pub(crate) struct BulkQueuePage {
    pub frame: Frame,
    pub queue: LinkQueue,
    /// The code of the reason that was chosen.
    pub reason: String,
    pub waiting: Vec<LinkWaiting>,
}

/// Rows of a page, as the use case gives them: fewer are the last.
const ROWS: usize = 50;

impl BulkQueuePage {
    /// The next page's first row comes after this entry; none on the last.
    pub(crate) fn next(&self) -> Option<&str> {
        self.waiting.last().filter(|_| self.waiting.len() >= ROWS).map(|last| last.entry.as_str())
    }

    /// The address of the queue.
    pub(crate) fn address(&self) -> String {
        let register = &self.queue.register;
        format!("/desk/linking/bulk/{}/{}", register.qualification, register.authority)
    }

    /// The reason in words.
    pub(crate) fn reason_words(&self) -> &str {
        let l = self.frame.lang;
        let chosen = self.queue.reasons.iter().find(|reason| reason.code == self.reason);
        chosen.map_or("", |reason| l.t(&reason.words.ja, &reason.words.en))
    }
}

/// `/desk/linking/bulk/entries/{id}`.
#[derive(Template)]
#[template(path = "desk/bulk_link.html")]
pub(crate) struct BulkLinkPage {
    pub frame: Frame,
    pub link: LinkCase,
    pub errors: FieldErrors,
    /// What was typed as the ground.
    pub ground: String,
}

impl BulkLinkPage {
    /// Both sides.
    pub(crate) fn compared(&self) -> Vec<ComparedView> {
        self.link.compared()
    }

    /// Whether exactly one person was told, to whom the entry can be linked.
    pub(crate) fn has_person(&self) -> bool {
        !self.link.seen.is_empty()
    }

    /// Why it waits.
    pub(crate) fn reason(&self) -> &'static str {
        let (ja, en) = self.link.waiting.reason.words();
        if self.frame.lang.is_en() { en } else { ja }
    }

    /// The queue from which it is answered.
    pub(crate) fn queue(&self) -> String {
        let register = &self.link.register;
        let code = self.link.waiting.reason.code();
        format!("/desk/linking/bulk/{}/{}?reason={code}", register.qualification, register.authority)
    }

    /// The session's secret for the form.
    pub(crate) fn form_key(&self) -> &str {
        self.frame.officer.as_ref().map_or("", |officer| officer.form_key.as_str())
    }
}

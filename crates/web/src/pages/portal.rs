//! The portal's pages: sign-in by the card, one's own entries, linking, who looked.

use app::linking::{LinkChoice, LinkRequestView, LinkState, LinkWish};
use app::view::{CaseLine, RestrictionView};
use app::{DraftLine, InquiryOutcome, InquiryView, MyQualification};
use askama::Template;

use super::Frame;
use super::look_words::ShownLook;
use crate::forms::FieldErrors;
use crate::html;
use crate::lang::Lang;

/// `/portal/sign-in`.
#[derive(Template)]
#[template(path = "portal/sign_in.html")]
pub(crate) struct PortalSignInPage {
    pub frame: Frame,
    /// The page that was asked for before.
    pub next: String,
    /// Whether one is here because a session has ended.
    pub ended: bool,
    /// Why the sign-in did not work; empty when none was tried.
    pub refused: String,
    /// Whether there is a sign-in by the card here.
    pub open: bool,
}

/// `/portal`.
#[derive(Template)]
#[template(path = "portal/home.html")]
pub(crate) struct MyPage {
    pub frame: Frame,
    pub qualifications: Vec<MyQualification>,
    pub requests: Vec<LinkRequestView>,
    /// What was begun and not sent.
    pub drafts: Vec<DraftLine>,
    pub cases: Vec<CaseLine>,
    /// Messages that were not shown yet.
    pub unread: usize,
}

impl MyPage {
    /// Whether there is an entry whose proof can be shown.
    pub(crate) fn can_show(&self) -> bool {
        self.qualifications.iter().any(|own| own.entry.entry.state == "active")
    }

    /// Whether there is something that was not shown yet.
    pub(crate) fn has_news(&self) -> bool {
        self.unread > 0
    }

    /// The cases that are not at their end.
    pub(crate) fn open_cases(&self) -> Vec<&CaseLine> {
        self.cases.iter().filter(|case| !is_closed(case.stage.0)).collect()
    }

    /// The others.
    pub(crate) fn closed_cases(&self) -> Vec<&CaseLine> {
        self.cases.iter().filter(|case| is_closed(case.stage.0)).collect()
    }

    /// From when to when a restriction binds.
    pub(crate) fn period(&self, restriction: &RestrictionView) -> String {
        restriction.period(self.frame.lang.into())
    }

    /// Where a request stands, in words.
    pub(crate) fn state(&self, state: LinkState) -> &'static str {
        state_words(state, self.frame.lang)
    }

    /// How sure a sentence of law is; nothing is said of statutes.
    pub(crate) fn grade(&self, confidence: &str) -> &'static str {
        super::registers::grade(self.frame.lang, confidence)
    }
}

/// `/portal/link`.
#[derive(Template)]
#[template(path = "portal/link.html")]
pub(crate) struct LinkFormPage {
    pub frame: Frame,
    pub wish: LinkWish,
    pub errors: FieldErrors,
    /// Why nothing was taken; empty when nothing was sent.
    pub refused: String,
    pub choices: Vec<LinkChoice>,
}

impl LinkFormPage {
    /// The authorities among which one has to choose, each once: code, name, English name.
    pub(crate) fn authorities(&self) -> Vec<(&str, &str, &str)> {
        let several = self.choices.iter().filter(|choice| choice.authorities.len() > 1);
        let mut all: Vec<(&str, &str, &str)> = several
            .flat_map(|choice| &choice.authorities)
            .map(|(code, name)| (code.as_str(), name.ja.as_str(), name.en.as_str()))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// `/portal/link/{id}`.
#[derive(Template)]
#[template(path = "portal/request.html")]
pub(crate) struct MyRequestPage {
    pub frame: Frame,
    pub request: LinkRequestView,
    /// Whether the signature could not be confirmed right now.
    pub again: bool,
    /// Whether the number of the card was read just now, and showed nothing.
    pub tried: bool,
    /// What is said of a card that was not used, or why it showed nothing; empty where nothing is.
    pub said: String,
}

impl MyRequestPage {
    /// Where it stands, in words.
    pub(crate) fn state(&self) -> &'static str {
        state_words(self.request.state, self.frame.lang)
    }
}

/// `/portal/entries/{id}/disclosures`.
#[derive(Template)]
#[template(path = "portal/looks.html")]
pub(crate) struct LooksPage {
    pub frame: Frame,
    pub looks: Vec<ShownLook>,
    /// What was asked over the information network.
    pub inquiries: Vec<InquiryView>,
}

impl LooksPage {
    pub(crate) fn outcome(&self, of: &InquiryView) -> &'static str {
        let l = self.frame.lang;
        match of.outcome {
            InquiryOutcome::Open => l.t("回答待ち", "Not answered yet"),
            InquiryOutcome::Provided => l.t("提供された", "Provided"),
            InquiryOutcome::Refused => l.t("提供されなかった", "Not provided"),
        }
    }
}

/// Whether a stage is a case's end.
fn is_closed(stage: &str) -> bool {
    matches!(stage, "granted" | "refused" | "withdrawn")
}

fn state_words(state: LinkState, lang: Lang) -> &'static str {
    match state {
        LinkState::ToSign => lang.t("署名を待っています", "Waiting for your signature"),
        LinkState::Linked => lang.t("結び付けました", "Linked"),
        LinkState::Ended => lang.t("結び付きは解かれました", "The link was taken back"),
        LinkState::Unequal => {
            lang.t("オンラインでは確かめられませんでした", "Could not be confirmed on line")
        }
        LinkState::AtDesk => lang.t("窓口で確かめています", "The desk is looking into it"),
        LinkState::Refused => lang.t("結び付けませんでした", "Not linked"),
    }
}

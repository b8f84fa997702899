//! A case as its applicant sees it, and the notices.

use app::view::{CaseView, DeclaredView, PayingView, ToldView};
use app::{Both, MessageView, PaperView, Procedure};
use askama::Template;

use super::Frame;
use super::cases::event_words;
use super::filing::accepted;
use crate::forms::{FieldErrors, KOSEKI_CODE};
use crate::html;

/// `/portal/cases/{register}/{case}`.
#[derive(Template)]
#[template(path = "portal/case.html")]
pub(crate) struct MyCasePage {
    pub frame: Frame,
    pub case: CaseView,
    pub papers: Vec<PaperView>,
    /// The codes of which the case speaks, in words.
    pub words: Vec<(String, Both)>,
    pub errors: FieldErrors,
    /// What was typed as a code.
    pub code: String,
    /// Why what was wanted was not done; empty when it was.
    pub refused: String,
    /// Whether it was asked to look again by itself.
    pub watch: bool,
}

impl MyCasePage {
    /// Whether a button is shown: from the one table.
    pub(crate) fn may(&self, command: &str) -> bool {
        self.case.may.contains(&command)
    }

    /// Whether it is for a new licence: nothing is registered that could be shown beside.
    pub(crate) fn is_new(&self) -> bool {
        Procedure::from_code(&self.case.procedure.0) == Some(Procedure::NewRegistration)
    }

    /// What the applicant declared, as it stood in the summary that was signed, or was corrected since.
    pub(crate) fn declared(&self) -> Vec<DeclaredView> {
        DeclaredView::all(&self.case.form.declared)
    }

    fn is_granted(&self) -> bool {
        self.case.tells.iter().any(|told| told.stage == "granted")
    }

    /// What stands beside the new value.
    pub(crate) fn before(&self) -> &'static str {
        let l = self.frame.lang;
        if self.is_granted() {
            l.t("変更前：", "Before: ")
        } else {
            l.t("いまの登録：", "Registered: ")
        }
    }

    /// What the new value is.
    pub(crate) fn after(&self) -> &'static str {
        let l = self.frame.lang;
        if self.is_granted() { l.t("変更後：", "Now: ") } else { l.t("申請：", "Applied for: ") }
    }

    /// Whose turn it is, in words.
    pub(crate) fn turn(&self, turn: &str) -> &'static str {
        let l = self.frame.lang;
        match turn {
            "applicant" => l.t("あなたの番です", "Your turn"),
            "authority" => l.t("お待ちください", "Please wait"),
            _ => l.t("終わりました", "Ended"),
        }
    }

    /// The look of a stage.
    pub(crate) fn look(&self, turn: &str) -> &'static str {
        if turn == "applicant" { "banner-warning" } else { "banner-info" }
    }

    /// The ways that may stand in the place of what could not be told.
    pub(crate) fn ways<'a>(&'a self, told: &'a ToldView) -> Vec<(&'a str, Both)> {
        told.about.iter().map(|way| (way.as_str(), self.word(way))).collect()
    }

    pub(crate) fn is_code(&self, way: &str) -> bool {
        way == KOSEKI_CODE
    }

    /// Whether a way comes by post.
    pub(crate) fn is_post(&self, way: &str) -> bool {
        self.case.posts.iter().any(|post| post == way)
    }

    /// Whether a way is a signed file.
    pub(crate) fn is_signed(&self, way: &str) -> bool {
        self.case.signed.iter().any(|signed| signed.way == way)
    }

    /// What files can be chosen.
    pub(crate) fn accepts(&self, signed: bool) -> &'static str {
        accepted(signed, !signed)
    }

    /// What a stage is about, in words.
    pub(crate) fn about(&self, told: &ToldView) -> Vec<Both> {
        told.about.iter().map(|code| self.word(code)).collect()
    }

    fn word(&self, code: &str) -> Both {
        let found = self.words.iter().find(|(known, _)| known == code);
        found.map_or_else(|| Both::new(code, code), |(_, words)| words.clone())
    }

    pub(crate) fn event(&self, kind: &str) -> &'static str {
        event_words(self.frame.lang, kind)
    }

    pub(crate) fn yen(&self, yen: &u32) -> String {
        html::thousands(&u64::from(*yen))
    }

    /// Whether there is something to say of money: some goes back, or it ended without what is paid for.
    pub(crate) fn says_of_money(&self) -> bool {
        let ended = |told: &ToldView| ["withdrawn", "refused"].contains(&told.stage);
        self.case.refund > 0 || self.case.tells.iter().any(ended)
    }

    /// What goes back.
    pub(crate) fn refund(&self) -> String {
        html::thousands(&self.case.refund)
    }

    /// Whether the page changes by itself in a moment, and nobody is typing on it.
    pub(crate) fn moves_on(&self) -> bool {
        let at_work = |told: &ToldView| match told.stage {
            "asked" | "submitted" => true,
            "payment" => told.turn == "authority",
            _ => false,
        };
        self.errors.all().is_empty() && !self.case.tells.is_empty() && self.case.tells.iter().all(at_work)
    }
}

/// `/portal/messages`.
#[derive(Template)]
#[template(path = "portal/messages.html")]
pub(crate) struct MessagesPage {
    pub frame: Frame,
    /// The messages, each with the address of its case; empty where there is none.
    pub messages: Vec<(MessageView, String)>,
}

impl MessagesPage {
    /// What is told.
    pub(crate) fn words(&self, kind: &str) -> &'static str {
        let l = self.frame.lang;
        match kind {
            "submitted" => l.t("申請を受け取りました", "Your application has come in"),
            "means-wanted" => {
                l.t("別の方法で示していただくことがあります", "Something is to be shown in another way")
            }
            "paper-wanted" => l.t("郵送していただく書類があります", "Papers are to come by post"),
            "payment-asked" => l.t("納付をお願いします", "Please pay"),
            "payment-confirmed" => l.t("納付を確かめました", "Your payment was confirmed"),
            "payment-failed" => {
                l.t("納付できませんでした。もう一度納付できます", "The payment failed; you can pay again")
            }
            "supplement-asked" => l.t("補正をお願いします", "Please correct or add something"),
            "granted" => l.t("申請を認めました。登録に反映しました", "Granted: the register has changed"),
            "refused" => l.t("申請を認めませんでした", "Your application was refused"),
            "withdrawn" => l.t("申請の取下げを受け付けました", "Your withdrawal was taken"),
            "check-first-reminder" => {
                l.t("登録事項の変更の届出をお願いします", "Please notify the change of your entry")
            }
            "check-second-reminder" => l.t(
                "登録事項の変更の届出を、もう一度お願いします",
                "Once more: please notify the change of your entry",
            ),
            "check-corrected" => l.t("登録事項を職権で改めました", "Your entry was corrected ex officio"),
            "draft-swept" => l.t(
                "保存の期間が過ぎたため、書きかけの申請とその書類を消しました",
                "An application that was begun and not sent was thrown away with its papers: its time was over",
            ),
            "paper-filed" => l.t(
                "あなたの登録について、書面の申請を受け付けました。心当たりがないときは、すぐに窓口に知らせてください",
                "An application on paper about your entry has come in. If it is not yours, tell the desk at once",
            ),
            "entry-linked" => {
                l.t("窓口で、登録があなたと結び付きました", "An entry was linked to you at the desk")
            }
            "entry-unlinked" => l.t(
                "窓口で、登録とあなたの結び付きが誤りと分かり、解かれました",
                "The desk found the link of an entry to you to be wrong and took it back",
            ),
            other => event_words(l, other),
        }
    }

    /// Whether it names what it is about: a qualification, an application that was begun.
    pub(crate) fn is_of_entry(&self, message: &MessageView) -> bool {
        ["entry-linked", "entry-unlinked", "draft-swept", "paper-filed"].contains(&message.kind.as_str())
    }

    /// When it was told, in words.
    pub(crate) fn at(&self, message: &MessageView) -> html::Registered<'static> {
        self.frame.lang.instant(&app::instant_text(message.at))
    }
}

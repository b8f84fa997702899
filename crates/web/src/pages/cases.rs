//! `/desk/cases`: what waits; and one case, with what may be done about it.

use app::view::{CaseLine, CaseView, ToldView};
use app::{Both, DeskDecision, ExamView, PaperView, Procedure, WeighedCase};
use askama::Template;

use super::Frame;
use crate::forms::{DecisionForm, FieldErrors};
use crate::html;
use crate::lang::Lang;

/// What waits at the desk.
#[derive(Template)]
#[template(path = "desk/cases.html")]
pub(crate) struct CasesPage {
    pub frame: Frame,
    /// The stages that can be chosen: code, words, whether it is shown.
    pub stages: Vec<(&'static str, String, bool)>,
    pub cases: Vec<CaseLine>,
}

impl CasesPage {
    /// The stages that are shown, in words.
    fn chosen(&self) -> String {
        let l = self.frame.lang;
        let shown: Vec<&str> =
            self.stages.iter().filter(|(_, _, shown)| *shown).map(|(_, words, _)| words.as_str()).collect();
        if shown.is_empty() { l.t("なし", "none").to_owned() } else { shown.join(l.t("、", ", ")) }
    }
}

/// A file that an applicant sent, with what it is said to be.
#[derive(Clone, Debug)]
pub(crate) struct SentPaper {
    pub document: Both,
    pub paper: PaperView,
}

/// A case.
#[derive(Template)]
#[template(path = "desk/case.html")]
pub(crate) struct CasePage {
    pub frame: Frame,
    pub case: CaseView,
    pub weighed: WeighedCase,
    pub papers: Vec<SentPaper>,
    pub form: DecisionForm,
    pub errors: FieldErrors,
    /// Why what was wanted was refused; empty when it was not.
    pub refused: String,
}

impl CasePage {
    /// Whether a button is shown: from the one table.
    pub(crate) fn may(&self, command: &str) -> bool {
        self.case.may.contains(&command)
    }

    /// Whether anything can be decided or asked for here.
    pub(crate) fn may_any(&self) -> bool {
        let buttons =
            ["grant", "refuse", "ask-supplement", "paper-came", "give-means", "supplement", "withdraw"];
        buttons.iter().any(|command| self.may(command)) || self.may_fix() || self.takes_stamps()
    }

    /// Words that are the same in both languages are somebody's own, in Japanese.
    pub(crate) fn own_words(&self, words: &Both) -> crate::lang::InJapanese {
        self.frame.lang.ja_unless(words.ja != words.en)
    }

    /// Whether an entry is applied for: nothing is registered that it could be held against.
    pub(crate) fn is_new(&self) -> bool {
        Procedure::from_code(&self.case.procedure.0) == Some(Procedure::NewRegistration)
    }

    pub(crate) fn is_granted(&self) -> bool {
        self.case.tells.iter().any(|told| told.stage == "granted")
    }

    /// What a grant waits for where everything else could be decided.
    pub(crate) fn withheld(&self) -> Option<&'static str> {
        let l = self.frame.lang;
        let examined = self.case.tells.iter().any(|told| told.stage == "examination");
        if !examined || self.may("grant") {
            return None;
        }
        Some(if self.weighed.open.is_empty() {
            l.t(
                "納付が確認されるまで、認めることはできません。",
                "It can be granted when the payment is confirmed.",
            )
        } else {
            l.t(
                "額が定まり、納付が確認されるまで、認めることはできません。先に額を定めてください。",
                "It can be granted when the amount is fixed and paid. Please fix the amount first.",
            )
        })
    }

    /// Whether an amount is open that an officer may fix now.
    pub(crate) fn may_fix(&self) -> bool {
        self.may("fix-amount") && !self.weighed.open.is_empty()
    }

    /// Whether stamps or money at the counter can be taken: something is due.
    pub(crate) fn takes_stamps(&self) -> bool {
        self.may("stamps-came") && self.weighed.due.is_some_and(|due| due > 0)
    }

    /// Whether a grant needs a ground: no list has exactly this applicant.
    pub(crate) fn needs_ground(&self) -> bool {
        self.weighed.exam.as_ref().is_some_and(|exam| !exam.exact)
    }

    /// What a code means.
    pub(crate) fn word<'a>(&'a self, code: &'a str) -> &'a str {
        let found = self.weighed.words.iter().find(|(known, _)| known == code);
        found.map_or(code, |(_, words)| self.frame.lang.both(words))
    }

    /// What the first officer signed, as a form says it: the button, the ground, the provision, the ground of an examination.
    pub(crate) fn signed(decision: &DeskDecision) -> [&str; 4] {
        match decision {
            DeskDecision::Grant => ["grant", "", "", ""],
            DeskDecision::GrantOn { ground } => ["grant", "", "", ground],
            DeskDecision::Refuse { ground, citation } => ["refuse", ground, citation, ""],
        }
    }

    pub(crate) fn grants(decision: &DeskDecision) -> bool {
        !matches!(decision, DeskDecision::Refuse { .. })
    }

    /// Month, place and number of an examination in a line.
    pub(crate) fn sitting(&self, exam: &ExamView) -> String {
        let [month, place, number] = &exam.sitting;
        let month = Some(month).filter(|month| !month.is_empty());
        let month = month.map_or_else(String::new, |month| app::shown_date(month, self.frame.lang.into()));
        [month, place.clone(), number.clone()].join("　").trim().to_owned()
    }

    /// The ways in which another means may come.
    pub(crate) fn ways(&self) -> &[String] {
        self.about("means")
    }

    fn about(&self, stage: &str) -> &[String] {
        let waiting = self.case.tells.iter().find(|told| told.stage == stage);
        waiting.map_or(&[], |told| told.about.as_slice())
    }

    /// The secret of the session's forms.
    pub(crate) fn form_key(&self) -> &str {
        self.frame.officer.as_ref().map_or("", |officer| officer.form_key.as_str())
    }

    /// The papers that are waited for.
    pub(crate) fn papers(&self) -> &[String] {
        self.about("paper")
    }

    /// A text with the characters that stand at the same place in the other one marked or not: side by side, what differs is seen.
    pub(crate) fn marked(one: &str, other: &str) -> Vec<(String, bool)> {
        let mut parts: Vec<(String, bool)> = Vec::new();
        let mut others = other.chars();
        for c in one.chars() {
            let differs = others.next() != Some(c);
            match parts.last_mut() {
                Some((text, same)) if *same == differs => text.push(c),
                _ => parts.push((c.to_string(), differs)),
            }
        }
        parts
    }

    /// A value beside the other one, as people read it, with what differs marked.
    pub(crate) fn side(&self, one: &str, other: &str) -> Vec<(String, bool)> {
        let l = self.frame.lang;
        Self::marked(&l.plain(one), &l.plain(other))
    }

    /// What a source answered, in words.
    pub(crate) fn answer(&self, code: &str) -> &'static str {
        let l = self.frame.lang;
        match code {
            "agrees" => l.t("一致", "agrees"),
            "differs" => l.t("相違", "differs"),
            "cannot-tell" => l.t("特定できない", "cannot tell"),
            "nobody" => l.t("該当者なし", "knows nobody"),
            "given" => l.t("申請者が提出", "given by the applicant"),
            _ => l.t("不明", "unknown"),
        }
    }

    /// An event, in words.
    pub(crate) fn event(&self, kind: &str) -> &'static str {
        event_words(self.frame.lang, kind)
    }

    /// Who did it: an officer by name, the others in words; a decision by rule is shown as such.
    pub(crate) fn actor<'n>(&self, name: &'n str) -> &'n str {
        let l = self.frame.lang;
        match name {
            "rule" => l.t("規則による決定", "decided by rule"),
            "system" => l.t("自動", "the program"),
            "collector" => l.t("収納機関", "the collecting side"),
            "applicant" => l.t("申請者", "the applicant"),
            officer => officer,
        }
    }

    /// What is said first.
    pub(crate) fn first(&self) -> Option<&ToldView> {
        self.case.tells.first()
    }
}

/// An event of a case's history, in words.
pub(crate) fn event_words(l: Lang, kind: &str) -> &'static str {
    match kind {
        "submitted" => l.t("提出", "Sent"),
        "received" => l.t("受付", "Received"),
        "asked" => l.t("照会した", "A source was asked"),
        "not-answered" => l.t("回答なし（再照会）", "No answer; asked again"),
        "answered" => l.t("回答", "A source answered"),
        "means-wanted" => l.t("別の方法を求めた", "Another means was asked for"),
        "means-given" => l.t("別の方法が示された", "Another means was given"),
        "paper-wanted" => l.t("書類の到着待ち", "Papers are waited for"),
        "paper-arrived" => l.t("書類の到着", "A paper arrived"),
        "amount-fixed" => l.t("額の決定", "An amount was fixed"),
        "payment-due" => l.t("納付額の確定", "The amount is due"),
        "payment-asked" => l.t("納付の求め", "Payment was asked for"),
        "payment-failed" => l.t("納付できず", "The payment failed"),
        "payment-confirmed" => l.t("納付の確認", "The payment was confirmed"),
        "refund-due" => l.t("還付を要する", "Money goes back"),
        "supplement-asked" => l.t("補正の求め", "A supplementation was asked for"),
        "amended" => l.t("申請の内容の補正", "The application was corrected"),
        "supplemented" => l.t("補正", "Supplemented"),
        "examination-began" => l.t("審査の開始", "The examination began"),
        "granted" => l.t("認容", "Granted"),
        "refused" => l.t("拒否", "Refused"),
        "withdrawn" => l.t("取下げ", "Withdrawn"),
        _ => l.t("その他", "Other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_differ_are_marked() {
        let marked = CasePage::marked("渡邉　花子", "渡邊　花子");
        assert_eq!(marked, [("渡".to_owned(), false), ("邉".to_owned(), true), ("　花子".to_owned(), false)]);
        assert_eq!(CasePage::marked("花子", ""), [("花子".to_owned(), true)]);
        assert!(CasePage::marked("", "花子").is_empty());
    }
}

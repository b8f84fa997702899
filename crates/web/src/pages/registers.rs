//! `/desk/registers` and `/desk/registers/{qualification}/{authority}`.

use app::view::{LawSentence, RegisterFigures, RegisterSummary, RegisterView};
use askama::Template;

use super::Frame;
use super::results::register_title;
use crate::html;
use crate::lang::Lang;
use crate::plot::Plot;

/// All registers within reach.
#[derive(Template)]
#[template(path = "desk/registers.html")]
pub(crate) struct RegistersPage {
    pub frame: Frame,
    /// Qualifications with one register.
    pub single: Vec<RegisterSummary>,
    /// Qualifications with one for each prefecture: the name of the qualification, its registers, all their entries.
    pub many: Vec<(String, Vec<RegisterSummary>, u64)>,
}

impl RegistersPage {
    /// Sorts the registers into the two kinds.
    pub(crate) fn new(frame: Frame, registers: Vec<RegisterSummary>) -> Self {
        let mut groups: Vec<(String, Vec<RegisterSummary>, u64)> = Vec::new();
        for register in registers {
            let entries = register.entries.unwrap_or(0);
            match groups.iter_mut().find(|(_, all, _)| {
                all.first().is_some_and(|first| first.qualification == register.qualification)
            }) {
                Some((_, all, sum)) => {
                    all.push(register);
                    *sum += entries;
                }
                None => {
                    let name = frame.lang.t(&register.qualification_name, &register.qualification_name_en);
                    groups.push((name.to_owned(), vec![register], entries));
                }
            }
        }
        let (many, single): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, all, _)| all.len() > 1);
        Self { frame, single: single.into_iter().flat_map(|(_, all, _)| all).collect(), many }
    }
}

/// Sentences of law that are shown at once.
const LAW_SHOWN: usize = 10;

/// A register: its counts, its plots, its law.
#[derive(Template)]
#[template(path = "desk/register.html")]
pub(crate) struct RegisterPage {
    pub frame: Frame,
    pub view: RegisterView,
    pub plots: Vec<Plot>,
}

impl RegisterPage {
    /// Draws the plots.
    pub(crate) fn new(frame: Frame, view: RegisterView) -> Self {
        let draw = |figures: &RegisterFigures| {
            [
                (Plot::by_year(&figures.by_year, frame.lang), figures.by_year.is_empty()),
                (Plot::by_age(&figures.by_age, frame.lang), figures.by_age.is_empty()),
            ]
        };
        let plots =
            view.figures.iter().flat_map(draw).filter_map(|(plot, empty)| (!empty).then_some(plot)).collect();
        Self { frame, view, plots }
    }

    /// The register's name with its authority.
    pub(crate) fn title(&self) -> String {
        register_title(&self.view.register, self.frame.lang)
    }

    /// The counts, in their order, with their names.
    pub(crate) fn counts(&self, figures: &RegisterFigures) -> [(&'static str, u64); 5] {
        let l = self.frame.lang;
        [
            (l.t("登録中", "Registered"), figures.active),
            (l.t("停止中", "Suspended"), figures.suspended),
            (l.t("取消し", "Revoked"), figures.revoked),
            (l.t("抹消", "Deleted"), figures.deleted),
            (l.t("すべての登録", "All entries"), figures.entries),
        ]
    }

    /// What the law says first: the register, the paper, who acts, what is due.
    pub(crate) fn law_first(&self) -> &[LawSentence] {
        self.view.law.get(..LAW_SHOWN).unwrap_or(&self.view.law)
    }

    /// The rest of it, on demand: fees and attachments go on for many screens of a telephone.
    pub(crate) fn law_rest(&self) -> &[LawSentence] {
        self.view.law.get(LAW_SHOWN..).unwrap_or_default()
    }

    /// The mark beside a sentence of law that is not cited from a statute; empty beside one that is.
    pub(crate) fn grade(&self, confidence: &str) -> &'static str {
        grade(self.frame.lang, confidence)
    }
}

/// How sure a sentence of law is; empty for one that is cited from a statute.
pub(super) fn grade(l: Lang, confidence: &str) -> &'static str {
    match confidence {
        "statute" => "",
        "official-page" => l.t("公式資料による", "from an official page"),
        "report" => l.t("要確認（検討会報告書による）", "to be confirmed (from the committee's report)"),
        "inferred" => l.t("要確認（推定）", "to be confirmed (inferred)"),
        _ => l.t("要確認", "to be confirmed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::pages::samples;

    #[test]
    fn registers_of_prefectures_stand_together() {
        let page = RegistersPage::new(samples::frame(Lang::Ja), samples::registers_list());
        assert!(page.single.iter().all(|register| register.qualification != "assistant-sample-keeper"));
        let (name, all, sum) = &page.many[0];
        assert_eq!((name.as_str(), all.len()), ("准見本管理士", 47));
        assert_eq!(*sum, all.iter().map(|register| register.entries.unwrap_or(0)).sum::<u64>());
    }
}

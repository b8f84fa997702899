//! The desk's page on hints between the years.

use app::{HintAuthority, HintRun, HintsView};
use askama::Template;

use super::Frame;
use crate::html;

/// `/desk/yearly-check/hints`.
#[derive(Template)]
#[template(path = "desk/hints.html")]
pub(crate) struct HintsPage {
    pub frame: Frame,
    pub hints: HintsView,
}

impl HintsPage {
    /// Whether an authority follows hints, in words, and its chip.
    pub(crate) fn state(&self, of: &HintAuthority) -> (&'static str, &'static str) {
        let l = self.frame.lang;
        match (of.switch.on, of.switch.by.is_empty()) {
            (true, _) => (l.t("行っている", "on"), "chip-active"),
            (false, true) => (l.t("始めていない", "not begun"), "chip-deleted"),
            (false, false) => (l.t("行っていない", "off"), "chip-deleted"),
        }
    }

    /// What a run found, in one line.
    pub(crate) fn found(&self, run: &HintRun) -> String {
        let l = self.frame.lang;
        let one = |count: &app::FindingCount| {
            format!("{} {}", l.t(&count.words.ja, &count.words.en), html::thousands(&count.entries))
        };
        run.findings.iter().map(one).collect::<Vec<_>>().join(l.t("、", ", "))
    }
}

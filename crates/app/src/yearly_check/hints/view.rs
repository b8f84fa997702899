//! Hints as the desk and the command show them.

use law::Both;
use store::check;
use store::hint;

use super::super::may_see;
use super::super::overview::FindingCount;
use super::{HintSwitchView, is_of_hints};
use crate::time::rfc3339;
use crate::{Actor, App, AppError};

/// Runs that are shown, the latest first: some weeks.
const RUNS_SHOWN: usize = 20;

/// An authority, and its certificates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HintAuthority {
    /// The authority's code.
    pub code: String,
    /// In words.
    pub name: Both,
    /// Whether it follows hints.
    pub switch: HintSwitchView,
    /// Certificates that are watched.
    pub watched: u64,
    /// Hints that were not asked yet: nobody answered, or the number is not known.
    pub waiting: u64,
    /// Hints that were asked.
    pub asked: u64,
}

/// A run that asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HintRun {
    /// Its period.
    pub period: String,
    /// `running`, `paused`, `done`.
    pub state: String,
    /// RFC 3339.
    pub started_at: String,
    /// Entries that were held against an answer.
    pub checked: u64,
    /// What was found; findings that nothing has are left out.
    pub findings: Vec<FindingCount>,
}

/// Everything about hints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HintsView {
    /// By what the rules let an authority follow hints; empty where they do not.
    pub citation: String,
    /// Whether that is established; else 要確認.
    pub established: bool,
    /// Whether the rules let an authority switch it on.
    pub allowed: bool,
    /// The authorities within reach.
    pub authorities: Vec<HintAuthority>,
    /// The latest runs.
    pub runs: Vec<HintRun>,
}

impl App {
    /// Which authorities follow hints, what is watched, and what the latest runs found.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn show_hints(&self, actor: &Actor) -> Result<HintsView, AppError> {
        may_see(actor)?;
        let mut codes: Vec<String> = self.registers().iter().map(|of| of.authority.clone()).collect();
        codes.sort();
        codes.dedup();
        codes.retain(|code| actor.reach.covers(code));
        let mut authorities = Vec::new();
        for code in codes {
            authorities.push(self.hint_authority(code).await?);
        }
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        let mut shown = Vec::new();
        for run in runs.into_iter().filter(|run| is_of_hints(&run.period)).take(RUNS_SHOWN) {
            let report = self.report_check(actor, Some(&run.period)).await?;
            let all = registry::check::Finding::ALL.iter();
            let findings = all.map(|finding| FindingCount::of(*finding, report.of(*finding)));
            shown.push(HintRun {
                period: run.period,
                state: run.state,
                started_at: rfc3339(run.started_at),
                checked: report.checked,
                findings: findings.filter(|count| count.entries > 0).collect(),
            });
        }
        let (citation, established) = self.hint_ground();
        Ok(HintsView { citation, established, allowed: self.hints_are_allowed(), authorities, runs: shown })
    }

    async fn hint_authority(&self, code: String) -> Result<HintAuthority, AppError> {
        let mut view = HintAuthority {
            name: self.authority_words(&code),
            switch: self.hint_switch(&code).await?,
            watched: 0,
            waiting: 0,
            asked: 0,
            code,
        };
        let mut reader = self.0.db.reader().await?;
        for register in self.registers().iter().filter(|register| register.authority == view.code) {
            for (state, count) in hint::counts(&mut reader, register.id).await? {
                match state.as_str() {
                    "watched" => view.watched += count,
                    "hint" => view.waiting += count,
                    "asked" => view.asked += count,
                    _ => {}
                }
            }
        }
        Ok(view)
    }
}

//! What a run has found so far, in figures that add up.

use registry::check::Finding;
use store::check::{self, Run};

use super::figures::Figures;
use super::no_run;
use crate::{Actor, App, AppError, ErrorKind, Role};

/// One count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckCount {
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
    /// The finding.
    pub finding: Finding,
    /// Entries.
    pub entries: u64,
}

/// A run and its counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckReport {
    /// The run.
    pub run: Run,
    /// Slices done.
    pub done: u64,
    /// Slices.
    pub slices: u64,
    /// Entries that were held against an answer, or found without one.
    pub checked: u64,
    /// Linked entries that no longer stand.
    pub deleted: u64,
    /// By register and finding.
    pub counts: Vec<CheckCount>,
    /// Rows of findings in the tables: as many as there are counts of findings that lead to something.
    pub rows: u64,
}

impl CheckReport {
    /// Entries with a finding.
    #[must_use]
    pub fn of(&self, finding: Finding) -> u64 {
        self.counts.iter().filter(|count| count.finding == finding).map(|count| count.entries).sum()
    }

    /// Whether the counts and the rows are the same.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let quiet = self.of(Finding::Unchanged) + self.of(Finding::MinorAddress);
        let sum: u64 = self.counts.iter().map(|count| count.entries).sum();
        sum == self.checked && sum == quiet + self.rows
    }
}

/// Rows of findings that are counted in one read.
const ROWS_AT_ONCE: u32 = 10_000;

impl App {
    /// The report on the run of a period, or on the latest.
    ///
    /// # Errors
    /// When there is none.
    pub async fn report_check(&self, actor: &Actor, period: Option<&str>) -> Result<CheckReport, AppError> {
        may_see(actor)?;
        let run = self.run_of(period).await?.ok_or_else(no_run)?;
        let mut reader = self.0.db.reader().await?;
        let slices = check::slices(&mut reader, &run.id).await?;
        let mut sum = Figures::default();
        for slice in slices.iter().filter(|slice| slice.state == "done") {
            let figures = Figures::of_lines(&slice.figures).ok_or_else(|| {
                AppError::new(ErrorKind::Internal, "集計を読めません。", "The counts cannot be read.")
            })?;
            sum.merge(&figures);
        }
        let mut report = CheckReport {
            done: slices.iter().filter(|slice| slice.state == "done").count() as u64,
            slices: slices.len() as u64,
            checked: sum.checked(),
            deleted: sum.deleted,
            counts: Vec::new(),
            rows: 0,
            run,
        };
        for (register, finding, entries) in sum.counts() {
            let Some(of) = self.register_of(register).filter(|of| actor.reach.covers(&of.authority)) else {
                continue;
            };
            report.counts.push(CheckCount {
                qualification: of.qualification,
                authority: of.authority,
                finding,
                entries,
            });
        }
        report.checked = report.counts.iter().map(|count| count.entries).sum();
        for register in self.registers().iter().filter(|of| actor.reach.covers(&of.authority)) {
            let mut after = super::before_all();
            loop {
                let key = (register.id, &report.run.id, after);
                let rows = check::findings(&mut reader, key, ROWS_AT_ONCE).await?;
                report.rows += rows.len() as u64;
                match rows.last() {
                    Some(last) => after = last.entry,
                    None => break,
                }
            }
        }
        Ok(report)
    }
}

/// Figures are for registrars and auditors.
pub(crate) fn may_see(actor: &Actor) -> Result<(), AppError> {
    if actor.roles.iter().any(|role| matches!(role, Role::Registrar | Role::Auditor)) {
        return Ok(());
    }
    Err(AppError::new(ErrorKind::NotPermitted, "この操作の権限がありません。", "Not permitted."))
}

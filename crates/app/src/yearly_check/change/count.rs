//! How many changes stand where: of one run, or of all, with which of them a yearly run found and which a hint.

use std::collections::BTreeSet;

use registry::check::{ChangeEnd, Reminder};
use store::change::RunChanges;
use store::check::{self, Run, RunId};
use store::register::Register;

use crate::yearly_check::hints::is_of_hints;
use crate::yearly_check::{no_run, report};
use crate::{Actor, App, AppError};

/// Before every run.
const BEFORE_ALL_RUNS: RunId = [0; 16];

/// How many changes stand where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownChange {
    /// Rule id.
    pub qualification: String,
    /// Authority code.
    pub authority: String,
    /// The period of the run that found them; empty for those of several runs of hints together.
    pub period: String,
    /// Whether they were found on account of revoked certificates, between the years.
    pub by_hint: bool,
    /// Code of the item that changed.
    pub item: String,
    /// The step that is next, or at which the way ended.
    pub step: Reminder,
    /// How it ended; `None` while it is open.
    pub end: Option<ChangeEnd>,
    /// Changes.
    pub changes: u64,
}

impl App {
    /// How many changes stand where: of the run of a period, or of all. Of all means those that are open, whatever run found them, and those
    /// that ended of the latest yearly run and of what hints found after it; what hints found is counted together.
    ///
    /// # Errors
    /// Registrars and auditors only; when there is no run.
    pub async fn list_changes(
        &self,
        actor: &Actor,
        period: Option<&str>,
    ) -> Result<Vec<ShownChange>, AppError> {
        report::may_see(actor)?;
        let registers = self.registers();
        let registers = registers.iter().filter(|of| actor.reach.covers(&of.authority));
        let mut shown = Vec::new();
        if let Some(period) = period {
            let run = self.run_of(Some(period)).await?.ok_or_else(no_run)?;
            for register in registers {
                let mut reader = self.0.db.reader().await?;
                let counts = store::change::counts(&mut reader, (register.id, &run.id)).await?;
                let of_run =
                    |(item, step, end, changes)| RunChanges { run: run.id, item, step, end, changes };
                let counts = counts.into_iter().map(of_run);
                shown.extend(counts.map(|of| shown_change(register, (period, is_of_hints(period)), of)));
            }
            return Ok(shown);
        }
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        if runs.is_empty() {
            return Err(no_run());
        }
        for register in registers {
            let mut reader = self.0.db.reader().await?;
            let rows = store::change::standing_by_run(&mut reader, register.id, &since(&runs)).await?;
            add_together(register, (&runs, rows), &mut shown);
        }
        Ok(shown)
    }
}

/// The latest yearly run; all, where there is none.
pub(super) fn since(runs: &[Run]) -> RunId {
    runs.iter().find(|run| !is_of_hints(&run.period)).map_or(BEFORE_ALL_RUNS, |run| run.id)
}

/// Yearly runs by their periods, the latest first; then what hints found, whatever day it was.
fn add_together(register: &Register, (runs, rows): (&[Run], Vec<RunChanges>), shown: &mut Vec<ShownChange>) {
    for run in runs.iter().filter(|run| !is_of_hints(&run.period)) {
        let of_run = rows.iter().filter(|of| of.run == run.id);
        shown.extend(of_run.map(|of| shown_change(register, (&run.period, false), of.clone())));
    }
    let by_hint: BTreeSet<RunId> =
        runs.iter().filter(|run| is_of_hints(&run.period)).map(|run| run.id).collect();
    let first = shown.len();
    for of in rows.into_iter().filter(|of| by_hint.contains(&of.run)) {
        let new = shown_change(register, ("", true), of);
        let same = |old: &&mut ShownChange| (&old.item, old.step, old.end) == (&new.item, new.step, new.end);
        match shown.iter_mut().skip(first).find(same) {
            Some(old) => old.changes += new.changes,
            None => shown.push(new),
        }
    }
}

fn shown_change(register: &Register, (period, by_hint): (&str, bool), of: RunChanges) -> ShownChange {
    ShownChange {
        qualification: register.qualification.clone(),
        authority: register.authority.clone(),
        period: period.to_owned(),
        by_hint,
        item: of.item,
        step: of.step,
        end: of.end,
        changes: of.changes,
    }
}

//! One slice: read, asked, joined, written.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use gateways::juki::Finding;
use jiff::civil::Date;
use registry::check::{SliceCounts, Thresholds};
use registry::ids::EntryId;
use store::check::{self, DoneSlice, Run, Slice};
use store::disclosure::Disclosure;
use store::writer::fresh_stamp;

use super::ask::{self, PURPOSE, folder};
use super::asked::Asked;
use super::figures::Figures;
use super::join::Joined;
use super::tools::CheckTools;
use crate::time::{now_micros, rfc3339, today_in_japan};
use crate::{Actor, App, AppError};

/// A worker that was not heard of for so long is taken for dead, and its slice is another's.
pub(super) const LEASE_MICROS: i64 = 120 * 1_000_000;
/// What all slices of a run have in common.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) app: App,
    pub(super) tools: CheckTools,
    pub(super) actor: Actor,
    pub(super) run: Run,
    /// Tails of the ids of holders with several entries, sorted.
    pub(super) several: Arc<Vec<u64>>,
    /// What the rules let a slice find.
    pub(super) thresholds: Arc<Thresholds>,
    /// Day and instant of the run before.
    pub(super) before: Option<(Date, i64)>,
}

/// What came of a slice.
pub(super) enum Came {
    /// Written.
    Done { checked: u64 },
    /// Another worker has it, or had it first.
    Anothers,
    /// No answer now: nothing was written, and it is asked again.
    Later(String),
}

impl Work {
    pub(super) async fn check(self, slice: Slice) -> Result<Came, AppError> {
        let came = self.ask_and_write(&slice).await;
        if !matches!(came, Ok(Came::Done { .. })) {
            // nobody needs to wait for the lease to end
            self.lease(&slice, 0).await?;
        }
        came
    }

    async fn ask_and_write(&self, slice: &Slice) -> Result<Came, AppError> {
        let asked = Arc::new(self.app.asked_in(slice, &self.several).await?);
        if asked.inquiries.is_empty() {
            let figures = Figures::of_deleted(asked.deleted);
            let nothing = Joined { figures, counts: SliceCounts::default(), findings: Vec::new() };
            return self.write(slice, nothing, &asked).await;
        }
        let batch = self.batch(slice, &asked)?;
        let alive = || -> BoxFuture<'_, Result<bool, AppError>> {
            Box::pin(self.lease(slice, now_micros() + LEASE_MICROS))
        };
        let answers = match ask::answers(&self.tools, &batch, &asked.inquiries, &alive).await? {
            Ok(answers) => answers,
            Err(why) => return Ok(Came::Later(why)),
        };
        let joined = {
            let told = answers.slice(0, &asked.inquiries).map_err(folder)?;
            let missing = told.findings.iter().filter(|of| matches!(of, Finding::Missing { .. })).count();
            if self.thresholds.is_silent(missing as u64, asked.inquiries.len() as u64) {
                // both sides forget it, so that it is answered anew
                ask::forget(&self.tools, &batch).await?;
                return Ok(Came::Later(format!("{missing} of {} were not answered", asked.inquiries.len())));
            }
            let Ok(as_of) = answers.as_of.parse::<Date>() else {
                return Ok(Came::Later("the answers do not say of which day they are".to_owned()));
            };
            self.app.join(&asked, &told, (as_of, now_micros()), self.before)
        };
        let came = self.write(slice, joined, &asked).await?;
        ask::forget(&self.tools, &batch).await?;
        Ok(came)
    }

    fn batch(&self, slice: &Slice, asked: &Asked) -> Result<gateways::juki::Batch, AppError> {
        let digest = registry::hash::hex(asked.digest(slice).get(..16).unwrap_or_default());
        let file = ask::File {
            name: format!("yc-{digest}"),
            operator: &slice.of.authority,
            period: &self.run.period,
            made_at: rfc3339(self.run.started_at),
            basis: ask::basis_of(self.app.0.rules.on(today_in_japan()))?,
        };
        ask::batch(&self.tools, &self.actor, file, &asked.inquiries)
    }

    async fn lease(&self, slice: &Slice, until: i64) -> Result<bool, AppError> {
        let (slice, worker) = (slice.clone(), self.tools.worker.clone());
        let leased = self.app.0.db.transact("lease-slice", move |tx| {
            let (slice, worker) = (slice.clone(), worker.clone());
            Box::pin(async move { check::set_lease(tx, &slice, &worker, until).await })
        });
        Ok(leased.await?)
    }

    /// Findings, counts and the record of the look, in one transaction.
    async fn write(&self, slice: &Slice, joined: Joined, asked: &Asked) -> Result<Came, AppError> {
        let stamp = fresh_stamp()?;
        let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
        let mut checked = joined.figures.checked();
        let done = Arc::new(DoneSlice {
            figures: joined.figures.to_lines(),
            counts: Some((joined.counts, Thresholds::clone(&self.thresholds))),
            findings: joined.findings,
            look: self.look(slice, asked, stamp.recorded_at),
            look_id: EntryId::new(millis, stamp.random),
        });
        let written = match self.finish(slice, &done, false).await {
            // an entry whose links were changed since the run began can have been another slice's
            Err(store::StoreError::Db(db::DbError::Constraint(_))) => {
                let (counts, findings) = (SliceCounts::default(), done.findings.clone());
                let all = Joined { figures: joined.figures, counts, findings };
                let Joined { figures, findings, .. } = all.without_found(&self.app, &self.run.id).await?;
                checked = figures.checked();
                let done = DoneSlice { figures: figures.to_lines(), findings, ..DoneSlice::clone(&done) };
                self.finish(slice, &Arc::new(done), true).await?
            }
            outcome => outcome?,
        };
        Ok(if written { Came::Done { checked } } else { Came::Anothers })
    }

    async fn finish(
        &self,
        slice: &Slice,
        done: &Arc<DoneSlice>,
        met_before: bool,
    ) -> Result<bool, store::StoreError> {
        let (slice, worker, done) = (slice.clone(), self.tools.worker.clone(), Arc::clone(done));
        let finished = self.app.0.db.transact("finish-slice", move |tx| {
            let (slice, worker, done) = (slice.clone(), worker.clone(), Arc::clone(&done));
            Box::pin(async move { check::finish_slice(tx, &slice, &worker, &done, met_before).await })
        });
        finished.await
    }

    /// One record for the slice: run, range and digest; the view of each holder follows from the range. Entries whose own register does not know
    /// the number lie in the range of no slice, so they stand in the record.
    fn look(&self, slice: &Slice, asked: &Asked, at: i64) -> Disclosure {
        let beside = asked.entries.iter().filter(|(_, row)| row.number.is_none());
        Disclosure {
            at,
            actor: self.actor.name.clone(),
            purpose: self.actor.purpose.clone(),
            channel: self.actor.channel.code(),
            request: format!(
                "{PURPOSE} {} slice {} ({}), {} to {}, day {}, digest {}",
                self.run.period,
                slice.of.number,
                slice.of.authority,
                slice.of.after,
                slice.of.last,
                today_in_japan(),
                registry::hash::hex(&asked.digest(slice)),
            ),
            entries: beside.map(|(_, row)| (row.register, row.entry)).collect(),
        }
    }
}

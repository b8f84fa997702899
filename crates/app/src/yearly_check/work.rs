//! A worker: takes slices while there are any, a few at a time, so that the other side works while this one compares.

use std::sync::Arc;

use registry::check::Thresholds;
use store::check::{self, Run};
use tokio::task::JoinSet;

use super::slice::{Came, LEASE_MICROS, Work};
use super::tools::CheckTools;
use super::{may_check, no_run};
use crate::time::now_micros;
use crate::{Actor, App, AppError, ErrorKind};

/// Slices under way at once: one is sent, one is answered, one is compared. Each holds some 30 MB.
const UNDER_WAY: usize = 3;
/// Slices in a row that the resident register did not answer, after which the worker ends.
const UNANSWERED: u32 = 3;

/// How far the run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CheckProgress {
    /// Slices done, by all workers.
    pub done: u64,
    /// Slices.
    pub slices: u64,
    /// Entries that this worker has checked.
    pub checked: u64,
}

/// How a worker ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CheckEnd {
    /// Every slice is done.
    Done,
    /// The run is paused; why, in Japanese and English on two lines.
    Paused(String),
    /// What is left is other workers'.
    OthersAtWork,
    /// Asked to stop.
    Stopped,
}

impl App {
    /// Works on the run of a period (the latest, when none is named) until nothing is left, it is paused, or `watch` says no. A worker that
    /// is killed loses nothing: what it had not written is done again.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] when the resident register does not answer.
    pub async fn work_check(
        &self,
        actor: &Actor,
        tools: &CheckTools,
        period: Option<&str>,
        watch: &(dyn Fn(CheckProgress) -> bool + Sync),
    ) -> Result<CheckEnd, AppError> {
        may_check(actor)?;
        let run = self.run_of(period).await?.ok_or_else(no_run)?;
        if run.state == "done" {
            return Ok(CheckEnd::Done);
        }
        let work = Work {
            app: self.clone(),
            tools: tools.clone(),
            actor: actor.clone(),
            // before anybody is asked for: without them no run could be believed
            thresholds: Arc::new(Thresholds::of(|what| self.check_number(what).map(u64::from))?),
            before: self.run_before(&run).await?,
            several: Arc::new(check::holders_with_several(&mut self.0.db.reader().await?).await?),
            run,
        };
        self.take_slices(&work, watch).await
    }

    async fn take_slices(
        &self,
        work: &Work,
        watch: &(dyn Fn(CheckProgress) -> bool + Sync),
    ) -> Result<CheckEnd, AppError> {
        self.free_of_gone(&work.run, &work.tools).await?;
        let all = check::slices(&mut self.0.db.reader().await?, &work.run.id).await?;
        let done = all.iter().filter(|slice| slice.state == "done").count() as u64;
        let mut progress = CheckProgress { done, slices: all.len() as u64, checked: 0 };
        let mut under_way = JoinSet::new();
        let mut unanswered = 0;
        let mut goes_on = watch(progress);
        loop {
            while goes_on && under_way.len() < UNDER_WAY && self.runs(&work.run).await?.is_none() {
                let (now, worker) = (now_micros(), &work.tools.worker);
                let lease = (now, now + LEASE_MICROS);
                match check::take_slice(&self.0.db, work.run.id, worker, lease).await? {
                    Some(slice) => under_way.spawn(work.clone().check(slice)),
                    None => break,
                };
            }
            let Some(came) = under_way.join_next().await else { break };
            match came.map_err(|error| lost(&error))?? {
                Came::Done { checked } => {
                    unanswered = 0;
                    progress.done += 1;
                    progress.checked += checked;
                }
                Came::Anothers => {}
                Came::Later(why) => {
                    unanswered += 1;
                    tracing::warn!(why, "a slice is asked again");
                    if unanswered >= UNANSWERED {
                        under_way.shutdown().await;
                        return Err(no_answer(&why));
                    }
                }
            }
            goes_on = watch(progress) && goes_on;
        }
        if let Some(reason) = self.runs(&work.run).await? {
            return Ok(CheckEnd::Paused(reason));
        }
        if !goes_on {
            return Ok(CheckEnd::Stopped);
        }
        self.end_run(work).await
    }

    /// What workers of this folder had under way when they were killed is free: nobody waits for their leases to end.
    pub(super) async fn free_of_gone(&self, run: &Run, tools: &CheckTools) -> Result<(), AppError> {
        let gone = tools.gone()?;
        let all = check::slices(&mut self.0.db.reader().await?, &run.id).await?;
        for slice in all.into_iter().filter(|slice| slice.state == "leased") {
            let gone = gone.clone();
            let freed = self.0.db.transact("free-slice", move |tx| {
                let (slice, gone) = (slice.clone(), gone.clone());
                Box::pin(async move {
                    for worker in &gone {
                        // another's stays another's
                        check::set_lease(tx, &slice, worker, 0).await?;
                    }
                    Ok::<_, store::StoreError>(())
                })
            });
            freed.await?;
        }
        Ok(())
    }

    async fn end_run(&self, work: &Work) -> Result<CheckEnd, AppError> {
        let all = check::slices(&mut self.0.db.reader().await?, &work.run.id).await?;
        if all.iter().any(|slice| slice.state != "done") {
            return Ok(CheckEnd::OthersAtWork);
        }
        self.set_check(&work.run, ("running", "done", String::new()), (&work.actor.name, "")).await?;
        Ok(CheckEnd::Done)
    }

    /// Why the run does not run; `None` when it does.
    async fn runs(&self, run: &Run) -> Result<Option<String>, AppError> {
        let now = self.run_of(Some(&run.period)).await?.ok_or_else(no_run)?;
        Ok((now.state == "paused").then_some(now.reason))
    }

    /// Day and instant of the last run that came to its end before this one.
    async fn run_before(&self, run: &Run) -> Result<Option<(jiff::civil::Date, i64)>, AppError> {
        let runs = check::runs(&mut self.0.db.reader().await?).await?;
        let yearly = |other: &Run| !super::hints::is_of_hints(&other.period);
        let before =
            runs.into_iter().find(|other| other.state == "done" && other.id < run.id && yearly(other));
        Ok(before.map(|other| (crate::time::day_in_japan(other.started_at), other.started_at)))
    }
}

fn no_answer(why: &str) -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "住基ネットから回答がありません。同じ命令で続きから始まります。何も変わっていません。",
        "The resident register does not answer. The same command goes on from here; nothing was changed.",
    )
    .with_detail(why)
}

fn lost(error: &tokio::task::JoinError) -> AppError {
    AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong.").with_detail(error)
}

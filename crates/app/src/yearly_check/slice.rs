//! One slice: read, asked, joined, written.

use std::sync::Arc;
use std::time::Duration;

use gateways::Outcome;
use gateways::juki::{Answers, AskId, Batch, BatchState, Ground, Heading, Juki, OwnFault, Wanted};
use jiff::civil::Date;
use registry::check::SliceCounts;
use registry::ids::EntryId;
use store::check::{self, DoneSlice, Run, Slice};
use store::disclosure::Disclosure;
use store::writer::fresh_stamp;
use vault::Use;

use super::asked::{Asked, People};
use super::figures::Figures;
use super::join::Joined;
use super::tools::CheckTools;
use crate::time::{now_micros, rfc3339, today_in_japan};
use crate::{Actor, App, AppError, ErrorKind};

/// A worker that was not heard of for so long is taken for dead, and its slice is another's.
pub(super) const LEASE_MICROS: i64 = 120 * 1_000_000;
/// How often a worker that waits for answers says that it lives, and looks whether they are there.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The longest wait between two looks: a file of fifty thousand takes seconds, an outage hours.
const LOOK_AT_MOST: Duration = Duration::from_secs(5);
/// By which the resident register is asked.
const BASIS: &str = "住民基本台帳法別表第一";
/// The purpose in both sides' records.
const PURPOSE: &str = "yearly-check";

/// What all slices of a run have in common.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) app: App,
    pub(super) tools: CheckTools,
    pub(super) actor: Actor,
    pub(super) run: Run,
    /// Tails of the ids of holders with several entries, sorted.
    pub(super) several: Arc<Vec<u64>>,
    /// Day and instant of the run before.
    pub(super) before: Option<(Date, i64)>,
}

/// What came of a slice.
pub(super) enum Came {
    /// Written.
    Done { authority: String, counts: SliceCounts, checked: u64 },
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
            return self.write(slice, nothing, &asked.digest(slice)).await;
        }
        let batch = self.batch(slice, &asked)?;
        let answers = match self.answers(slice, &batch, &asked).await? {
            Ok(answers) => answers,
            Err(why) => return Ok(Came::Later(why)),
        };
        let joined = {
            let told = answers.slice(0, &asked.inquiries).map_err(folder)?;
            let Ok(as_of) = answers.as_of.parse::<Date>() else {
                return Ok(Came::Later("the answers do not say of which day they are".to_owned()));
            };
            self.app.join(&asked, &told, (as_of, now_micros()), self.before)
        };
        let came = self.write(slice, joined, &asked.digest(slice)).await?;
        // names and addresses: gone as soon as they were used. A close that is lost is harmless.
        let _ = self.tools.juki.close_batch(&batch.heading.file_id).await;
        std::fs::remove_dir_all(&batch.folder).map_err(folder)?;
        Ok(came)
    }

    fn batch(&self, slice: &Slice, asked: &Asked) -> Result<Batch, AppError> {
        let digest = registry::hash::hex(asked.digest(slice).get(..16).unwrap_or_default());
        let ground = Ground {
            basis: BASIS.to_owned(),
            purpose: PURPOSE.to_owned(),
            operator: slice.of.authority.clone(),
        };
        let heading = Heading {
            file_id: AskId::new(format!("yc-{digest}")).map_err(internal)?,
            count: asked.inquiries.len() as u64,
            period: self.run.period.clone(),
            made_at: rfc3339(self.run.started_at),
            ground,
            wanted: Wanted::default(),
        };
        let by = Use::new(PURPOSE, format!("check-{}", self.run.period), self.actor.name.clone());
        // a worker beside this one may be at the same slice when its lease has ended: each has a folder of its own
        let folder = self.tools.folder.join(format!("{digest}-{}", self.tools.worker));
        Ok(Batch { heading, folder, by: by.map_err(internal)? })
    }

    /// The answers, or why there are none now.
    async fn answers(
        &self,
        slice: &Slice,
        batch: &Batch,
        asked: &Arc<Asked>,
    ) -> Result<Result<Answers, String>, AppError> {
        let juki = &self.tools.juki;
        let mut people = People(Arc::clone(asked));
        let mut state = juki.send_batch(batch, &mut people).await.map_err(own)?;
        let mut wait = LOOK_EVERY;
        loop {
            match state {
                Outcome::Answered(BatchState::Ready { .. }) => break,
                Outcome::Answered(BatchState::Working { .. } | BatchState::Receiving { .. }) => {}
                Outcome::Answered(BatchState::Unknown) => {
                    return Ok(Err("the file was forgotten".to_owned()));
                }
                other => return Ok(Err(reason(&other))),
            }
            if !self.lease(slice, now_micros() + LEASE_MICROS).await? {
                return Ok(Err("another worker took the slice".to_owned()));
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LOOK_AT_MOST);
            state = juki.batch_state(&batch.heading.file_id).await;
        }
        match juki.fetch_batch(batch).await.map_err(own)? {
            Outcome::Answered(answers) => Ok(Ok(answers)),
            Outcome::Unintelligible { saved } => {
                // what is broken there stays broken: the other side forgets it, and is asked anew
                let _ = juki.close_batch(&batch.heading.file_id).await;
                std::fs::remove_dir_all(&batch.folder).map_err(folder)?;
                Ok(Err(format!("what came cannot be read: {}", saved.why)))
            }
            other => Ok(Err(reason(&other))),
        }
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
    async fn write(&self, slice: &Slice, joined: Joined, digest: &[u8; 32]) -> Result<Came, AppError> {
        let stamp = fresh_stamp()?;
        let millis = u64::try_from(stamp.recorded_at / 1_000).unwrap_or(0);
        let (checked, counts) = (joined.figures.checked(), joined.counts);
        let done = Arc::new(DoneSlice {
            figures: joined.figures.to_lines(),
            findings: joined.findings,
            look: self.look(slice, digest, stamp.recorded_at),
            look_id: EntryId::new(millis, stamp.random),
        });
        let written = match self.finish(slice, &done, false).await {
            // an entry whose links were changed since the run began can have been another slice's
            Err(store::StoreError::Db(db::DbError::Constraint(_))) => self.finish(slice, &done, true).await?,
            outcome => outcome?,
        };
        let authority = slice.of.authority.clone();
        Ok(if written { Came::Done { authority, counts, checked } } else { Came::Anothers })
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

    /// One record for the slice: run, range and digest; the view of each holder follows from the range.
    fn look(&self, slice: &Slice, digest: &[u8; 32], at: i64) -> Disclosure {
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
                registry::hash::hex(digest),
            ),
            entries: Vec::new(),
        }
    }
}

fn reason<T>(outcome: &Outcome<T>) -> String {
    match outcome {
        Outcome::Answered(_) => "answered".to_owned(),
        Outcome::Unavailable { .. } => "the resident register cannot be reached".to_owned(),
        Outcome::Refused { code } => format!("the resident register refused: {code}"),
        Outcome::Unintelligible { saved } => format!("what came cannot be read: {}", saved.why),
    }
}

fn own(fault: OwnFault) -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "照会の準備でこちら側に不具合がありました。何も変わっていません。",
        "Something failed on our side while asking; nothing was changed.",
    )
    .with_detail(fault)
}

fn folder(error: std::io::Error) -> AppError {
    own(error.into())
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong.").with_detail(error)
}

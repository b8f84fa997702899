//! Working the outbox: what was decided is sent and asked, again and again until it is done or a person has it.

use store::outbox::{self, Job};
use tokio::task::JoinSet;

use crate::cases::{ASK, DECIDE, FORGET, PAYMENT_CHECK, PAYMENT_ISSUE, PAYMENT_LOOK, PAYMENT_NEWS, TELL};
use crate::time::now_micros;
use crate::yearly_check::TELL_FAMILY;
use crate::{App, AppError, ErrorKind};

/// Jobs taken in one transaction.
const AT_ONCE: usize = 32;

/// What came of working a job.
pub(crate) enum Worked {
    /// It is ended.
    Done,
    /// Not now: why, and until when the other side said that it is closed.
    Again(String, Option<i64>),
    /// Not by trying again: a person has to look.
    Never(String),
}

impl App {
    /// Works what is due now; tells how many jobs that were.
    ///
    /// # Errors
    /// The store's.
    pub async fn work_outbox(&self) -> Result<usize, AppError> {
        self.work_outbox_at(now_micros()).await
    }

    /// Works what is due at an instant: tests and the demonstration do not wait.
    ///
    /// # Errors
    /// The store's.
    pub async fn work_outbox_at(&self, now: i64) -> Result<usize, AppError> {
        let mut working = JoinSet::new();
        let count = self.take_jobs(&mut working, now, AT_ONCE).await?;
        while let Some(worked) = working.join_next().await {
            worked.map_err(|error| AppError::from(store::StoreError::WriterStopped).with_detail(error))??;
        }
        Ok(count)
    }

    /// Takes what is due, at most so much, and has it worked; tells how many jobs that were.
    pub(crate) async fn take_jobs(
        &self,
        working: &mut JoinSet<Result<(), AppError>>,
        now: i64,
        most: usize,
    ) -> Result<usize, AppError> {
        let most = u32::try_from(most.min(AT_ONCE)).unwrap_or(0);
        let jobs = if most == 0 { Vec::new() } else { outbox::take(&self.0.db, now, most).await? };
        let count = jobs.len();
        let (told, others): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.kind == TELL);
        for job in others {
            let app = self.clone();
            working.spawn(async move { app.work_one(&job, now).await });
        }
        if !told.is_empty() {
            let app = self.clone();
            working.spawn(async move { app.tell_all(&told, now).await });
        }
        Ok(count)
    }

    /// Messages are many and small: those that were taken together are brought in one commit. Where that does not go, each for itself.
    async fn tell_all(&self, jobs: &[Job], now: i64) -> Result<(), AppError> {
        if matches!(self.tell_applicants(jobs).await, Ok(true)) {
            return Ok(());
        }
        for job in jobs {
            self.work_one(job, now).await?;
        }
        Ok(())
    }

    async fn work_one(&self, job: &Job, now: i64) -> Result<(), AppError> {
        let worked = match self.work(job).await {
            Ok(worked) => worked,
            // Whoever moved the case meanwhile did no harm: the job looks again.
            Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Unavailable) => {
                Worked::Again(error.to_string(), None)
            }
            Err(error) => Worked::Never(error.to_string()),
        };
        match worked {
            Worked::Done => {}
            Worked::Again(fault, until) => {
                outbox::again(&self.0.db, job, &fault, (now, until)).await?;
            }
            Worked::Never(fault) => outbox::give_up(&self.0.db, job, &fault, now).await?,
        }
        Ok(())
    }

    async fn work(&self, job: &Job) -> Result<Worked, AppError> {
        match job.kind.as_str() {
            ASK => self.ask_source(job).await,
            DECIDE => self.try_by_rule(job).await,
            PAYMENT_ISSUE => self.issue_numbers(job).await,
            PAYMENT_NEWS => self.learn_of_payment(job).await,
            PAYMENT_CHECK => self.check_payment(job).await,
            PAYMENT_LOOK => self.look_at_payment(job).await,
            FORGET => self.forget_number(job).await,
            TELL => self.tell_applicant(job).await,
            TELL_FAMILY => self.tell_family(job).await,
            other => Ok(Worked::Never(format!("no such job: {other}"))),
        }
    }
}

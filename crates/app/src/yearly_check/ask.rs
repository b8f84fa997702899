//! Asking the resident register about many in one file, and waiting for the answers.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use gateways::Outcome;
use gateways::juki::{
    Answers, AskId, Batch, BatchState, Ground, Heading, Inquiry, Juki, OwnFault, Source, Wanted,
};
use law::{CheckAsking, RulesOn};
use vault::Use;

use super::tools::CheckTools;
use crate::{Actor, AppError, ErrorKind};

/// How often a worker that waits for answers says that it lives, and looks whether they are there.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The longest wait between two looks: a file of many thousands takes seconds, an outage hours.
const LOOK_AT_MOST: Duration = Duration::from_secs(5);
/// The purpose in both sides' records.
pub(super) const PURPOSE: &str = "yearly-check";

/// Whether the asker may wait on; a worker whose slice is another's by now may not.
pub(super) type Alive<'a> = &'a (dyn Fn() -> BoxFuture<'a, Result<bool, AppError>> + Sync);

/// Whom a file asks for.
pub(super) struct People(pub(super) Arc<Vec<Inquiry>>);

impl Source for People {
    fn inquiries(&mut self, first: u64, count: u64) -> BoxFuture<'_, io::Result<Vec<Inquiry>>> {
        let asked = Arc::clone(&self.0);
        Box::pin(async move {
            let first = usize::try_from(first).map_err(io::Error::other)?;
            let count = usize::try_from(count).map_err(io::Error::other)?;
            Ok(asked.iter().skip(first).take(count).cloned().collect())
        })
    }
}

/// A file of inquiries: its name, by whom, for whom.
pub(super) struct File<'a> {
    /// What names it: the same people are the same file.
    pub(super) name: String,
    /// The authority that asks.
    pub(super) operator: &'a str,
    /// The period of the run.
    pub(super) period: &'a str,
    /// When it was made, RFC 3339: a part of its content, so the same each time.
    pub(super) made_at: String,
    /// By what it is asked.
    pub(super) basis: String,
}

/// By what the resident register is asked.
///
/// # Errors
/// When the rules of the day do not say.
pub(crate) fn basis_of(rules: RulesOn<'_>) -> Result<String, AppError> {
    Ok(asking_of(rules, "resident-register")?.basis)
}

/// By what another register is asked.
pub(crate) fn asking_of(rules: RulesOn<'_>, of: &str) -> Result<CheckAsking, AppError> {
    rules.check_asking(of).yes().map(|ruled| ruled.value().clone()).ok_or_else(|| {
        AppError::new(
            ErrorKind::Conflict,
            format!("照会の根拠が規則にありません（rules/yearly-check.toml の asking、{of}）。要確認です。"),
            format!("the rules do not say by what {of} is asked: rules/yearly-check.toml, asking"),
        )
    })
}

/// The batch of a file, in a folder of this worker's own: another may be at the same people.
pub(super) fn batch(
    tools: &CheckTools,
    actor: &Actor,
    file: File<'_>,
    people: &[Inquiry],
) -> Result<Batch, AppError> {
    let ground =
        Ground { basis: file.basis, purpose: PURPOSE.to_owned(), operator: file.operator.to_owned() };
    let folder = tools.folder.join(format!("{}-{}", file.name, tools.worker));
    let heading = Heading {
        file_id: AskId::new(file.name).map_err(internal)?,
        count: people.len() as u64,
        period: file.period.to_owned(),
        made_at: file.made_at,
        ground,
        wanted: Wanted::default(),
    };
    let by = Use::new(PURPOSE, format!("check-{}", file.period), actor.name.clone());
    Ok(Batch { heading, folder, by: by.map_err(internal)? })
}

/// The answers to a file, or why there are none now.
pub(super) async fn answers(
    tools: &CheckTools,
    batch: &Batch,
    people: &Arc<Vec<Inquiry>>,
    alive: Alive<'_>,
) -> Result<Result<Answers, String>, AppError> {
    let juki = &tools.juki;
    let mut state = juki.send_batch(batch, &mut People(Arc::clone(people))).await.map_err(own)?;
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
        if !alive().await? {
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

/// Names and addresses are gone as soon as they were used. A close that is lost is harmless.
pub(super) async fn forget(tools: &CheckTools, batch: &Batch) -> Result<(), AppError> {
    let _ = tools.juki.close_batch(&batch.heading.file_id).await;
    std::fs::remove_dir_all(&batch.folder).map_err(folder)
}

pub(super) fn reason<T>(outcome: &Outcome<T>) -> String {
    match outcome {
        Outcome::Answered(_) => "answered".to_owned(),
        Outcome::Unavailable { .. } => "the system cannot be reached".to_owned(),
        Outcome::Refused { code } => format!("the system refused: {code}"),
        Outcome::Unintelligible { saved } => format!("what came cannot be read: {}", saved.why),
    }
}

pub(super) fn own(fault: OwnFault) -> AppError {
    AppError::new(
        ErrorKind::Unavailable,
        "照会の準備でこちら側に不具合がありました。何も変わっていません。",
        "Something failed on our side while asking; nothing was changed.",
    )
    .with_detail(fault)
}

pub(super) fn folder(error: io::Error) -> AppError {
    own(error.into())
}

pub(super) fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorKind::Internal, "内部の誤りが起きました。", "Something went wrong.").with_detail(error)
}

//! Proposed deletions at the desk: the batches, one of them, and what two officers decide.

use std::time::Duration;

use app::{App, AppError, BatchCommand, ErrorKind, ProposalState};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use super::step;
use crate::asked::{Asked, Posted};
use crate::forms::value;
use crate::pages::{
    DeletionBatchPage, DeletionBatchesPage, DeskStep, Place, Single, batch_step as step_with_batch,
    single_step,
};
use crate::visit::{SignedIn, page};

/// So long a page waits for deletions that are carried out; many go on without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /desk/yearly-check/deletions`
pub(crate) async fn deletion_batches(officer: SignedIn) -> Response {
    let app = &officer.visitor.edge.app;
    match app.list_deletion_batches(&officer.actor).await {
        Ok(batches) => page(&DeletionBatchesPage {
            frame: officer.frame(Place::Check),
            batches,
            terms: app.deletion_terms(),
        }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/yearly-check/deletions/{batch}?show=…&after=…`
pub(crate) async fn deletion_batch(
    officer: SignedIn,
    Path(id): Path<String>,
    Asked(pairs): Asked,
) -> Response {
    match shown(&officer, &id, (&value(&pairs, "show"), &value(&pairs, "after"))).await {
        Ok(shown) => page(&shown),
        Err(error) => officer.refuse(error),
    }
}

async fn shown(
    officer: &SignedIn,
    id: &str,
    (show, after): (&str, &str),
) -> Result<DeletionBatchPage, AppError> {
    let (app, frame) = (&officer.visitor.edge.app, officer.frame(Place::Check));
    let (batch, events) = app.show_deletion_batch(&officer.actor, id).await?;
    let which = DeletionBatchPage::list_of(show, &batch);
    let after = Some(after).filter(|after| !after.is_empty());
    let listed = if frame.may_handle_check() {
        Some(app.list_of_batch(&officer.actor, id, which, after).await?)
    } else {
        None
    };
    let (terms, officer) = (app.deletion_terms(), officer.actor.name.clone());
    Ok(DeletionBatchPage { frame, batch, events, terms, officer, which, listed })
}

/// `GET /desk/yearly-check/deletions/{batch}/{command}`
pub(crate) async fn batch_step(officer: SignedIn, Path((id, command)): Path<(String, String)>) -> Response {
    match step_of(&officer, &id, &command).await {
        Ok((_, step)) => step::shown(&officer, step),
        Err(error) => officer.refuse(error),
    }
}

async fn step_of(officer: &SignedIn, id: &str, command: &str) -> Result<(BatchCommand, DeskStep), AppError> {
    let command = BatchCommand::of_code(command).ok_or_else(no_page)?;
    let (batch, _) = officer.visitor.edge.app.show_deletion_batch(&officer.actor, id).await?;
    if let Some(refusal) = batch.refusal(command, &officer.actor.name) {
        return Err(refusal);
    }
    let step = step_with_batch(officer.visitor.lang, &batch, command).ok_or_else(no_page)?;
    Ok((command, step))
}

/// `POST /desk/yearly-check/deletions/{batch}/{command}`
pub(crate) async fn decide_batch(
    officer: SignedIn,
    Path((id, command)): Path<(String, String)>,
    Posted(pairs): Posted,
) -> Response {
    let (command, now) = match step_of(&officer, &id, &command).await {
        Ok(step) => step,
        Err(error) => return officer.refuse(error),
    };
    let (now, form) = match step::taken(&officer, now, &pairs) {
        Ok(taken) => taken,
        Err(page) => return *page,
    };
    match decided(&officer, (&id, command), &form.ground).await {
        Ok(()) => Redirect::to(&now.back).into_response(),
        Err(error) => step::refused(&officer, (now, form), error),
    }
}

async fn decided(
    officer: &SignedIn,
    (id, command): (&str, BatchCommand),
    ground: &str,
) -> Result<(), AppError> {
    let (app, actor) = (&officer.visitor.edge.app, &officer.actor);
    match command {
        BatchCommand::Approve => app.approve_deletions(actor, id, ground).await,
        BatchCommand::Release => app.release_deletions(actor, id, ground).await,
        BatchCommand::Dismiss => app.dismiss_deletions(actor, id, ground).await,
        BatchCommand::Delete | BatchCommand::Restore => {
            let (id, ground) = (id.to_owned(), ground.to_owned());
            carried(app.clone(), actor.clone(), command, (id, ground)).await
        }
        BatchCommand::Check => Err(no_page()),
    }
}

/// Carries a batch out, or takes it back. What is not done when patience is over goes on without the page, and where it stops it goes on at
/// the next call.
async fn carried(
    app: App,
    actor: app::Actor,
    command: BatchCommand,
    (id, ground): (String, String),
) -> Result<(), AppError> {
    let work = tokio::spawn(async move {
        let carried = match command {
            BatchCommand::Restore => app.restore_deletions(&actor, &id, &ground, &|_| true).await,
            _ => app.carry_out_deletions(&actor, &id, &|_| true).await,
        };
        match &carried {
            Ok(done) => {
                tracing::info!(batch = id, recorded = done.recorded, fallen = done.fallen, "carried out");
            }
            Err(error) => tracing::warn!(batch = id, %error, "deletions stopped before their end"),
        }
        carried.map(|_| ())
    });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(carried)) => carried,
        Ok(Err(lost)) => {
            let words = ("内部の誤りが起きました。", "Something went wrong.");
            Err(AppError::new(ErrorKind::Internal, words.0, words.1).with_detail(lost))
        }
        Err(_) => Ok(()),
    }
}

/// `GET /desk/yearly-check/deletions/{batch}/entries/{entry}/{command}`
pub(crate) async fn proposal_step(
    officer: SignedIn,
    Path((id, entry, command)): Path<(String, String, String)>,
) -> Response {
    match single_of(&officer, (&id, &entry), &command).await {
        Ok((_, step)) => step::shown(&officer, step),
        Err(error) => officer.refuse(error),
    }
}

async fn single_of(
    officer: &SignedIn,
    (id, entry): (&str, &str),
    command: &str,
) -> Result<(Single, DeskStep), AppError> {
    let command = Single::of_code(command).ok_or_else(no_page)?;
    let app = &officer.visitor.edge.app;
    let (batch, _) = app.show_deletion_batch(&officer.actor, id).await?;
    let (of_batch, state) = match command {
        Single::TakeOut => (BatchCommand::Dismiss, ProposalState::Proposed),
        Single::Restore => (BatchCommand::Restore, ProposalState::Deleted),
    };
    if let Some(refusal) = batch.refusal(of_batch, &officer.actor.name) {
        return Err(refusal);
    }
    let one = app.show_proposal(&officer.actor, id, entry).await?;
    if let Some(refusal) = one.refusal_unless(state) {
        return Err(refusal);
    }
    Ok((command, single_step(officer.visitor.lang, (&batch, &one), command)))
}

/// `POST /desk/yearly-check/deletions/{batch}/entries/{entry}/{command}`
pub(crate) async fn decide_proposal(
    officer: SignedIn,
    Path((id, entry, command)): Path<(String, String, String)>,
    Posted(pairs): Posted,
) -> Response {
    let (command, now) = match single_of(&officer, (&id, &entry), &command).await {
        Ok(step) => step,
        Err(error) => return officer.refuse(error),
    };
    let (now, form) = match step::taken(&officer, now, &pairs) {
        Ok(taken) => taken,
        Err(page) => return *page,
    };
    let (app, key) = (&officer.visitor.edge.app, (id.as_str(), entry.as_str()));
    let done = match command {
        Single::TakeOut => app.take_out_proposal(&officer.actor, key, &form.ground).await,
        Single::Restore => app.restore_deletion(&officer.actor, key, &form.ground).await,
    };
    match done {
        Ok(()) => Redirect::to(&now.back).into_response(),
        Err(error) => step::refused(&officer, (now, form), error),
    }
}

pub(super) fn no_page() -> AppError {
    AppError::new(ErrorKind::NotFound, "お探しのページはありません。", "There is no such page.")
}

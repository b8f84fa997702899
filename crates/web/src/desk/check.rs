//! The yearly check at the desk: its overview with pause and resumption, changes on their way, and who has not given a number.

use app::{AppError, Reminder, RunCommand};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use super::deletions::no_page;
use super::step;
use crate::asked::{Asked, Posted};
use crate::forms::value;
use crate::pages::{
    ChangeQueuePage, ChangeQueuesPage, CheckOverviewPage, DeskStep, HintsPage, NumbersPage, Place,
    run_step as step_with_run,
};
use crate::visit::{SignedIn, page};

/// `GET /desk/yearly-check?period=…`
pub(crate) async fn check_overview(officer: SignedIn, Asked(pairs): Asked) -> Response {
    let period = value(&pairs, "period");
    let period = Some(period.as_str()).filter(|period| !period.is_empty());
    let app = &officer.visitor.edge.app;
    let overview = match app.show_check(&officer.actor, period).await {
        Ok(overview) => overview,
        Err(error) => return officer.refuse(error),
    };
    let events = match overview {
        Some(_) => app.check_events(&officer.actor, period).await,
        None => Ok(Vec::new()),
    };
    match events {
        Ok(events) => page(&CheckOverviewPage::new(officer.frame(Place::Check), overview, events)),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/yearly-check/hints`
pub(crate) async fn hints(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.show_hints(&officer.actor).await {
        Ok(hints) => page(&HintsPage { frame: officer.frame(Place::Check), hints }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/numbers`
pub(crate) async fn numbers(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.count_numbers_given(&officer.actor).await {
        Ok(registers) => page(&NumbersPage::new(officer.frame(Place::Check), registers)),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/yearly-check/run/{command}`
pub(crate) async fn run_step(officer: SignedIn, Path(command): Path<String>) -> Response {
    match step_of(&officer, &command).await {
        Ok((_, step)) => step::shown(&officer, step),
        Err(error) => officer.refuse(error),
    }
}

/// `POST /desk/yearly-check/run/{command}`
pub(crate) async fn steer_run(
    officer: SignedIn,
    Path(command): Path<String>,
    Posted(pairs): Posted,
) -> Response {
    let (command, now) = match step_of(&officer, &command).await {
        Ok(step) => step,
        Err(error) => return officer.refuse(error),
    };
    let (now, form) = match step::taken(&officer, now, &pairs) {
        Ok(taken) => taken,
        Err(page) => return *page,
    };
    let app = &officer.visitor.edge.app;
    let done = match command {
        RunCommand::Pause => app.pause_check(&officer.actor, &form.ground).await,
        RunCommand::Resume => app.resume_check(&officer.actor, &form.ground).await,
    };
    match done {
        Ok(_) => Redirect::to(&now.back).into_response(),
        Err(error) => step::refused(&officer, (now, form), error),
    }
}

/// The step with the latest run, where this officer can take it now.
async fn step_of(officer: &SignedIn, command: &str) -> Result<(RunCommand, DeskStep), AppError> {
    let command = RunCommand::of_code(command).ok_or_else(no_page)?;
    let run = officer.visitor.edge.app.show_check(&officer.actor, None).await?.ok_or_else(no_page)?;
    if !run.commands.contains(&command) {
        return Err(AppError::new(
            app::ErrorKind::Conflict,
            "いまの状態、またはあなたの担当では、この操作はできません。",
            "This cannot be done now, or not by you.",
        ));
    }
    Ok((command, step_with_run(officer.visitor.lang, &run, command)))
}

/// `GET /desk/yearly-check/changes`
pub(crate) async fn change_queues(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.count_change_queues(&officer.actor).await {
        Ok(queues) => page(&ChangeQueuesPage { frame: officer.frame(Place::Check), queues }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/yearly-check/changes/{qualification}/{authority}?step=…&after=…`
pub(crate) async fn change_queue(
    officer: SignedIn,
    Path((qualification, authority)): Path<(String, String)>,
    Asked(pairs): Asked,
) -> Response {
    let Some(step) = Reminder::of_code(&value(&pairs, "step")) else { return officer.refuse(no_page()) };
    let after = value(&pairs, "after");
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    let key = (qualification.as_str(), authority.as_str());
    match officer.visitor.edge.app.show_change_queue(&officer.actor, key, step, after).await {
        Ok((queue, waiting)) => {
            page(&ChangeQueuePage { frame: officer.frame(Place::Check), queue, step, waiting })
        }
        Err(error) => officer.refuse(error),
    }
}

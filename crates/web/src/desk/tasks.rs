//! The desk's tasks: a list to choose from, one task, and what is done about it.

use app::{AppError, ErrorKind, TaskFilter, TaskKey, TaskOrder};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, Pairs, value};
use crate::pages::{Place, TaskPage, TasksPage};
use crate::visit::{SignedIn, page, page_with};

/// `GET /desk/tasks?authority=…&kind=…&days=…`
pub(crate) async fn tasks(officer: SignedIn, Asked(pairs): Asked) -> Response {
    let filter = TaskFilter {
        authority: value(&pairs, "authority"),
        kind: value(&pairs, "kind"),
        // An age that is no number is none.
        days: value(&pairs, "days").parse().unwrap_or(0),
    };
    match listed(&officer, filter).await {
        Ok(list) => page(&list),
        Err(error) => officer.refuse(error),
    }
}

async fn listed(officer: &SignedIn, filter: TaskFilter) -> Result<TasksPage, AppError> {
    let app = &officer.visitor.edge.app;
    let (tasks, more) = app.list_tasks(&officer.actor, &filter).await?;
    let registers = app.list_registers(&officer.actor).await?;
    Ok(TasksPage::new(officer.frame(Place::Tasks), (filter, tasks, more), (&registers, app.task_kinds())))
}

/// `GET /desk/tasks/{register}/{task}`
pub(crate) async fn task(officer: SignedIn, Path((register, task)): Path<(String, String)>) -> Response {
    match TaskKey::parse(&register, &task) {
        Ok(key) => shown(&officer, key, (StatusCode::OK, FieldErrors::default(), String::new(), "")).await,
        Err(error) => officer.refuse(error),
    }
}

async fn shown(
    officer: &SignedIn,
    key: TaskKey,
    (status, errors, note, refused): (StatusCode, FieldErrors, String, &str),
) -> Response {
    match officer.visitor.edge.app.show_task(&officer.actor, key).await {
        Ok(task) => {
            let frame = officer.frame(Place::Tasks);
            page_with(status, &TaskPage { frame, task, errors, note, refused: refused.to_owned() })
        }
        Err(error) => officer.refuse(error),
    }
}

fn order(pairs: &Pairs) -> Option<TaskOrder> {
    match value(pairs, "do").as_str() {
        "take" => Some(TaskOrder::Take(value(pairs, "from"))),
        "give-back" => Some(TaskOrder::GiveBack),
        "end" => Some(TaskOrder::End(value(pairs, "note"))),
        _ => None,
    }
}

/// `POST /desk/tasks/{register}/{task}`
pub(crate) async fn do_task(
    officer: SignedIn,
    Path((register, task)): Path<(String, String)>,
    Posted(pairs): Posted,
) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(old_form());
    }
    let Some(order) = order(&pairs) else {
        return officer.refuse(AppError::new(
            ErrorKind::BadInput,
            "操作を選んでください。",
            "Choose what to do.",
        ));
    };
    let key = match TaskKey::parse(&register, &task) {
        Ok(key) => key,
        Err(error) => return officer.refuse(error),
    };
    let words = |error: &AppError| officer.visitor.lang.words(error).to_owned();
    let note = value(&pairs, "note");
    match officer.visitor.edge.app.do_task(&officer.actor, key, &order).await {
        Ok(()) => Redirect::to(&format!("/desk/tasks/{register}/{task}")).into_response(),
        Err(error) if error.kind == ErrorKind::BadInput => {
            let mut errors = FieldErrors::default();
            errors.add("note", words(&error));
            shown(&officer, key, (StatusCode::BAD_REQUEST, errors, note, "")).await
        }
        // What was typed stays, above the task as it stands now.
        Err(error) if error.kind == ErrorKind::Conflict => {
            let none = FieldErrors::default();
            shown(&officer, key, (StatusCode::CONFLICT, none, note, &words(&error))).await
        }
        Err(error) => officer.refuse(error),
    }
}

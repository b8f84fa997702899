//! What the first link in bulk left to a person: the registers in which entries wait, a queue, one entry with both sides, and the answer.

use app::ErrorKind;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, value};
use crate::pages::{BulkLinkPage, BulkQueuePage, BulkQueuesPage, Place};
use crate::visit::{SignedIn, page, page_with};

/// `GET /desk/linking/bulk`
pub(crate) async fn bulk_queues(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.count_link_queues(&officer.actor).await {
        Ok(queues) => page(&BulkQueuesPage { frame: officer.frame(Place::Linking), queues }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/linking/bulk/{qualification}/{authority}?reason=…&after=…`
pub(crate) async fn bulk_queue(
    officer: SignedIn,
    Path((qualification, authority)): Path<(String, String)>,
    Asked(pairs): Asked,
) -> Response {
    let (reason, after) = (value(&pairs, "reason"), value(&pairs, "after"));
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    let key = (qualification.as_str(), authority.as_str());
    match officer.visitor.edge.app.show_link_queue(&officer.actor, key, &reason, after).await {
        Ok((queue, waiting)) => {
            page(&BulkQueuePage { frame: officer.frame(Place::Linking), queue, reason, waiting })
        }
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/linking/bulk/entries/{id}`
pub(crate) async fn bulk_link(officer: SignedIn, Path(id): Path<String>) -> Response {
    shown(&officer, &id, (StatusCode::OK, FieldErrors::default(), String::new())).await
}

async fn shown(
    officer: &SignedIn,
    id: &str,
    (status, errors, ground): (StatusCode, FieldErrors, String),
) -> Response {
    match officer.visitor.edge.app.show_waiting_link(&officer.actor, id).await {
        Ok(link) => {
            page_with(status, &BulkLinkPage { frame: officer.frame(Place::Linking), link, errors, ground })
        }
        Err(error) => officer.refuse(error),
    }
}

/// `POST /desk/linking/bulk/entries/{id}`
pub(crate) async fn answer_bulk_link(
    officer: SignedIn,
    Path(id): Path<String>,
    Posted(pairs): Posted,
) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(old_form());
    }
    let (answer, ground, saw) = (value(&pairs, "answer"), value(&pairs, "ground"), value(&pairs, "saw"));
    let answered = (id.as_str(), answer.as_str(), ground.as_str(), saw.as_str());
    match officer.visitor.edge.app.answer_waiting_link(&officer.actor, answered).await {
        Ok(()) => back(&value(&pairs, "queue")),
        Err(error) if error.kind == ErrorKind::BadInput => {
            let mut errors = FieldErrors::default();
            errors.add("ground", officer.visitor.lang.words(&error));
            shown(&officer, &id, (StatusCode::BAD_REQUEST, errors, ground)).await
        }
        Err(error) => officer.refuse(error),
    }
}

/// To the queue from which the officer came; nowhere outside of it.
fn back(queue: &str) -> Response {
    const ALL: &str = "/desk/linking/bulk";
    let plain = queue.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/?=-".contains(&byte));
    let to = if plain && queue.starts_with("/desk/linking/bulk/") { queue } else { ALL };
    Redirect::to(to).into_response()
}

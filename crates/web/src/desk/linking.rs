//! Requests for links that wait for a person, and their decision.

use app::linking::LinkDecision;
use app::{AppError, ErrorKind};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::Posted;
use crate::form_key::old_form;
use crate::forms::{FieldErrors, Pairs, value};
use crate::pages::{LinkRequestPage, LinkRequestsPage, Place};
use crate::visit::{SignedIn, page, page_with};

/// `GET /desk/linking`
pub(crate) async fn link_requests(officer: SignedIn) -> Response {
    match officer.visitor.edge.app.list_link_requests(&officer.actor).await {
        Ok(requests) => page(&LinkRequestsPage { frame: officer.frame(Place::Linking), requests }),
        Err(error) => officer.refuse(error),
    }
}

/// `GET /desk/linking/{id}`
pub(crate) async fn link_request(officer: SignedIn, Path(id): Path<String>) -> Response {
    shown(&officer, &id, (StatusCode::OK, FieldErrors::default(), String::new())).await
}

async fn shown(
    officer: &SignedIn,
    id: &str,
    (status, errors, words): (StatusCode, FieldErrors, String),
) -> Response {
    match officer.visitor.edge.app.show_link_request(&officer.actor, id).await {
        Ok(link) => {
            page_with(status, &LinkRequestPage { frame: officer.frame(Place::Linking), link, errors, words })
        }
        Err(error) => officer.refuse(error),
    }
}

fn decision(pairs: &Pairs) -> Option<LinkDecision> {
    let words = value(pairs, "words");
    match value(pairs, "decision").as_str() {
        "confirm" => Some(LinkDecision::Confirm(words)),
        "refuse" => Some(LinkDecision::Refuse(words)),
        _ => None,
    }
}

/// `POST /desk/linking/{id}`
pub(crate) async fn decide_link(
    officer: SignedIn,
    Path(id): Path<String>,
    Posted(pairs): Posted,
) -> Response {
    if !officer.owns(&value(&pairs, "form_key")) {
        return officer.refuse(old_form());
    }
    let Some(decision) = decision(&pairs) else {
        return officer.refuse(AppError::new(
            ErrorKind::BadInput,
            "決定を選んでください。",
            "Choose a decision.",
        ));
    };
    match officer.visitor.edge.app.decide_link(&officer.actor, &id, &decision).await {
        Ok(()) => Redirect::to(&format!("/desk/linking/{id}")).into_response(),
        Err(error) if error.kind == ErrorKind::BadInput => {
            let mut errors = FieldErrors::default();
            errors.add("words", officer.visitor.lang.words(&error));
            shown(&officer, &id, (StatusCode::BAD_REQUEST, errors, value(&pairs, "words"))).await
        }
        Err(error) => officer.refuse(error),
    }
}

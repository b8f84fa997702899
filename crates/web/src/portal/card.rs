//! The items of the card for a form.

use app::CaseId;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::apply::form_of;
use super::door::AtPortal;
use super::form::{Faults, shown};
use crate::asked::Posted;
use crate::form_key::old_form;
use crate::forms::value;
use crate::pages::{CardFillPage, Step};
use crate::visit::page;

/// `GET /portal/drafts/{id}/card`: a link and not a form, since a page's policy does not let a form lead to another site.
pub(crate) async fn fill_by_card(at: AtPortal, Path(id): Path<String>) -> Response {
    let Ok(draft) = CaseId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    match at.visitor.edge.app.leave_to_fill_from_card(&at.holder, draft).await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(error) => said_on_items(&at, &id, &error).await,
    }
}

/// `POST /portal/drafts/{id}/card`
pub(crate) async fn use_card(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    match at.visitor.edge.app.fill_from_card(&at.holder, &value(&pairs, "token")).await {
        Ok(draft) => Redirect::to(&Step::Items.address(&draft.to_string())).into_response(),
        Err(error) => said_on_items(&at, &id, &error).await,
    }
}

/// What a card said for a draft; nothing where it was read for its number.
pub(super) async fn card_fill(at: &AtPortal, token: &str) -> Result<Option<Response>, app::AppError> {
    let fill = at.visitor.edge.app.show_card_fill(&at.holder, token).await?;
    Ok(fill.map(|fill| page(&CardFillPage { frame: at.frame(), fill })))
}

async fn said_on_items(at: &AtPortal, id: &str, error: &app::AppError) -> Response {
    match form_of(at, id).await {
        Ok((draft, form)) => shown(at, (draft, form, Step::Items), Faults::refused(at, error)).await,
        Err(response) => response,
    }
}

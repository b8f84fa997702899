//! The items of the card for a form, and a card that was not read.

use app::CaseId;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::apply::form_of;
use super::door::AtPortal;
use super::form::{Faults, shown};
use super::number::NUMBER;
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{Pairs, value};
use crate::lang::Lang;
use crate::pages::{CardFillPage, Step};
use crate::visit::{Visitor, page};

/// What a page's address says when the card was not read: whether its holder said no.
const CARD: &str = "card";
const DECLINED: &str = "declined";
const UNREAD: &str = "unread";

/// `GET /portal/drafts/{id}/items`
pub(crate) async fn items(at: AtPortal, Path(id): Path<String>, Asked(pairs): Asked) -> Response {
    let faults = Faults::said(card_words(at.visitor.lang, &pairs));
    match form_of(&at, &id).await {
        Ok((draft, form)) => shown(&at, (draft, form, Step::Items), faults).await,
        Err(response) => response,
    }
}

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

/// `GET /portal/drafts/{id}/number`: the card is read for the number that comes with an application.
pub(crate) async fn number_by_card(at: AtPortal, Path(id): Path<String>) -> Response {
    let Ok(draft) = CaseId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    match at.visitor.edge.app.leave_to_apply_with_number(&at.holder, draft).await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(error) => said_on_items(&at, &id, &error).await,
    }
}

/// `POST /portal/drafts/{id}/number`: the number that came is taken back.
pub(crate) async fn drop_number(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let Ok(draft) = CaseId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    match at.visitor.edge.app.apply_without_number(&at.holder, draft).await {
        Ok(()) => Redirect::to(&Step::Items.address(&id)).into_response(),
        Err(error) => said_on_items(&at, &id, &error).await,
    }
}

/// What a card said for a draft; nothing where it was read for its number.
pub(super) async fn card_fill(at: &AtPortal, token: &str) -> Result<Option<Response>, app::AppError> {
    let fill = at.visitor.edge.app.show_card_fill(&at.holder, token).await?;
    Ok(fill.map(|fill| page(&CardFillPage { frame: at.frame(), fill })))
}

/// `GET /portal/card/return`: the card's page sends the browser back with nothing. On to the page from which it went, which says so.
pub(crate) async fn card_not_read(visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    match visitor.edge.app.end_reading(&query.unwrap_or_default()).await {
        Ok(ended) => {
            let page = ended.draft.map_or_else(|| NUMBER.to_owned(), |draft| Step::Items.address(&draft));
            let said = if ended.declined { DECLINED } else { UNREAD };
            Redirect::to(&format!("{page}?{CARD}={said}")).into_response()
        }
        Err(error) => visitor.refuse(error),
    }
}

/// What a page says whose address tells of a card that was not read; empty where it tells of none.
pub(super) fn card_words(lang: Lang, asked: &Pairs) -> &'static str {
    match value(asked, CARD).as_str() {
        DECLINED => lang.t(
            "カードの読み取りをやめました。何も送られていません。",
            "You stopped the reading of the card. Nothing was sent.",
        ),
        UNREAD => lang.t(
            "カードを読み取れませんでした。何も送られていません。もう一度お試しください。",
            "The card could not be read. Nothing was sent. Please try again.",
        ),
        _ => "",
    }
}

pub(super) async fn said_on_items(at: &AtPortal, id: &str, error: &app::AppError) -> Response {
    match form_of(at, id).await {
        Ok((draft, form)) => shown(at, (draft, form, Step::Items), Faults::refused(at, error)).await,
        Err(response) => response,
    }
}

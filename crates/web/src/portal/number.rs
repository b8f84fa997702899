//! Where one's 個人番号 is known, and giving it from the card.

use app::CardErrand;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::card::{CardFor, card_fill, card_words, said_on_items};
use super::door::AtPortal;
use super::link::said_on_request;
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{Pairs, value};
use crate::pages::{NumberLogPage, NumberPage, ReadingPage, card_page, status_of};
use crate::visit::{Visitor, page, page_with};

/// In an address and in a form: for what the card was read.
const FOR: &str = "for";

async fn number_page(at: &AtPortal, (status, refused): (StatusCode, &str)) -> Response {
    match at.visitor.edge.app.number_places(&at.holder).await {
        Ok(places) => {
            page_with(status, &NumberPage { frame: at.frame(), places, refused: refused.to_owned() })
        }
        Err(error) => at.refuse(error),
    }
}

async fn number_refused(at: &AtPortal, error: &app::AppError) -> Response {
    number_page(at, (status_of(error.kind), at.visitor.lang.words(error))).await
}

/// `GET /portal/number`
pub(crate) async fn number(at: AtPortal, Asked(pairs): Asked) -> Response {
    number_page(&at, (StatusCode::OK, card_words(at.visitor.lang, &pairs, CardFor::Number))).await
}

/// `GET /portal/number/log?before=…`
pub(crate) async fn number_log(at: AtPortal, Asked(pairs): Asked) -> Response {
    match at.visitor.edge.app.number_log(&at.holder, value(&pairs, "before").parse().ok()).await {
        Ok(log) => page(&NumberLogPage { frame: at.frame(), log }),
        Err(error) => number_refused(&at, &error).await,
    }
}

/// `GET /portal/number/read`: a link and not a form, since a page's policy does not let a form lead to another site.
pub(crate) async fn read_card(at: AtPortal) -> Response {
    match at.visitor.edge.app.leave_to_read_card(&at.holder).await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(error) => number_refused(&at, &error).await,
    }
}

/// `POST /portal/card/return`: from the card's page, so without the session's cookie. On to a page of ours, which has it.
pub(crate) async fn card_return(visitor: Visitor, form: Bytes) -> Response {
    match visitor.edge.app.take_reading(&form).await {
        Ok((token, errand)) => {
            Redirect::to(&format!("/portal/card/{token}?{FOR}={}", errand.in_address())).into_response()
        }
        Err(error) => visitor.refuse(error),
    }
}

/// What was wrong, on the page from which somebody went to the card.
async fn said_where_begun(at: &AtPortal, errand: CardErrand, error: &app::AppError) -> Response {
    match errand {
        CardErrand::Number => number_refused(at, error).await,
        CardErrand::Fill(draft) | CardErrand::Apply(draft) => {
            said_on_items(at, &draft.to_string(), error).await
        }
        CardErrand::Link(id) => said_on_request(at, &id.to_string(), error).await,
    }
}

/// For what the card was read, as the address or the form says: it leads somewhere, and decides nothing.
fn errand_of(pairs: &Pairs) -> CardErrand {
    CardErrand::of_address(&value(pairs, FOR)).unwrap_or(CardErrand::Number)
}

/// `GET /portal/card/{token}?for=…`
pub(crate) async fn reading(at: AtPortal, Path(token): Path<String>, Asked(pairs): Asked) -> Response {
    match card_fill(&at, &token).await {
        Ok(Some(response)) => return response,
        Ok(None) => {}
        Err(error) => return said_where_begun(&at, errand_of(&pairs), &error).await,
    }
    match at.visitor.edge.app.show_reading(&at.holder, &token).await {
        Ok(reading) => page(&ReadingPage { frame: at.frame(), reading }),
        Err(error) => said_where_begun(&at, errand_of(&pairs), &error).await,
    }
}

/// `POST /portal/card/{token}`
pub(crate) async fn give_number(at: AtPortal, Path(token): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    match at.visitor.edge.app.give_number(&at.holder, &token).await {
        Ok(CardErrand::Link(id)) => Redirect::to(&format!("/portal/link/{id}?tried=1")).into_response(),
        Ok(errand) => Redirect::to(&card_page(errand)).into_response(),
        Err(error) => said_where_begun(&at, errand_of(&pairs), &error).await,
    }
}

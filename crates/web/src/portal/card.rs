//! The items of the card for a form, and a card that was not read.

use app::{CardErrand, CaseId};
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::apply::form_of;
use super::door::AtPortal;
use super::form::{Faults, shown};
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{Pairs, value};
use crate::lang::Lang;
use crate::pages::{CardFillPage, Go, Step, card_page};
use crate::visit::{Visitor, page};

/// What a page's address says when the card was not used: whether its holder said no. On the page on what is to be written the number has a
/// word of its own.
const CARD: &str = "card";
const NUMBER_OF_DRAFT: &str = "number";
const DECLINED: &str = "declined";
const UNREAD: &str = "unread";
/// What a page's address says when what was typed was saved, and the card is to be read: for what.
const GO: &str = "go";

/// For what a card was to be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CardFor {
    SignIn,
    Signature,
    Number,
    Items,
    NumberOfDraft,
    Link,
}

/// `GET /portal/drafts/{id}/items`
pub(crate) async fn items(at: AtPortal, Path(id): Path<String>, Asked(pairs): Asked) -> Response {
    let lang = at.visitor.lang;
    let said = match card_words(lang, &pairs, CardFor::Items) {
        "" => card_words(lang, &pairs, CardFor::NumberOfDraft),
        said => said,
    };
    let go = Go::of(&value(&pairs, GO));
    match form_of(&at, &id).await {
        Ok((draft, form)) => shown(&at, (draft, form, Step::Items), Faults::said(said).on_to(go)).await,
        Err(response) => response,
    }
}

/// What was typed is saved, and the page says how one goes on to the card: a link, since a page's policy does not let a form lead to
/// another site.
pub(super) fn saved_to_go(draft: &str, go: Go) -> Response {
    Redirect::to(&format!("{}?{GO}={}", Step::Items.address(draft), go.code())).into_response()
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
            let name = match ended.errand {
                CardErrand::Apply(_) => NUMBER_OF_DRAFT,
                CardErrand::Number | CardErrand::Fill(_) | CardErrand::Link(_) => CARD,
            };
            let said = if ended.declined { DECLINED } else { UNREAD };
            Redirect::to(&format!("{}?{name}={said}", card_page(ended.errand))).into_response()
        }
        Err(error) => visitor.refuse(error),
    }
}

/// What a page says whose address tells of a card that was not used; empty where it tells of none.
pub(super) fn card_words(lang: Lang, asked: &Pairs, used: CardFor) -> &'static str {
    let name = if used == CardFor::NumberOfDraft { NUMBER_OF_DRAFT } else { CARD };
    match value(asked, name).as_str() {
        DECLINED => declined_words(lang, used),
        UNREAD => unread_words(lang, used),
        _ => "",
    }
}

fn declined_words(lang: Lang, used: CardFor) -> &'static str {
    match used {
        CardFor::SignIn => lang.t(
            "カードでのログインが取りやめられたか、このカードは使えません。カードの有効期間をお確かめのうえ、もう一度お試しください。",
            "The sign-in was cancelled, or this card cannot be used. Check that it is valid, and try again.",
        ),
        CardFor::Signature => lang.t(
            "署名が取りやめられたか、このカードでは署名できません。まだ何も送られていません。入力したものは残っています。",
            "The signing was cancelled, or this card cannot sign. Nothing was sent yet, and what you typed is kept.",
        ),
        CardFor::Number => lang.t(
            "カードの読み取りをやめました。番号は提供されていません。",
            "You stopped the reading of the card. Your number was not given.",
        ),
        CardFor::Items => lang.t(
            "カードの読み取りをやめました。申請書には何も入れていません。入力したものは残っています。",
            "You stopped the reading of the card. Nothing was put into the form, and what you typed is kept.",
        ),
        CardFor::NumberOfDraft => lang.t(
            "カードの読み取りをやめました。番号は提供されていません。番号がなくても申請できます。入力したものは残っています。",
            "You stopped the reading of the card. Your number was not given; you can apply without it. What you typed is kept.",
        ),
        CardFor::Link => lang.t(
            "カードの読み取りをやめました。番号は送られていません。申請はそのまま残っています。",
            "You stopped the reading of the card. Your number was not sent, and your request is kept.",
        ),
    }
}

fn unread_words(lang: Lang, used: CardFor) -> &'static str {
    match used {
        CardFor::SignIn => lang.t(
            "個人番号カードのログイン（デジタル認証アプリ）が、いま応答していません。しばらくしてから、もう一度お試しください。",
            "The sign-in by the My Number card does not answer right now. Please try again in a while.",
        ),
        CardFor::Signature => lang.t(
            "カードで署名する仕組みが、いま応答していません。まだ何も送られていません。入力したものは残っています。しばらくしてから、もう一度お試しください。",
            "Signing by the card does not work right now. Nothing was sent yet, and what you typed is kept. Please try again in a while.",
        ),
        CardFor::Number | CardFor::Link => lang.t(
            "カードを読み取れませんでした。番号は送られていません。もう一度お試しください。",
            "The card could not be read. Your number was not sent. Please try again.",
        ),
        CardFor::Items | CardFor::NumberOfDraft => lang.t(
            "カードを読み取れませんでした。何も送られていません。入力したものは残っています。もう一度お試しください。",
            "The card could not be read. Nothing was sent, and what you typed is kept. Please try again.",
        ),
    }
}

pub(super) async fn said_on_items(at: &AtPortal, id: &str, error: &app::AppError) -> Response {
    match form_of(at, id).await {
        Ok((draft, form)) => shown(at, (draft, form, Step::Items), Faults::refused(at, error)).await,
        Err(response) => response,
    }
}

//! Linking an entry to oneself.

use app::linking::{LinkRequestView, LinkState, LinkWish};
use app::{AppError, ErrorKind};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::card::{CardFor, card_words};
use super::door::AtPortal;
use super::sign_in::{away, browser};
use crate::asked::{Asked, Posted};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, value};
use crate::pages::{LinkFormPage, MyRequestPage, status_of};
use crate::visit::{page, page_with};

fn form(at: &AtPortal, wish: LinkWish, errors: FieldErrors) -> LinkFormPage {
    let choices = at.visitor.edge.app.link_choices();
    LinkFormPage { frame: at.frame(), wish, errors, refused: String::new(), choices }
}

/// `GET /portal/link`
pub(crate) async fn link_form(at: AtPortal) -> Response {
    page(&form(&at, LinkWish::default(), FieldErrors::default()))
}

/// `POST /portal/link`
pub(crate) async fn request_link(at: AtPortal, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let wish = LinkWish {
        qualification: value(&pairs, "qualification"),
        authority: value(&pairs, "authority"),
        number: value(&pairs, "number"),
        domicile: value(&pairs, "domicile"),
    };
    let (app, lang) = (&at.visitor.edge.app, at.visitor.lang);
    let mut errors = FieldErrors::default();
    for (field, words) in app.check_link_wish(&wish) {
        errors.add(field, lang.t(&words.ja, &words.en));
    }
    if errors.any() {
        return page_with(StatusCode::BAD_REQUEST, &form(&at, wish, errors));
    }
    match app.request_link(&at.holder, &wish).await {
        Ok(id) => Redirect::to(&format!("/portal/link/{id}")).into_response(),
        Err(error) if matches!(error.kind, ErrorKind::TooMany | ErrorKind::NotPermitted) => {
            let refused = lang.words(&error).to_owned();
            let shown = LinkFormPage { refused, ..form(&at, wish, FieldErrors::default()) };
            page_with(status_of(error.kind), &shown)
        }
        Err(error) => at.refuse(error),
    }
}

/// What is said beside a request.
#[derive(Default)]
struct Said {
    again: bool,
    tried: bool,
    words: String,
}

async fn request_page(
    at: &AtPortal,
    (id, status): (&str, StatusCode),
    said: impl FnOnce(&LinkRequestView) -> Said,
) -> Response {
    match at.visitor.edge.app.my_link_request(&at.holder, id).await {
        Ok(request) => {
            let Said { again, tried, words } = said(&request);
            page_with(status, &MyRequestPage { frame: at.frame(), request, again, tried, said: words })
        }
        Err(error) => at.refuse(error),
    }
}

/// The request, with what was wrong.
pub(super) async fn said_on_request(at: &AtPortal, id: &str, error: &AppError) -> Response {
    let words = at.visitor.lang.words(error).to_owned();
    request_page(at, (id, status_of(error.kind)), |_| Said { words, ..Said::default() }).await
}

/// `GET /portal/link/{id}`
pub(crate) async fn request(at: AtPortal, Path(id): Path<String>, Asked(pairs): Asked) -> Response {
    let (told, lang) = (|name: &str| !value(&pairs, name).is_empty(), at.visitor.lang);
    request_page(&at, (&id, StatusCode::OK), |request| {
        // A card was to sign the request or, once it was signed, to be read for its number.
        let signs = request.state == LinkState::ToSign;
        let used = if signs { CardFor::Signature } else { CardFor::Link };
        let words = card_words(lang, &pairs, used).to_owned();
        Said { again: told("again"), tried: told("tried"), words }
    })
    .await
}

/// `GET /portal/link/{id}/sign`
pub(crate) async fn sign(at: AtPortal, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let browser = browser(&at.visitor, &headers);
    match at.visitor.edge.app.leave_to_sign_link(&at.holder, browser.as_deref(), &id).await {
        Ok(departure) => away(&at.visitor, &departure),
        // Signed already, in another tab or by a second click: its page says where it stands.
        Err(error) if error.kind == ErrorKind::Conflict => {
            Redirect::to(&format!("/portal/link/{id}")).into_response()
        }
        Err(error) => at.refuse(error),
    }
}

/// `GET /portal/link/{id}/card`: a link and not a form, since a page's policy does not let a form lead to another site.
pub(crate) async fn link_by_number(at: AtPortal, Path(id): Path<String>) -> Response {
    match at.visitor.edge.app.leave_to_link_by_number(&at.holder, &id).await {
        Ok(address) => Redirect::to(&address).into_response(),
        // Moved on in another tab: its page says where it stands.
        Err(error) if error.kind == ErrorKind::Conflict => {
            Redirect::to(&format!("/portal/link/{id}")).into_response()
        }
        Err(error) => at.refuse(error),
    }
}

/// `POST /portal/link/{id}/desk`
pub(crate) async fn ask_desk(at: AtPortal, Path(id): Path<String>, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    match at.visitor.edge.app.ask_desk_to_link(&at.holder, &id).await {
        Ok(()) => Redirect::to(&format!("/portal/link/{id}")).into_response(),
        Err(error) => at.refuse(error),
    }
}

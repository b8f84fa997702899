//! Signing in by the card, and out again.

use std::time::Instant;

use app::{AppError, ErrorKind};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use super::card::{CardFor, card_words};
use super::door::{AtPortal, is_plain};
use crate::asked::{Asked, Posted};
use crate::cookie::{self, Token};
use crate::form_key::old_form;
use crate::forms::value;
use crate::pages::{Frame, NotSignedPage, Place, PortalSignInPage, status_of};
use crate::visit::{PORTAL_SIGN_IN, Visitor, page, page_with};

fn sign_in_page(visitor: &Visitor, next: String) -> PortalSignInPage {
    PortalSignInPage {
        frame: visitor.frame(Place::Portal),
        next: if is_plain(&next) { next } else { String::new() },
        ended: false,
        refused: String::new(),
        open: visitor.edge.app.has_portal(),
    }
}

/// `GET /portal/sign-in`
pub(crate) async fn sign_in(visitor: Visitor, Asked(pairs): Asked) -> Response {
    let ended = !value(&pairs, "ended").is_empty();
    let refused = card_words(visitor.lang, &pairs, CardFor::SignIn).to_owned();
    page(&PortalSignInPage { ended, refused, ..sign_in_page(&visitor, value(&pairs, "next")) })
}

/// The sign-in page that says why it did not work, and how to try again.
fn again(visitor: &Visitor, error: &AppError) -> Response {
    let status = status_of(error.kind);
    if !error.for_operator.is_empty() {
        tracing::warn!(detail = %error.for_operator, "a sign-in by the card did not work");
    }
    let refused = visitor.lang.words(error).to_owned();
    page_with(status, &PortalSignInPage { refused, ..sign_in_page(visitor, String::new()) })
}

/// Sends the browser away with the secret that it is to bring back.
pub(super) fn away(visitor: &Visitor, departure: &app::portal::Departure) -> Response {
    match cookie::set(Token::Browser, &departure.browser, visitor.edge.config.https) {
        Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(&departure.go_to)).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The secret of the browser.
pub(super) fn browser(visitor: &Visitor, headers: &HeaderMap) -> Option<String> {
    cookie::token(headers, Token::Browser, visitor.edge.config.https).map(str::to_owned)
}

/// `GET /portal/sign-in/start`: a link and not a form, since a page's policy does not let a form lead to another site.
pub(crate) async fn leave(visitor: Visitor, headers: HeaderMap, Asked(pairs): Asked) -> Response {
    if let Some(wait) = visitor.edge.departures.begun(visitor.address, Instant::now()) {
        return too_many(&visitor, wait.as_secs());
    }
    let browser = browser(&visitor, &headers);
    match visitor.edge.app.leave_to_sign_in(browser.as_deref(), &value(&pairs, "next")).await {
        Ok(departure) => away(&visitor, &departure),
        Err(error) => again(&visitor, &error),
    }
}

fn too_many(visitor: &Visitor, seconds: u64) -> Response {
    let minutes = seconds.div_ceil(60);
    let mut response = again(
        visitor,
        &AppError::new(
            ErrorKind::TooMany,
            format!("ログインの操作が続いたため、あと{minutes}分ほどお待ちください。"),
            format!("Too many sign-ins were begun here. Please wait about {minutes} minutes."),
        ),
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// `GET /portal/sign-in/return`: what the sign-in sends back, for a sign-in and for a signature.
pub(crate) async fn arrive(visitor: Visitor, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let browser = browser(&visitor, &headers);
    let query = query.unwrap_or_default();
    match visitor.edge.app.arrive(browser.as_deref(), &query).await {
        Ok(arrival) => {
            // Without a token nobody signed in: whoever has a session still has it, and goes on where they were.
            let Some(token) = arrival.token else { return Redirect::to(&arrival.to).into_response() };
            let Some(cookie) = cookie::set(Token::Portal, &token, visitor.edge.config.https) else {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            };
            let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
            match arrival.refused {
                None => (cookie, Redirect::to(&arrival.to)).into_response(),
                Some(error) => (cookie, not_signed(&visitor, &error, arrival.to)).into_response(),
            }
        }
        Err(error) => again(&visitor, &error),
    }
}

/// The signature came back, and the application could not be sent with it: why, and where one goes on.
fn not_signed(visitor: &Visitor, error: &AppError, back: String) -> Response {
    let frame = Frame { here: back.clone(), ..visitor.frame(Place::Portal) };
    let words = visitor.lang.words(error).to_owned();
    page_with(status_of(error.kind), &NotSignedPage { frame, words, back })
}

/// `POST /portal/sign-out`
pub(crate) async fn sign_out(at: AtPortal, Posted(pairs): Posted) -> Response {
    if !at.owns(&value(&pairs, "form_key")) {
        return at.refuse(old_form());
    }
    let edge = &at.visitor.edge;
    match edge.app.portal_sign_out(&at.token).await {
        Ok(()) => {
            let gone =
                cookie::clear(Token::Portal, edge.config.https).map(|cookie| [(header::SET_COOKIE, cookie)]);
            (gone, Redirect::to(PORTAL_SIGN_IN)).into_response()
        }
        Err(error) => at.refuse(error),
    }
}

//! The pages before the sign-in, the sign-in and the sign-out.

use std::time::Instant;

use app::{AppError, ErrorKind};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::{Asked, Posted};
use crate::cookie::{self, Token};
use crate::form_key::old_form;
use crate::forms::{FieldErrors, SignInForm, value};
use crate::pages::{Place, SignInPage, StartPage};
use crate::visit::{SIGN_IN, SignedIn, Visitor, page, page_with};

/// `GET /`
pub(crate) async fn start(visitor: Visitor) -> Response {
    // Without the database the page still says what this is.
    let figures = visitor.edge.app.show_start().await.ok();
    let portal = visitor.edge.app.has_portal();
    let story = visitor.edge.config.story.is_some();
    page(&StartPage { frame: visitor.frame(Place::Outside), figures, portal, story })
}

fn sign_in_page(visitor: &Visitor, form: SignInForm, errors: FieldErrors, refused: &str) -> SignInPage {
    SignInPage {
        frame: visitor.frame(Place::Outside),
        form,
        errors,
        ended: false,
        refused: refused.to_owned(),
        purposes: visitor.edge.app.purposes(),
        accounts: visitor.edge.app.demo_accounts(),
        provider: visitor.edge.config.provider.clone(),
    }
}

/// `GET /desk/sign-in`
pub(crate) async fn sign_in_form(visitor: Visitor, Asked(pairs): Asked) -> Response {
    let form = SignInForm { next: value(&pairs, "next"), ..SignInForm::default() };
    let ended = !value(&pairs, "ended").is_empty();
    page(&SignInPage { ended, ..sign_in_page(&visitor, form, FieldErrors::default(), "") })
}

/// `POST /desk/sign-in`
///
/// The door for an OpenID Connect provider stands beside this one: a handler for the provider's answer calls `App::admit`
/// for the login that the verified ID token names, and ends in [`welcome`] as this one does.
pub(crate) async fn sign_in(visitor: Visitor, Posted(pairs): Posted) -> Response {
    let form = SignInForm::read(&pairs);
    if let Err(errors) = form.check(visitor.lang, &visitor.edge.app.purposes()) {
        return page_with(StatusCode::BAD_REQUEST, &sign_in_page(&visitor, form, errors, ""));
    }
    let (attempts, now) = (&visitor.edge.attempts, Instant::now());
    if let Some(wait) = attempts.wait(visitor.address, &form.login, now) {
        return too_many(&visitor, wait.as_secs());
    }
    attempts.tried(visitor.address, &form.login, now);
    match visitor.edge.app.sign_in(&form.login, &form.password, &form.purpose).await {
        Ok(signed_in) => {
            attempts.succeeded(visitor.address, &form.login);
            welcome(&visitor, &signed_in.token, form.next())
        }
        Err(error) if error.kind == ErrorKind::NotSignedIn => {
            let words = visitor.lang.words(&error).to_owned();
            page_with(StatusCode::UNAUTHORIZED, &sign_in_page(&visitor, form, FieldErrors::default(), &words))
        }
        Err(error) => visitor.refuse(error),
    }
}

/// Gives the browser its session and leads to the page that was asked for.
fn welcome(visitor: &Visitor, token: &str, next: &str) -> Response {
    match cookie::set(Token::Desk, token, visitor.edge.config.https) {
        Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response(),
        None => visitor.refuse(
            AppError::new(ErrorKind::Internal, "ログインできませんでした。", "The sign-in did not work.")
                .with_detail("the session's token does not fit into a cookie"),
        ),
    }
}

fn too_many(visitor: &Visitor, seconds: u64) -> Response {
    let minutes = seconds.div_ceil(60);
    let mut response = visitor.refuse(AppError::new(
        ErrorKind::TooMany,
        format!("ログインの失敗が続いたため、あと{minutes}分ほどお待ちください。"),
        format!("Too many failed sign-ins. Please wait about {minutes} minutes."),
    ));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// `POST /desk/sign-out`
pub(crate) async fn sign_out(signed_in: SignedIn, Posted(pairs): Posted) -> Response {
    if !signed_in.owns(&value(&pairs, "form_key")) {
        return signed_in.refuse(old_form());
    }
    let edge = &signed_in.visitor.edge;
    match edge.app.sign_out(&signed_in.token).await {
        Ok(()) => {
            let gone =
                cookie::clear(Token::Desk, edge.config.https).map(|cookie| [(header::SET_COOKIE, cookie)]);
            (gone, Redirect::to(SIGN_IN)).into_response()
        }
        Err(error) => signed_in.refuse(error),
    }
}

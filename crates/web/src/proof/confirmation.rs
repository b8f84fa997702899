//! `/confirmation`: whether a 登録済証明書 is ours and still so, by its number. The number stands in the form and in no address.

use std::time::Instant;

use app::{AppError, ErrorKind};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::open_frame;
use crate::asked::Posted;
use crate::edge::Edge;
use crate::forms::{FieldErrors, value};
use crate::pages::ConfirmationPage;
use crate::visit::{Visitor, page, page_with};

fn shown(visitor: &Visitor, number: String) -> ConfirmationPage {
    ConfirmationPage {
        frame: open_frame(visitor),
        number,
        errors: FieldErrors::default(),
        refused: String::new(),
        outcome: None,
    }
}

/// `GET /confirmation`
pub(crate) async fn confirmation_form(visitor: Visitor) -> Response {
    page(&shown(&visitor, String::new()))
}

/// `POST /confirmation`: a number that is none and a number that is nobody's get the same answer.
pub(crate) async fn confirm(visitor: Visitor, Posted(pairs): Posted) -> Response {
    let mut shown = shown(&visitor, value(&pairs, "number"));
    if shown.number.is_empty() {
        shown.errors.add("number", visitor.lang.t("番号を入力してください。", "Enter the number."));
        return page_with(StatusCode::BAD_REQUEST, &shown);
    }
    if let Err(error) = may_confirm(&visitor.edge, visitor.address, &shown.number) {
        visitor.lang.words(&error).clone_into(&mut shown.refused);
        let mut response = page_with(StatusCode::TOO_MANY_REQUESTS, &shown);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(crate::quota::WINDOW.as_secs()));
        return response;
    }
    match visitor.edge.app.check_confirmation(&shown.number).await {
        Ok(view) => shown.outcome = Some(Some(view)),
        Err(error) if error.kind == ErrorKind::NotFound => shown.outcome = Some(None),
        Err(error) => return visitor.refuse(error),
    }
    page(&shown)
}

/// Whether one more confirmation may be checked from this address, and of this number; for the page and the interface together.
pub(crate) fn may_confirm(edge: &Edge, address: std::net::IpAddr, number: &str) -> Result<(), AppError> {
    if edge.quota.ask(address, &format!("confirmation/{number}"), Instant::now()) {
        return Ok(());
    }
    Err(AppError::new(
        ErrorKind::TooMany,
        "確認の回数が多すぎます。しばらくしてからもう一度お試しください。",
        "Too many checks. Please try again a little later.",
    ))
}

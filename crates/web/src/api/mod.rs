//! The look-up for programs: JSON, bearer tokens, problem details. The description is `openapi.json` beside this file.

mod body;
mod confirmation;
mod entries;
mod inquiry;
mod problem;
mod query;
#[cfg(test)]
mod tests;

pub(crate) use confirmation::check_confirmation;
pub(crate) use entries::{find, show};
pub(crate) use inquiry::{MAX_INQUIRY_BYTES, inquire};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub(crate) use problem::Problem;

/// The committed description of the interface; a test compares it with what the interface does.
pub(crate) const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/openapi.json`
pub(crate) async fn document() -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, DOCUMENT).into_response()
}

/// Any other path under `/api/`.
pub(crate) async fn missing() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "このアドレスはありません。", "There is no such address.")
        .into_response()
}

/// Any other method.
pub(crate) async fn wrong_method() -> Response {
    only(("GET だけを受け付けます。", "Only GET is accepted."), HeaderValue::from_static("GET, HEAD"))
}

/// Any other method where something is posted.
pub(crate) async fn wrong_method_of_a_post() -> Response {
    only(("POST だけを受け付けます。", "Only POST is accepted."), HeaderValue::from_static("POST"))
}

fn only((ja, en): (&str, &str), allowed: HeaderValue) -> Response {
    let mut response = Problem::new(StatusCode::METHOD_NOT_ALLOWED, ja, en).into_response();
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

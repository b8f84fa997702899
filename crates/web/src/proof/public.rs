//! What others need to check proofs by themselves: keys, lists, the script of our page. Open to all sites; nothing about anybody is in it.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::api::Problem;
use crate::assets;
use crate::edge::Edge;

/// Keys change rarely, and a checker that meets an unknown one asks again.
const KEYS_KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// A list is made anew every half minute; no cache may keep it for longer, or what was taken back would still be good.
const LIST_KEPT: HeaderValue = HeaderValue::from_static("public, max-age=30");

fn open_to_all(kind: &'static str, kept: HeaderValue, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, kept);
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// `GET /.well-known/jwks.json`
pub(crate) async fn key_set(State(edge): State<Edge>) -> Result<Response, Problem> {
    Ok(open_to_all("application/jwk-set+json", KEYS_KEPT, edge.app.key_set().await?))
}

/// `GET /status/{register}/{list}`
pub(crate) async fn status_list(
    State(edge): State<Edge>,
    place: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Problem> {
    let (register, list) = place.map(|Path(place)| place).unwrap_or_default();
    let bytes = edge.app.status_list(&register, &list).await?;
    Ok(open_to_all("application/statuslist+cwt", LIST_KEPT, bytes))
}

/// `GET /assets/check.js`
pub(crate) async fn check_script() -> Response {
    script(assets::CHECK_SCRIPT)
}

/// `GET /check-worker.js`: at the root, so that it may keep `/check`.
pub(crate) async fn check_worker() -> Response {
    script(assets::CHECK_WORKER)
}

/// Scripts are asked for anew each time: the worker keeps them for use without the network.
fn script(text: &'static str) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}

//! 時刻認証: a time-stamping authority (RFC 3161).
//!
//! | path | what |
//! |---|---|
//! | `POST /` | a query as `application/timestamp-query`; the reply is `application/timestamp-reply` (§3.4) |
//! | `GET /anchors` | the root's certificate, PEM |
//!
//! The list of the root's revocations is at the health authorities' address, with theirs: a connector serves all lists that are needed for
//! signed papers.

use std::io;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::Site;
use crate::pki::{TimeStamps, pem};

/// The longest query that is taken: an honest one has some hundred bytes.
const LONGEST_QUERY: usize = 4 * 1024;

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let stamps = TimeStamps::open(&site.nation)?;
    let routes = Router::new().route("/", post(reply)).route("/anchors", get(anchors));
    Ok(routes.layer(DefaultBodyLimit::max(LONGEST_QUERY)).with_state(stamps))
}

async fn reply(State(stamps): State<TimeStamps>, headers: HeaderMap, query: Bytes) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind != Some("application/timestamp-query") {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    match stamps.reply(&query) {
        Ok(reply) => ([(header::CONTENT_TYPE, "application/timestamp-reply")], reply).into_response(),
        Err(error) => {
            tracing::error!(%error, "the authority's files");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn anchors(State(stamps): State<TimeStamps>) -> Response {
    ([(header::CONTENT_TYPE, "application/x-pem-file")], pem("CERTIFICATE", &stamps.root())).into_response()
}

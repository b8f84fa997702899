//! 保健医療福祉分野PKI, and the authority of school corporations: the lists of revocations.
//!
//! | path | what |
//! |---|---|
//! | `GET /crl/{key}` | the list of the authority whose key has this identifier (hexadecimal), made daily |
//! | `GET /anchors` | the root, the issuing authority and the authority of schools, PEM |
//! | `GET /signing`, `/signing/paper` | a page, and the signed paper that it asks for: good ones, and bad ones to be refused |
//!
//! The formats are public; the paths are ours.

mod signing;

use std::io;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Site;
use crate::pki::{Hpki, pem};

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let hpki = Hpki::open(&site.nation)?;
    let lists = Router::new().route("/crl/{authority}", get(list)).route("/anchors", get(anchors));
    Ok(lists.with_state(hpki.clone()).merge(signing::router(&site.nation, hpki)))
}

async fn list(State(hpki): State<Hpki>, Path(key): Path<String>) -> Response {
    match hpki.list(&key) {
        Ok(Some(list)) => ([(header::CONTENT_TYPE, "application/pkix-crl")], list).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "the authority's files");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn anchors(State(hpki): State<Hpki>) -> Response {
    let all: String =
        [hpki.root(), hpki.issuing(), hpki.school_root()].iter().map(|der| pem("CERTIFICATE", der)).collect();
    ([(header::CONTENT_TYPE, "application/x-pem-file")], all).into_response()
}

//! The personal authentication service (公的個人認証サービス): its responders and its lists of revocations.
//!
//! The formats are public (RFC 5280, RFC 6960); where the real service is reached and how one signs in to it is not, so the paths are ours:
//!
//! | path | what |
//! |---|---|
//! | `POST /signing/ocsp`, `GET /signing/ocsp/{base64}` | the responder; an answer holds for 15 minutes \[P\] |
//! | `GET /signing/crl/{key}` | the list of the authority whose key has this identifier (hexadecimal), made daily \[P\] |
//! | `GET /signing/crl/{key}?place=131016` | the same for the certificates that name one municipality's place in the directory |
//! | `GET /signing/anchors` | the authorities' certificates of all generations, PEM |
//!
//! and the same below `/authentication`.

use std::io;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::Site;
use crate::pki::authority::Authority;
use crate::pki::crl::{self, Edition, Revoked};
use crate::pki::der::{Der, tagged};
use crate::pki::ocsp::{self, Asked, Refusal, Status, Times};
use crate::pki::{CardKey, Cards, day_begins, jpki, pem};

/// Seconds for which an answer holds \[P\].
const ANSWERS_HOLD: i64 = 15 * 60;
/// Seconds from a list to the next.
const LISTS_HOLD: i64 = 24 * 3600;

/// What the paths of one kind of certificate answer out of.
#[derive(Debug, Clone)]
struct Service {
    cards: Cards,
    key: CardKey,
}

pub(super) fn router(site: &Site) -> io::Result<Router> {
    let of = |key| {
        let routes = Router::new()
            .route("/ocsp", post(answer_posted))
            .route("/ocsp/{*request}", get(answer_in_path))
            .route("/crl/{authority}", get(list))
            .route("/anchors", get(anchors));
        routes.with_state(Service { cards: site.cards.clone(), key })
    };
    Ok(Router::new()
        .nest("/signing", of(CardKey::Signing))
        .nest("/authentication", of(CardKey::Authentication)))
}

async fn answer_posted(State(service): State<Service>, request: Bytes) -> Response {
    service.answer(&request)
}

async fn answer_in_path(State(service): State<Service>, Path(request): Path<String>) -> Response {
    match STANDARD.decode(request.trim_start_matches('/')) {
        Ok(request) => service.answer(&request),
        Err(_) => responded(ocsp::refuse(Refusal::Malformed)),
    }
}

#[derive(Debug, Deserialize)]
struct Part {
    place: Option<String>,
}

async fn list(State(service): State<Service>, Path(key): Path<String>, Query(part): Query<Part>) -> Response {
    match service.list(&key, part.place.as_deref()) {
        Ok(Some(list)) => ([(header::CONTENT_TYPE, "application/pkix-crl")], list).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

async fn anchors(State(service): State<Service>) -> Response {
    let all: String = service.cards.anchors(service.key).iter().map(|der| pem("CERTIFICATE", der)).collect();
    ([(header::CONTENT_TYPE, "application/x-pem-file")], all).into_response()
}

fn responded(answer: Der) -> Response {
    ([(header::CONTENT_TYPE, "application/ocsp-response")], answer).into_response()
}

fn failed(error: &io::Error) -> Response {
    tracing::error!(%error, "the authority's files");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

impl Service {
    fn answer(&self, request: &[u8]) -> Response {
        let Some(request) = ocsp::read(request) else {
            return responded(ocsp::refuse(Refusal::Malformed));
        };
        match self.answer_to(&request) {
            Ok(Some(answer)) => responded(answer),
            // Of an authority that is not ours nobody here may speak (RFC 6960 §2.3).
            Ok(None) => responded(ocsp::refuse(Refusal::Unauthorized)),
            Err(error) => {
                tracing::error!(%error, "the responder");
                responded(ocsp::refuse(Refusal::Internal))
            }
        }
    }

    /// `None` when the question is about certificates of others, or of two of our authorities at once.
    fn answer_to(&self, request: &ocsp::Request) -> io::Result<Option<Der>> {
        let ours =
            |asked: &Asked| self.cards.jpki().authorities(self.key).find(|authority| asked.is_of(authority));
        let Some(authority) = request.asked.first().and_then(ours) else { return Ok(None) };
        if !request.asked.iter().all(|asked| asked.is_of(authority)) {
            return Ok(None);
        }
        let now = self.cards.nation().now_unix();
        let mut found = Vec::new();
        for asked in &request.asked {
            found.push((asked.clone(), self.status(authority, &asked.serial)?));
        }
        let responder = authority.responder(now)?;
        let (key, certificate) = &*responder;
        let this = now - now.rem_euclid(ANSWERS_HOLD);
        let times = Times { made: now, this, next: this + ANSWERS_HOLD };
        ocsp::answer(&found, request.nonce.as_deref(), times, (key, certificate)).map(Some)
    }

    fn status(&self, authority: &Authority, serial: &[u8]) -> io::Result<Status> {
        let issue = self.cards.issue_of(self.key, &authority.id, serial)?;
        Ok(match issue.map(|issue| issue.ended) {
            None => Status::Unknown,
            Some(None) => Status::Good,
            Some(Some((day, why))) => Status::Revoked { since: day_begins(day), why },
        })
    }

    fn list(&self, key: &str, place: Option<&str>) -> io::Result<Option<Der>> {
        let has_key = |authority: &&Authority| crate::pki::hex(&authority.key.identifier()) == key;
        let Some(authority) = self.cards.jpki().authorities(self.key).find(has_key) else { return Ok(None) };
        let today = self.cards.nation().today();
        let only = match place.map(crate::pki::place_names) {
            Some(None) => return Ok(None),
            Some(Some(names)) => Some(names),
            None => None,
        };
        let mut revoked = Vec::new();
        for (serial, person, issue) in self.cards.all_made(self.key, &authority.id)? {
            // What has expired needs no list any more (RFC 5280 §3.3).
            let Some((day, why)) = issue.ended.filter(|_| issue.last >= today) else { continue };
            let there = self.cards.place_of(person, issue.first);
            if only.is_none() || only == there {
                revoked.push(Revoked { serial, since: day_begins(day), why });
            }
        }
        let made = day_begins(today);
        let number = today.0.unsigned_abs().into();
        let edition = Edition { made, next: made + LISTS_HOLD, number, expired_since: None };
        let name = only.map(|place| tagged(4, &jpki::list_name(self.key, place)));
        crl::list(authority, edition, &revoked, name.as_deref()).map(Some)
    }
}

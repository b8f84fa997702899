//! What a peer posts to us of its own accord: that something was paid, or that a reply is there. No session and no page: its signature is all.

use std::net::IpAddr;
use std::time::Instant;

use app::systems::{NETWORK_PUSH, PAYMENT_PUSH};
use app::{AppError, ErrorKind, Pushed};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::address::Address;
use crate::api::Problem;
use crate::config::InquiryLimits;
use crate::edge::Edge;

/// A body of a push, at most: as long as the reader of pushes takes.
pub(crate) const MAX_PUSH_BYTES: usize = app::LONGEST_PUSH;

/// Pushes that are not believed, from one address within a minute: a peer whose clock or key is wrong tries every few seconds, and what is
/// beyond that is not looked at. Those that are believed are not counted: money comes in bursts.
pub(crate) const NOT_BELIEVED: InquiryLimits = InquiryLimits { per_address: 60, per_number: u32::MAX };

/// `POST /push/payment`
pub(crate) async fn payment(
    State(edge): State<Edge>,
    Address(address): Address,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refused) = too_often(&edge, address) {
        return refused;
    }
    let taken = edge.app.take_payment(pushed(PAYMENT_PUSH, &headers, &body)).await;
    answer(&edge, address, taken)
}

/// `POST /push/network`
pub(crate) async fn reply(
    State(edge): State<Edge>,
    Address(address): Address,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refused) = too_often(&edge, address) {
        return refused;
    }
    let taken = edge.app.take_reply(pushed(NETWORK_PUSH, &headers, &body)).await;
    answer(&edge, address, taken)
}

fn pushed<'a>(path: &'a str, headers: &'a HeaderMap, body: &'a [u8]) -> Pushed<'a> {
    // The route is this path and this method and no other.
    Pushed { method: "POST", path, headers, body }
}

fn too_often(edge: &Edge, address: IpAddr) -> Option<Response> {
    edge.not_believed.is_over(address, Instant::now()).then(|| {
        let (ja, en) = ("信じられない通知が多すぎます。", "Too many pushes that are not believed.");
        Problem::new(StatusCode::TOO_MANY_REQUESTS, ja, en).into_response()
    })
}

/// Taken, the peer has done its part; not taken, it sends again.
fn answer(edge: &Edge, address: IpAddr, taken: Result<(), AppError>) -> Response {
    let Err(error) = taken else { return StatusCode::NO_CONTENT.into_response() };
    if matches!(error.kind, ErrorKind::BadInput | ErrorKind::NotSignedIn) {
        tracing::warn!(%address, detail = %error.for_operator, "a push is not believed");
        edge.not_believed.ask(address, "", Instant::now());
    }
    let mut response = Problem::from(error).into_response();
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Signature"));
    }
    response
}

//! Acquisition numbers: taken from an institution's vault with a number or a code, and passed on to the information network with the code
//! alone, over its own line.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::json;

use super::answer::{Asked, Found, find};
use super::{Juki, refuse};
use crate::systems::introduce::tell;

#[derive(Debug, Deserialize)]
struct Message {
    request_id: String,
    basis: String,
    purpose: String,
    operator: String,
    institution: String,
    acquisition_number: String,
    key: Key,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Key {
    Number { kojin_bango: String },
    Code { juminhyo_code: String },
}

pub(super) async fn take(State(juki): State<Juki>, body: Bytes) -> Response {
    let Ok(message) = serde_json::from_slice::<Message>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "form");
    };
    let Message { request_id, basis, purpose, operator, institution, acquisition_number, key } = message;
    if [basis, purpose, operator].iter().any(|word| word.trim().is_empty()) {
        return refuse(StatusCode::FORBIDDEN, "no-basis");
    }
    let asked = match &key {
        Key::Number { kojin_bango } => Asked::Number(kojin_bango),
        Key::Code { juminhyo_code } => Asked::Code(juminhyo_code),
    };
    let answered = |result: &str| Json(json!({ "request_id": request_id, "result": result })).into_response();
    let id = match find(&juki.nation, asked) {
        Found::One(id) if juki.nation.resident(id).is_some() => id,
        Found::Stopped => return answered("stopped"),
        _ => return answered("none"),
    };
    let Some(network) = juki.network.as_ref() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let body = json!({
        "institution": institution, "acquisition_number": acquisition_number,
        "resident_code": juki.nation.resident_code(id),
    });
    match tell(network, "POST", "/jlis/acquisitions", &body.to_string()).await {
        Ok(()) => answered("passed-on"),
        Err(error) => {
            tracing::warn!(%error, "the network did not take an acquisition number");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

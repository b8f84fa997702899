//! Immediate inquiries.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;

use super::answer::{Asked, Wanted, look_up};
use super::{Juki, refuse};
use crate::random::key_of;

#[derive(Debug, Deserialize)]
struct Message {
    request_id: String,
    basis: String,
    purpose: String,
    operator: String,
    #[serde(default)]
    want_number: bool,
    #[serde(default)]
    want_code: bool,
    key: Key,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Key {
    Number { kojin_bango: String },
    Code { juminhyo_code: String },
    Items { name: String, birth: String, sex: Option<String>, address: Option<String> },
}

pub(super) async fn inquire(State(juki): State<Juki>, body: Bytes) -> Response {
    let Ok(inquiry) = serde_json::from_slice::<Message>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "form");
    };
    let Message { request_id, basis, purpose, operator, want_number, want_code, key } = inquiry;
    if [basis, purpose, operator].iter().any(|word| word.trim().is_empty()) {
        return refuse(StatusCode::FORBIDDEN, "no-basis");
    }
    let wanted = Wanted { number: want_number, code: want_code };
    let answered = tokio::task::spawn_blocking(move || {
        let asked = match &key {
            Key::Number { kojin_bango } => Asked::Number(kojin_bango),
            Key::Code { juminhyo_code } => Asked::Code(juminhyo_code),
            Key::Items { name, birth, sex, address } => {
                Asked::Items { name, birth, sex: sex.as_deref(), address: address.as_deref() }
            }
        };
        let answer = look_up(&juki.nation, asked, wanted, key_of(&request_id));
        answer.message(&request_id, &juki.nation.today().to_string())
    });
    answered.await.map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |message| Json(message).into_response(),
    )
}

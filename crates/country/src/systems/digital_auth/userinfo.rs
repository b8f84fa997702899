//! What is told of the person, by what was asked and agreed to.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::flow::Access;
use super::{Provider, Shared, refused};
use crate::systems::card::json as json_answer;

/// The access token of a request (RFC 6750 §2.1), if it holds.
pub(super) fn access(provider: &Provider, headers: &HeaderMap) -> Option<Access> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = provider.memory().access.get(token.trim()).cloned();
    known.filter(|_| scheme.eq_ignore_ascii_case("Bearer"))
}

/// The answer to a request without a good token (RFC 6750 §3).
pub(super) fn no_token() -> Response {
    let mut answer = refused(StatusCode::UNAUTHORIZED, "invalid_token", "the access token does not hold");
    let challenge = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    answer
}

pub(super) async fn userinfo(State(provider): Shared, headers: HeaderMap) -> Response {
    let Some(access) = access(&provider, &headers) else { return no_token() };
    let Some(person) = access.person else { return no_token() };
    let Some(holder) = provider.wallet.holder(person) else { return no_token() };
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(provider.subject(&access.client_id, person)));
    for (name, value) in holder.items() {
        if access.scopes.contains(&name) {
            claims.insert(name.to_owned(), Value::String(value));
        }
    }
    json_answer(StatusCode::OK, &Value::Object(claims))
}

//! The token endpoint.

use axum::extract::{RawForm, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::assertion::party;
use super::flow::{Access, Code};
use super::{Party, Provider, Shared, refused};
use crate::systems::card::Fields;
use crate::systems::card::jose::{encode, sha256};
use crate::systems::card::json as json_answer;
use crate::systems::card::kept::{clock, unguessable};
use crate::systems::card::pages::broken;

/// Seconds that tokens hold.
const ACCESS_HOLDS: i64 = 300;
const ID_TOKEN_HOLDS: i64 = 300;

pub(super) async fn token(State(provider): Shared, RawForm(form): RawForm) -> Response {
    let Some(fields) = Fields::parse(&form) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "a parameter is there twice");
    };
    let party = match party(&provider, &fields) {
        Ok(party) => party,
        Err(why) => return refused(StatusCode::UNAUTHORIZED, "invalid_client", why),
    };
    match fields.get("grant_type") {
        Some("authorization_code") => by_code(&provider, &party, &fields),
        Some("client_credentials") => by_credentials(&provider, &party),
        _ => refused(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "authorization_code or client_credentials",
        ),
    }
}

fn by_code(provider: &Provider, party: &Party, fields: &Fields) -> Response {
    let no = |why| refused(StatusCode::BAD_REQUEST, "invalid_grant", why);
    let Some(name) = fields.get("code") else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "code is required");
    };
    let code = {
        let mut memory = provider.memory();
        let Some(code) = memory.codes.get_mut(name) else { return no("no such code") };
        // Somebody else's attempt must not use up the code.
        if code.request.party.client_id != party.client_id {
            return no("the code is another client's");
        }
        let before = code.clone();
        code.used = true;
        if before.used {
            // RFC 6749 §4.1.2: what was given for it is taken back.
            memory.access.retain(|access| access.code.as_deref() != Some(name));
            return no("the code was used before");
        }
        before
    };
    if fields.get("redirect_uri") != Some(&code.request.redirect_uri) {
        return no("redirect_uri is another one");
    }
    let proof = fields.get("code_verifier").map(|verifier| encode(&sha256(&[verifier.as_bytes()])));
    if proof.as_deref() != Some(&code.request.challenge) {
        return no("code_verifier is wrong");
    }
    given(provider, party, name, &code).unwrap_or_else(|_| broken())
}

fn given(provider: &Provider, party: &Party, name: &str, code: &Code) -> std::io::Result<Response> {
    let access = unguessable()?;
    let id_token = provider.key.sign(&claims(provider, party, code, &access))?;
    let request = &code.request;
    let right = Access {
        client_id: party.client_id.clone(),
        person: Some(code.person),
        scopes: request.scopes.clone(),
        transaction: request.transaction.clone(),
        code: Some(name.to_owned()),
    };
    provider.memory().access.put(access.clone(), clock() + ACCESS_HOLDS, right);
    let answer = json!({
        "access_token": access, "token_type": "Bearer", "expires_in": ACCESS_HOLDS,
        "id_token": id_token, "scope": request.scopes.join(" "),
    });
    Ok(json_answer(StatusCode::OK, &answer))
}

/// OpenID Connect Core §2.
fn claims(provider: &Provider, party: &Party, code: &Code, access: &str) -> Value {
    let now = clock();
    let whole = sha256(&[access.as_bytes()]);
    json!({
        "iss": provider.issuer,
        "sub": provider.subject(&party.client_id, code.person),
        "aud": party.client_id,
        "exp": now + ID_TOKEN_HOLDS,
        "iat": now,
        "auth_time": code.at,
        "nonce": code.request.nonce,
        "acr": "aal3",
        "at_hash": encode(whole.get(..16).unwrap_or_default()),
    })
}

fn by_credentials(provider: &Provider, party: &Party) -> Response {
    if !party.scopes.iter().any(|scope| scope == "sign") {
        return refused(
            StatusCode::BAD_REQUEST,
            "unauthorized_client",
            "signing is not registered for this client",
        );
    }
    let Ok(access) = unguessable() else { return broken() };
    let client_id = party.client_id.clone();
    let right = Access { client_id, person: None, scopes: vec!["sign"], transaction: None, code: None };
    provider.memory().access.put(access.clone(), clock() + ACCESS_HOLDS, right);
    let answer =
        json!({"access_token": access, "token_type": "Bearer", "expires_in": ACCESS_HOLDS, "scope": "sign"});
    json_answer(StatusCode::OK, &answer)
}

//! The authorization endpoint: who asks, for what, and whether that is right.

use axum::extract::{RawForm, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use super::flow::{REQUEST_HOLDS, Request};
use super::{Party, Provider, SCOPES, Shared};
use crate::systems::card::kept::{clock, unguessable};
use crate::systems::card::{Fields, pages};

/// BASE64URL of a SHA-256 is 43 characters (RFC 7636 §4.2).
const CHALLENGE: usize = 43;

pub(super) async fn by_query(State(provider): Shared, RawQuery(query): RawQuery) -> Response {
    authorize(&provider, query.unwrap_or_default().as_bytes())
}

pub(super) async fn by_form(State(provider): Shared, RawForm(form): RawForm) -> Response {
    authorize(&provider, &form)
}

fn authorize(provider: &Provider, text: &[u8]) -> Response {
    let Some(fields) = Fields::parse(text) else {
        return pages::stranger(("要求が正しくありません。", "A parameter is there twice."));
    };
    let Some(party) = fields.get("client_id").and_then(|id| provider.parties.get(id)) else {
        return pages::stranger(("登録されていないサービスです。", "This service is not registered."));
    };
    // To the character, and before anything is sent there.
    let known = fields.get("redirect_uri").filter(|uri| party.redirect_uris.iter().any(|known| known == uri));
    let Some(redirect_uri) = known.map(str::to_owned) else {
        return pages::stranger(("戻り先が登録されていません。", "This redirect address is not registered."));
    };
    let state = fields.get("state").map(str::to_owned);
    match request(provider, &fields, party, &redirect_uri) {
        Ok(request) => {
            let Ok(id) = unguessable() else { return pages::broken() };
            provider.memory().requests.put(id.clone(), clock() + REQUEST_HOLDS, request);
            Redirect::to(&format!("/app/{id}")).into_response()
        }
        Err((code, why)) => {
            let said = [("error", Some(code)), ("error_description", Some(why)), ("state", state.as_deref())];
            back(&redirect_uri, &provider.issuer, &said)
        }
    }
}

/// An error's code and its description.
type Fault = (&'static str, &'static str);

fn request(provider: &Provider, fields: &Fields, party: Party, redirect_uri: &str) -> Result<Request, Fault> {
    let wrong = |why| ("invalid_request", why);
    for (name, code) in [("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")] {
        if fields.get(name).is_some() {
            return Err((code, "request objects are not supported"));
        }
    }
    if fields.get("response_type") != Some("code") {
        return Err(("unsupported_response_type", "response_type must be code"));
    }
    if fields.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(wrong("response_mode must be query"));
    }
    if fields.get("prompt").is_some_and(|prompt| prompt.split(' ').any(|word| word == "none")) {
        return Err(("login_required", "a card is needed"));
    }
    let printable = |name: &str| fields.get(name).filter(|text| text.len() <= 255 && is_printable(text));
    let state = printable("state").ok_or(wrong("state is required"))?;
    let nonce = printable("nonce").ok_or(wrong("nonce is required"))?;
    let challenge = fields.get("code_challenge").filter(|text| text.len() == CHALLENGE);
    let challenge = challenge.ok_or(wrong("code_challenge is required"))?;
    if fields.get("code_challenge_method") != Some("S256") {
        return Err(wrong("code_challenge_method must be S256"));
    }
    let scopes = scopes(fields.get("scope").unwrap_or_default(), &party)?;
    let transaction = transaction(provider, fields.get("sign_transaction_id"), &scopes, &party)?;
    Ok(Request {
        party,
        redirect_uri: redirect_uri.to_owned(),
        state: state.to_owned(),
        nonce: nonce.to_owned(),
        challenge: challenge.to_owned(),
        scopes,
        transaction,
        signed_in: None,
    })
}

/// `[\x20-\x7E]*` [P].
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

fn scopes(asked: &str, party: &Party) -> Result<Vec<&'static str>, Fault> {
    let mut scopes = Vec::new();
    for word in asked.split(' ').filter(|word| !word.is_empty()) {
        // A scope that is not known is left out (OpenID Connect Core §3.1.2.1); one that is not this party's is refused.
        let Some(scope) = SCOPES.into_iter().find(|scope| *scope == word) else { continue };
        if !party.scopes.iter().any(|own| own == scope) {
            return Err(("invalid_scope", "this scope is not registered for this client"));
        }
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.contains(&"openid") { Ok(scopes) } else { Err(("invalid_scope", "openid is required")) }
}

/// The transaction that is signed: this party's own, waiting, and asked for together with the scope.
fn transaction(
    provider: &Provider,
    id: Option<&str>,
    scopes: &[&str],
    party: &Party,
) -> Result<Option<String>, Fault> {
    let id = match (id, scopes.contains(&"sign")) {
        (None, false) => return Ok(None),
        (Some(id), true) => id.to_ascii_lowercase(),
        _ => return Err(("invalid_request", "sign and sign_transaction_id belong together")),
    };
    let waiting =
        provider.memory().transactions.get(&id).is_some_and(|transaction| {
            transaction.client_id == party.client_id && transaction.result.is_none()
        });
    if waiting { Ok(Some(id)) } else { Err(("invalid_request", "no such transaction is waiting")) }
}

/// Back to the relying party, with what is said and who says it (RFC 9207).
pub(super) fn back(redirect_uri: &str, issuer: &str, said: &[(&str, Option<&str>)]) -> Response {
    let Ok(mut uri) = Url::parse(redirect_uri) else { return pages::broken() };
    for (name, value) in said {
        if let Some(value) = value {
            uri.query_pairs_mut().append_pair(name, value);
        }
    }
    uri.query_pairs_mut().append_pair("iss", issuer);
    Redirect::to(uri.as_str()).into_response()
}

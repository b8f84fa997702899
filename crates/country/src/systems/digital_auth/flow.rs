//! From the card to the code: the pages of one sign-in, and what is remembered of it.

use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use super::authorize::back;
use super::{Party, Provider, Shared, sign};
use crate::PersonId;
use crate::pki::CardKey;
use crate::systems::card::kept::{Kept, clock, unguessable};
use crate::systems::card::pages::{self, Ask};
use crate::systems::card::pins::{PinKind, Tried};
use crate::systems::card::wallet::Unusable;
use crate::systems::card::{Fields, typed};

/// Seconds that a person has for a sign-in, and a relying party for its code.
pub(super) const REQUEST_HOLDS: i64 = 15 * 60;
const CODE_HOLDS: i64 = 60;

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) requests: Kept<Request>,
    pub(super) codes: Kept<Code>,
    pub(super) access: Kept<Access>,
    pub(super) transactions: Kept<sign::Transaction>,
    /// Names of assertions that were used: RFC 7523 §3.
    pub(super) assertions: Kept<()>,
}

/// A request for a sign-in that was right.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) party: Party,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) scopes: Vec<&'static str>,
    pub(super) transaction: Option<String>,
    /// Who has typed the four digits, when a signature is still to come.
    pub(super) signed_in: Option<PersonId>,
}

/// A code, with what it is good for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) request: Request,
    pub(super) person: PersonId,
    pub(super) at: i64,
    /// Whether it was used.
    pub(super) used: bool,
}

/// What an access token is good for.
#[derive(Debug, Clone)]
pub(super) struct Access {
    pub(super) client_id: String,
    /// The person; none for a service's own token.
    pub(super) person: Option<PersonId>,
    pub(super) scopes: Vec<&'static str>,
    pub(super) transaction: Option<String>,
    /// The code it was given for.
    pub(super) code: Option<String>,
}

impl Provider {
    fn request(&self, id: &str) -> Option<(Request, Ask)> {
        let memory = self.memory();
        let request = memory.requests.get(id)?.clone();
        let signs = request
            .transaction
            .as_ref()
            .and_then(|id| memory.transactions.get(id))
            .map(sign::Transaction::shown);
        let ask = Ask {
            who: request.party.name.clone(),
            host: Url::parse(&request.redirect_uri).ok()?.host_str().unwrap_or_default().to_owned(),
            items: request.scopes.iter().filter_map(|scope| pages::item(scope)).collect(),
            signs,
            path: format!("/app/{id}"),
        };
        Some((request, ask))
    }

    /// The end of a sign-in: a code for whoever asked.
    fn done(&self, id: &str, person: PersonId) -> Response {
        let Ok(code) = unguessable() else { return pages::broken() };
        let mut memory = self.memory();
        let Some(request) = memory.requests.take(id) else { return gone() };
        let (uri, state) = (request.redirect_uri.clone(), request.state.clone());
        let now = clock();
        memory.codes.put(code.clone(), now + CODE_HOLDS, Code { request, person, at: now, used: false });
        back(&uri, &self.issuer, &[("code", Some(&code)), ("state", Some(&state))])
    }
}

fn gone() -> Response {
    pages::stranger((
        "手続の時間が過ぎました。もとのサービスからやり直してください。",
        "The time is over. Please begin again at the service.",
    ))
}

pub(super) async fn choose(
    State(provider): Shared,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some((_, ask)) = provider.request(&id) else { return gone() };
    let words = Fields::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    pages::choose(&provider.wallet, &ask, words.get("q").unwrap_or_default())
}

pub(super) async fn ask_pin(State(provider): Shared, Path((id, person)): Path<(String, u64)>) -> Response {
    four_digits(&provider, &id, PersonId(person), None)
}

pub(super) async fn take_pin(
    State(provider): Shared,
    Path((id, person)): Path<(String, u64)>,
    form: RawForm,
) -> Response {
    four_digits(&provider, &id, PersonId(person), Some(typed(&form)))
}

fn four_digits(provider: &Provider, id: &str, person: PersonId, pin: Option<String>) -> Response {
    let Some((request, ask)) = provider.request(id) else { return gone() };
    let Some(holder) = provider.wallet.holder(person) else {
        return pages::problem(StatusCode::NOT_FOUND, &ask, Unusable::NoCard.words());
    };
    if let Err(why) = holder.usable {
        return pages::problem(StatusCode::FORBIDDEN, &ask, why.words());
    }
    let kind = PinKind::FourDigits;
    let tried = match pin.map(|pin| provider.wallet.pins.attempt(person, kind, &pin)).transpose() {
        Ok(tried) => tried,
        Err(_) => return pages::broken(),
    };
    if tried != Some(Tried::Right) {
        let action = format!("{}/card/{}", ask.path, person.0);
        return pages::pin(&provider.wallet, &ask, &holder, (kind, &action, tried));
    }
    if request.transaction.is_none() {
        return provider.done(id, person);
    }
    if let Some(request) = provider.memory().requests.get_mut(id) {
        request.signed_in = Some(person);
    }
    Redirect::to(&format!("/app/{id}/sign")).into_response()
}

pub(super) async fn ask_signing_pin(State(provider): Shared, Path(id): Path<String>) -> Response {
    signing(&provider, &id, None)
}

pub(super) async fn take_signing_pin(
    State(provider): Shared,
    Path(id): Path<String>,
    form: RawForm,
) -> Response {
    // Making an RSA key and signing with it takes its time: not on a thread that others wait for.
    let pin = typed(&form);
    let signed = tokio::task::spawn_blocking(move || signing(&provider, &id, Some(pin))).await;
    signed.unwrap_or_else(|_| pages::broken())
}

fn signing(provider: &Provider, id: &str, pin: Option<String>) -> Response {
    let Some((request, ask)) = provider.request(id) else { return gone() };
    let (Some(person), Some(transaction)) = (request.signed_in, &request.transaction) else {
        return Redirect::to(&ask.path).into_response();
    };
    let Some(holder) = provider.wallet.holder(person) else { return gone() };
    if let Err(why) = provider.wallet.usable(person, CardKey::Signing) {
        return pages::problem(StatusCode::FORBIDDEN, &ask, why.words());
    }
    let kind = PinKind::Signing;
    let tried = match pin.map(|pin| provider.wallet.pins.attempt(person, kind, &pin)).transpose() {
        Ok(tried) => tried,
        Err(_) => return pages::broken(),
    };
    if tried != Some(Tried::Right) {
        let action = format!("{}/sign", ask.path);
        return pages::pin(&provider.wallet, &ask, &holder, (kind, &action, tried));
    }
    match provider.sign(transaction, person) {
        Ok(()) => provider.done(id, person),
        Err(why) => pages::problem(StatusCode::FORBIDDEN, &ask, why.words()),
    }
}

pub(super) async fn cancel(State(provider): Shared, Path(id): Path<String>) -> Response {
    let Some(request) = provider.memory().requests.take(&id) else { return gone() };
    let said = [("error", Some("access_denied")), ("state", Some(request.state.as_str()))];
    back(&request.redirect_uri, &provider.issuer, &said)
}

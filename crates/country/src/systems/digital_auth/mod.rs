//! デジタル認証アプリ: an OpenID provider whose sign-in is a card and a PIN, and the signature interface beside it.
//!
//! The paths are those of the published one (§1.1); who needs them takes them from the metadata. Clients are registered by
//! `PUT /control/clients` and kept in the nation's home, as are the keys; sign-ins under way are not: after a restart one begins again.

mod assertion;
mod authorize;
mod flow;
mod sign;
mod token;
mod userinfo;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Site;
use super::card::jose::{Signer, encode, sha256};
use super::card::registry::{Registered, Registry, is_client_id, is_return_address};
use super::card::wallet::Wallet;
use super::card::{json as json_answer, pages};
use crate::PersonId;
use crate::nation::{Nation, write_whole};
use flow::Memory;

/// The path of the issuer.
const REALM: &str = "/api/realms/main";
/// The system's name, and that of its folder.
const NAME: &str = "digital-auth";
/// The scopes that there are [P].
const SCOPES: [&str; 6] = ["openid", "name", "address", "birthdate", "gender", "sign"];

/// A relying party.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    client_id: String,
    name: String,
    redirect_uris: Vec<String>,
    /// Its keys: to sign assertions (P-256) and, where it asks for signatures, to seal them to (`"use": "enc"`).
    jwks: Value,
    /// The scopes that it may ask for; all where nothing is said.
    #[serde(default = "all_scopes")]
    scopes: Vec<String>,
}

fn all_scopes() -> Vec<String> {
    SCOPES.map(str::to_owned).to_vec()
}

impl Registered for Party {
    fn id(&self) -> &str {
        &self.client_id
    }

    fn fault(&self) -> Option<&'static str> {
        if !is_client_id(&self.client_id) {
            return Some("client_id: 1 to 255 letters and digits");
        }
        if self.redirect_uris.is_empty() || !self.redirect_uris.iter().all(|uri| is_return_address(uri)) {
            return Some("redirect_uris: HTTP addresses of at most 255 characters");
        }
        let keys = self.jwks.get("keys").and_then(Value::as_array);
        keys.is_none_or(Vec::is_empty).then_some("jwks: a set of keys")
    }
}

struct Provider {
    issuer: String,
    wallet: Wallet,
    key: Signer,
    pseudonyms: Pseudonyms,
    parties: Registry<Party>,
    memory: Mutex<Memory>,
}

type Shared = State<Arc<Provider>>;

/// The people's pseudonyms: another one for each relying party.
#[derive(Debug)]
pub struct Pseudonyms {
    secret: Vec<u8>,
}

impl Pseudonyms {
    /// Those of a nation; they stay the same.
    ///
    /// # Errors
    /// Its folder cannot be used.
    pub fn open(nation: &Nation) -> io::Result<Self> {
        let folder = nation.home().join(NAME);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { secret: kept_secret(&folder.join("pseudonyms"))? })
    }

    /// A person's pseudonym for one relying party: to another it says nothing.
    #[must_use]
    pub fn of(&self, client_id: &str, person: PersonId) -> String {
        encode(&sha256(&[&self.secret, client_id.as_bytes(), b":", &person.0.to_be_bytes()]))
    }
}

/// How the provider writes itself.
pub(in crate::systems) fn issuer(site: &Site) -> String {
    format!("{}{REALM}", site.url)
}

/// The routes of this system.
pub(in crate::systems) fn router(site: &Site) -> io::Result<Router> {
    let folder = site.folder()?;
    let provider = Provider {
        issuer: issuer(site),
        wallet: Wallet::open(site)?,
        key: Signer::kept(&folder.join("signing.p8"))?,
        pseudonyms: Pseudonyms::open(&site.nation)?,
        parties: Registry::open(&folder.join("clients.json"))?,
        memory: Mutex::default(),
    };
    let realm = Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/protocol/openid-connect/certs", get(keys))
        .route("/protocol/openid-connect/auth", get(authorize::by_query).post(authorize::by_form))
        .route("/protocol/openid-connect/token", post(token::token))
        .route("/protocol/openid-connect/userinfo", get(userinfo::userinfo).post(userinfo::userinfo));
    Ok(Router::new()
        .nest(REALM, realm)
        .route("/", get(start))
        .route("/assets/card.css", get(pages::style))
        .route("/app/{id}", get(flow::choose))
        .route("/app/{id}/card/{person}", get(flow::ask_pin).post(flow::take_pin))
        .route("/app/{id}/sign", get(flow::ask_signing_pin).post(flow::take_signing_pin))
        .route("/app/{id}/cancel", post(flow::cancel))
        .route("/api/sign-transactions", post(sign::open))
        .route("/api/sign-transactions/{id}/result", get(sign::result))
        .route("/control/clients", put(register))
        .route("/control/unlock/{person}", post(unlock))
        .with_state(Arc::new(provider)))
}

/// 32 bytes that stay the same.
fn kept_secret(path: &std::path::Path) -> io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut bytes = vec![0; 32];
            getrandom::fill(&mut bytes).map_err(io::Error::other)?;
            write_whole(path, &bytes)?;
            Ok(bytes)
        }
        read => read,
    }
}

impl Provider {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn endpoint(&self, name: &str) -> String {
        format!("{}/protocol/openid-connect/{name}", self.issuer)
    }

    fn subject(&self, client_id: &str, person: PersonId) -> String {
        self.pseudonyms.of(client_id, person)
    }
}

/// OpenID Connect Discovery 1.0 §3.
async fn metadata(State(provider): Shared) -> Response {
    let endpoint = |name| provider.endpoint(name);
    let metadata = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": endpoint("auth"),
        "token_endpoint": endpoint("token"),
        "userinfo_endpoint": endpoint("userinfo"),
        "jwks_uri": endpoint("certs"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": ["aal3"],
        "claims_supported": ["sub", "name", "address", "birthdate", "gender", "acr", "auth_time"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    json_answer(StatusCode::OK, &metadata)
}

async fn keys(State(provider): Shared) -> Response {
    json_answer(StatusCode::OK, &json!({ "keys": [provider.key.jwk()] }))
}

async fn start(State(provider): Shared) -> Response {
    let lines = [("Issuer", provider.issuer.as_str()), ("登録 Registration", "PUT /control/clients")];
    pages::start(&provider.wallet, ("デジタル認証アプリ（模擬）", "Sign-in by card (simulator)"), &lines)
}

async fn register(State(provider): Shared, body: Bytes) -> Response {
    match provider.parties.put(&body) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(words) => (StatusCode::BAD_REQUEST, format!("{words}\n")).into_response(),
    }
}

async fn unlock(State(provider): Shared, Path(person): Path<u64>) -> StatusCode {
    match provider.wallet.pins.unlock(PersonId(person)) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error of an endpoint that programs call (RFC 6749 §5.2).
fn refused(status: StatusCode, code: &str, why: &str) -> Response {
    json_answer(status, &json!({ "error": code, "error_description": why }))
}

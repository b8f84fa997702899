//! The client itself: discovery, sign-in and signature over HTTP.

use std::sync::Arc;

use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{
    AuthenticationContextClass, AuthorizationCode, ClientId, CsrfToken, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use tokio::sync::Mutex;
use url::Url;

use super::exchange::{Exchange, failed, nothing};
use super::provider::{self, Provider};
use super::tokens::{OidcClient, Settings, Tokens, check, random};
use super::{
    Accepted, CardItems, DigitalAuth, Pending, SignedIn, Signature, Start, Subject, ToSign, TransactionId,
    UserAccess, Wish, wire,
};
use crate::Outcome;
use crate::jose::{self, KeySet, Object};
use crate::transport::{Answer, Client, PeerError, Question};

/// How long a person may take at the provider, seconds: finding the card and remembering the PIN takes minutes.
const PENDING_HOLDS: i64 = 15 * 60;
/// How long a provider's metadata and keys are believed, seconds: keys are changed with days of overlap.
const PROVIDER_HOLDS: i64 = 3_600;
/// How soon keys are fetched again because of a token that names an unknown one, seconds: else made-up tokens would make us a nuisance.
const KEYS_AGAIN: i64 = 60;
/// The longest value of `state`, `nonce` and others is 255 [P]; codes and tokens of others are longer, but not this long.
const LONGEST_ACCESS_TOKEN: usize = 8 * 1024;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The certificates for the provider cannot be used.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// An address is not one.
    #[error("the issuer, or the address to come back to, cannot be used")]
    Address,
}

/// The client of a provider.
#[derive(Debug)]
pub struct HttpDigitalAuth {
    settings: Settings,
    discovery: Url,
    sign_transactions: Url,
    redirect: RedirectUrl,
    client: Client,
    known: Mutex<Option<Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    provider: Arc<Provider>,
    at: i64,
}

impl HttpDigitalAuth {
    /// A client. Nothing is asked yet.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let issuer = settings.issuer.as_str().trim_end_matches('/');
        let address = |text: &str| Url::parse(text).map_err(|_| SettingsError::Address);
        let discovery = address(&format!("{issuer}/.well-known/openid-configuration"))?;
        let published = settings.issuer.join("/api/sign-transactions").map_err(|_| SettingsError::Address)?;
        let sign_transactions = settings.sign_transactions.clone().unwrap_or(published);
        let redirect = RedirectUrl::new(settings.redirect_uri.to_string()).map_err(|_| SettingsError::Address)?;
        let client = Client::new(settings.peer.clone())?;
        Ok(Self { settings, discovery, sign_transactions, redirect, client, known: Mutex::new(None) })
    }

    /// Our public keys, as the provider wants them registered (or fetches them): the signing key, and the one to seal to.
    #[must_use]
    pub fn client_keys(&self) -> serde_json::Value {
        let sealing = self.settings.opens.as_ref().and_then(|key| key.jwk().ok());
        let keys: Vec<_> = std::iter::once(self.settings.key.jwk()).chain(sealing).collect();
        serde_json::json!({ "keys": keys })
    }

    async fn ok(&self, question: &Question) -> Outcome<Answer> {
        self.client.ask(question).await.and_then(|answer| match answer.status {
            200..=299 => Outcome::Answered(answer),
            500.. => Outcome::Unavailable { until: None },
            status => match wire::error_code(&answer.body) {
                Some(code) => Outcome::refused(&code),
                None => Outcome::refused(&format!("http-{status}")),
            },
        })
    }

    /// The provider, from memory while it is fresh; what is asked for a second time at once waits for the first.
    async fn provider(&self) -> Outcome<Arc<Provider>> {
        let mut known = self.known.lock().await;
        let now = self.settings.seconds();
        if let Some(known) = known.as_ref().filter(|known| now - known.at < PROVIDER_HOLDS) {
            return Outcome::Answered(Arc::clone(&known.provider));
        }
        self.discover().await.map(|provider| {
            let provider = Arc::new(provider);
            *known = Some(Known { provider: Arc::clone(&provider), at: now });
            provider
        })
    }

    async fn discover(&self) -> Outcome<Provider> {
        let answer = match self.ok(&Question::get(self.discovery.as_str())).await {
            Outcome::Answered(answer) => answer,
            other => return other.and_then(nothing),
        };
        let metadata = match provider::metadata(&answer.body, &self.settings.issuer) {
            Ok(metadata) => metadata,
            Err(why) => return Outcome::unintelligible(why, &answer.body),
        };
        self.keys(metadata.jwks_uri().url()).await.map(|keys| Provider { metadata, keys })
    }

    async fn keys(&self, at: &Url) -> Outcome<KeySet> {
        self.ok(&Question::get(at.as_str())).await.and_then(|answer| match KeySet::parse(&answer.body) {
            Some(keys) => Outcome::Answered(keys),
            None => Outcome::unintelligible("the provider's keys cannot be read", &answer.body),
        })
    }

    /// The keys for a token: fetched again when it names one that is not known, but not at every such token.
    async fn keys_for(&self, token: &str, provider: &Arc<Provider>) -> Outcome<KeySet> {
        let unknown = jose::kid(token).is_some_and(|kid| !provider.keys.has(&kid));
        if !unknown {
            return Outcome::Answered(provider.keys.clone());
        }
        let mut known = self.known.lock().await;
        let now = self.settings.seconds();
        match known.as_ref() {
            Some(known) if now - known.at < KEYS_AGAIN => return Outcome::Answered(known.provider.keys.clone()),
            _ => {}
        }
        self.keys(provider.metadata.jwks_uri().url()).await.map(|keys| {
            let metadata = provider.metadata.clone();
            *known = Some(Known { provider: Arc::new(Provider { metadata, keys: keys.clone() }), at: now });
            keys
        })
    }

    fn oidc(&self, provider: &Provider) -> OidcClient {
        let client = ClientId::new(self.settings.client_id.clone());
        OidcClient::from_provider_metadata(provider.metadata.clone(), client, None)
            .set_redirect_uri(self.redirect.clone())
    }

    async fn tokens(&self, provider: &Provider, accepted: &Accepted) -> Outcome<Tokens> {
        let oidc = self.oidc(provider);
        let code = AuthorizationCode::new(accepted.code.to_string());
        let Some(assertion) = self.assertion(provider) else { return no_randomness() };
        let Ok(request) = oidc.exchange_code(code) else { return no_token_endpoint() };
        let request = request
            .set_pkce_verifier(PkceCodeVerifier::new(accepted.pending.verifier.clone()))
            .add_extra_param("client_assertion_type", ASSERTION_TYPE)
            .add_extra_param("client_assertion", assertion);
        match request.request_async(&self.exchange()).await {
            Ok(tokens) => Outcome::Answered(tokens),
            Err(error) => failed(error),
        }
    }

    /// The service's own token: the right to register documents (client credentials, §1.2 step 1).
    async fn service_token(&self, provider: &Provider) -> Outcome<UserAccess> {
        let oidc = self.oidc(provider);
        let Some(assertion) = self.assertion(provider) else { return no_randomness() };
        let Ok(request) = oidc.exchange_client_credentials() else { return no_token_endpoint() };
        let request = request
            .add_extra_param("client_assertion_type", ASSERTION_TYPE)
            .add_extra_param("client_assertion", assertion);
        match request.request_async(&self.exchange()).await {
            Ok(tokens) => Outcome::Answered(UserAccess::new(tokens.access_token().secret())),
            Err(error) => failed(error),
        }
    }

    fn exchange(&self) -> Exchange {
        Exchange(self.client.clone())
    }

    fn assertion(&self, provider: &Provider) -> Option<String> {
        self.settings.assertion(provider.metadata.token_endpoint()?.url())
    }

    /// Who an ID token speaks of, and what it says of them.
    async fn identity(&self, provider: &Arc<Provider>, accepted: &Accepted, tokens: &Tokens) -> Outcome<SignedIn> {
        let Some(token) = tokens.id_token() else {
            return Outcome::unintelligible("the provider gave no ID token", &[]);
        };
        let keys = match self.keys_for(token, provider).await {
            Outcome::Answered(keys) => keys,
            other => return other.and_then(nothing),
        };
        let verified = match jose::verify(token, &keys, &self.settings.algorithms) {
            Ok(verified) => verified,
            Err(error) => return Outcome::unintelligible(format!("ID token: {error}"), token.as_bytes()),
        };
        let told = (self.settings.client_id.as_str(), tokens.access_token(), self.settings.seconds());
        if let Err(claim) = check(&verified, &accepted.pending, told) {
            return Outcome::unintelligible(format!("ID token: wrong {claim}"), token.as_bytes());
        }
        let claims = &verified.claims;
        let Some(id) = wire::subject(claims) else {
            return Outcome::unintelligible("ID token: wrong sub", token.as_bytes());
        };
        Outcome::Answered(SignedIn {
            subject: Subject { issuer: accepted.pending.issuer.clone(), id: id.to_owned() },
            acr: claims.get("acr").and_then(|acr| acr.as_str()).map(str::to_owned),
            at: claims.get("auth_time").and_then(serde_json::Value::as_i64),
            card: wire::items(claims),
            access: UserAccess::new(tokens.access_token().secret()),
        })
    }

    /// The items from userinfo; those of the ID token where userinfo has none.
    async fn with_items(&self, provider: &Provider, signed_in: SignedIn) -> Outcome<SignedIn> {
        let Some(endpoint) = provider.metadata.userinfo_endpoint() else { return Outcome::Answered(signed_in) };
        let question = bearer(Question::get(endpoint.url().as_str()), &signed_in.access);
        self.ok(&question).await.and_then(|answer| {
            let Ok(claims) = serde_json::from_slice::<Object>(&answer.body) else {
                return Outcome::unintelligible("userinfo cannot be read", &answer.body);
            };
            // §5.3.2: else another person's items could be put under this one's pseudonym.
            if wire::subject(&claims) != Some(&signed_in.subject.id) {
                return Outcome::unintelligible("userinfo is about somebody else", &answer.body);
            }
            let card = merged(wire::items(&claims), signed_in.card.clone());
            Outcome::Answered(SignedIn { card, ..signed_in })
        })
    }
}

impl DigitalAuth for HttpDigitalAuth {
    async fn start(&self, wish: &Wish) -> Outcome<Start> {
        let provider = match self.provider().await {
            Outcome::Answered(provider) => provider,
            other => return other.and_then(nothing),
        };
        let (Some(state), Some(nonce)) = (random(), random()) else { return no_randomness() };
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let oidc = self.oidc(&provider);
        let (state_now, nonce_now) = (state.clone(), nonce.clone());
        let mut request = oidc
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state_now),
                move || Nonce::new(nonce_now),
            )
            .set_pkce_challenge(challenge)
            .add_scopes(wish.items.scopes().map(|scope| Scope::new(scope.to_owned())));
        for value in wish.acr_values.iter().flat_map(|values| values.split(' ')) {
            request = request.add_auth_context_value(AuthenticationContextClass::new(value.to_owned()));
        }
        if let Some(transaction) = &wish.sign {
            request = request
                .add_scope(Scope::new("sign".to_owned()))
                .add_extra_param("sign_transaction_id", transaction.as_str());
        }
        let (go_to, _, _) = request.url();
        let pending = Pending {
            issuer: provider.metadata.issuer().as_str().to_owned(),
            state,
            nonce,
            verifier: verifier.into_secret(),
            expires_at: self.settings.seconds() + PENDING_HOLDS,
            items: wish.items,
            acr_values: wish.acr_values.clone(),
            sign: wish.sign.clone(),
        };
        Outcome::Answered(Start { go_to, pending })
    }

    async fn finish(&self, accepted: Accepted) -> Outcome<SignedIn> {
        let provider = match self.provider().await {
            Outcome::Answered(provider) => provider,
            other => return other.and_then(nothing),
        };
        let tokens = match self.tokens(&provider, &accepted).await {
            Outcome::Answered(tokens) if sendable(tokens.access_token().secret()) => tokens,
            Outcome::Answered(_) => return Outcome::unintelligible("no access token that could be sent", &[]),
            other => return other.and_then(nothing),
        };
        let signed_in = match self.identity(&provider, &accepted, &tokens).await {
            Outcome::Answered(signed_in) => signed_in,
            other => return other,
        };
        if accepted.pending.items == super::Items::default() {
            return Outcome::Answered(signed_in);
        }
        self.with_items(&provider, signed_in).await
    }

    async fn offer(&self, document: &ToSign) -> Outcome<TransactionId> {
        let provider = match self.provider().await {
            Outcome::Answered(provider) => provider,
            other => return other.and_then(nothing),
        };
        let access = match self.service_token(&provider).await {
            Outcome::Answered(access) => access,
            other => return other.and_then(nothing),
        };
        let body = wire::sign_request(document);
        let question = bearer(Question::post(self.sign_transactions.as_str(), "application/json", body), &access);
        self.ok(&question).await.and_then(|answer| match wire::transaction(&answer.body) {
            Some(id) => Outcome::Answered(id),
            None => Outcome::unintelligible("the answer names no transaction", &answer.body),
        })
    }

    async fn signature(&self, access: &UserAccess, transaction: &TransactionId) -> Outcome<Signature> {
        let Some(key) = &self.settings.opens else {
            return Outcome::unintelligible("there is no key to open a signature with", &[]);
        };
        let path = format!("{}/{}/result", self.sign_transactions.as_str().trim_end_matches('/'), transaction.as_str());
        self.ok(&bearer(Question::get(path), access)).await.and_then(|answer| {
            let opened = std::str::from_utf8(&answer.body).ok().map(|token| key.open(token.trim()));
            match opened {
                Some(Ok(opened)) => match wire::signature(&opened, transaction) {
                    Some(signature) => Outcome::Answered(signature),
                    None => Outcome::unintelligible("the signature's message cannot be read", &[]),
                },
                Some(Err(error)) => Outcome::unintelligible(format!("the signature: {error}"), &answer.body),
                None => Outcome::unintelligible("the signature: not a sealed token", &answer.body),
            }
        })
    }
}

fn no_randomness<T>() -> Outcome<T> {
    tracing::error!("no randomness, or the key does not sign");
    Outcome::Unavailable { until: None }
}

fn no_token_endpoint<T>() -> Outcome<T> {
    Outcome::unintelligible("the provider has no token endpoint", &[])
}

/// Whether an access token can stand in a header (RFC 6750 §2.1), at a bearable length.
fn sendable(token: &str) -> bool {
    !token.is_empty() && token.len() <= LONGEST_ACCESS_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn bearer(question: Question, access: &UserAccess) -> Question {
    let mut question = question.with_secret(AUTHORIZATION, &format!("Bearer {}", access.token()));
    question.headers.insert(ACCEPT, HeaderValue::from_static("application/json, application/jose"));
    question
}

fn merged(first: CardItems, second: CardItems) -> CardItems {
    CardItems {
        name: first.name.or(second.name),
        address: first.address.or(second.address),
        birthdate: first.birthdate.or(second.birthdate),
        gender: first.gender.or(second.gender),
    }
}

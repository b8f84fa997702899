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

use super::exchange::{Exchange, failed, nothing, sendable};
use super::provider::Provider;
use super::settings::{Settings, random};
use super::tokens::{OidcClient, Tokens};
use super::{
    Accepted, DigitalAuth, Pending, Signature, SignedIn, Start, ToSign, TransactionId, UserAccess, Wish, wire,
};
use crate::Outcome;
use crate::transport::{Client, PeerError, Question};

/// How long a person may take at the provider, seconds: finding the card and remembering the PIN takes minutes.
const PENDING_HOLDS: i64 = 15 * 60;
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

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
    pub(super) settings: Settings,
    pub(super) discovery: Url,
    pub(super) sign_transactions: Url,
    redirect: RedirectUrl,
    pub(super) client: Client,
    pub(super) known: Mutex<Option<Known>>,
    /// The service's own token, and until when it is used.
    pub(super) service: Mutex<Option<(UserAccess, i64)>>,
}

#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) provider: Arc<Provider>,
    pub(super) at: i64,
}

impl HttpDigitalAuth {
    /// A client; nothing is asked yet.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let issuer = settings.issuer.as_str().trim_end_matches('/');
        let address = |text: &str| Url::parse(text).map_err(|_| SettingsError::Address);
        let discovery = address(&format!("{issuer}/.well-known/openid-configuration"))?;
        let published = settings.issuer.join("/api/sign-transactions").map_err(|_| SettingsError::Address)?;
        let sign_transactions = settings.sign_transactions.clone().unwrap_or(published);
        let redirect =
            RedirectUrl::new(settings.redirect_uri.to_string()).map_err(|_| SettingsError::Address)?;
        let client = Client::new(settings.peer.clone())?;
        let (known, service) = (Mutex::new(None), Mutex::new(None));
        Ok(Self { settings, discovery, sign_transactions, redirect, client, known, service })
    }

    /// Our public keys, as the provider wants them registered (or fetches them): the signing key, and the one to seal to.
    #[must_use]
    pub fn client_keys(&self) -> serde_json::Value {
        let sealing = self.settings.opens.as_ref().and_then(|key| key.jwk().ok());
        let keys: Vec<_> = std::iter::once(self.settings.key.jwk()).chain(sealing).collect();
        serde_json::json!({ "keys": keys })
    }

    pub(super) fn oidc(&self, provider: &Provider) -> OidcClient {
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

    pub(super) fn exchange(&self) -> Exchange {
        Exchange(self.client.clone())
    }

    pub(super) fn assertion(&self, provider: &Provider) -> Option<String> {
        self.settings.assertion(provider.metadata.token_endpoint()?.url())
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
            Outcome::Answered(_) => {
                return Outcome::unintelligible("no access token that could be sent", &[]);
            }
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
        match self.register(&provider, document).await {
            // A token that was kept may have been taken back meanwhile: nothing was registered by it, so a new one is asked for, once.
            Outcome::Refused { .. } => {
                *self.service.lock().await = None;
                self.register(&provider, document).await
            }
            other => other,
        }
    }

    async fn signature(&self, access: &UserAccess, transaction: &TransactionId) -> Outcome<Signature> {
        let Some(key) = &self.settings.opens else {
            return Outcome::unintelligible("there is no key to open a signature with", &[]);
        };
        let path = format!(
            "{}/{}/result",
            self.sign_transactions.as_str().trim_end_matches('/'),
            transaction.as_str()
        );
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

pub(super) fn no_randomness<T>() -> Outcome<T> {
    tracing::error!("no randomness, or the key does not sign");
    Outcome::Unavailable { until: None }
}

pub(super) fn no_token_endpoint<T>() -> Outcome<T> {
    Outcome::unintelligible("the provider has no token endpoint", &[])
}

pub(super) fn bearer(question: Question, access: &UserAccess) -> Question {
    let mut question = question.with_secret(AUTHORIZATION, &format!("Bearer {}", access.token()));
    question.headers.insert(ACCEPT, HeaderValue::from_static("application/json, application/jose"));
    question
}

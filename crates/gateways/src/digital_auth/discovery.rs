//! Finding the provider: its metadata and keys, fetched and remembered.

use std::sync::Arc;

use url::Url;

use super::HttpDigitalAuth;
use super::exchange::nothing;
use super::http::Known;
use super::provider::{self, Provider};
use super::wire;
use crate::Outcome;
use crate::jose::{self, KeySet};
use crate::transport::{Answer, Question};

/// How long a provider's metadata and keys are believed, seconds: keys are changed with days of overlap.
const PROVIDER_HOLDS: i64 = 3_600;
/// How soon keys are fetched again because of a token that names an unknown one, seconds: else made-up tokens would make us a nuisance.
const KEYS_AGAIN: i64 = 60;

impl HttpDigitalAuth {
    pub(super) async fn ok(&self, question: &Question) -> Outcome<Answer> {
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
    pub(super) async fn provider(&self) -> Outcome<Arc<Provider>> {
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
    pub(super) async fn keys_for(&self, token: &str, provider: &Arc<Provider>) -> Outcome<KeySet> {
        let unknown = jose::kid(token).is_some_and(|kid| !provider.keys.has(&kid));
        if !unknown {
            return Outcome::Answered(provider.keys.clone());
        }
        let mut known = self.known.lock().await;
        let now = self.settings.seconds();
        match known.as_ref() {
            Some(known) if now - known.at < KEYS_AGAIN => {
                return Outcome::Answered(known.provider.keys.clone());
            }
            _ => {}
        }
        self.keys(provider.metadata.jwks_uri().url()).await.map(|keys| {
            let metadata = provider.metadata.clone();
            *known = Some(Known { provider: Arc::new(Provider { metadata, keys: keys.clone() }), at: now });
            keys
        })
    }
}

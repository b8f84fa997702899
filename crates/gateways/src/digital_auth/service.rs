//! What the service asks the provider for itself: the right to register documents, and registering one.

use openidconnect::OAuth2TokenResponse;

use super::exchange::{failed, nothing};
use super::http::{ASSERTION_TYPE, HttpDigitalAuth, bearer, no_randomness, no_token_endpoint};
use super::provider::Provider;
use super::{ToSign, TransactionId, UserAccess, wire};
use crate::Outcome;
use crate::transport::Question;

/// How long before its end the service's token is no longer used, seconds: as long as a question to the provider may take.
const SERVICE_MARGIN: i64 = 10;

impl HttpDigitalAuth {
    /// The service's own token: the right to register documents (client credentials, §1.2 step 1). One is used as long as it holds; what is asked
    /// for a second time at once waits for the first.
    async fn service_token(&self, provider: &Provider) -> Outcome<UserAccess> {
        let mut kept = self.service.lock().await;
        let now = self.settings.seconds();
        if let Some((access, _)) = kept.as_ref().filter(|(_, until)| now < *until) {
            return Outcome::Answered(access.clone());
        }
        self.new_service_token(provider).await.map(|(access, holds)| {
            *kept = Some((access.clone(), now.saturating_add(holds - SERVICE_MARGIN)));
            access
        })
    }

    /// A new one, and the seconds for which it holds.
    async fn new_service_token(&self, provider: &Provider) -> Outcome<(UserAccess, i64)> {
        let oidc = self.oidc(provider);
        let Some(assertion) = self.assertion(provider) else { return no_randomness() };
        let Ok(request) = oidc.exchange_client_credentials() else { return no_token_endpoint() };
        let request = request
            .add_extra_param("client_assertion_type", ASSERTION_TYPE)
            .add_extra_param("client_assertion", assertion);
        match request.request_async(&self.exchange()).await {
            Ok(tokens) => {
                // Where nothing is said it is used once.
                let holds =
                    tokens.expires_in().map_or(0, |holds| i64::try_from(holds.as_secs()).unwrap_or(0));
                Outcome::Answered((UserAccess::new(tokens.access_token().secret()), holds))
            }
            Err(error) => failed(error),
        }
    }

    pub(super) async fn register(&self, provider: &Provider, document: &ToSign) -> Outcome<TransactionId> {
        let access = match self.service_token(provider).await {
            Outcome::Answered(access) => access,
            other => return other.and_then(nothing),
        };
        let body = wire::sign_request(document);
        let question =
            bearer(Question::post(self.sign_transactions.as_str(), "application/json", body), &access);
        self.ok(&question).await.and_then(|answer| match wire::transaction(&answer.body) {
            Some(id) => Outcome::Answered(id),
            None => Outcome::unintelligible("the answer names no transaction", &answer.body),
        })
    }
}

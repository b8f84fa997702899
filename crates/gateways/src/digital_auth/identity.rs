//! Who signed in, by the tokens and userinfo.

use std::sync::Arc;

use openidconnect::OAuth2TokenResponse;

use super::exchange::nothing;
use super::http::bearer;
use super::provider::Provider;
use super::tokens::{Tokens, check};
use super::{Accepted, CardItems, HttpDigitalAuth, SignedIn, Subject, UserAccess, wire};
use crate::Outcome;
use crate::jose::{self, Object};
use crate::transport::Question;

impl HttpDigitalAuth {
    /// Who an ID token speaks of, and what it says of them.
    pub(super) async fn identity(
        &self,
        provider: &Arc<Provider>,
        accepted: &Accepted,
        tokens: &Tokens,
    ) -> Outcome<SignedIn> {
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
    pub(super) async fn with_items(&self, provider: &Provider, signed_in: SignedIn) -> Outcome<SignedIn> {
        let Some(endpoint) = provider.metadata.userinfo_endpoint() else {
            return Outcome::Answered(signed_in);
        };
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

fn merged(first: CardItems, second: CardItems) -> CardItems {
    CardItems {
        name: first.name.or(second.name),
        address: first.address.or(second.address),
        birthdate: first.birthdate.or(second.birthdate),
        gender: first.gender.or(second.gender),
    }
}

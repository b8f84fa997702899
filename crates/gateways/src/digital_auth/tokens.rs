//! What the token endpoint answers, and what an ID token must say.

use std::time::{SystemTime, UNIX_EPOCH};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreGenderClaim, CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, ClaimsVerificationError, Client, ClientId, EmptyAdditionalClaims, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, ExtraTokenFields, IdToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    RefreshToken, Scope, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Pending;
use super::exchange::ErrorAnswer;
use crate::jose::{self, Algorithm, Object, Verified};

/// How far the provider's clock may be from ours, seconds: two machines that keep time by NTP differ by less than one; a minute is what
/// others allow.
pub(super) const CLOCK_SKEW: i64 = 60;
/// How old an ID token may be when it comes, seconds: it is made for the answer in which it stands.
const OLDEST_ID_TOKEN: i64 = 300;
/// The `openidconnect` client with a token answer of our own: the crate's reads the ID token at once and fails on an `address` that is
/// a plain string.
pub(super) type OidcClient = Client<
    EmptyAdditionalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    ErrorAnswer,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An answer of the token endpoint; the ID token is still only text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tokens(StandardTokenResponse<WithIdToken, CoreTokenType>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct WithIdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for WithIdToken {}

impl Tokens {
    pub(super) fn id_token(&self) -> Option<&str> {
        self.0.extra_fields().id_token.as_deref()
    }
}

impl OAuth2TokenResponse for Tokens {
    type TokenType = CoreTokenType;

    fn access_token(&self) -> &AccessToken {
        self.0.access_token()
    }

    fn token_type(&self) -> &CoreTokenType {
        self.0.token_type()
    }

    fn expires_in(&self) -> Option<std::time::Duration> {
        self.0.expires_in()
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.0.refresh_token()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.0.scopes()
    }
}

impl
    TokenResponse<
        EmptyAdditionalClaims,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    > for Tokens
{
    fn id_token(
        &self,
    ) -> Option<
        &IdToken<
            EmptyAdditionalClaims,
            CoreGenderClaim,
            CoreJweContentEncryptionAlgorithm,
            CoreJwsSigningAlgorithm,
        >,
    > {
        None
    }
}

/// Looks at the claims of an ID token whose signature is right (OpenID Connect Core §3.1.3.7). The crate does it, on a token that holds
/// the members it looks at and no others: what a provider says about the person has forms that the crate does not read.
///
/// # Errors
/// The name of what is wrong: a claim, or `claims` when they cannot be read.
pub(super) fn check(
    token: &Verified,
    pending: &Pending,
    (client_id, access, now): (&str, &AccessToken, i64),
) -> Result<(), &'static str> {
    let thin = thin(token).parse::<CoreIdToken>().map_err(|_| "claims")?;
    let issuer = IssuerUrl::new(pending.issuer.clone()).map_err(|_| "iss")?;
    let client = ClientId::new(client_id.to_owned());
    let verifier = CoreIdTokenVerifier::new_public_client(client, issuer, CoreJsonWebKeySet::new(vec![]))
        // It has been checked already, over the whole token.
        .insecure_disable_signature_check()
        .set_time_fn(move || time(now - CLOCK_SKEW))
        .set_issue_time_verifier_fn(move |issued| {
            let issued = issued.timestamp();
            let timely = (now - OLDEST_ID_TOKEN - CLOCK_SKEW..=now + CLOCK_SKEW).contains(&issued);
            if timely { Ok(()) } else { Err("iat".to_owned()) }
        });
    let nonce = Nonce::new(pending.nonce.clone());
    thin.claims(&verifier, &nonce).map_err(|error| which(&error))?;
    // Not the crate's: §3.1.3.7 point 5 and §3.1.3.6.
    let said = |member: &str| token.claims.get(member).and_then(Value::as_str);
    if said("azp").is_some_and(|party| party != client_id) {
        return Err("azp");
    }
    if said("at_hash").is_some_and(|hash| hash != half_hash(token.algorithm, access.secret())) {
        return Err("at_hash");
    }
    Ok(())
}

/// The token with the members that the check looks at.
fn thin(token: &Verified) -> String {
    const LOOKED_AT: [&str; 9] = ["iss", "sub", "aud", "exp", "iat", "nonce", "acr", "auth_time", "azp"];
    let claims: Object =
        token.claims.iter().filter(|(name, _)| LOOKED_AT.contains(&name.as_str())).map(clone).collect();
    let claims = Value::Object(claims).to_string();
    format!("{}.{}.AA", jose::encode(&token.header), jose::encode(claims.as_bytes()))
}

fn clone((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

fn which(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "exp or iat",
        ClaimsVerificationError::InvalidAudience(_) => "aud",
        ClaimsVerificationError::InvalidAuthContext(_) => "acr",
        ClaimsVerificationError::InvalidAuthTime(_) => "auth_time",
        ClaimsVerificationError::InvalidIssuer(_) => "iss",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::InvalidSubject(_) => "sub",
        _ => "claims",
    }
}

/// The left half of the hash of an access token, by the hash of the signature's algorithm (§3.1.3.6).
fn half_hash(algorithm: Algorithm, token: &str) -> String {
    let hash = match algorithm {
        Algorithm::Es384 => &aws_lc_rs::digest::SHA384,
        Algorithm::Es256 | Algorithm::Rs256 | Algorithm::Ps256 => &aws_lc_rs::digest::SHA256,
    };
    let whole = aws_lc_rs::digest::digest(hash, token.as_bytes());
    let (half, _) = whole.as_ref().split_at(whole.as_ref().len() / 2);
    jose::encode(half)
}

/// The crate's type of a time.
fn time<T: From<SystemTime>>(seconds: i64) -> T {
    let since = std::time::Duration::from_secs(seconds.try_into().unwrap_or(0));
    T::from(UNIX_EPOCH + since)
}

/// For the fuzzer: any claims, as if they had been signed.
pub(super) fn fuzz_claims(claims: Object) {
    let header = br#"{"alg":"ES256"}"#.to_vec();
    let token = Verified { algorithm: Algorithm::Es256, header, claims };
    let pending = Pending {
        issuer: "https://issuer.example".to_owned(),
        state: "s".to_owned(),
        nonce: "n".to_owned(),
        verifier: "v".to_owned(),
        expires_at: 0,
        items: super::Items::ALL,
        acr_values: None,
        sign: None,
    };
    let _ = check(&token, &pending, ("client", &AccessToken::new("a".to_owned()), 0));
}

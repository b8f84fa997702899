//! How we stand with a provider, and who we are to it (client assertion).

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use url::Url;

use crate::jose::{self, Algorithm, DecryptionKey, SigningKey};
use crate::transport::Peer;

/// How long a client assertion holds, seconds. A published sample uses 5 [T]; a slow network and the skew need more.
const ASSERTION_HOLDS: i64 = 60;

/// How we stand with a provider.
#[derive(Debug)]
pub struct Settings {
    /// The issuer, as it writes itself.
    pub issuer: Url,
    /// Our name there.
    pub client_id: String,
    /// Where browsers come back to, as registered there, to the character.
    pub redirect_uri: Url,
    /// The key by which we say who we are.
    pub key: SigningKey,
    /// The key to which signatures are sealed; none where nothing is signed.
    pub opens: Option<DecryptionKey>,
    /// Where signature transactions are made. None: `/api/sign-transactions` of the issuer's host, as published [T, §1.2].
    pub sign_transactions: Option<Url>,
    /// How ID tokens may be signed.
    pub algorithms: Vec<Algorithm>,
    /// How the provider is reached: certificates and limits. Its base is not used.
    pub peer: Peer,
    /// What time it is.
    pub now: fn() -> SystemTime,
}

impl Settings {
    /// The usual settings: ES256, the clock of this machine.
    #[must_use]
    pub fn new(issuer: Url, client_id: &str, redirect_uri: Url, key: SigningKey) -> Self {
        Self {
            peer: Peer::at(issuer.clone()),
            issuer,
            client_id: client_id.to_owned(),
            redirect_uri,
            key,
            opens: None,
            sign_transactions: None,
            algorithms: vec![Algorithm::Es256],
            now: SystemTime::now,
        }
    }

    /// Seconds since 1970.
    pub(super) fn seconds(&self) -> i64 {
        let since = (self.now)().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    /// The client assertion for an audience (RFC 7523 §3, OpenID Connect Core §9).
    pub(super) fn assertion(&self, audience: &Url) -> Option<String> {
        let now = self.seconds();
        let claims = json!({
            "iss": self.client_id, "sub": self.client_id, "aud": audience.as_str(),
            "jti": random()?, "iat": now, "exp": now + ASSERTION_HOLDS,
        });
        self.key.sign(&claims).ok()
    }
}

/// 256 random bits as text: states, nonces, identifiers.
pub(super) fn random() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(jose::encode(&bytes))
}

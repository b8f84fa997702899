//! The public keys with their history, as everybody may read them.

use serde_json::json;

use crate::PublicKey;

/// A public key and the time in which it signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedKey {
    /// The key.
    pub key: PublicKey,
    /// Unix seconds: what it signed earlier is not ours.
    pub from: i64,
    /// Unix seconds; none while it is in use. What it signed until then stays good.
    pub until: Option<i64>,
}

impl PublishedKey {
    /// Whether it was in use at an instant.
    #[must_use]
    pub fn was_in_use(&self, at: i64) -> bool {
        self.from <= at && self.until.is_none_or(|until| at <= until)
    }
}

/// All keys that ever signed here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedKeys(Vec<PublishedKey>);

impl PublishedKeys {
    /// These keys.
    #[must_use]
    pub const fn new(keys: Vec<PublishedKey>) -> Self {
        Self(keys)
    }

    /// The key of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&PublishedKey> {
        self.0.iter().find(|published| published.key.name() == name)
    }

    /// As a set of JSON Web Keys (RFC 7517). `valid_from` and `valid_until` (Unix seconds) are ours.
    #[must_use]
    pub fn jwks(&self) -> String {
        let keys: Vec<_> = self
            .0
            .iter()
            .map(|published| {
                let (x, y) = published.key.coordinates();
                let mut key = json!({
                    "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": published.key.name(),
                    "x": x, "y": y, "valid_from": published.from,
                });
                if let (Some(until), Some(key)) = (published.until, key.as_object_mut()) {
                    key.insert("valid_until".to_owned(), json!(until));
                }
                key
            })
            .collect();
        json!({ "keys": keys }).to_string()
    }
}

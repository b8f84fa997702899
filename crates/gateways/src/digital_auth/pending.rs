//! What is kept between leaving for the provider and coming back, and what may come back.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{Items, TransactionId};

/// The longest callback that is looked at, bytes: state and code are 255 each at most [P].
const LONGEST_CALLBACK: usize = 8 * 1024;
/// Characters of a code or a description that are kept.
const LONGEST_WORD: usize = 2_048;

/// A sign-in that has begun. Whoever holds it can finish that sign-in and nothing else: it belongs into the session on the server, is
/// taken out when the browser comes back, and is used once.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pending {
    pub(super) issuer: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// Seconds since 1970.
    pub(super) expires_at: i64,
    pub(super) items: Items,
    pub(super) acr_values: Option<String>,
    pub(super) sign: Option<TransactionId>,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("issuer", &self.issuer)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A sign-in whose browser came back with a code for it.
#[derive(Clone)]
pub struct Accepted {
    pub(super) pending: Pending,
    pub(super) code: Zeroizing<String>,
}

impl Accepted {
    /// The transaction that was to be signed in this sign-in.
    #[must_use]
    pub fn sign(&self) -> Option<&TransactionId> {
        self.pending.sign.as_ref()
    }
}

impl fmt::Debug for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Accepted").field(&self.pending).finish()
    }
}

/// Why a browser that came back has not signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// Not a callback: neither a code nor an error, or something said twice.
    #[error("not the answer of a provider")]
    Form,
    /// It belongs to another sign-in: perhaps somebody sent the person a link of their own.
    #[error("the answer is for another sign-in")]
    State,
    /// It says that it comes from another provider (RFC 9207).
    #[error("the answer is of another provider")]
    Issuer,
    /// It came too late.
    #[error("the sign-in took too long")]
    Expired,
    /// The provider, or the person there, said no.
    #[error("the provider says: {0}")]
    Provider(ProviderError),
}

/// What a provider says when there is no sign-in (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The person declined, or their card cannot be used.
    #[error("access_denied")]
    Denied,
    /// Not now.
    #[error("temporarily_unavailable")]
    Unavailable,
    /// The provider broke.
    #[error("server_error")]
    Broken,
    /// Our request was wrong, by its code: for the operator, not for the person.
    #[error("{0}")]
    Request(String),
}

impl ProviderError {
    fn of(code: &str) -> Self {
        match code {
            "access_denied" => Self::Denied,
            "temporarily_unavailable" => Self::Unavailable,
            "server_error" => Self::Broken,
            other => Self::Request(other.chars().filter(char::is_ascii_graphic).take(64).collect()),
        }
    }
}

impl Pending {
    /// Looks at what came back to the redirect address, by its query, at a time (seconds since 1970). Nothing is asked of anybody.
    ///
    /// # Errors
    /// When it is not the answer to this sign-in, or is a "no".
    pub fn accept(self, query: &str, now: i64) -> Result<Accepted, CallbackError> {
        let callback = Callback::parse(query)?;
        // The state first: an error that somebody else made up must not end this sign-in with their words.
        if !same(callback.state.as_bytes(), self.state.as_bytes()) {
            return Err(CallbackError::State);
        }
        if callback.issuer.is_some_and(|issuer| issuer != self.issuer) {
            return Err(CallbackError::Issuer);
        }
        if now >= self.expires_at {
            return Err(CallbackError::Expired);
        }
        match callback.said {
            Said::Code(code) => Ok(Accepted { pending: self, code }),
            Said::Error(error) => Err(CallbackError::Provider(error)),
        }
    }
}

/// Compares without telling by the time it takes where the first difference is.
fn same(one: &[u8], other: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}

enum Said {
    Code(Zeroizing<String>),
    Error(ProviderError),
}

struct Callback {
    state: String,
    issuer: Option<String>,
    said: Said,
}

impl Callback {
    fn parse(query: &str) -> Result<Self, CallbackError> {
        if query.len() > LONGEST_CALLBACK {
            return Err(CallbackError::Form);
        }
        let (mut code, mut error, mut state, mut issuer) = (None, None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut code,
                "error" => &mut error,
                "state" => &mut state,
                "iss" => &mut issuer,
                // session_state, error_description and others: not needed.
                _ => continue,
            };
            // RFC 6749 §3.1: no parameter more than once.
            if value.is_empty() || value.len() > LONGEST_WORD || place.replace(value.into_owned()).is_some() {
                return Err(CallbackError::Form);
            }
        }
        let said = match (code, error) {
            (Some(code), None) => Said::Code(Zeroizing::new(code)),
            (None, Some(error)) => Said::Error(ProviderError::of(&error)),
            _ => return Err(CallbackError::Form),
        };
        Ok(Self { state: state.ok_or(CallbackError::State)?, issuer, said })
    }
}

/// For the fuzzer: any query as a callback.
pub(super) fn fuzz_callback(query: &str) {
    let _ = Callback::parse(query);
}

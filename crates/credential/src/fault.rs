//! What can be wrong with a code.

/// Why a code shows nothing; each has its own word on the page that checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Longer than any code of ours: not looked at.
    #[error("the code is too long")]
    Oversized,
    /// Not a code of this form.
    #[error("the code cannot be read: {0}")]
    Malformed(&'static str),
    /// No published key has the name that the code gives.
    #[error("no published key is called {0}")]
    UnknownKey(String),
    /// The signature is not that key's over these bytes: forged or altered.
    #[error("the signature does not fit")]
    Forged,
    /// The key was not in use when the code says that it was issued.
    #[error("the key was not in use then")]
    KeyNotThen,
    /// Its time is over: a picture of an old screen, or an old sheet.
    #[error("the code expired at {0}")]
    Expired(i64),
    /// Issued later than now: one of the two clocks is wrong.
    #[error("the code was issued in the future")]
    FromTheFuture,
}

impl Fault {
    /// The word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Oversized => "oversized",
            Self::Malformed(_) => "malformed",
            Self::UnknownKey(_) => "unknown-key",
            Self::Forged => "forged",
            Self::KeyNotThen => "key-not-then",
            Self::Expired(_) => "expired",
            Self::FromTheFuture => "from-the-future",
        }
    }
}

//! デジタル認証アプリ: signing in with the card, and signatures made with it.
//!
//! The sign-in is OpenID Connect (code flow, PKCE, private_key_jwt), so any conforming provider will do: nothing here knows the paths
//! of one. The signature is the provider's own interface beside it; what of it is public and what is ours stands in `README.md`.
//!
//! Between leaving for the provider and coming back there is a [`Pending`], which the caller keeps bound to the browser's session: what
//! comes back is believed only together with it ([`Pending::accept`]).

mod discovery;
mod exchange;
mod http;
mod identity;
mod items;
mod pending;
mod provider;
mod service;
mod settings;
mod tokens;
pub mod wire;

use std::fmt;
use std::future::Future;

use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use crate::Outcome;

pub use http::{HttpDigitalAuth, SettingsError};
pub use items::{Birthdate, CardItems, CardSex, Gender, Items};
pub use pending::{Accepted, CallbackError, Pending, ProviderError};
pub use settings::Settings;

/// What デジタル認証アプリ does for us.
pub trait DigitalAuth {
    /// Where to send the browser, and what to keep until it comes back.
    fn start(&self, wish: &Wish) -> impl Future<Output = Outcome<Start>> + Send;

    /// Who signed in: the code that came back is changed for an ID token, which is checked, and for the items of the card.
    fn finish(&self, accepted: Accepted) -> impl Future<Output = Outcome<SignedIn>> + Send;

    /// Registers a document to be signed. Its transaction is then named in a [`Wish`].
    fn offer(&self, document: &ToSign) -> impl Future<Output = Outcome<TransactionId>> + Send;

    /// The signature that was made in a transaction, opened but not validated: that is `jpki`'s.
    fn signature(
        &self,
        access: &UserAccess,
        transaction: &TransactionId,
    ) -> impl Future<Output = Outcome<Signature>> + Send;
}

/// What the person is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The items that are asked for besides the pseudonym.
    pub items: Items,
    /// How the person must have shown who they are, such as `aal3 crl` (`acr_values`); the values' meaning is not public [P, §1.1].
    pub acr_values: Option<String>,
    /// The transaction that is to be signed at the same time.
    pub sign: Option<TransactionId>,
}

/// The beginning of a sign-in.
#[derive(Debug, Clone)]
pub struct Start {
    /// Where the browser goes. It holds no secret.
    pub go_to: Url,
    /// What the caller keeps in the browser's session, on the server.
    pub pending: Pending,
}

/// A person's pseudonym at the provider, for us alone: another client gets another one (pairwise, OpenID Connect Core §8.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[doc(alias = "PPID")]
pub struct Subject {
    /// Who gave the pseudonym.
    pub issuer: String,
    /// The pseudonym, at most [`Subject::LONGEST`] characters.
    pub id: String,
}

impl Subject {
    /// OpenID Connect Core §2: at most 255 ASCII characters.
    pub const LONGEST: usize = 255;
}

/// Who signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The pseudonym.
    pub subject: Subject,
    /// How the person showed who they are (`acr`), if the provider says.
    pub acr: Option<String>,
    /// When (`auth_time`, seconds since 1970), if the provider says.
    pub at: Option<i64>,
    /// The items that were asked for and given.
    pub card: CardItems,
    /// The right to fetch a signature of this sign-in.
    pub access: UserAccess,
}

/// The access token of one person's sign-in. It does not print, and is kept no longer than the signature takes.
#[derive(Clone)]
pub struct UserAccess(Zeroizing<String>);

impl UserAccess {
    pub(crate) fn new(token: &str) -> Self {
        Self(Zeroizing::new(token.to_owned()))
    }

    pub(crate) fn token(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserAccess")
    }
}

/// The name of a signature transaction: a UUID [P].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransactionId(String);

impl TransactionId {
    /// Reads one; `None` when it is not a UUID in its usual form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let dashes = |(at, c): (usize, char)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        };
        (text.len() == 36 && text.chars().enumerate().all(dashes)).then(|| Self(text.to_ascii_lowercase()))
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TransactionId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a UUID")
    }
}

impl From<TransactionId> for String {
    fn from(id: TransactionId) -> Self {
        id.0
    }
}

/// What is to be signed: the digest of the real application document, never of a text made up for the purpose (what you see is what you
/// sign; the guide forbids signatures over meaningless text, §1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSign {
    digest: [u8; 32],
    form: DigestForm,
}

/// In which form the digest goes to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestForm {
    /// SHA-256 of the document.
    Sha256,
    /// The DER DigestInfo around it: needed when document and signature are to be shown to J-LIS, and for XML signatures [T].
    DigestInfo,
}

impl ToSign {
    /// A document as it was shown.
    #[must_use]
    pub fn document(document: &[u8], form: DigestForm) -> Self {
        let mut digest = [0; 32];
        digest.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, document).as_ref());
        Self { digest, form }
    }

    /// The SHA-256 of the document.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The form in which it goes to the provider.
    #[must_use]
    pub fn form(&self) -> DigestForm {
        self.form
    }
}

/// A signature made by a card, as the provider sealed it for us. Whether it is one, and whose, is for `jpki` to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The signature's value.
    pub value: Vec<u8>,
    /// The signing certificate, DER.
    pub certificate: Vec<u8>,
}

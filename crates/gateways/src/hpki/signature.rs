//! One signature of a document.

use std::sync::Arc;

use jiff::Timestamp;

use super::Role;
use crate::pki::{Certificate, Stamp, cms};

/// One signature: who signed, in which role, what, when.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The signer's certificate, for the file.
    pub certificate: Arc<Certificate>,
    /// The signer's name in Japanese: the person's, or the school corporation's.
    pub name: String,
    /// The roles that the certificate claims; none for schools.
    pub roles: Vec<Role>,
    /// SHA-256 of what was signed: of the document's content in its canonical form, or of the bytes in CMS.
    pub content_sha256: [u8; 32],
    /// When the signer says that it was: nobody else vouches for that clock.
    pub claimed_time: Option<Timestamp>,
    /// The time-stamps of the signature.
    pub stamps: Vec<Stamp>,
}

impl Signature {
    /// The moment by which the signature certainly existed, if a time-stamp says so: by then its certificate must have been valid and not
    /// revoked. Without one, what counts is when it came in.
    #[must_use]
    pub fn existed_by(&self) -> Option<Timestamp> {
        self.stamps.iter().map(|stamp| stamp.existed_by).min()
    }
}

/// A signature that fits its document, whoever made it.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) certificate: Arc<Certificate>,
    pub(super) claimed_time: Option<Timestamp>,
    pub(super) content_sha256: [u8; 32],
    pub(super) stamps: Vec<Token>,
}

/// A time-stamp's token as it came, and the bytes that it must be of.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) token: Vec<u8>,
    pub(super) stamped: Vec<u8>,
}

impl From<cms::Signature> for Made {
    fn from(one: cms::Signature) -> Self {
        let token = |token: Vec<u8>| Token { token, stamped: one.value.clone() };
        Self {
            certificate: one.certificate,
            claimed_time: one.claimed_time,
            content_sha256: one.content_sha256,
            stamps: one.stamps.into_iter().map(token).collect(),
        }
    }
}

//! From a certificate up to one that is trusted.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::{Certificate, Failure, Usage};

/// Authorities above a certificate that are followed: the national systems have one or two.
pub const DEEPEST_PATH: usize = 4;

/// Authorities that are trusted, by their key's identifier: all generations of them have one name.
#[derive(Debug, Clone, Default)]
pub struct Anchors(BTreeMap<Vec<u8>, Arc<Certificate>>);

impl Anchors {
    /// Takes self-signed certificates of authorities, in DER.
    ///
    /// # Errors
    /// When one cannot be read, is not an authority's, names no key, or did not sign itself.
    pub fn new<'a>(certificates: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Failure> {
        let mut anchors = BTreeMap::new();
        for der in certificates {
            let certificate = Certificate::read(der)?;
            let key = certificate.extensions.subject_key.clone().ok_or(Failure::NoAuthorityKey)?;
            if certificate.issuer != certificate.subject || !may_issue(&certificate, 0) {
                return Err(Failure::NotAnAuthority);
            }
            certificate.is_signed_by(&certificate.key).map_err(|_| Failure::IssuerSignature)?;
            anchors.insert(key, Arc::new(certificate));
        }
        Ok(Self(anchors))
    }

    /// The authority whose key has an identifier.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<&Arc<Certificate>> {
        self.0.get(key)
    }

    /// All of them, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Certificate>> {
        self.0.values()
    }
}

/// The certificates of a text (RFC 7468), in DER and in their order; what stands between them is passed over.
///
/// # Errors
/// When a block has no end, or is no base64.
pub fn certificates_of_pem(text: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let one = |block: &str| {
        let (body, _) = block.split_once("-----END CERTIFICATE-----").ok_or(Failure::Malformed("PEM"))?;
        STANDARD.decode(body.split_whitespace().collect::<String>()).map_err(|_| Failure::Malformed("PEM"))
    };
    blocks.map(one).collect()
}

/// A certificate and who stands above it.
#[derive(Debug, Clone)]
pub struct Path {
    /// The issuers: the certificate's own first, one that is trusted last.
    pub issuers: Vec<Arc<Certificate>>,
}

impl Path {
    /// Follows a certificate up to a trusted one, over `between` where it needs to; all of them valid at a moment.
    ///
    /// # Errors
    /// The failures about issuers and validity; what the certificate may be used for is not looked at here.
    pub fn follow(
        certificate: &Certificate,
        between: &[Arc<Certificate>],
        anchors: &Anchors,
        at: Timestamp,
    ) -> Result<Self, Failure> {
        let mut issuers: Vec<Arc<Certificate>> = Vec::new();
        loop {
            let current = issuers.last().map_or(certificate, |issuer| issuer);
            let key = current.extensions.authority_key.as_deref().ok_or(Failure::NoAuthorityKey)?;
            let trusted = anchors.get(key);
            let named = |other: &&Arc<Certificate>| other.extensions.subject_key.as_deref() == Some(key);
            let issuer = trusted.or_else(|| between.iter().find(named)).ok_or(Failure::UnknownIssuer)?;
            issued(current, issuer, issuers.len(), at)?;
            issuers.push(Arc::clone(issuer));
            if trusted.is_some() {
                return Ok(Self { issuers });
            }
            if issuers.len() >= DEEPEST_PATH {
                return Err(Failure::PathTooLong);
            }
        }
    }

    /// The certificates on the way that can be revoked, each with its issuer: the certificate itself and those between.
    pub(crate) fn steps<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = (&'a Certificate, &'a Certificate)> {
        let below = std::iter::once(certificate).chain(self.issuers.iter().map(AsRef::as_ref));
        below.zip(self.issuers.iter().map(AsRef::as_ref))
    }
}

/// Whether an issuer issued a certificate, with so many authorities between it and the holder.
fn issued(
    certificate: &Certificate,
    issuer: &Certificate,
    below: usize,
    at: Timestamp,
) -> Result<(), Failure> {
    if certificate.issuer != issuer.subject {
        return Err(Failure::IssuerName);
    }
    if !may_issue(issuer, below) {
        return Err(Failure::NotAnAuthority);
    }
    issuer.is_valid_at(at).map_err(|_| Failure::IssuerNotValid)?;
    certificate.is_signed_by(&issuer.key).map_err(|_| Failure::IssuerSignature)
}

fn may_issue(issuer: &Certificate, below: usize) -> bool {
    let most = issuer.extensions.authority.as_ref().and_then(|constraints| constraints.path_len_constraint);
    issuer.is_authority()
        && issuer.may(Usage::Certificates)
        && most.is_none_or(|most| below <= usize::from(most))
}

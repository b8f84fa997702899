//! Writing an OCSP request (RFC 6960 §4.1.1).

use der::asn1::{ObjectIdentifier, OctetString};
use der::{Encode, Sequence};

use super::{NONCE, NONCE_ID, SHA_1, sha_1};
use crate::pki::{Certificate, Failure};

#[derive(Sequence)]
struct AskedId {
    algorithm: AskedAlgorithm,
    issuer_name: OctetString,
    issuer_key: OctetString,
    serial: der::asn1::Int,
}

#[derive(Sequence)]
struct AskedAlgorithm {
    id: ObjectIdentifier,
    parameters: der::asn1::Null,
}

#[derive(Sequence)]
struct AskedOne {
    id: AskedId,
}

#[derive(Sequence)]
struct AskedExtension {
    id: ObjectIdentifier,
    value: OctetString,
}

#[derive(Sequence)]
struct AskedBody {
    list: Vec<AskedOne>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT")]
    extensions: Vec<AskedExtension>,
}

#[derive(Sequence)]
struct Request {
    body: AskedBody,
}

/// A question about a certificate, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// OCSPRequest in DER.
    pub der: Vec<u8>,
    /// The number that must come back.
    pub nonce: [u8; NONCE],
}

impl Question {
    /// The question about a certificate of an issuer. The certificate is named by SHA-1, which is what every responder understands;
    /// nothing hangs on its strength, since the answer's signature covers the name.
    ///
    /// # Errors
    /// [`Failure::Malformed`], if it cannot be written.
    pub fn about(
        certificate: &Certificate,
        issuer: &Certificate,
        nonce: [u8; NONCE],
    ) -> Result<Self, Failure> {
        let write = || -> der::Result<Vec<u8>> {
            let id = AskedId {
                algorithm: AskedAlgorithm { id: SHA_1, parameters: der::asn1::Null },
                issuer_name: OctetString::new(sha_1(&issuer.subject))?,
                issuer_key: OctetString::new(sha_1(issuer.key.bits()))?,
                serial: der::asn1::Int::new(certificate.serial().bytes())?,
            };
            let inner = OctetString::new(nonce.as_slice())?.to_der()?;
            let nonce = AskedExtension { id: NONCE_ID, value: OctetString::new(inner)? };
            Request { body: AskedBody { list: vec![AskedOne { id }], extensions: vec![nonce] } }.to_der()
        };
        Ok(Self { der: write().map_err(|_| Failure::Malformed("OCSP request"))?, nonce })
    }
}

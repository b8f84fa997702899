//! Signing a code, and its form as an address and as text.

use aws_lc_rs::rand::SecureRandom;
use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};

use crate::key::{CredentialKey, KeyFault};
use crate::{Credential, Fault};

/// A code, at most: what a QR code of the largest size holds as text is below 4,300 letters (ISO/IEC 18004), and ours have some 450.
pub const MAX_CODE_CHARS: usize = 4_096;
/// The same as bytes.
pub const MAX_CODE_BYTES: usize = MAX_CODE_CHARS / 4 * 3;
/// What stands before the code in the fragment of an address.
const MARK: &str = "c=";

impl Credential {
    /// Signs it: the bytes of a code.
    ///
    /// # Errors
    /// When the library does not sign.
    pub fn sign(&self, key: &CredentialKey, random: &dyn SecureRandom) -> Result<Vec<u8>, KeyFault> {
        sign(self.payload(), header(key), (key, random))
    }
}

/// The protected header of what a key signs.
pub(crate) fn header(key: &CredentialKey) -> HeaderBuilder {
    HeaderBuilder::new().algorithm(iana::Algorithm::ES256).key_id(key.public().name().as_bytes().to_vec())
}

pub(crate) fn sign(
    payload: Vec<u8>,
    header: HeaderBuilder,
    (key, random): (&CredentialKey, &dyn SecureRandom),
) -> Result<Vec<u8>, KeyFault> {
    let signed: CoseSign1 = CoseSign1Builder::new()
        .protected(header.build())
        .payload(payload)
        .try_create_signature(b"", |bytes| key.sign(random, bytes))?
        .build();
    signed.to_tagged_vec().map_err(|_| KeyFault::Refused)
}

/// The address that a QR code holds. `check` is the page that checks (`https://…/check`); the code is in the fragment.
#[must_use]
pub fn link_of(check: &str, code: &[u8]) -> String {
    format!("{check}#{MARK}{}", URL_SAFE_NO_PAD.encode(code))
}

/// The bytes of a code from what somebody scanned or pasted: an address with the code in its fragment or query, or the code alone.
///
/// # Errors
/// [`Fault::Oversized`], [`Fault::Malformed`].
pub fn code_of(text: &str) -> Result<Vec<u8>, Fault> {
    let text = text.trim();
    if text.len() > MAX_CODE_CHARS {
        return Err(Fault::Oversized);
    }
    let after = |separator: char| {
        let (_, part) = text.split_once(separator)?;
        part.split('&').find_map(|pair| pair.strip_prefix(MARK))
    };
    let code = after('#').or_else(|| after('?')).unwrap_or(text);
    let code: String = code
        .chars()
        .map(|c| {
            if c == '+' {
                '-'
            } else if c == '/' {
                '_'
            } else {
                c
            }
        })
        .collect();
    let engine = if code.ends_with('=') { URL_SAFE } else { URL_SAFE_NO_PAD };
    let bytes = engine.decode(&code).map_err(|_| Fault::Malformed("not the text of a code"))?;
    if bytes.is_empty() { Err(Fault::Malformed("there is no code")) } else { Ok(bytes) }
}

/// For the fuzzer and its property test: whatever the bytes, an answer.
pub fn fuzz_code(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = code_of(text).map(|code| crate::verify::open(&code).map(|_| ()));
    }
    if let Ok(opened) = crate::verify::open(bytes) {
        let _ = Credential::read(&opened.payload);
    }
    let _ = Credential::read(bytes);
}

//! Verifying a code without asking anybody: size, form, key, signature, time.

use coset::{CborSerializable, CoseSign1, Label, RegisteredLabelWithPrivate, TaggedCborSerializable, iana};

use crate::{Credential, Fault, MAX_CODE_BYTES, PublishedKeys};

/// Seconds by which two clocks may differ.
pub(crate) const CLOCKS: i64 = 120;
/// The first byte of a COSE_Sign1 that carries its tag (18).
const TAGGED: u8 = 0xD2;

/// A code whose signature is good and whose time is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub credential: Credential,
    /// The key that signed it.
    pub key: String,
}

/// A COSE_Sign1 taken apart, nothing of it believed yet.
pub(crate) struct Opened {
    pub(crate) key: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) content: Option<String>,
    signed: CoseSign1,
}

/// The label of the type of what is signed (RFC 9596).
const TYPE: i64 = 16;

/// Takes a COSE_Sign1 apart. The algorithm and the key's name must stand under the signature.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened, Fault> {
    let read = if bytes.first() == Some(&TAGGED) {
        CoseSign1::from_tagged_slice(bytes)
    } else {
        CoseSign1::from_slice(bytes)
    };
    let mut signed = read.map_err(|_| Fault::Malformed("not a COSE_Sign1"))?;
    let header = &signed.protected.header;
    if header.alg != Some(RegisteredLabelWithPrivate::Assigned(iana::Algorithm::ES256)) {
        return Err(Fault::Malformed("another algorithm than ES256"));
    }
    if !header.crit.is_empty() {
        return Err(Fault::Malformed("it asks for what we do not know"));
    }
    let key = String::from_utf8(header.key_id.clone()).unwrap_or_default();
    if key.is_empty() {
        return Err(Fault::Malformed("it does not name its key"));
    }
    let content = header.rest.iter().find(|(label, _)| *label == Label::Int(TYPE));
    let content = content.and_then(|(_, value)| value.as_text().map(str::to_owned));
    let payload = signed.payload.take().ok_or(Fault::Malformed("it has no payload"))?;
    Ok(Opened { key, payload, content, signed })
}

impl Opened {
    /// Whether one of the keys made the signature. Tells which.
    pub(crate) fn signed_by<'k>(
        &mut self,
        keys: &'k PublishedKeys,
    ) -> Result<&'k crate::PublishedKey, Fault> {
        let key = keys.get(&self.key).ok_or_else(|| Fault::UnknownKey(self.key.clone()))?;
        self.signed.payload = Some(std::mem::take(&mut self.payload));
        let verified = self.signed.verify_signature(b"", |signature, bytes| {
            if key.key.verifies(bytes, signature) { Ok(()) } else { Err(Fault::Forged) }
        });
        self.payload = self.signed.payload.take().unwrap_or_default();
        verified.map(|()| key)
    }
}

/// Verifies a code at an instant (Unix seconds). What the register says since is for [`crate::judge`].
///
/// # Errors
/// What is wrong, the first that is found.
pub fn verify(code: &[u8], keys: &PublishedKeys, now: i64) -> Result<Verified, Fault> {
    if code.len() > MAX_CODE_BYTES {
        return Err(Fault::Oversized);
    }
    let mut opened = open(code)?;
    let key = opened.signed_by(keys)?;
    if opened.content.is_some() {
        return Err(Fault::Malformed("something else than a credential"));
    }
    let credential = Credential::read(&opened.payload)?;
    if !key.was_in_use(credential.issued_at) {
        return Err(Fault::KeyNotThen);
    }
    if credential.issued_at > now + CLOCKS {
        return Err(Fault::FromTheFuture);
    }
    if now >= credential.expires_at {
        return Err(Fault::Expired(credential.expires_at));
    }
    Ok(Verified { credential, key: opened.key })
}

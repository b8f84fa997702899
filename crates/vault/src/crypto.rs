//! The three operations on which the vault stands, all by aws-lc-rs (ADR 2): AES-256-GCM-SIV (RFC 8452), HMAC-SHA-256
//! (RFC 2104) and SHA-256.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hmac};
use zeroize::Zeroizing;

use crate::VaultError;

/// Bytes of every secret key.
pub(crate) const KEY_BYTES: usize = 32;
/// What sealing adds: the nonce in front and the tag behind.
pub(crate) const SEALED_MORE: usize = NONCE_LEN + 16;
/// A secret key; wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; KEY_BYTES]>;

/// Fills with randomness of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::Randomness)?;
    Ok(bytes)
}

/// A fresh secret key.
pub(crate) fn fresh_secret() -> Result<Secret, VaultError> {
    let mut secret = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(secret.as_mut_slice()).map_err(|_| VaultError::Randomness)?;
    Ok(secret)
}

/// Seals and opens with associated data. GCM-SIV: should a random nonce ever repeat, equal plaintexts would show as
/// equal, and nothing else.
pub(crate) struct Sealer(LessSafeKey);

impl Sealer {
    pub(crate) fn new(secret: &Secret) -> Result<Self, VaultError> {
        let key = UnboundKey::new(&AES_256_GCM_SIV, secret.as_slice())
            .map_err(|_| VaultError::Damaged("length of a key".to_owned()))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Nonce, ciphertext and tag.
    pub(crate) fn seal(&self, plain: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.seal_with(random()?, plain, bound_to)
    }

    /// The same with randomness drawn before: many at once ask the operating system once.
    pub(crate) fn seal_with(
        &self,
        nonce: [u8; NONCE_LEN],
        plain: &[u8],
        bound_to: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let mut sealed = Vec::with_capacity(plain.len() + SEALED_MORE);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let body = sealed.get_mut(NONCE_LEN..).unwrap_or_default();
        let tag = self
            .0
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), body)
            .map_err(|_| VaultError::Damaged("sealing".to_owned()))?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// What was sealed so; `None` when a bit of it, of what it is bound to, or of the key is another.
    pub(crate) fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.0.open_in_place(nonce, Aad::from(bound_to), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

/// A keyed digest.
pub(crate) struct Mac(hmac::Key);

impl Mac {
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice()))
    }

    /// HMAC-SHA-256 over the parts, one behind the other, its first half: 128 bits, as much as a handle has.
    pub(crate) fn of(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.0);
        parts.iter().for_each(|part| context.update(part));
        let mut half = [0; 16];
        half.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
        half
    }

    /// Whether the digest is of these parts, in constant time.
    pub(crate) fn is_of(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.of(parts), mac).is_ok()
    }
}

/// SHA-256 over the parts, one behind the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut out = [0; 32];
    out.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    out
}

/// Parts with their lengths before them: nothing can be moved from one into the next.
pub(crate) fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut framed = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        framed.extend_from_slice(&(part.len() as u64).to_be_bytes());
        framed.extend_from_slice(part);
    }
    framed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 8452, appendix C.2: the vector with 8 bytes of plaintext and 1 byte of associated data.
    #[test]
    fn the_cipher_is_that_of_the_rfc() {
        let mut secret = Zeroizing::new([0; 32]);
        secret[0] = 1;
        let mut nonce = [0; 12];
        nonce[0] = 3;
        let sealed = Sealer::new(&secret).unwrap().seal_with(nonce, &[2, 0, 0, 0, 0, 0, 0, 0], &[1]).unwrap();
        let text: String = sealed[12..].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text, "1de22967237a813291213f267e3b452f02d01ae33e4ec854");
    }

    proptest! {
        #[test]
        fn one_flipped_bit_anywhere_is_found(
            plain in proptest::collection::vec(any::<u8>(), 0..40), at in any::<proptest::sample::Index>(), bit in 0u8..8,
        ) {
            let sealer = Sealer::new(&Zeroizing::new([7; 32])).unwrap();
            let sealed = sealer.seal(&plain, b"row 1").unwrap();
            let opened = sealer.open(&sealed, b"row 1").unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
            prop_assert!(sealer.open(&sealed, b"row 2").is_none());
            let mut broken = sealed;
            let at = at.index(broken.len());
            broken[at] ^= 1 << bit;
            prop_assert!(sealer.open(&broken, b"row 1").is_none());
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(framed(&[b"ab", b"c"]), framed(&[b"a", b"bc"]));
    }
}

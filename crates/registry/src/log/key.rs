//! Ed25519 keys of C2SP signed-note and their text forms.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::hash::sha256;

/// Signature type identifier byte of Ed25519 (signed-note, "Signature types").
const ED25519_TYPE: u8 = 0x01;
/// Bytes of an Ed25519 public key, and of a seed (RFC 8032).
const KEY_BYTES: usize = 32;
/// Our bound on key names; a name is meant to be a URL without scheme.
const MAX_NAME_BYTES: usize = 255;
/// What the text of a private key begins with, as the Go implementation writes it.
const PRIVATE_PREFIX: &str = "PRIVATE+KEY+";

/// Why a key or its text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A name is 1 to 255 bytes without spaces, control characters and plus signs.
    #[error("not a key name: it must not be empty, longer than 255 bytes, or hold a space or a plus sign")]
    Name,
    /// Not `name+id+base64`.
    #[error("not the text of a key")]
    Text,
    /// The key is for another algorithm than Ed25519.
    #[error("the key is of type {0:#04x}, only Ed25519 (0x01) is known")]
    Algorithm(u8),
    /// The id in the text is not that of the key.
    #[error("the id of the key does not fit its name and bytes")]
    Id,
    /// The library refused the seed.
    #[error("the seed was refused")]
    Seed,
}

/// A public key with its name; shown and parsed as `name+id+base64`, the form that the tools for signed notes take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    public: [u8; KEY_BYTES],
}

/// A private key with its name. It never shows its secret; keep the seed outside the database.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    verifier: VerifierKey,
}

impl VerifierKey {
    /// The key with this name and these bytes (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// When the name cannot be one.
    pub fn new(name: &str, public: [u8; KEY_BYTES]) -> Result<Self, KeyError> {
        check_name(name)?;
        let id = key_id(name, &public);
        Ok(VerifierKey { name: name.to_owned(), id, public })
    }

    /// The name; that of a log's key is the log's origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key), big-endian.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Whether `signature` is this key's over `text`.
    #[must_use]
    pub fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public).verify(text, signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(typed(&self.public)))
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, public) = parse_key(text)?;
        let key = VerifierKey::new(name, public)?;
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

impl SigningKey {
    /// The key that follows from a seed of 32 random bytes.
    ///
    /// # Errors
    /// When the name cannot be one, or the library refuses the seed.
    pub fn from_seed(name: &str, seed: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Seed)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KeyError::Seed)?;
        Ok(SigningKey { verifier: VerifierKey::new(name, public)?, pair })
    }

    /// Reads a private key as the tools for signed notes write it: `PRIVATE+KEY+name+id+base64`.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse_private(text: &str) -> Result<Self, KeyError> {
        let (name, id, seed) = parse_key(text.strip_prefix(PRIVATE_PREFIX).ok_or(KeyError::Text)?)?;
        let key = SigningKey::from_seed(name, &seed)?;
        if key.verifier.id == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The text that [`Self::parse_private`] reads, for a key file; it is the secret itself.
    ///
    /// # Errors
    /// As [`Self::from_seed`].
    pub fn private_text(name: &str, seed: &[u8; KEY_BYTES]) -> Result<String, KeyError> {
        let id = SigningKey::from_seed(name, seed)?.verifier.id;
        Ok(format!("{PRIVATE_PREFIX}{name}+{id:08x}+{}", STANDARD.encode(typed(seed))))
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The 64-byte signature over `text` (RFC 8032); the same each time.
    #[must_use]
    pub fn sign(&self, text: &[u8]) -> Vec<u8> {
        self.pair.sign(text).as_ref().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}

pub(super) fn check_name(name: &str) -> Result<(), KeyError> {
    let forbidden = |c: char| c.is_whitespace() || c < ' ' || c == '+';
    let fits = !name.is_empty() && name.len() <= MAX_NAME_BYTES && !name.contains(forbidden);
    fits.then_some(()).ok_or(KeyError::Name)
}

fn key_id(name: &str, public: &[u8; KEY_BYTES]) -> u32 {
    let [a, b, c, d, ..] = sha256(&[name.as_bytes(), b"\n", &typed(public)].concat()).0;
    u32::from_be_bytes([a, b, c, d])
}

/// Key bytes with the type before them, as they stand in key texts and key ids.
fn typed(key: &[u8; KEY_BYTES]) -> [u8; 1 + KEY_BYTES] {
    let mut bytes = [ED25519_TYPE; 1 + KEY_BYTES];
    bytes[1..].copy_from_slice(key);
    bytes
}

/// `name+id+base64(type ‖ key)`, with the id as exactly eight lower-case hexadecimal digits.
fn parse_key(text: &str) -> Result<(&str, u32, [u8; KEY_BYTES]), KeyError> {
    // Base64 may hold a plus sign, so the key is everything after the second one.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Text);
    };
    let is_id = id.len() == 8 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let id = u32::from_str_radix(id, 16).ok().filter(|_| is_id).ok_or(KeyError::Text)?;
    let bytes = STANDARD.decode(key).map_err(|_| KeyError::Text)?;
    match bytes.split_first() {
        Some((&ED25519_TYPE, key)) => Ok((name, id, key.try_into().map_err(|_| KeyError::Text)?)),
        Some((&other, _)) => Err(KeyError::Algorithm(other)),
        None => Err(KeyError::Text),
    }
}

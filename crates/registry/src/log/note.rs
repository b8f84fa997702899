//! C2SP signed-note: a text and the signatures under it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::key::{SigningKey, VerifierKey, check_name};

/// The most signatures that a note may carry; the specification asks for 16 at least.
pub const MAX_SIGNATURES: usize = 64;
/// The longest note that is read: 64 signatures of the largest kind in view (ML-DSA, below 7 kB in base64)
/// and the text.
pub const MAX_NOTE_BYTES: usize = 512 * 1024;
/// Em dash and space begin a signature line.
const SIGNATURE_MARK: &str = "\u{2014} ";

/// Why a note was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE_BYTES`].
    #[error("the note is longer than {MAX_NOTE_BYTES} bytes")]
    TooLong,
    /// Not UTF-8, or with control characters.
    #[error("the note is not plain UTF-8 text")]
    NotText,
    /// No text, or no blank line before the signatures.
    #[error("the note's text does not end in a newline, or no signatures follow it")]
    Shape,
    /// A line among the signatures that is none; the first is number 1.
    #[error("line {0} after the note's text is not a signature")]
    SignatureLine(usize),
    /// More than [`MAX_SIGNATURES`].
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A signature in the name of a known key that is not its.
    #[error("the signature of {name} is wrong: the note was changed, or its signature was")]
    BadSignature {
        /// The known key's name.
        name: String,
    },
    /// No known key has signed.
    #[error("no known key has signed the note")]
    NoKnownSignature,
}

/// A text with signatures that are not yet checked. Its text is worth nothing before [`Note::open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key, see [`VerifierKey::id`].
    pub key_id: u32,
    /// What the key's algorithm made; 64 bytes with Ed25519.
    pub bytes: Vec<u8>,
}

/// A note's text with the keys that have truly signed it; never without any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedNote<'a> {
    /// The text with its final newline.
    pub text: &'a str,
    /// Each known key that signed, once.
    pub signers: Vec<&'a VerifierKey>,
}

impl Note {
    /// Signs a text, which ends in a newline, with each of the keys.
    ///
    /// # Errors
    /// When the text cannot be a note's or there is no key.
    pub fn sign(text: &str, keys: &[&SigningKey]) -> Result<Self, NoteError> {
        check_text(text)?;
        if keys.is_empty() {
            return Err(NoteError::Shape);
        }
        if keys.len() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        let signatures = keys.iter().map(|key| NoteSignature {
            name: key.verifier().name().to_owned(),
            key_id: key.verifier().id(),
            bytes: key.sign(text.as_bytes()),
        });
        Ok(Note { text: text.to_owned(), signatures: signatures.collect() })
    }

    /// Reads a note; checks its form, not its signatures.
    ///
    /// # Errors
    /// When it is too long, not plain text, or not of the form of a note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        // The text may hold blank lines: the last one ends it.
        let (text, signatures) =
            note.rfind("\n\n").and_then(|end| note.split_at_checked(end + 1)).ok_or(NoteError::Shape)?;
        check_text(text)?;
        let lines = signatures
            .strip_prefix('\n')
            .and_then(|lines| lines.strip_suffix('\n'))
            .ok_or(NoteError::Shape)?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        let parsed = lines
            .split('\n')
            .enumerate()
            .map(|(nth, line)| parse_signature(line).ok_or(NoteError::SignatureLine(nth + 1)));
        Ok(Note { text: text.to_owned(), signatures: parsed.collect::<Result<_, _>>()? })
    }

    /// Gives the text if at least one of the keys has signed it. Signatures of other keys are passed over.
    ///
    /// # Errors
    /// When no known key has signed, or when a signature in a known key's name is wrong.
    pub fn open<'a>(&'a self, keys: &'a [VerifierKey]) -> Result<OpenedNote<'a>, NoteError> {
        let mut signers: Vec<&VerifierKey> = Vec::new();
        for signature in &self.signatures {
            let mut known = keys
                .iter()
                .filter(|key| key.name() == signature.name && key.id() == signature.key_id)
                .peekable();
            if known.peek().is_none() {
                continue;
            }
            let signer = known.find(|key| key.verifies(self.text.as_bytes(), &signature.bytes));
            let signer = signer.ok_or_else(|| NoteError::BadSignature { name: signature.name.clone() })?;
            if !signers.contains(&signer) {
                signers.push(signer);
            }
        }
        if signers.is_empty() {
            Err(NoteError::NoKnownSignature)
        } else {
            Ok(OpenedNote { text: &self.text, signers })
        }
    }

    /// The signatures, checked or not.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for NoteSignature { name, key_id, bytes } in &self.signatures {
            let signature = STANDARD.encode([&key_id.to_be_bytes(), bytes.as_slice()].concat());
            writeln!(f, "{SIGNATURE_MARK}{name} {signature}")?;
        }
        Ok(())
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err(NoteError::NotText);
    }
    if text.ends_with('\n') { Ok(()) } else { Err(NoteError::Shape) }
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let (name, signature) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
    check_name(name).ok()?;
    let signature = STANDARD.decode(signature).ok()?;
    let (key_id, bytes) = signature.split_first_chunk()?;
    let bytes = Some(bytes).filter(|bytes| !bytes.is_empty())?.to_vec();
    Some(NoteSignature { name: name.to_owned(), key_id: u32::from_be_bytes(*key_id), bytes })
}

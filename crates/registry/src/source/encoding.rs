//! Which encoding a file has, and reading it.

use encoding_rs::{DecoderResult, SHIFT_JIS};
use law::Both;

/// How much of a file decides its encoding: some hundred rows, more than any run of ASCII at the start of a
/// register.
pub const HEAD_BYTES: usize = 64 * 1024;

/// The encodings in which registers are held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Windows code page 932: Shift_JIS with NEC's and IBM's extensions. Its user-defined rows (lead bytes F0
    /// to F9) are 外字 and become U+E000 to U+E757, the same place in Unicode's private use area that Windows
    /// gives them.
    Cp932,
}

/// Why the encoding of a file cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", self.words())]
pub enum EncodingFault {
    /// UTF-16, by its byte order mark.
    Utf16,
    /// A name that is not known.
    Unknown,
}

impl EncodingFault {
    /// In the words of each language.
    #[must_use]
    pub fn words(self) -> Both {
        let (ja, en) = match self {
            Self::Utf16 => (
                "UTF-16のファイルです。UTF-8で保存し直してください",
                "the file is in UTF-16; save it as UTF-8",
            ),
            Self::Unknown => (
                "文字コードの指定が不明です（utf-8 または cp932）",
                "unknown encoding; known are utf-8 and cp932",
            ),
        };
        Both::new(ja, en)
    }
}

/// What was found at the start of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FoundEncoding {
    /// The encoding.
    pub encoding: Encoding,
    /// Bytes of a byte order mark to skip: 3 or 0.
    pub mark: usize,
}

impl Encoding {
    /// The encoding of a name as people write it (`UTF-8`, `cp932`, `Shift_JIS`, `Windows-31J`).
    ///
    /// # Errors
    /// [`EncodingFault::Unknown`].
    pub fn from_name(name: &str) -> Result<Self, EncodingFault> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "utf8" | "utf8bom" | "utf8sig" => Ok(Self::Utf8),
            "cp932" | "ms932" | "sjis" | "shiftjis" | "windows31j" => Ok(Self::Cp932),
            _ => Err(EncodingFault::Unknown),
        }
    }

    /// Its name in messages and mappings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Cp932 => "cp932",
        }
    }
}

/// Finds the encoding of a file from its first [`HEAD_BYTES`] (or all of it).
///
/// The rule: a byte order mark decides; else the encoding in which fewer sequences are broken, so that a file
/// with some rubbish in it is still known; where both read equally well (ASCII only) it is UTF-8. It is
/// decided once: later bytes that do not fit reject their own record and never change the encoding.
///
/// # Errors
/// [`EncodingFault::Utf16`].
pub fn find_encoding(head: &[u8]) -> Result<FoundEncoding, EncodingFault> {
    let head = head.get(..HEAD_BYTES).unwrap_or(head);
    if head.starts_with(b"\xEF\xBB\xBF") {
        return Ok(FoundEncoding { encoding: Encoding::Utf8, mark: 3 });
    }
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(EncodingFault::Utf16);
    }
    let broken_utf8 = broken_utf8(head);
    let encoding =
        if broken_utf8 == 0 || broken_utf8 <= broken_cp932(head) { Encoding::Utf8 } else { Encoding::Cp932 };
    Ok(FoundEncoding { encoding, mark: 0 })
}

/// How many sequences of `bytes` are broken in UTF-8; one that is cut off at the end does not count.
fn broken_utf8(bytes: &[u8]) -> usize {
    let (mut broken, mut chunks) = (0, bytes.utf8_chunks().peekable());
    while let Some(chunk) = chunks.next() {
        let fault = std::str::from_utf8(chunk.invalid()).err();
        let cut_off = chunks.peek().is_none() && fault.is_some_and(|fault| fault.error_len().is_none());
        broken += usize::from(fault.is_some() && !cut_off);
    }
    broken
}

/// How many sequences of `bytes` are broken in CP932; one that is cut off at the end does not count.
fn broken_cp932(bytes: &[u8]) -> usize {
    let (mut rest, mut broken, mut out) = (bytes, 0, String::new());
    while let Err(read) = decode_cp932(rest, &mut out) {
        rest = rest.get(read..).unwrap_or_default();
        if !rest.is_empty() {
            broken += 1;
        }
        out.clear();
    }
    broken
}

/// Appends `bytes`, read as CP932, to `out`.
///
/// # Errors
/// How many bytes were read when a sequence was broken, that sequence included; the text before it stands in
/// `out`.
pub(super) fn decode_cp932(bytes: &[u8], out: &mut String) -> Result<(), usize> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    // Three bytes of UTF-8 for each byte are the most that this encoding can give.
    out.reserve(bytes.len().saturating_mul(3));
    match decoder.decode_to_string_without_replacement(bytes, out, true) {
        (DecoderResult::InputEmpty, _) => Ok(()),
        (DecoderResult::OutputFull | DecoderResult::Malformed(..), read) => Err(read.max(1)),
    }
}

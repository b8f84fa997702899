//! The bytes of a file: UTF-8, or CP932 as old systems write it.

use encoding_rs::{EncoderResult, SHIFT_JIS};

/// How a register's file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 with a byte order mark, as spreadsheets write it.
    Utf8Bom,
    /// CP932 (Windows-31J) with its user-defined area for 外字; what it cannot hold is lost as it is lost in old systems.
    Cp932,
}

/// Variation selectors: CP932 has none, so the plain character stays.
const SELECTORS: std::ops::RangeInclusive<char> = '\u{E0100}'..='\u{E01EF}';
/// The private-use characters that stand for CP932's user-defined area, F040 to F9FC, 188 to a lead byte.
const USER_DEFINED: std::ops::RangeInclusive<u32> = 0xE000..=0xE757;
/// What is put for a character that the code page has not: GETA MARK, as printers did.
const GETA: [u8; 2] = [0x81, 0xAC];

impl Encoding {
    /// Appends text in this encoding.
    pub(crate) fn push(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => out.extend_from_slice(text.as_bytes()),
            Encoding::Cp932 => push_cp932(text, out),
        }
    }
}

fn push_cp932(mut text: &str, out: &mut Vec<u8>) {
    let mut encoder = SHIFT_JIS.new_encoder();
    // Two bytes a character at most, and every character has at least one byte in UTF-8.
    out.reserve(text.len() * 2);
    loop {
        let room = encoder
            .max_buffer_length_from_utf8_without_replacement(text.len())
            .unwrap_or(text.len() * 2);
        out.reserve(room);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(text, out, true);
        text = text.get(read..).unwrap_or_default();
        match result {
            EncoderResult::Unmappable(character) => push_unmappable(character, out),
            EncoderResult::InputEmpty => return,
            EncoderResult::OutputFull => {}
        }
    }
}

fn push_unmappable(character: char, out: &mut Vec<u8>) {
    let code = u32::from(character);
    if SELECTORS.contains(&character) {
        return;
    }
    if USER_DEFINED.contains(&code) {
        let place = code - USER_DEFINED.start();
        let (lead, trail) = (0xF0 + place / 188, place % 188);
        // Trail bytes leave out 7F.
        let trail = 0x40 + trail + u32::from(trail >= 0x3F);
        out.extend([lead as u8, trail as u8]);
        return;
    }
    out.extend(GETA);
}

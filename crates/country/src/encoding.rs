//! The bytes of a file: UTF-8, or CP932 as old systems write it.

use encoding_rs::SHIFT_JIS;

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
const GETA: u16 = 0x81AC;

/// Turns text into a file's bytes. CP932 is remembered character by character: `encoding_rs` looks kanji up one after the other,
/// which would take longer than making the rows.
pub(crate) struct Encoder {
    encoding: Encoding,
    /// For each code of the basic plane its bytes as one number, 0 where not yet asked.
    known: Vec<u16>,
}

impl Encoder {
    pub(crate) fn new(encoding: Encoding) -> Encoder {
        let codes = if encoding == Encoding::Cp932 { 0x1_0000 } else { 0 };
        Encoder { encoding, known: vec![0; codes] }
    }

    /// Appends text in this encoding.
    pub(crate) fn push(&mut self, text: &str, out: &mut Vec<u8>) {
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => out.extend_from_slice(text.as_bytes()),
            Encoding::Cp932 => text.chars().for_each(|character| self.push_cp932(character, out)),
        }
    }

    fn push_cp932(&mut self, character: char, out: &mut Vec<u8>) {
        if SELECTORS.contains(&character) {
            return;
        }
        let code = match self.known.get_mut(character as usize) {
            Some(known) => {
                if *known == 0 {
                    *known = cp932(character);
                }
                *known
            }
            None => GETA,
        };
        match code.to_be_bytes() {
            [0, single] => out.push(single),
            double => out.extend(double),
        }
    }
}

/// The one or two bytes of a character, as a number.
fn cp932(character: char) -> u16 {
    let code = u32::from(character);
    if USER_DEFINED.contains(&code) {
        let place = code - USER_DEFINED.start();
        let (lead, trail) = (0xF0 + place / 188, 0x40 + place % 188);
        // Trail bytes leave out 7F.
        let trail = if trail >= 0x7F { trail + 1 } else { trail };
        return (lead << 8 | trail) as u16;
    }
    let mut text = [0; 4];
    let (bytes, _, unmappable) = SHIFT_JIS.encode(character.encode_utf8(&mut text));
    match *bytes {
        _ if unmappable => GETA,
        [single] => u16::from(single),
        [lead, trail] => u16::from_be_bytes([lead, trail]),
        _ => GETA,
    }
}

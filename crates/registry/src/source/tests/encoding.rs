use encoding_rs::SHIFT_JIS;

use super::*;

const LINE: &str = "1,髙橋 花子,タカハシ,1988-01-08\n";

fn cp932(text: &str) -> Vec<u8> {
    SHIFT_JIS.encode(text).0.into_owned()
}

fn found(bytes: &[u8]) -> (Encoding, usize) {
    let found = find_encoding(bytes).unwrap();
    (found.encoding, found.mark)
}

#[test]
fn the_encoding_is_found() {
    assert_eq!(found(LINE.as_bytes()), (Encoding::Utf8, 0));
    assert_eq!(found(format!("\u{FEFF}{LINE}").as_bytes()), (Encoding::Utf8, 3));
    assert_eq!(found(&cp932(LINE)), (Encoding::Cp932, 0));
    assert_eq!(found(b"1,ABC,1988-01-08\n"), (Encoding::Utf8, 0));
    assert_eq!(found(b""), (Encoding::Utf8, 0));
    assert_eq!(find_encoding(b"\xFF\xFE1\0"), Err(EncodingFault::Utf16));
    assert_eq!(find_encoding(b"\xFE\xFF\x001"), Err(EncodingFault::Utf16));
}

#[test]
fn rubbish_does_not_hide_the_encoding() {
    let mut utf8 = LINE.repeat(20).into_bytes();
    utf8[2] = 0xFF;
    assert_eq!(found(&utf8).0, Encoding::Utf8);
    let mut sjis = cp932(LINE).repeat(20);
    sjis[2] = 0xFF;
    assert_eq!(found(&sjis).0, Encoding::Cp932);
}

#[test]
fn a_character_cut_off_at_the_end_of_the_head_is_no_rubbish() {
    for text in [LINE.repeat(5000).into_bytes(), cp932(&LINE.repeat(5000))] {
        let whole = found(&text).0;
        for length in HEAD_BYTES - 3..HEAD_BYTES + 3 {
            assert_eq!(found(&text[..length]).0, whole);
        }
    }
}

#[test]
fn where_both_are_as_good_it_is_utf8() {
    assert_eq!(found(b"1,\xFF\n"), (Encoding::Utf8, 0));
    // Cut off: the first byte of a character of CP932; two bytes of one of UTF-8, which CP932 reads as a character.
    assert_eq!(found(b"AB\x8E"), (Encoding::Cp932, 0));
    assert_eq!(found(b"AB\xE3\x81"), (Encoding::Utf8, 0));
    // The same two bytes in the middle are broken.
    assert_eq!(found(b"AB\xE3\x81,\n"), (Encoding::Cp932, 0));
}

#[test]
fn names_of_encodings() {
    for name in ["utf-8", "UTF8", "utf-8-sig"] {
        assert_eq!(Encoding::from_name(name), Ok(Encoding::Utf8));
    }
    for name in ["cp932", "CP932", "Shift_JIS", "Windows-31J", "sjis", "MS932"] {
        assert_eq!(Encoding::from_name(name), Ok(Encoding::Cp932));
    }
    assert_eq!(Encoding::from_name("euc-jp"), Err(EncodingFault::Unknown));
    assert_eq!(Encoding::from_name(Encoding::Cp932.name()), Ok(Encoding::Cp932));
}

#[test]
fn cp932_with_its_extensions_and_private_use() {
    // 髙 is IBM's extension FBFC, ① NEC's 8740; F040 and F9FC are the first and the last 外字.
    let bytes = b"\xFB\xFC\x8B\xB4,\x87\x40,\xF0\x40\xF9\xFC,\xB6\xDE,\x83\x5C\n";
    let cells = cells(bytes, Encoding::Cp932).unwrap();
    assert_eq!(cells, ["髙橋", "①", "\u{E000}\u{E757}", "ｶﾞ", "ソ"]);
}

#[test]
fn a_trail_byte_is_no_separator() {
    // 表 (955C) and 能 (945C) end in a backslash, ｜ (8162) and others in signs of ASCII.
    let text = "表能,～ー｜,十\n";
    assert_eq!(cells(&cp932(text), Encoding::Cp932).unwrap(), ["表能", "～ー｜", "十"].map(str::to_owned));
}

#[test]
fn undecodable_bytes_name_their_column() {
    let utf8 = b"1,\xE5\xB1,x,\xFF\xFF,y\n";
    assert_eq!(codes(&cells(utf8, Encoding::Utf8).unwrap_err()), ["2:undecodable", "4:undecodable"]);
    let sjis = b"1,\x8E\x52\xFF,x,\xFD\n";
    assert_eq!(codes(&cells(sjis, Encoding::Cp932).unwrap_err()), ["2:undecodable", "4:undecodable"]);
    // A lead byte before the separator.
    assert_eq!(codes(&cells(b"1,\x8E,x\n", Encoding::Cp932).unwrap_err()), ["2:undecodable"]);
    assert_eq!(codes(&cells(b"1,\"\x8E\"\n", Encoding::Cp932).unwrap_err()), ["2:undecodable"]);
}

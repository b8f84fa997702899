//! Which single byte explains that a hash is not what it was: so that a finding names the column and not only the row.

/// A byte that was changed: its column, its place there, and the value with which the hash comes out right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AlteredByte {
    pub(super) column: &'static str,
    pub(super) at: usize,
    pub(super) expected: u8,
    pub(super) found: u8,
}

impl AlteredByte {
    /// `byte 3 is 0x41`, for both sides.
    pub(super) fn sides(&self) -> (String, String) {
        let side = |byte| format!("byte {} is {byte:#04x}", self.at);
        (side(self.expected), side(self.found))
    }
}

/// Tries every other value of every byte of a column; `fits` says whether the hash is right with the bytes given.
/// A record has some three hundred bytes, so all columns together take some 80,000 hashes: hundredths of a second.
pub(super) fn altered_byte(
    column: &'static str,
    stored: &[u8],
    fits: impl Fn(&[u8]) -> bool,
) -> Option<AlteredByte> {
    let mut bytes = stored.to_vec();
    for (at, found) in stored.iter().copied().enumerate() {
        for expected in (0..=u8::MAX).filter(|byte| *byte != found) {
            if let Some(place) = bytes.get_mut(at) {
                *place = expected;
            }
            if fits(&bytes) {
                return Some(AlteredByte { column, at, expected, found });
            }
        }
        if let Some(place) = bytes.get_mut(at) {
            *place = found;
        }
    }
    None
}

/// The same for a text.
pub(super) fn altered_text(
    column: &'static str,
    stored: &str,
    fits: impl Fn(&str) -> bool,
) -> Option<AlteredByte> {
    altered_byte(column, stored.as_bytes(), |bytes| std::str::from_utf8(bytes).is_ok_and(&fits))
}

/// The same for a number.
pub(super) fn altered_int(
    column: &'static str,
    stored: i64,
    fits: impl Fn(i64) -> bool,
) -> Option<AlteredByte> {
    altered_byte(column, &stored.to_be_bytes(), |bytes| {
        bytes.try_into().is_ok_and(|b| fits(i64::from_be_bytes(b)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_is_found_and_only_it() {
        let found = altered_text("body", "N乙\n", |text| text == "N甲\n");
        assert_eq!(found.map(|byte| byte.column), None, "two bytes differ between the two");
        let found = altered_int("recorded_at", 0x0105, |number| number == 0x0104).unwrap();
        assert_eq!((found.at, found.expected, found.found), (7, 4, 5));
        assert_eq!(found.sides(), ("byte 7 is 0x04".to_owned(), "byte 7 is 0x05".to_owned()));
    }
}

//! Full-width and half-width forms of the same sign.

/// The ASCII sign that a full-width sign stands for (`Ａ` → `A`, `　` → blank); every other character
/// unchanged.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

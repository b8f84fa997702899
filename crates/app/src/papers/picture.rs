//! How large a picture says that it is. It is never decoded here: whoever opens it later is not to be drowned by it.

/// Pixels of a picture at most: the largest cameras of telephones make 108 million.
const MOST_PIXELS: u64 = 120_000_000;
/// Pixels of a side at most: no camera and no scanner of pages comes near it.
const LONGEST_SIDE: u32 = 30_000;

/// What was seen of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    /// A picture of an ordinary size, whole as far as its outline says.
    Fine,
    /// Larger than anything that is photographed or scanned.
    TooLarge,
    /// Its outline breaks off.
    Broken,
    /// Something follows behind its end.
    More,
}

/// A PNG by its chunks (ISO/IEC 15948, 5.3): from the header to the end, and nothing behind.
pub(super) fn png(bytes: &[u8]) -> Seen {
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut first = true;
    loop {
        let (Some(length), Some(kind)) = (number(rest, 0), rest.get(4..8)) else { return Seen::Broken };
        let Ok(length) = usize::try_from(length) else { return Seen::Broken };
        let whole = length.saturating_add(12);
        if rest.len() < whole {
            return Seen::Broken;
        }
        match (first, kind) {
            (true, b"IHDR") => match (number(rest, 8), number(rest, 12)) {
                (Some(width), Some(height)) if is_fine(width, height) => {}
                (Some(0), _) | (_, Some(0)) | (None, _) | (_, None) => return Seen::Broken,
                _ => return Seen::TooLarge,
            },
            (true, _) => return Seen::Broken,
            (false, b"IEND") => return if rest.len() == whole { Seen::Fine } else { Seen::More },
            _ => {}
        }
        first = false;
        rest = rest.get(whole..).unwrap_or_default();
    }
}

/// A JPEG by its segments (ITU-T T.81, B.1) as far as the frame that says its size. Cameras write behind the end of a picture, so nothing is
/// said of what follows.
pub(super) fn jpeg(bytes: &[u8]) -> Seen {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let (Some(0xFF), Some(marker)) = (rest.first(), rest.get(1)) else { return Seen::Broken };
        match marker {
            // Fill bytes, and markers that stand alone.
            0xFF => rest = rest.get(1..).unwrap_or_default(),
            0x01 | 0xD0..=0xD7 => rest = rest.get(2..).unwrap_or_default(),
            // The frames; C4, C8 and CC are tables.
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return match (short(rest, 7), short(rest, 5)) {
                    (Some(0), _) | (_, Some(0)) | (None, _) | (_, None) => Seen::Broken,
                    (Some(width), Some(height)) if is_fine(width, height) => Seen::Fine,
                    _ => Seen::TooLarge,
                };
            }
            // A scan or the end before any frame.
            0xD9 | 0xDA => return Seen::Broken,
            _ => match short(rest, 2) {
                Some(length) if length >= 2 => {
                    let length = usize::try_from(length).unwrap_or(usize::MAX);
                    rest = rest.get(length.saturating_add(2)..).unwrap_or_default();
                }
                _ => return Seen::Broken,
            },
        }
    }
}

fn is_fine(width: u32, height: u32) -> bool {
    let sides = width > 0 && height > 0 && width.max(height) <= LONGEST_SIDE;
    sides && u64::from(width) * u64::from(height) <= MOST_PIXELS
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_be_bytes(two.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::content::tests::{jpeg_of, png_of};

    #[test]
    fn a_picture_that_unpacks_to_more_than_any_camera_makes_is_seen_by_its_header() {
        assert_eq!(png(&png_of(4_000, 3_000)), Seen::Fine);
        assert_eq!(png(&png_of(50_000, 50_000)), Seen::TooLarge);
        assert_eq!(png(&png_of(u32::MAX, u32::MAX)), Seen::TooLarge);
        assert_eq!(png(&png_of(29_999, 29_999)), Seen::TooLarge, "each side is fine, both together are not");
        assert_eq!(png(&png_of(0, 10)), Seen::Broken);
        assert_eq!(jpeg(&jpeg_of(12_000, 9_000)), Seen::Fine);
        assert_eq!(jpeg(&jpeg_of(65_535, 65_535)), Seen::TooLarge);
        assert_eq!(jpeg(&jpeg_of(0, 1)), Seen::Broken);
    }

    #[test]
    fn an_outline_that_breaks_off_or_goes_on_is_said() {
        let whole = png_of(10, 10);
        for end in 8..whole.len() {
            assert_eq!(png(&whole[..end]), Seen::Broken, "{end}");
        }
        assert_eq!(png(&[&whole[..], b"PK"].concat()), Seen::More);
        // The size ends with the seventeenth byte.
        let whole = jpeg_of(10, 10);
        for end in 2..17 {
            assert_eq!(jpeg(&whole[..end]), Seen::Broken, "{end}");
        }
        // A length that leads backwards or nowhere ends the walk.
        assert_eq!(jpeg(b"\xFF\xD8\xFF\xE0\x00\x00\xFF\xC0"), Seen::Broken);
        assert_eq!(jpeg(b"\xFF\xD8\xFF\xE0\xFF\xFF\xFF\xC0"), Seen::Broken);
    }
}

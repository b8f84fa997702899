//! The QR code in a picture that a browser without scripts sends: kept nowhere, and read within limits whatever it says of itself.
//!
//! A PNG is unfolded row by row into a small picture in grey; a JPEG as a whole, which its library cannot do otherwise, so its header is
//! looked at before ([`jpeg`]). How long the search for a code takes is the library's, and a picture can be made for it to take long: so
//! it happens in a process of its own, which is ended (`super::reader`).
//!
//! Nothing here knows of the rest of the pages: a fuzz target takes this module alone.

mod grey;
mod jpeg;
mod png;

#[cfg(test)]
mod tests;

use rqrr::PreparedImage;

use grey::Grey;

/// The longest picture that is taken, bytes: a telephone's photograph.
pub(crate) const MAX_PICTURE_BYTES: usize = 10 * 1024 * 1024;
/// Pictures that are taken and read at a time, whoever sends them: each may take [`MOST_BYTES`], or what a JPEG in several scans may.
pub(crate) const AT_ONCE: usize = 2;
/// The longest side of a picture, points: a page of A3 at 1,200 dpi has 19,843.
const MAX_SIDE: usize = 20_000;
/// Points of a picture at most: a page of A4 at 1,200 dpi has 139 million. What a small file unfolds to is bounded by it, and how long
/// that takes.
const MAX_POINTS: usize = 160_000_000;
/// Memory for unfolding a picture that cannot be unfolded row by row, bytes.
const MOST_BYTES: usize = 160_000_000;
/// The side at which a code is looked for first, points: one that fills the picture has some hundred modules a side.
const READ_SIDE: usize = 1_600;
/// The side at which it is looked for then, where the picture has so many: a small code on a page. The work grows with the points.
const FINE_SIDE: usize = 4_000;
/// Modules of the smallest code (ISO/IEC 18004, version 1).
const LEAST_SIDE: usize = 21;
/// Codes in one picture that are tried.
const MOST_CODES: usize = 8;

/// The text of the first QR code of a PNG or JPEG picture that can be read.
pub(crate) fn read(bytes: &[u8]) -> Option<String> {
    let grey = png::read(bytes).or_else(|| jpeg::read(bytes))?;
    let first = code_in(&grey.within(READ_SIDE));
    first.or_else(|| grey.is_larger_than(READ_SIDE).then(|| code_in(&grey)).flatten())
}

fn code_in(grey: &Grey) -> Option<String> {
    if grey.width.min(grey.height) < LEAST_SIDE {
        return None;
    }
    let mut image = PreparedImage::prepare_from_greyscale(grey.width, grey.height, |x, y| grey.at(x, y));
    let grids = image.detect_grids();
    grids.iter().take(MOST_CODES).find_map(|grid| grid.decode().ok().map(|(_, text)| text))
}

fn is_sane(width: usize, height: usize) -> bool {
    (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height) && width * height <= MAX_POINTS
}

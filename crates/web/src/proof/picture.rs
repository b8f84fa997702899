//! The QR code in a picture that a browser without scripts sends: read within limits, on a thread of its own, and kept nowhere.

use std::io::Cursor;

use png::{ColorType, Limits, Transformations};
use rqrr::PreparedImage;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The longest picture that is taken, bytes: a telephone's photograph.
pub(crate) const MAX_PICTURE_BYTES: usize = 10 * 1024 * 1024;
/// Pictures that are taken and read at a time, whoever sends them: each may unfold to some fifty megabytes.
pub(crate) const AT_ONCE: usize = 2;
/// The longest side of a picture, points: more than telephones take; what a small file unfolds to is bounded by it.
const MAX_SIDE: usize = 9_000;
/// Points of a picture at most.
const MAX_POINTS: usize = 50_000_000;
/// Codes are looked for at this size: a code has some hundred modules a side, and the work grows with the points.
const READ_SIDE: usize = 1_600;
/// Codes in one picture that are tried.
const MOST_CODES: usize = 8;
const WHITE: u32 = 255;

/// A picture in grey.
struct Grey {
    width: usize,
    height: usize,
    points: Vec<u8>,
}

/// The text of the first QR code of a PNG or JPEG picture that can be read.
pub(crate) fn read(bytes: &[u8]) -> Option<String> {
    let grey = png(bytes).or_else(|| jpeg(bytes))?;
    let small = grey.within(READ_SIDE);
    let mut image = PreparedImage::prepare_from_greyscale(small.width, small.height, |x, y| {
        small.points.get(y * small.width + x).copied().unwrap_or(u8::MAX)
    });
    let grids = image.detect_grids();
    grids.iter().take(MOST_CODES).find_map(|grid| grid.decode().ok().map(|(_, text)| text))
}

fn is_sane(width: usize, height: usize) -> bool {
    (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height) && width * height <= MAX_POINTS
}

fn png(bytes: &[u8]) -> Option<Grey> {
    let limits = Limits { bytes: 4 * MAX_POINTS };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) =
        (usize::try_from(reader.info().width).ok()?, usize::try_from(reader.info().height).ok()?);
    if !is_sane(width, height) {
        return None;
    }
    let mut buffer = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut buffer).ok()?;
    buffer.truncate(frame.buffer_size());
    let samples = match frame.color_type {
        ColorType::Grayscale => return Some(Grey { width, height, points: buffer }),
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        ColorType::Indexed => return None,
    };
    Some(Grey { width, height, points: buffer.chunks_exact(samples).map(grey_of).collect() })
}

/// The grey of a point; what is transparent stands on white.
fn grey_of(point: &[u8]) -> u8 {
    let (grey, alpha) = match *point {
        [grey, alpha] => (u32::from(grey), u32::from(alpha)),
        [red, green, blue] => (luma(red, green, blue), WHITE),
        [red, green, blue, alpha] => (luma(red, green, blue), u32::from(alpha)),
        _ => (WHITE, WHITE),
    };
    u8::try_from((grey * alpha + WHITE * (WHITE - alpha)) / WHITE).unwrap_or(u8::MAX)
}

/// By the weights of ITU-R BT.601, in thousandths.
fn luma(red: u8, green: u8, blue: u8) -> u32 {
    (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1_000
}

fn jpeg(bytes: &[u8]) -> Option<Grey> {
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    if !is_sane(width, height) {
        return None;
    }
    let points = decoder.decode().ok()?;
    (points.len() == width * height).then_some(Grey { width, height, points })
}

impl Grey {
    /// The same, no longer than so many points a side: each point is the mean of a square.
    fn within(self, side: usize) -> Self {
        let factor = self.width.max(self.height).div_ceil(side);
        if factor <= 1 {
            return self;
        }
        let (width, height) = (self.width / factor, self.height / factor);
        let mut points = Vec::with_capacity(width * height);
        for rows in self.points.chunks_exact(self.width * factor).take(height) {
            for x in 0..width {
                let squares =
                    rows.chunks_exact(self.width).flat_map(|row| row.iter().skip(x * factor).take(factor));
                let (sum, count) =
                    squares.fold((0_u32, 0_u32), |(sum, n), point| (sum + u32::from(*point), n + 1));
                points.push(u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
            }
        }
        Self { width, height, points }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fast_qr::qr::QRBuilder;

    /// A picture of a text's code, each module so many points a side.
    fn drawn(text: &str, scale: usize) -> Vec<u8> {
        let code = QRBuilder::new(text).build().expect("a code");
        let side = (code.size + 8) * scale;
        let dark = |x: usize, y: usize| {
            let (x, y) = ((x / scale).checked_sub(4)?, (y / scale).checked_sub(4)?);
            (x < code.size && y < code.size).then(|| code.data[y * code.size + x].value())
        };
        let points: Vec<u8> = (0..side * side)
            .map(|at| if dark(at % side, at / side).unwrap_or(false) { 0 } else { 255 })
            .collect();
        let mut file = Vec::new();
        let side = u32::try_from(side).expect("small");
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(ColorType::Grayscale);
        encoder.write_header().expect("a head").write_image_data(&points).expect("points");
        file
    }

    #[test]
    fn a_code_is_read_small_and_large() {
        for scale in [4, 60] {
            let read = read(&drawn("https://register.example/check#c=abc", scale));
            assert_eq!(read.as_deref(), Some("https://register.example/check#c=abc"), "{scale}");
        }
    }

    #[test]
    fn what_is_no_picture_has_no_code() {
        assert_eq!(read(b""), None);
        assert_eq!(read(b"\x89PNG\r\n\x1a\nnothing"), None);
        assert_eq!(read(b"\xff\xd8\xff\xe0nothing"), None);
        let whole = drawn("text", 4);
        assert_eq!(read(&whole[..whole.len() / 2]), None, "cut off");
    }

    #[test]
    fn a_small_file_that_says_that_it_is_huge_is_not_unfolded() {
        let mut file = Vec::new();
        let encoder = png::Encoder::new(&mut file, 60_000, 60_000);
        drop(encoder.write_header());
        assert_eq!(read(&file), None);
    }
}

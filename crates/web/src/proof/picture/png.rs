//! PNG, row by row. What is interlaced comes as a whole, and so has less room.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Reader, Transformations};

use super::grey::{Grey, Shrinking};
use super::{FINE_SIDE, MOST_BYTES, is_sane};

/// Memory of the decoder for what is no picture: chunks of text and profiles are not wanted, a row of the longest side has some
/// hundred kilobytes.
const BESIDE_BYTES: usize = 8 * 1024 * 1024;
const WHITE: u32 = 255;

pub(super) fn read(bytes: &[u8]) -> Option<Grey> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: BESIDE_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (side(reader.info().width)?, side(reader.info().height)?);
    if !is_sane(width, height) {
        return None;
    }
    let samples = samples(reader.output_color_type().0)?;
    let mut small = Shrinking::new((width, height), FINE_SIDE);
    let mut line = Vec::with_capacity(width);
    if reader.info().interlaced {
        let whole = whole(&mut reader)?;
        whole.chunks_exact(width * samples).for_each(|row| small.add(grey_of_row(row, samples, &mut line)));
        return Some(small.finish());
    }
    while let Some(row) = reader.next_row().ok()? {
        small.add(grey_of_row(row.data(), samples, &mut line));
    }
    Some(small.finish())
}

fn side(side: u32) -> Option<usize> {
    usize::try_from(side).ok()
}

const fn samples(color: ColorType) -> Option<usize> {
    match color {
        ColorType::Grayscale => Some(1),
        ColorType::GrayscaleAlpha => Some(2),
        ColorType::Rgb => Some(3),
        ColorType::Rgba => Some(4),
        // a palette was unfolded on the way
        ColorType::Indexed => None,
    }
}

fn whole(reader: &mut Reader<Cursor<&[u8]>>) -> Option<Vec<u8>> {
    let size = reader.output_buffer_size().filter(|size| *size <= MOST_BYTES)?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).ok()?;
    buffer.truncate(frame.buffer_size());
    Some(buffer)
}

fn grey_of_row<'r>(row: &'r [u8], samples: usize, line: &'r mut Vec<u8>) -> &'r [u8] {
    if samples == 1 {
        return row;
    }
    line.clear();
    line.extend(row.chunks_exact(samples).map(grey_of));
    line
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

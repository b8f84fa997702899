//! JPEG. Its library unfolds a picture as a whole and cannot make it smaller on the way: what that will take is reckoned from the header
//! before it is called. Where the picture comes in one scan from top to bottom, as cameras and scanners write it, that is a byte a point.
//! Where it comes in several (progressive, or a component at a time), all coefficients are kept until the last.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::grey::{Grey, Shrinking};
use super::{FINE_SIDE, MAX_SIDE, MOST_BYTES, is_sane};

/// Scans of a picture at most: each goes over all of it. Cameras write one, programs ten.
const MOST_SCANS: usize = 24;
/// Segments before the first scan at most: a picture with a large profile and a preview has some hundred.
const MOST_SEGMENTS: usize = 1_000;
/// Memory for a picture in several scans, bytes. No library makes one smaller on the way, since its coefficients are whole with the last scan
/// only, and none leaves out the colours, so this is what a page of A4 at 600 dpi takes whose colours are as fine as its greys. A photograph of
/// twelve million points takes 84 of these 250 million at most. Some [`super::AT_ONCE`] of them may be read at a time.
const MOST_KEPT: usize = 250_000_000;
/// Bytes of a coefficient.
const COEFFICIENT: usize = 2;

pub(super) fn read(bytes: &[u8]) -> Option<Grey> {
    let head = Head::of(bytes).filter(Head::is_bearable)?;
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_max_scans(MOST_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    // What was reckoned with is what will be unfolded.
    decoder.dimensions().filter(|size| *size == (head.width, head.height))?;
    let points = decoder.decode().ok().filter(|points| points.len() == head.width * head.height)?;
    let mut small = Shrinking::new((head.width, head.height), FINE_SIDE);
    points.chunks_exact(head.width).for_each(|row| small.add(row));
    Some(small.finish())
}

/// Whether a file says of itself that it fits; nothing where it says nothing that is understood.
#[cfg(test)]
pub(super) fn fits(bytes: &[u8]) -> Option<bool> {
    Head::of(bytes).map(|head| head.is_bearable())
}

/// What a file says of itself up to its first scan.
struct Head {
    width: usize,
    height: usize,
    is_progressive: bool,
    /// How many points of each component a unit has, across and down.
    components: Vec<(usize, usize)>,
    /// Components of the first scan.
    in_first_scan: usize,
}

impl Head {
    /// Walks the segments (ITU-T T.81 annex B): each a marker and, up to the first scan, a length.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
        let mut head: Option<Self> = None;
        for _ in 0..MOST_SEGMENTS {
            let at = rest.iter().position(|byte| *byte != 0xFF)?;
            let (&marker, after) = rest.get(at..)?.split_first()?;
            if at == 0 {
                return None;
            }
            if matches!(marker, 0x01 | 0xD0..=0xD8) {
                rest = after;
                continue;
            }
            let length = usize::from(u16::from_be_bytes(*after.first_chunk()?)).checked_sub(2)?;
            let (segment, after) = after.get(2..)?.split_at_checked(length)?;
            match marker {
                // baseline and extended; progressive. What else there is (lossless, arithmetic) no camera writes.
                0xC0..=0xC2 if head.is_none() => head = Some(Self::of_frame(segment, marker == 0xC2)?),
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF | 0xD9 => return None,
                0xDA => {
                    let mut head = head?;
                    head.in_first_scan = usize::from(*segment.first()?);
                    return Some(head);
                }
                _ => {}
            }
            rest = after;
        }
        None
    }

    fn of_frame(segment: &[u8], is_progressive: bool) -> Option<Self> {
        let [_, h1, h0, w1, w0, count, components @ ..] = segment else { return None };
        let side = |high: u8, low: u8| usize::from(u16::from_be_bytes([high, low]));
        let components: Vec<_> = components
            .chunks_exact(3)
            .map(|component| match component {
                [_, each, _] => (usize::from(each >> 4), usize::from(each & 0xF)),
                _ => (0, 0),
            })
            .collect();
        let is_right = |(across, down): &(usize, usize)| (1..=4).contains(across) && (1..=4).contains(down);
        let (width, height) = (side(*w1, *w0), side(*h1, *h0));
        (components.len() == usize::from(*count)
            && (1..=4).contains(&components.len())
            && components.iter().all(is_right))
        .then_some(Self { width, height, is_progressive, components, in_first_scan: 0 })
    }

    /// Whether it can be unfolded within the limits.
    fn is_bearable(&self) -> bool {
        let most = if self.is_in_one_scan() { MOST_BYTES } else { MOST_KEPT };
        is_sane(self.width, self.height) && self.bytes() <= most
    }

    fn is_in_one_scan(&self) -> bool {
        !self.is_progressive && self.in_first_scan == self.components.len()
    }

    /// About what unfolding takes, never less than it does by much.
    fn bytes(&self) -> usize {
        let (across, down) = self.components.iter().fold((1, 1), |(a, d), c| (a.max(c.0), d.max(c.1)));
        let points = self.width.next_multiple_of(8 * across) * self.height.next_multiple_of(8 * down);
        if self.is_in_one_scan() {
            return points;
        }
        // Where there are more rows than columns to a unit the library keeps twice as many rows.
        let twice = down.div_ceil(across).max(1);
        let kept = self.components.iter().map(|c| points * c.0 * c.1 / (across * down) * twice * COEFFICIENT);
        kept.fold(points, usize::saturating_add)
    }
}

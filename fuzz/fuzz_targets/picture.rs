//! A picture with a code, as somebody sends it: any bytes as a file, and any bytes as the points of a picture that is one.
#![no_main]

#[expect(dead_code, reason = "what the pages use of it beside the reading")]
#[path = "../../crates/web/src/proof/picture/mod.rs"]
mod picture;

/// How many bytes of points a row has at most: the larger the picture, the slower the search.
const WIDEST: usize = 32;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    picture::read(bytes);
    if let Some(file) = drawn(bytes) {
        picture::read(&file);
    }
});

/// A picture in black and white: the first byte is its width in bytes, each bit of the others a point.
fn drawn(bytes: &[u8]) -> Option<Vec<u8>> {
    let (width, points) = bytes.split_first()?;
    let width = usize::from(*width) % WIDEST + 1;
    let height = points.len() / width;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, u32::try_from(width * 8).ok()?, u32::try_from(height).ok()?);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().ok()?.write_image_data(points.get(..width * height)?).ok()?;
    Some(file)
}

use std::io::Write;

use fast_qr::qr::QRBuilder;

use super::*;

const TEXT: &str = "https://register.example/check#c=abc";

/// A text's code in grey: so many points a module, somewhere on a white page of so many points a side.
fn shade(scale: usize, side: usize) -> impl Fn(usize, usize) -> u8 {
    let code = QRBuilder::new(TEXT).build().expect("a code");
    let corner = (side - code.size * scale) / 3;
    let dark = move |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(corner)? / scale, y.checked_sub(corner)? / scale);
        (x < code.size && y < code.size).then(|| code.data[y * code.size + x].value())
    };
    move |x, y| if dark(x, y).unwrap_or(false) { 0 } else { 255 }
}

fn page((scale, side): (usize, usize)) -> Vec<u8> {
    let shade = shade(scale, side);
    (0..side * side).map(|at| shade(at % side, at / side)).collect()
}

fn png(points: &[u8], (width, height): (usize, usize), color: ::png::ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    let side = |side: usize| u32::try_from(side).expect("small");
    let mut encoder = ::png::Encoder::new(&mut file, side(width), side(height));
    encoder.set_color(color);
    encoder.write_header().expect("a head").write_image_data(points).expect("points");
    file
}

fn drawn(scale: usize) -> Vec<u8> {
    let side = (QRBuilder::new(TEXT).build().expect("a code").size + 8) * scale;
    png(&page((scale, side)), (side, side), ::png::ColorType::Grayscale)
}

/// A segment of a JPEG.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
    [&[0xFF, marker], length.as_slice(), body].concat()
}

/// A frame of one component.
fn frame(marker: u8, (width, height): (u16, u16), components: &[(u8, u8)]) -> Vec<u8> {
    let mut body = vec![8];
    body.extend(height.to_be_bytes());
    body.extend(width.to_be_bytes());
    body.push(u8::try_from(components.len()).expect("few"));
    body.extend(components.iter().zip(1..).flat_map(|((across, down), id)| [id, across << 4 | down, 0]));
    segment(marker, &body)
}

/// A grey JPEG, of blocks of one shade each: a block is a code of its difference to the one before, and "no more".
fn in_jpeg(shade: impl Fn(usize, usize) -> u8, (width, height): (usize, usize)) -> Vec<u8> {
    let size = (u16::try_from(width).expect("small"), u16::try_from(height).expect("small"));
    let mut file = vec![0xFF, 0xD8];
    let quantization: Vec<u8> = std::iter::once(0).chain([8; 64]).collect();
    file.extend(segment(0xDB, &quantization));
    file.extend(frame(0xC0, size, &[(1, 1)]));
    // DC: twelve lengths of differences, each a code of four bits. AC: the end of a block, one bit.
    let dc: Vec<u8> =
        [0].into_iter().chain((1..=16).map(|bits| if bits == 4 { 12 } else { 0 })).chain(0..12).collect();
    let ac: Vec<u8> = [0x10].into_iter().chain((1..=16).map(|bits| u8::from(bits == 1))).chain([0]).collect();
    file.extend(segment(0xC4, &dc));
    file.extend(segment(0xC4, &ac));
    file.extend(segment(0xDA, &[1, 1, 0, 0, 63, 0]));
    file.extend(entropy(shade, (width, height)));
    file.extend([0xFF, 0xD9]);
    file
}

/// The blocks in the order of rows. A shade is its coefficient over eight, and quantised by eight: so it is the coefficient itself.
fn entropy(shade: impl Fn(usize, usize) -> u8, (width, height): (usize, usize)) -> Vec<u8> {
    let (mut bits, mut held, mut out) = (0_u64, 0_u32, Vec::new());
    let mut put = |value: u64, count: u32, out: &mut Vec<u8>| {
        bits = bits << count | value;
        held += count;
        while held >= 8 {
            held -= 8;
            let byte = u8::try_from(bits >> held & 0xFF).expect("a byte");
            out.push(byte);
            if byte == 0xFF {
                out.push(0);
            }
        }
    };
    let mut before = 0_i32;
    for y in (0..height).step_by(8) {
        for x in (0..width).step_by(8) {
            let shade = i32::from(shade(x, y)) - 128;
            let difference = shade - before;
            before = shade;
            let length = 32 - difference.unsigned_abs().leading_zeros();
            put(u64::from(length), 4, &mut out);
            let written = if difference < 0 { difference + (1 << length) - 1 } else { difference };
            put(u64::try_from(written).expect("positive"), length, &mut out);
            put(0, 1, &mut out);
        }
    }
    put(0x7F, 7, &mut out);
    out
}

#[test]
fn a_code_is_read_small_and_large() {
    for scale in [4, 60] {
        assert_eq!(read(&drawn(scale)).as_deref(), Some(TEXT), "{scale}");
    }
}

#[test]
fn a_small_code_on_a_large_page_is_read() {
    let side = 3_200;
    let file = png(&page((3, side)), (side, side), ::png::ColorType::Grayscale);
    assert_eq!(read(&file).as_deref(), Some(TEXT), "too small at the first look");
}

#[test]
fn colours_and_transparency_are_read_as_grey() {
    let side = (QRBuilder::new(TEXT).build().expect("a code").size + 8) * 6;
    let grey = page((6, side));
    let rgb: Vec<u8> = grey.iter().flat_map(|g| [*g, *g, *g]).collect();
    assert_eq!(read(&png(&rgb, (side, side), ::png::ColorType::Rgb)).as_deref(), Some(TEXT));
    let on_nothing: Vec<u8> = grey.iter().flat_map(|g| [0, 0, 0, 255 - *g]).collect();
    assert_eq!(read(&png(&on_nothing, (side, side), ::png::ColorType::Rgba)).as_deref(), Some(TEXT));
}

/// Longer than a telephone's and than the side at which codes are looked for, and read all the same.
#[test]
fn a_large_page_in_jpeg_is_read() {
    let side = 9_600;
    let file = in_jpeg(shade(32, side), (side, side));
    assert!(file.len() < MAX_PICTURE_BYTES);
    assert_eq!(read(&file).as_deref(), Some(TEXT));
}

#[test]
fn what_is_no_picture_has_no_code() {
    assert_eq!(read(b""), None);
    assert_eq!(read(b"\x89PNG\r\n\x1a\nnothing"), None);
    assert_eq!(read(b"\xff\xd8\xff\xe0nothing"), None);
    let whole = drawn(4);
    assert_eq!(read(&whole[..whole.len() / 2]), None, "cut off");
}

#[test]
fn a_small_file_that_says_that_it_is_huge_is_not_unfolded() {
    let mut file = Vec::new();
    let encoder = ::png::Encoder::new(&mut file, 60_000, 60_000);
    drop(encoder.write_header());
    assert_eq!(read(&file), None);
    // As many points as are allowed, in a file of some bytes that ends there.
    let mut file = Vec::new();
    let encoder = ::png::Encoder::new(&mut file, 16_000, 10_000);
    drop(encoder.write_header());
    assert_eq!(read(&file), None);
}

/// What each says that it will unfold to is reckoned before anything is unfolded.
#[test]
fn a_jpeg_that_would_unfold_to_more_is_not_begun() {
    let scan =
        |count: u8| segment(0xDA, &[&[count], [1, 0].repeat(count.into()).as_slice(), &[0, 63, 0]].concat());
    let head = |frame: Vec<u8>, count: u8| [vec![0xFF, 0xD8], frame, scan(count)].concat();
    let colour = [(2, 2), (1, 1), (1, 1)];
    let fits = |marker, size, components: &[(u8, u8)], count| {
        jpeg::fits(&head(frame(marker, size, components), count))
    };
    assert_eq!(
        fits(0xC0, (9_921, 14_031), &colour, 3),
        Some(true),
        "a page of A4 at 1,200 dpi, as scanners write it"
    );
    assert_eq!(fits(0xC2, (9_921, 14_031), &colour, 3), Some(false), "the same, progressive");
    assert_eq!(fits(0xC2, (4_000, 3_000), &colour, 3), Some(true), "a photograph, progressive");
    let fine = [(1, 1); 3];
    assert_eq!(
        fits(0xC2, (4_961, 7_016), &fine, 3),
        Some(true),
        "a page at 600 dpi in full colour, progressive"
    );
    assert_eq!(
        fits(0xC2, (7_016, 7_016), &fine, 3),
        Some(false),
        "more than is kept of one in several scans"
    );
    assert_eq!(fits(0xC0, (9_921, 14_031), &colour, 1), Some(false), "a component at a time");
    assert_eq!(fits(0xC0, (60_000, 100), &colour, 3), Some(false), "too long");
    assert_eq!(fits(0xC0, (20_000, 20_000), &[(1, 1)], 1), Some(false), "too many points");
    assert_eq!(fits(0xC0, (0, 100), &[(1, 1)], 1), Some(false));
    assert_eq!(fits(0xC0, (100, 100), &[(5, 1)], 1), None, "no such unit");
    assert_eq!(fits(0xC0, (100, 100), &[], 1), None);
    let twice = [frame(0xC0, (8, 8), &[(1, 1)]), frame(0xC0, (9_000, 9_000), &[(1, 1)])].concat();
    assert_eq!(jpeg::fits(&head(twice, 1)), None, "which of two frames counts is nobody's guess");
    assert_eq!(
        jpeg::fits(&[vec![0xFF, 0xD8], [0xFF, 0x01].repeat(100_000)].concat()),
        None,
        "segments without end"
    );
}

/// A picture that unfolds sixty-four million points from some kilobytes is done in its time and memory.
#[test]
fn a_bomb_unfolds_row_by_row() {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, 16_000, 4_000);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    let mut writer = encoder.write_header().expect("a head");
    let mut rows = writer.stream_writer().expect("rows");
    (0..4_000).for_each(|_| rows.write_all(&[0xFF; 2_000]).expect("a row"));
    rows.finish().expect("an end");
    drop(writer);
    assert!(file.len() < 100_000, "{}", file.len());
    assert_eq!(read(&file), None);
}

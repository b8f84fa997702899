//! A PDF with a signature inside, as programs for signing write it (ISO 32000-2 §12.8; ETSI EN 319 142-1): one page of text, a field that nobody
//! sees, and room for the signature, which is over everything but that room.

use std::fmt::Write;
use std::io;

use super::der::Der;
use super::{JAPAN, hex};
use crate::Day;

/// Bytes of room for the signature: a certificate and a time-stamp have some six thousand.
const ROOM: usize = 16 * 1024;
/// The place of the range, wide enough for any file.
const RANGE: &str = "[0 0000000000 0000000000 0000000000]";
/// The objects' numbers of the page's text, and of the signature.
const TEXT: usize = 5;
const SIGNATURE: usize = 9;

/// How the signature says that it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfFormat {
    /// PAdES: the time of signing stands in the dictionary.
    Pades,
    /// As PDF had it before: CMS with the time of signing in it.
    Adobe,
}

impl PdfFormat {
    const fn sub_filter(self) -> &'static str {
        match self {
            PdfFormat::Pades => "ETSI.CAdES.detached",
            PdfFormat::Adobe => "adbe.pkcs7.detached",
        }
    }
}

/// A page of lines without a signature.
#[must_use]
pub fn unsigned(lines: &[&str]) -> Vec<u8> {
    written(&objects(lines, None))
}

/// A page of lines, signed: `sign` makes the signature of the bytes that it is over.
pub(crate) fn signed(
    lines: &[&str],
    (format, now): (PdfFormat, i64),
    sign: impl FnOnce(&[u8]) -> io::Result<Der>,
) -> io::Result<Vec<u8>> {
    let dictionary = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{}/M({})/ByteRange{RANGE}/Contents<{}>>>",
        format.sub_filter(),
        date(now),
        "0".repeat(2 * ROOM)
    );
    let mut file = written(&objects(lines, Some(dictionary)));
    let place = |wanted: &[u8]| file.windows(wanted.len()).position(|window| window == wanted);
    let found = place(RANGE.as_bytes()).zip(place(b"/Contents<0"));
    let (range, start) = found
        .map(|(range, contents)| (range, contents + "/Contents".len()))
        .ok_or(io::ErrorKind::InvalidData)?;
    let end = start + 2 * ROOM + 2;
    let right = format!("[0 {start:010} {end:010} {:010}]", file.len() - end);
    put(&mut file, range, right.as_bytes())?;
    let over = [file.get(..start).unwrap_or_default(), file.get(end..).unwrap_or_default()].concat();
    let signature = sign(&over)?;
    if signature.len() > ROOM {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    put(&mut file, start + 1, hex(&signature).as_bytes())?;
    Ok(file)
}

/// The same file with a later revision behind it, in which the page says something else: what a program shows then nobody has signed.
#[must_use]
pub fn added_to(mut file: Vec<u8>, lines: &[&str]) -> Vec<u8> {
    let word: &[u8] = b"startxref\n";
    let last = file.windows(word.len()).rposition(|window| window == word);
    let digits = last.and_then(|at| file.get(at + word.len()..)).unwrap_or_default();
    let before: String =
        digits.iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    let at = file.len();
    file.extend(format!("{TEXT} 0 obj\n{}\nendobj\n", text(lines)).into_bytes());
    let table = file.len();
    let end = format!(
        "xref\n{TEXT} 1\n{at:010} 00000 n \ntrailer\n<</Size {}/Root 1 0 R/Prev {before}>>\nstartxref\n{table}\n%%EOF\n",
        SIGNATURE + 1
    );
    file.extend(end.into_bytes());
    file
}

/// The same file with other words on its page, as many as before: changed after it was signed.
#[must_use]
pub fn with(mut file: Vec<u8>, was: &str, is: &str) -> Vec<u8> {
    let (was, is) = (codes(was), codes(is));
    if let Some(at) = file.windows(was.len()).position(|window| window == was.as_bytes()) {
        file.splice(at..at + was.len(), is.into_bytes());
    }
    file
}

fn put(file: &mut [u8], at: usize, bytes: &[u8]) -> io::Result<()> {
    let place = file.get_mut(at..at + bytes.len()).ok_or(io::ErrorKind::InvalidData)?;
    place.copy_from_slice(bytes);
    Ok(())
}

/// The objects from the first, in their order.
fn objects(lines: &[&str], signature: Option<String>) -> Vec<String> {
    let form = if signature.is_some() { "/AcroForm<</Fields[4 0 R]/SigFlags 3>>" } else { "" };
    let widget = match signature {
        Some(_) => format!("/V {SIGNATURE} 0 R"),
        None => String::new(),
    };
    // A font that every reader of Japanese has: nothing is embedded.
    let mut all = vec![
        format!("<</Type/Catalog/Pages 2 0 R{form}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 6 0 R>>>>/Contents 5 0 R/Annots[4 0 R]>>"
            .to_owned(),
        format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]/F 132/P 3 0 R{widget}>>"),
        text(lines),
        "<</Type/Font/Subtype/Type0/BaseFont/HeiseiKakuGo-W5/Encoding/UniJIS-UTF16-H/DescendantFonts[7 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 8 0 R>>"
            .to_owned(),
        "<</Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4/FontBBox[-92 -250 1010 922]/ItalicAngle 0/Ascent 752/Descent -221/CapHeight 737/StemV 114>>"
            .to_owned(),
    ];
    all.extend(signature);
    all
}

/// The page's text: a line each.
fn text(lines: &[&str]) -> String {
    let mut stream = "BT /F 12 Tf 20 TL 72 770 Td\n".to_owned();
    for line in lines {
        _ = writeln!(stream, "<{}> Tj T*", codes(line));
    }
    stream.push_str("ET\n");
    format!("<</Length {}>>\nstream\n{stream}endstream", stream.len())
}

/// Text in the font's codes.
fn codes(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04x}")).collect()
}

/// The file of its objects, with the table of their places.
fn written(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = String::new();
    for (at, object) in objects.iter().enumerate() {
        _ = writeln!(table, "{:010} 00000 n ", file.len());
        _ = writeln!(file, "{} 0 obj\n{object}\nendobj", at + 1);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    _ = write!(
        file,
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

/// A moment as PDF writes it, in Japan's time.
fn date(now: i64) -> String {
    let here = now + JAPAN;
    let (year, month, day) = Day(i32::try_from(here.div_euclid(86_400)).unwrap_or_default()).parts();
    let second = here.rem_euclid(86_400);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}+09'00'")
}

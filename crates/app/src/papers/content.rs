//! What a paper is, whatever its name and its sender say.

use super::picture::{Seen, jpeg, png};
use crate::{AppError, ErrorKind};

/// The longest paper, bytes: a photograph of today's telephones has five megabytes, a scan of ten pages the same.
pub const LONGEST: usize = 10 * 1024 * 1024;
/// Papers of one application: no procedure asks for more than a dozen documents, and some come in two pictures.
pub const MOST_PAPERS: usize = 30;
/// Bytes of all papers that one account may have with us for what it has begun and what is not decided yet: a dozen applications of ten
/// photographs each, and far too little to fill a disk.
pub const MOST_STORED: u64 = 300 * 1024 * 1024;
/// Characters of a name that are kept.
const LONGEST_NAME: usize = 120;
/// A PDF's last line stands within so many bytes of its end (ISO 32000-2 §7.5.5 as readers take it).
const PDF_TAIL: usize = 1_024;
/// An archive's last record stands within so many bytes of its end (APPNOTE 4.3.16: 22 bytes and a comment of 65,535).
const ZIP_TAIL: usize = 22 + 65_535;
/// What stands in pages, programs and PDFs and in no picture.
const NOT_IN_PICTURES: [&[u8]; 5] = [b"%pdf-", b"<script", b"<html", b"<!doctype", b"<?php"];

/// Why a paper is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaperFault {
    /// There is nothing in it.
    Empty,
    /// More than [`LONGEST`].
    TooLong,
    /// Neither a photograph nor a PDF.
    Kind,
    /// The end is missing: it did not arrive whole.
    Broken,
    /// It is two things at once: a picture that is a page or an archive as well.
    Double,
    /// A picture larger than any camera makes.
    TooLarge,
    /// A PDF that opens with a password only.
    Locked,
    /// The scanner found something.
    Harmful,
    /// There are [`MOST_PAPERS`] already.
    TooMany,
    /// All papers together would be more than [`MOST_STORED`].
    NoRoom,
}

impl PaperFault {
    /// In the sender's words.
    #[must_use]
    pub fn error(self) -> AppError {
        let (ja, en) = match self {
            Self::Empty => {
                ("ファイルが空です。選び直してください。", "The file is empty. Please choose it again.")
            }
            Self::TooLong => (
                "ファイルが大きすぎます（10MBまで）。写真の大きさを小さくしてください。",
                "The file is too large (10 MB at most). Please make the picture smaller.",
            ),
            Self::Kind => (
                "写真（JPEG、PNG）又はPDFではありません。",
                "This is neither a photograph (JPEG, PNG) nor a PDF.",
            ),
            Self::Broken => (
                "ファイルが途中で切れています。もう一度送ってください。",
                "The file did not arrive whole. Please send it again.",
            ),
            Self::Double => (
                "画像やPDFのほかに別のもの（書庫、ウェブページなど）が入っています。写真を撮り直すか、PDFだけを送ってください。",
                "There is something else in this file (an archive, a web page). Please take the picture again, or send the PDF alone.",
            ),
            Self::TooLarge => (
                "画像の縦横が大きすぎます。カメラや複合機の普通の大きさで作ったものを送ってください。",
                "The picture has too many pixels. Please send one of the usual size of a camera or scanner.",
            ),
            Self::Locked => (
                "パスワードのかかったPDFは、職員が開けません。パスワードを外してから送ってください。",
                "Nobody here can open a PDF with a password. Please remove the password and send it again.",
            ),
            Self::Harmful => (
                "検査で危険なものが見つかったため、受け取れません。別の方法で作ったファイルを送ってください。",
                "The check found something harmful, so the file was not taken. Please send one made in another way.",
            ),
            Self::TooMany => (
                "これ以上は送れません。不要なものを取り消してください。",
                "No more files can be sent. Please take back those that are not needed.",
            ),
            Self::NoRoom => (
                "お預かりできる書類の合計（300MB）を超えます。写真を小さくするか、使わない書きかけの申請を消してください。決定が済むと、その分は数えません。",
                "All your papers together would be more than 300 MB. Please make the picture smaller or discard applications that you do not need; those that are decided do not count.",
            ),
        };
        AppError::new(ErrorKind::BadInput, ja, en)
    }
}

/// The type of a paper, by its first and last bytes. The three that an officer can open; none of them is ever opened here.
pub(crate) fn media_type(bytes: &[u8]) -> Result<&'static str, PaperFault> {
    if bytes.is_empty() {
        return Err(PaperFault::Empty);
    }
    if bytes.len() > LONGEST {
        return Err(PaperFault::TooLong);
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        // Cameras write behind the end of the picture: the mark of the end is somewhere.
        whole(memchr(bytes, b"\xFF\xD9"))?;
        picture(bytes, jpeg(bytes))?;
        Ok("image/jpeg")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        picture(bytes, png(bytes))?;
        Ok("image/png")
    } else if bytes.starts_with(b"%PDF-") {
        whole(memchr(tail(bytes, PDF_TAIL), b"%%EOF"))?;
        if is_archive(bytes) {
            return Err(PaperFault::Double);
        }
        // The key stands in the trailer, which is never encrypted itself (ISO 32000-2 §7.6.2).
        if memchr(bytes, b"/Encrypt") { Err(PaperFault::Locked) } else { Ok("application/pdf") }
    } else {
        Err(PaperFault::Kind)
    }
}

const fn whole(is: bool) -> Result<(), PaperFault> {
    if is { Ok(()) } else { Err(PaperFault::Broken) }
}

/// A picture is nothing beside a picture, of a size that cameras make.
fn picture(bytes: &[u8], seen: Seen) -> Result<(), PaperFault> {
    match seen {
        Seen::Broken => Err(PaperFault::Broken),
        Seen::TooLarge => Err(PaperFault::TooLarge),
        Seen::More => Err(PaperFault::Double),
        Seen::Fine if is_archive(bytes) || holds_a_page(bytes) => Err(PaperFault::Double),
        Seen::Fine => Ok(()),
    }
}

/// Whether archivers would open it: they look for the last record, whatever stands before.
fn is_archive(bytes: &[u8]) -> bool {
    memchr(tail(bytes, ZIP_TAIL), b"PK\x05\x06")
}

fn holds_a_page(bytes: &[u8]) -> bool {
    let longest = NOT_IN_PICTURES.iter().map(|word| word.len()).max().unwrap_or(0);
    let begins = |window: &[u8]| {
        NOT_IN_PICTURES
            .iter()
            .any(|word| window.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)))
    };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| matches!(**byte, b'<' | b'%'));
    starts.into_iter().any(|(at, _)| begins(bytes.get(at..bytes.len().min(at + longest)).unwrap_or_default()))
}

fn tail(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(length)..).unwrap_or(bytes)
}

fn memchr(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// A file's name as it may be shown: no folders, nothing that turns the direction of a line or cannot be seen.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let plain: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(LONGEST_NAME).collect();
    if plain.trim().is_empty() { "―".to_owned() } else { plain.trim().to_owned() }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The outline of a PNG: header, data, end.
    pub(crate) fn png_of(width: u32, height: u32) -> Vec<u8> {
        let chunk = |kind: &[u8], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            [&length[..], kind, data, &[0; 4]].concat()
        };
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", b"data"), chunk(b"IEND", b"")].concat();
        [b"\x89PNG\r\n\x1A\n", &chunks[..]].concat()
    }

    /// The outline of a JPEG: an application's segment, the frame, the end.
    pub(crate) fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let frame = [&b"\xFF\xC0\x00\x11\x08"[..], &height.to_be_bytes(), &width.to_be_bytes()].concat();
        [&b"\xFF\xD8\xFF\xE0\x00\x04ab"[..], &frame, &[0; 10], b"\xFF\xDA scan \xFF\xD9"].concat()
    }

    #[test]
    fn a_paper_is_what_its_bytes_say() {
        let good: [(&[u8], &str); 4] = [
            (&jpeg_of(4_000, 3_000), "image/jpeg"),
            (&[&jpeg_of(4_000, 3_000)[..], b" what a camera writes behind it"].concat(), "image/jpeg"),
            (&png_of(100, 100), "image/png"),
            (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "application/pdf"),
        ];
        for (bytes, expected) in good {
            assert_eq!(media_type(bytes), Ok(expected));
        }
        let bad: [(&[u8], PaperFault); 8] = [
            (b"", PaperFault::Empty),
            (b"<html><script>alert(1)</script>", PaperFault::Kind),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PaperFault::Kind),
            (b"GIF89a", PaperFault::Kind),
            (b"MZ\x90\0 %PDF-1.7 %%EOF", PaperFault::Kind),
            (b"%PDF-1.7\n1 0 obj", PaperFault::Broken),
            (b"\xFF\xD8\xFF\xE0 half a picture", PaperFault::Broken),
            (b"\x89PNG\r\n\x1A\n .. IEND", PaperFault::Broken),
        ];
        for (bytes, expected) in bad {
            assert_eq!(media_type(bytes), Err(expected));
        }
        assert_eq!(media_type(&vec![b'%'; LONGEST + 1]), Err(PaperFault::TooLong));
    }

    #[test]
    fn a_paper_is_one_thing() {
        let zip = b"PK\x03\x04 inside PK\x05\x06 and the end of it all";
        let pdf = b"%PDF-1.7\n1 0 obj\n%%EOF\n";
        let hostile: [Vec<u8>; 6] = [
            [&jpeg_of(10, 10)[..], zip].concat(),
            [&jpeg_of(10, 10)[..], b"<ScRiPt>alert(1)</sCrIpT>"].concat(),
            [&jpeg_of(10, 10)[..], pdf].concat(),
            [&png_of(10, 10)[..], zip].concat(),
            [&png_of(10, 10)[..], b" "].concat(),
            [&pdf[..], zip, b"%%EOF"].concat(),
        ];
        for bytes in hostile {
            assert_eq!(media_type(&bytes), Err(PaperFault::Double), "{}", bytes.escape_ascii());
        }
        assert_eq!(media_type(&png_of(60_000, 60_000)), Err(PaperFault::TooLarge));
        assert_eq!(media_type(&jpeg_of(60_000, 60_000)), Err(PaperFault::TooLarge));
        let locked = b"%PDF-1.7\n1 0 obj\ntrailer << /Encrypt 5 0 R >>\n%%EOF\n";
        assert_eq!(media_type(locked), Err(PaperFault::Locked));
    }

    #[test]
    fn a_name_cannot_lie_about_where_it_is_or_how_it_reads() {
        assert_eq!(plain_name("C:\\Users\\花子\\戸籍.pdf"), "戸籍.pdf");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("koseki\u{202E}fdp.exe\r\n"), "kosekifdp.exe");
        assert_eq!(plain_name(" \u{200B}"), "―");
        assert_eq!(plain_name(&"長".repeat(500)).chars().count(), LONGEST_NAME);
    }
}

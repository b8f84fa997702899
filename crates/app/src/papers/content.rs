//! What a paper is, whatever its name and its sender say.

use crate::{AppError, ErrorKind};

/// The longest paper, bytes: a photograph of today's telephones has five megabytes, a scan of ten pages the same.
pub const LONGEST: usize = 10 * 1024 * 1024;
/// Papers of one application: no procedure asks for more than a dozen documents, and some come in two pictures.
pub const MOST_PAPERS: usize = 30;
/// Characters of a name that are kept.
const LONGEST_NAME: usize = 120;
/// A PDF's last line stands within so many bytes of its end (ISO 32000-2 §7.5.5 as readers take it).
const PDF_TAIL: usize = 1_024;

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
    /// The scanner found something.
    Harmful,
    /// There are [`MOST_PAPERS`] already.
    TooMany,
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
            Self::Harmful => (
                "検査で危険なものが見つかったため、受け取れません。別の方法で作ったファイルを送ってください。",
                "The check found something harmful, so the file was not taken. Please send one made in another way.",
            ),
            Self::TooMany => (
                "これ以上は送れません。不要なものを取り消してください。",
                "No more files can be sent. Please take back those that are not needed.",
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
    let (found, whole) = if bytes.starts_with(b"\xFF\xD8\xFF") {
        // Cameras write behind the end of the picture: the mark of the end is somewhere.
        ("image/jpeg", memchr(bytes, b"\xFF\xD9"))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        ("image/png", memchr(bytes, b"IEND"))
    } else if bytes.starts_with(b"%PDF-") {
        let tail = bytes.get(bytes.len().saturating_sub(PDF_TAIL)..).unwrap_or(bytes);
        ("application/pdf", memchr(tail, b"%%EOF"))
    } else {
        return Err(PaperFault::Kind);
    };
    if whole { Ok(found) } else { Err(PaperFault::Broken) }
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
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_what_its_bytes_say() {
        let good: [(&[u8], &str); 3] = [
            (b"\xFF\xD8\xFF\xE0 .. \xFF\xD9 trailer", "image/jpeg"),
            (b"\x89PNG\r\n\x1A\n .. IEND\xAE\x42\x60\x82", "image/png"),
            (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "application/pdf"),
        ];
        for (bytes, expected) in good {
            assert_eq!(media_type(bytes), Ok(expected));
        }
        let bad: [(&[u8], PaperFault); 7] = [
            (b"", PaperFault::Empty),
            (b"<html><script>alert(1)</script>", PaperFault::Kind),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PaperFault::Kind),
            (b"GIF89a", PaperFault::Kind),
            (b"MZ\x90\0 %PDF-1.7 %%EOF", PaperFault::Kind),
            (b"%PDF-1.7\n1 0 obj", PaperFault::Broken),
            (b"\xFF\xD8\xFF\xE0 half a picture", PaperFault::Broken),
        ];
        for (bytes, expected) in bad {
            assert_eq!(media_type(bytes), Err(expected));
        }
        assert_eq!(media_type(&vec![b'%'; LONGEST + 1]), Err(PaperFault::TooLong));
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

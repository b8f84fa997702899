//! The invented country's certificates: authorities, cards, lists of revocations, responders, signed documents.
//!
//! Everything is written from the published text by a DER writer of our own; nothing is shared with the clients that read it. Keys are
//! real and are made when they are first needed; what must stay the same is kept in the nation's folder. Which certificates a person has
//! had, and which are revoked, is not kept: it follows from the person's life.

pub(crate) mod authority;
mod cards;
mod certificate;
pub(crate) mod cms;
pub(crate) mod crl;
pub(crate) mod der;
mod files;
mod history;
mod hpki;
mod jis;
pub(crate) mod jpki;
mod key;
pub(crate) mod ocsp;
mod pdf;
mod romaji;
mod stamp;
mod xades;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Day;

pub use cards::{CardCertificate, CardError, Cards, NEXT_CARDS, ToSign};
pub use cms::Stamper;
pub use der::Der;
pub(crate) use history::signs_on;
pub use history::{Ending, Issue};
pub use hpki::{Hpki, Signer};
pub use jpki::CardKey;
pub use key::{Algorithm, ReadyKeys};
pub use pdf::{PdfFormat, added_to as pdf_added_to, unsigned as pdf_unsigned, with as pdf_with};
pub(crate) use romaji::place as place_names;
pub use stamp::TimeStamps;
pub use xades::Kind as DocumentKind;

/// Japan's time is nine hours ahead, all year.
const JAPAN: i64 = 9 * 3600;

/// Unix time of a day's first second in Japan.
pub(crate) fn day_begins(day: Day) -> i64 {
    i64::from(day.0) * 86_400 - JAPAN
}

/// Unix time of a day's last second in Japan.
pub(crate) fn day_ends(day: Day) -> i64 {
    day_begins(day) + 86_399
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Something in PEM (RFC 7468).
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while let Some((line, after)) =
        rest.split_at_checked(64.min(rest.len())).filter(|(line, _)| !line.is_empty())
    {
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

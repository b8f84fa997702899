//! How values stand on a page: registered text, dates, instants, numbers.

use std::fmt;

use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::tz::Offset;

/// Japan's time: nine hours ahead of UTC, without summer time since 1952.
const JAPAN: Offset = Offset::constant(9);

/// Text as it is registered, to the character. A private-use character (外字) has no glyph of its own outside the system that made
/// it, so its code is shown; a variation sequence (IVS) is left as it is, for the font to show.
#[doc(alias = "外字")]
pub(crate) struct Registered<'a>(&'a str);

/// Registered text for a template.
pub(crate) fn registered(text: &str) -> Registered<'_> {
    Registered(text)
}

/// Whether a character is of one of Unicode's private-use areas (The Unicode Standard, 23.5).
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

impl fmt::Display for Registered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c if is_private(c) => write!(f, "<span class=\"gaiji\">外字 U+{:04X}</span>", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Registered<'_> {}

/// Registered text where no mark-up can stand, as in the page's title.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_private(c) {
            out.push_str(&format!("〔外字 U+{:04X}〕", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// An ISO date, perhaps partial (`1988`, `1988-01`), as 1988年1月8日. Other text is shown as it is; none is a dash.
pub(crate) fn date(iso: &str) -> String {
    if iso.is_empty() {
        return "―".to_owned();
    }
    let units = ["年", "月", "日"];
    let mut out = String::new();
    let parts: Vec<&str> = iso.split('-').collect();
    if parts.len() > units.len() {
        return iso.to_owned();
    }
    for (part, unit) in parts.iter().zip(units) {
        match part.parse::<u16>() {
            Ok(number) => out.push_str(&format!("{number}{unit}")),
            Err(_) => return iso.to_owned(),
        }
    }
    out
}

/// An instant (RFC 3339) in Japan's time, as 2024年5月27日 09:00.
pub(crate) fn instant(rfc3339: &str) -> String {
    match rfc3339.parse::<Timestamp>() {
        Ok(at) => JAPAN.to_datetime(at).strftime("%Y年%-m月%-d日 %H:%M").to_string(),
        Err(_) => rfc3339.to_owned(),
    }
}

/// A whole number with a comma between thousands. By reference, as templates hand it over.
pub(crate) fn thousands(number: &u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A date and a time of day in Japan as microseconds since 1970, UTC.
pub(crate) fn japan_instant(at: jiff::civil::DateTime) -> Option<i64> {
    JAPAN.to_timestamp(at).ok().map(|at| at.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_use_characters_are_shown_by_their_code_and_markup_is_escaped() {
        assert_eq!(
            registered("高\u{E000}<b>").to_string(),
            "高<span class=\"gaiji\">外字 U+E000</span>&lt;b&gt;"
        );
        assert_eq!(registered("\u{F0001}").to_string(), "<span class=\"gaiji\">外字 U+F0001</span>");
        assert_eq!(plain("高\u{E000}"), "高〔外字 U+E000〕");
    }

    #[test]
    fn a_variation_sequence_is_kept() {
        assert_eq!(registered("葛\u{E0100}").to_string(), "葛\u{E0100}");
    }

    #[test]
    fn dates_whole_partial_and_none() {
        assert_eq!(date("1988-01-08"), "1988年1月8日");
        assert_eq!(date("1988-01"), "1988年1月");
        assert_eq!(date("1988"), "1988年");
        assert_eq!(date(""), "―");
        assert_eq!(date("昭和の末"), "昭和の末");
    }

    #[test]
    fn instants_are_shown_in_japan_and_asked_in_japan() {
        assert_eq!(instant("2024-05-26T23:59:59Z"), "2024年5月27日 08:59");
        assert_eq!(instant("soon"), "soon");
        let midnight = jiff::civil::date(2024, 5, 27).at(0, 0, 0, 0);
        assert_eq!(japan_instant(midnight), Some(1_716_735_600_000_000));
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            [0, 999, 1000, 5_494_919].map(|number| thousands(&number)),
            ["0", "999", "1,000", "5,494,919"]
        );
    }
}

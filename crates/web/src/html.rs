//! How values stand on a page: registered text, items, numbers.

use std::borrow::Cow;
use std::fmt;

use app::linking::Mark;
use app::view::{ItemView, RecordView};
use askama::filters::HtmlSafe;
use jiff::tz::Offset;

use crate::lang::{InJapanese, Lang};

/// Japan's time: nine hours ahead of UTC, without summer time since 1952.
const JAPAN: Offset = Offset::constant(9);

/// Text as it is registered, to the character. A private-use character (外字) has no glyph of its own outside the system that made
/// it, so its code is shown; a variation sequence (IVS) is left as it is, for the font to show.
#[doc(alias = "外字")]
pub(crate) struct Registered<'a>(Cow<'a, str>);

/// Registered text for a template.
pub(crate) fn registered(text: &str) -> Registered<'_> {
    Registered(Cow::Borrowed(text))
}

impl Lang {
    /// The value of an item on a page: dates and periods in words, all else as registered.
    pub(crate) fn item(self, item: &ItemView) -> Registered<'static> {
        Registered(Cow::Owned(item.shown(self.into())))
    }

    /// A date of the register (ISO, perhaps partial).
    pub(crate) fn date(self, iso: &str) -> Registered<'static> {
        Registered(Cow::Owned(app::shown_date(iso, self.into())))
    }

    /// An instant (RFC 3339), in Japan's time.
    pub(crate) fn instant(self, rfc3339: &str) -> Registered<'static> {
        Registered(Cow::Owned(app::shown_instant(rfc3339, self.into())))
    }

    /// A value of which only the text is known: a whole date in words, all else as it stands.
    pub(crate) fn value(self, text: &str) -> Registered<'static> {
        Registered(Cow::Owned(self.plain(text)))
    }

    /// The value of an item of a form.
    pub(crate) fn form_item(self, code: &str, value: &str) -> Registered<'static> {
        Registered(Cow::Owned(app::shown_value((code, value), self.into())))
    }

    /// The attribute of the element that holds it: what is in words is in the page's language.
    pub(crate) fn ja_of_form_item(self, code: &str, value: &str) -> InJapanese {
        self.ja_unless(app::shown_value((code, value), self.into()) != value)
    }

    /// A date as somebody typed it.
    pub(crate) fn typed_date(self, typed: &str) -> Registered<'static> {
        Registered(Cow::Owned(app::shown_typed(typed, self.into())))
    }

    /// One side of a comparison, each piece with whether it differs. A date is shown as people read it, and differs as a whole.
    pub(crate) fn side(self, marks: &[Mark]) -> Vec<(String, bool)> {
        let whole = joined(marks);
        if is_date(&whole) {
            return vec![(self.plain(&whole), marks.iter().any(|mark| mark.differs))];
        }
        marks.iter().map(|mark| (mark.text.clone(), mark.differs)).collect()
    }

    /// The attribute of the element that holds it.
    pub(crate) fn ja_of_side(self, marks: &[Mark]) -> InJapanese {
        self.ja_of(&joined(marks))
    }

    /// The same as plain text.
    pub(crate) fn plain(self, text: &str) -> String {
        if is_date(text) { app::shown_date(text, self.into()) } else { text.to_owned() }
    }

    /// The attribute of the element that holds it: a date is in the page's language.
    pub(crate) fn ja_of(self, text: &str) -> InJapanese {
        self.ja_unless(is_date(text))
    }

    /// A registration number with its word.
    pub(crate) fn number(self, number: &str) -> Numbered<'_> {
        Numbered(self, registered(number))
    }

    /// The value of an item that a record wrote.
    pub(crate) fn written(self, record: &RecordView, item: &ItemView) -> Registered<'static> {
        Registered(Cow::Owned(record.shown(item, self.into())))
    }
}

fn joined(marks: &[Mark]) -> String {
    marks.iter().map(|mark| mark.text.as_str()).collect()
}

fn is_date(text: &str) -> bool {
    text.len() == "2024-05-27".len() && text.parse::<jiff::civil::Date>().is_ok()
}

/// A registration number and the word that says what it is; the number is Japanese on a page in either language.
pub(crate) struct Numbered<'a>(Lang, Registered<'a>);

impl fmt::Display for Numbered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(lang, number) = self;
        write!(f, "{} <span{}>{number}</span>", lang.t("登録番号", "No."), lang.ja())
    }
}

impl HtmlSafe for Numbered<'_> {}

/// Words of a use case with dates in them.
pub(crate) fn shown(text: String) -> Registered<'static> {
    Registered(Cow::Owned(text))
}

/// Whether a character is of one of Unicode's private-use areas (The Unicode Standard, 23.5).
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

impl fmt::Display for Registered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_ref();
        // A line ends before the bracket of a date, never within.
        while let Some((before, bracket, after)) = date_bracket(rest) {
            escaped(f, before)?;
            write!(f, "<span class=\"nowrap\">{bracket}</span>")?;
            rest = after;
        }
        escaped(f, rest)
    }
}

/// The first `（2024-05-27）` of a text, with what stands before and after it.
fn date_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('（')?;
    let end = start + text.get(start..)?.find('）')? + '）'.len_utf8();
    let bracket = text.get(start..end)?;
    let is_date = bracket.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '（' | '）'));
    is_date.then_some((text.get(..start)?, bracket, text.get(end..)?))
}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for c in text.chars() {
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
    fn a_number_stands_with_its_word_and_a_date_in_words() {
        assert_eq!(Lang::Ja.number("878").to_string(), "登録番号 <span>878</span>");
        assert_eq!(Lang::En.number("第8号").to_string(), "No. <span lang=\"ja\">第8号</span>");
        assert!(Lang::Ja.value("1995-11-14").to_string().starts_with("平成7年11月14日"));
        assert_eq!(Lang::En.ja_of("1995-11-14").to_string(), "");
        assert_eq!(Lang::En.ja_of("見本").to_string(), " lang=\"ja\"");
        for text in ["1995", "1995-11", "見本　花子", ""] {
            assert_eq!(Lang::Ja.value(text).to_string(), text, "no whole date");
        }
    }

    #[test]
    fn a_date_that_is_compared_is_read_as_a_date_and_differs_as_a_whole() {
        let mark = |text: &str, differs| Mark { text: text.to_owned(), differs };
        let [date] = &Lang::Ja.side(&[mark("1988-0", false), mark("1-08", true)])[..] else { unreachable!() };
        assert!(date.0.starts_with("昭和63年1月8日") && date.1, "{date:?}");
        assert_eq!(Lang::En.ja_of_side(&[mark("1988-01-08", false)]).to_string(), "");
        let name = [mark("葛城", false), mark("一郎", true)];
        assert_eq!(Lang::Ja.side(&name), [("葛城".to_owned(), false), ("一郎".to_owned(), true)]);
        assert_eq!(Lang::En.ja_of_side(&name).to_string(), " lang=\"ja\"");
    }

    #[test]
    fn a_date_is_not_broken_in_its_bracket() {
        assert_eq!(
            registered("令和6年（2024）から昭和<b>（x）").to_string(),
            "令和6年<span class=\"nowrap\">（2024）</span>から昭和&lt;b&gt;（x）"
        );
        assert_eq!(registered("（").to_string(), "（");
    }

    #[test]
    fn a_variation_sequence_is_kept() {
        assert_eq!(registered("葛\u{E0100}").to_string(), "葛\u{E0100}");
    }

    #[test]
    fn a_time_of_day_is_asked_in_japan() {
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

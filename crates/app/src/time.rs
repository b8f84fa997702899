//! Instants and days: stored in UTC, shown in Japan time; the one place that asks the clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use law::Lang;
use registry::date::PartialDate;

use crate::{AppError, ErrorKind};

/// Japan Standard Time: nine hours ahead, no summer time (明治28年勅令第167号).
const JAPAN: Offset = Offset::constant(9);

/// Unix microseconds now.
pub(crate) fn now_micros() -> i64 {
    store::writer::now_micros()
}

/// The day in Japan at an instant.
pub(crate) fn day_in_japan(micros: i64) -> Date {
    japan(timestamp(micros))
}

/// The day in Japan at a moment.
pub(crate) fn japan(at: Timestamp) -> Date {
    JAPAN.to_datetime(at).date()
}

/// The day in Japan now.
#[must_use]
pub fn today_in_japan() -> Date {
    day_in_japan(now_micros())
}

fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// RFC 3339, UTC.
pub(crate) fn rfc3339(micros: i64) -> String {
    timestamp(micros).to_string()
}

/// An instant in Unix microseconds as RFC 3339, UTC.
#[must_use]
pub fn instant_text(micros: i64) -> String {
    rfc3339(micros)
}

/// A date of the register (ISO, perhaps partial) as people read it: `令和6年5月27日（2024-05-27）`. No date is a dash, and
/// what is no date stays as it is: old registers hold such words.
#[must_use]
pub fn shown_date(iso: &str, lang: Lang) -> String {
    if iso.is_empty() {
        return "―".to_owned();
    }
    PartialDate::from_iso(iso).map_or_else(|_| iso.to_owned(), |date| date.shown(lang))
}

/// A date as somebody typed it, as people read it; what cannot be read as a date stays as it was typed.
#[must_use]
pub fn shown_typed(typed: &str, lang: Lang) -> String {
    PartialDate::parse(typed.trim()).map_or_else(|_| typed.to_owned(), |date| date.shown(lang))
}

/// An instant (RFC 3339) as people read it: the date and the time of day in Japan. What is no instant stays as it is.
#[must_use]
pub fn shown_instant(rfc3339: &str, lang: Lang) -> String {
    rfc3339.parse::<Timestamp>().map_or_else(
        |_| rfc3339.to_owned(),
        |instant| {
            let local = JAPAN.to_datetime(instant);
            let date = PartialDate::from(local.date()).shown(lang);
            format!("{date} {:02}:{:02}", local.hour(), local.minute())
        },
    )
}

/// A whole date in any of the forms that people write (`2024-05-27`, `昭和63年1月8日`, `S63.1.8`, `令和元年…`).
///
/// # Errors
/// In the person's words.
pub fn parse_date(text: &str) -> Result<Date, AppError> {
    let bad = |ja: String, en: String| AppError::new(ErrorKind::BadInput, ja, en);
    if text.trim().is_empty() {
        let (ja, en) = (
            "年月日を入力してください（例 1988-01-08、昭和63年1月8日）",
            "give year, month and day (1988-01-08)",
        );
        return Err(bad(ja.to_owned(), en.to_owned()));
    }
    let date = PartialDate::parse(text)
        .map_err(|fault| bad(format!("「{text}」: {}", fault.ja()), format!("\"{text}\": {fault}")))?;
    date.day().ok_or_else(|| {
        bad(
            format!("「{text}」: 年月日まで入力してください（例 1988-01-08、昭和63年1月8日）"),
            format!("\"{text}\": give year, month and day (1988-01-08)"),
        )
    })
}

/// An instant (`2024-05-27T00:00:00Z`), or a day: then its end in Japan.
///
/// # Errors
/// In the person's words.
pub fn parse_instant(text: &str) -> Result<i64, AppError> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.as_microsecond());
    }
    end_of_day(parse_date(text)?).ok_or_else(|| {
        AppError::new(
            ErrorKind::BadInput,
            format!("「{text}」は日時として読めません"),
            format!("\"{text}\" is no instant"),
        )
    })
}

/// The last microsecond of a day in Japan.
pub(crate) fn end_of_day(day: Date) -> Option<i64> {
    let next = day.tomorrow().ok()?;
    let end = JAPAN.to_timestamp(next.to_datetime(jiff::civil::Time::midnight())).ok()?;
    Some(end.as_microsecond() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_japan() {
        let before = parse_instant("2026-11-23T14:59:59Z").unwrap();
        let after = parse_instant("2026-11-23T15:00:00Z").unwrap();
        assert_eq!(day_in_japan(before).to_string(), "2026-11-23");
        assert_eq!(day_in_japan(after).to_string(), "2026-11-24");
        assert_eq!(shown_instant("2026-11-23T15:00:00Z", Lang::Ja), "令和8年11月24日（2026-11-24） 00:00");
        assert_eq!(shown_instant("2026-11-23T15:00:00Z", Lang::En), "24 November 2026 (Reiwa 8) 00:00");
        assert_eq!(shown_instant("soon", Lang::Ja), "soon");
        assert_eq!(parse_instant("2026-11-23").unwrap(), after - 1);
    }

    #[test]
    fn dates_are_shown_as_far_as_they_are_known() {
        assert_eq!(shown_date("1988-01", Lang::Ja), "昭和63年1月（1988-01）");
        assert_eq!(shown_date("", Lang::Ja), "―");
        assert_eq!(shown_date("昭和の末", Lang::En), "昭和の末");
        assert_eq!(shown_typed("R8.2", Lang::Ja), shown_date("2026-02", Lang::Ja));
        assert_eq!(shown_typed("この間", Lang::Ja), "この間");
    }

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "昭和63年1月8日（1988-01-08）",
            "8 January 1988 (Showa 63)",
            "1988-01-08",
            "昭和63年1月8日",
            "S63.1.8",
            "昭和六十三年一月八日",
        ] {
            assert_eq!(parse_date(text).unwrap().to_string(), "1988-01-08", "{text}");
        }
        for text in ["昭和63年", "昭和70年1月1日", "1988-02-30", "きのう"] {
            let error = parse_date(text).unwrap_err();
            assert!(error.for_person.contains(text), "{}", error.for_person);
        }
    }
}

//! A date for people to read, in both calendars.

use jiff::civil::Date;
use law::Lang;

use super::PartialDate;
use super::era::{era_year, year_text};

/// The months in English, from January on.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn both_calendars(date: PartialDate, lang: Lang) -> String {
    let (Some(first), Some(last)) = (date.earliest(), date.latest()) else {
        return match lang {
            Lang::Ja => "不詳".to_owned(),
            Lang::En => "unknown".to_owned(),
        };
    };
    match lang {
        Lang::Ja => japanese(date, first, last),
        Lang::En => english(date, first, last),
    }
}

fn japanese(date: PartialDate, first: Date, last: Date) -> String {
    let rest = match date {
        PartialDate::Unknown | PartialDate::Year(_) => String::new(),
        PartialDate::Month(_, month) => format!("{month}月"),
        PartialDate::Day(day) => format!("{}月{}日", day.month(), day.day()),
    };
    if era_year(first).is_none() {
        return format!("{}年{rest}", first.year());
    }
    let eras = distinct([first, last].map(|day| format!("{}{rest}", year_text(day))));
    format!("{}（{date}）", eras.join("・"))
}

fn english(date: PartialDate, first: Date, last: Date) -> String {
    let month = |month: i8| {
        let place = usize::try_from(month).unwrap_or_default().saturating_sub(1);
        MONTHS.get(place).copied().unwrap_or_default()
    };
    let western = match date {
        PartialDate::Unknown | PartialDate::Year(_) => first.year().to_string(),
        PartialDate::Month(year, of_year) => format!("{} {year}", month(of_year)),
        PartialDate::Day(day) => format!("{} {} {}", day.day(), month(day.month()), day.year()),
    };
    let era = |day: Date| era_year(day).map(|(era, year)| format!("{} {year}", era.english()));
    match [era(first), era(last)] {
        [Some(first), Some(last)] => format!("{western} ({})", distinct([first, last]).join(" / ")),
        _ => western,
    }
}

/// The date of a text that [`both_calendars`] has written, to the character; the bracket may be left out in English.
pub(super) fn read_back(text: &str) -> Option<PartialDate> {
    if let Some((_, iso)) = text.strip_suffix('）').and_then(|text| text.rsplit_once('（')) {
        let date = PartialDate::from_iso(iso).ok()?;
        return (both_calendars(date, Lang::Ja) == text).then_some(date);
    }
    let western = text.split_once(" (").map_or(text, |(western, _)| western);
    let mut words = western.rsplit(' ');
    let year = words.next()?.parse().ok()?;
    let month = match words.next() {
        Some(word) => Some(i8::try_from(MONTHS.iter().position(|month| *month == word)? + 1).ok()?),
        None if western.len() < text.len() => None,
        // A bare year is read as everywhere else.
        None => return None,
    };
    let day = words.next().map(str::parse).transpose().ok()?;
    let date = PartialDate::new(year, month, day).ok()?;
    let written = both_calendars(date, Lang::En);
    (written == text || written.split(" (").next() == Some(text)).then_some(date)
}

/// One text where both are the same.
fn distinct([first, last]: [String; 2]) -> Vec<String> {
    if first == last { vec![first] } else { vec![first, last] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(iso: &str, lang: Lang) -> String {
        PartialDate::from_iso(iso).unwrap().shown(lang)
    }

    #[test]
    fn both_calendars_stand_side_by_side() {
        for (iso, ja, en) in [
            ("2024-05-27", "令和6年5月27日（2024-05-27）", "27 May 2024 (Reiwa 6)"),
            ("2019-05-01", "令和元年5月1日（2019-05-01）", "1 May 2019 (Reiwa 1)"),
            ("1988-01", "昭和63年1月（1988-01）", "January 1988 (Showa 63)"),
            ("1951", "昭和26年（1951）", "1951 (Showa 26)"),
            ("1868-09-08", "1868年9月8日", "8 September 1868"),
            ("1868", "1868年", "1868"),
            ("", "不詳", "unknown"),
        ] {
            assert_eq!((shown(iso, Lang::Ja).as_str(), shown(iso, Lang::En).as_str()), (ja, en));
        }
    }

    #[test]
    fn what_was_written_is_read_and_nothing_that_differs() {
        assert_eq!(read_back("27 May 2024").unwrap().to_string(), "2024-05-27");
        for text in [
            "令和5年5月27日（2024-05-27）",
            "27 May 2024 (Reiwa 5)",
            "31 April 2024",
            "May",
            "x 27 May 2024",
            "",
        ] {
            assert_eq!(read_back(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_or_month_of_two_eras_names_both() {
        assert_eq!(shown("1989", Lang::Ja), "昭和64年・平成元年（1989）");
        assert_eq!(shown("1989-01", Lang::Ja), "昭和64年1月・平成元年1月（1989-01）");
        assert_eq!(shown("1989", Lang::En), "1989 (Showa 64 / Heisei 1)");
        assert_eq!(shown("1989-01-07", Lang::Ja), "昭和64年1月7日（1989-01-07）");
        assert_eq!(
            shown("2019-04", Lang::Ja),
            "平成31年4月（2019-04）",
            "the era changed on the first of May"
        );
    }
}

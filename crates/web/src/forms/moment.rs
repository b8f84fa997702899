//! "As it stood on a day, as known at an instant."

use app::{AppError, ErrorKind};
use jiff::civil::{Date, Time};

use super::{FieldErrors, Pairs, value};
use crate::html::japan_instant;
use crate::lang::Lang;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MomentForm {
    pub as_of: String,
    pub known_at: String,
}

/// The two times asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day on which the entry is looked at.
    pub as_of: Option<Date>,
    /// In microseconds since 1970, UTC: what was recorded later is left out.
    pub known_at: Option<i64>,
}

impl MomentForm {
    /// From the query of the page.
    pub(crate) fn read(pairs: &Pairs) -> Self {
        Self { as_of: value(pairs, "as_of"), known_at: value(pairs, "known_at") }
    }

    /// Whether the page shows another time than now.
    pub(crate) fn asked(&self) -> bool {
        !self.as_of.is_empty() || !self.known_at.is_empty()
    }

    /// The two times, or what is wrong at which field.
    pub(crate) fn parse(&self, lang: Lang) -> Result<Moment, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut moment = Moment::default();
        if !self.as_of.is_empty() {
            match app::parse_date(&self.as_of) {
                Ok(day) => moment.as_of = Some(day),
                Err(error) => errors.add("as_of", lang.words(&error)),
            }
        }
        if !self.known_at.is_empty() {
            match read_instant(&self.known_at) {
                Ok(at) => moment.known_at = Some(at),
                Err(error) => errors.add("known_at", lang.words(&error)),
            }
        }
        errors.or(moment)
    }
}

/// An instant: a date and a time of day in Japan; or what the use cases read: RFC 3339, or a date, which means its end.
fn read_instant(text: &str) -> Result<i64, AppError> {
    let wrong = |ja: &str, en: &str| AppError::new(ErrorKind::BadInput, ja, en);
    let Some((day, time)) = text.rsplit_once([' ', '　']) else { return app::parse_instant(text) };
    // A date as pages write it in English holds spaces too, and ends in no time of day.
    if !time.contains(':') && app::parse_date(text).is_ok() {
        return app::parse_instant(text);
    }
    let time: Time = time.parse().map_err(|_| {
        wrong("時刻は 09:00 のように入力してください。", "Enter the time of day as in 09:00.")
    })?;
    let day = app::parse_date(day.trim())?;
    japan_instant(day.to_datetime(time))
        .ok_or_else(|| wrong("正しい日時を入力してください。", "Enter a date and a time of day."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known_at(text: &str) -> Result<Option<String>, FieldErrors> {
        let form = MomentForm { as_of: String::new(), known_at: text.to_owned() };
        let micros = form.parse(Lang::Ja)?.known_at;
        Ok(micros.map(|micros| jiff::Timestamp::from_microsecond(micros).unwrap().to_string()))
    }

    #[test]
    fn nothing_typed_is_now() {
        assert_eq!(MomentForm::default().parse(Lang::Ja), Ok(Moment::default()));
        assert!(!MomentForm::default().asked());
    }

    #[test]
    fn a_time_of_day_is_japans() {
        assert_eq!(known_at("2024-05-27 09:00").unwrap().as_deref(), Some("2024-05-27T00:00:00Z"));
        assert_eq!(known_at("2024-05-27T00:00:00Z").unwrap().as_deref(), Some("2024-05-27T00:00:00Z"));
    }

    #[test]
    fn what_a_page_shows_can_be_typed() {
        for text in ["令和6年5月27日（2024-05-27） 09:00", "27 May 2024 (Reiwa 6) 09:00"] {
            assert_eq!(known_at(text).unwrap().as_deref(), Some("2024-05-27T00:00:00Z"), "{text}");
        }
        assert_eq!(known_at("27 May 2024").unwrap().as_deref(), Some("2024-05-27T14:59:59.999999Z"));
    }

    #[test]
    fn a_day_alone_is_its_end() {
        assert_eq!(known_at("2024-05-27").unwrap().as_deref(), Some("2024-05-27T14:59:59.999999Z"));
    }

    #[test]
    fn what_is_no_time_is_said_at_its_field() {
        assert!(known_at("2024-05-27 九時").unwrap_err().at("known_at").contains("時刻"));
        let both = MomentForm { as_of: "いつか".to_owned(), known_at: "あした".to_owned() };
        assert_eq!(both.parse(Lang::Ja).unwrap_err().all().len(), 2);
        assert!(both.parse(Lang::En).unwrap_err().at("as_of").contains("not a date"));
    }
}

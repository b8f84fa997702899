//! "As it stood on a day, as known at an instant."

use jiff::civil::{Date, Time};

use super::{FieldErrors, Pairs, value};
use crate::html::japan_instant;

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
    pub(crate) fn parse(&self) -> Result<Moment, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut moment = Moment::default();
        if !self.as_of.is_empty() {
            match app::parse_date(&self.as_of) {
                Ok(day) => moment.as_of = Some(day),
                Err(error) => errors.add("as_of", error.for_person),
            }
        }
        if !self.known_at.is_empty() {
            match read_instant(&self.known_at) {
                Ok(at) => moment.known_at = Some(at),
                Err(sentence) => errors.add("known_at", sentence),
            }
        }
        errors.or(moment)
    }
}

/// An instant: a date and a time of day in Japan; or what the use cases read: RFC 3339, or a date, which means its end.
fn read_instant(text: &str) -> Result<i64, String> {
    let Some((day, time)) = text.rsplit_once([' ', '　']) else {
        return app::parse_instant(text).map_err(|error| error.for_person);
    };
    let time: Time = time.parse().map_err(|_| "時刻は 09:00 のように入力してください。".to_owned())?;
    let day = app::parse_date(day.trim()).map_err(|error| error.for_person)?;
    japan_instant(day.to_datetime(time)).ok_or_else(|| "正しい日時を入力してください。".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known_at(text: &str) -> Result<Option<String>, FieldErrors> {
        let form = MomentForm { as_of: String::new(), known_at: text.to_owned() };
        let micros = form.parse()?.known_at;
        Ok(micros.map(|micros| jiff::Timestamp::from_microsecond(micros).unwrap().to_string()))
    }

    #[test]
    fn nothing_typed_is_now() {
        assert_eq!(MomentForm::default().parse(), Ok(Moment::default()));
        assert!(!MomentForm::default().asked());
    }

    #[test]
    fn a_time_of_day_is_japans() {
        assert_eq!(known_at("2024-05-27 09:00").unwrap().as_deref(), Some("2024-05-27T00:00:00Z"));
        assert_eq!(known_at("2024-05-27T00:00:00Z").unwrap().as_deref(), Some("2024-05-27T00:00:00Z"));
    }

    #[test]
    fn a_day_alone_is_its_end() {
        assert_eq!(known_at("2024-05-27").unwrap().as_deref(), Some("2024-05-27T14:59:59.999999Z"));
    }

    #[test]
    fn what_is_no_time_is_said_at_its_field() {
        assert!(known_at("2024-05-27 九時").unwrap_err().at("known_at").contains("時刻"));
        let both = MomentForm { as_of: "いつか".to_owned(), known_at: "あした".to_owned() };
        assert_eq!(both.parse().unwrap_err().all().len(), 2);
    }
}

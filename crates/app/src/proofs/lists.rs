//! The lists that take codes back.

use credential::{Status, StatusList, Suspension, status_on};
use jiff::civil::Date;
use law::Established;
use registry::ids::RegisterId;
use store::credential::{ENDED, REPLACED, SUSPENDED};

use super::{KeptList, lock, refused};
use crate::time::{day_in_japan, now_micros};
use crate::{App, AppError, ErrorKind};

/// For how long a list is given away before it is made again: what an act took back is published within this time.
const LIST_KEPT_MICROS: i64 = 30_000_000;
const MICROS: i64 = 1_000_000;

/// The address of a list.
pub(super) fn address(register: RegisterId, list: i64) -> String {
    format!("/status/{}/{list}", register.stored())
}

/// What a mark says on a day.
fn status(mark: &str, day: Date) -> Status {
    match mark {
        ENDED => Status::Ended,
        REPLACED => Status::Replaced,
        mark => {
            let terms = mark.strip_prefix(SUSPENDED).unwrap_or_default().split_whitespace();
            let terms: Vec<Suspension> = terms
                .map(|term| {
                    let (from, until) = term.split_once('/').unwrap_or((term, ""));
                    Suspension { from: from.to_owned(), until: until.to_owned() }
                })
                .collect();
            status_on(day, &terms)
        }
    }
}

impl App {
    /// A signed list by its address (`/status/REGISTER/LIST`), as old as half a minute; midnight in Japan makes a new one.
    ///
    /// # Errors
    /// When there is no such list.
    pub async fn status_list(&self, register: &str, list: &str) -> Result<Vec<u8>, AppError> {
        let nothing =
            || AppError::new(ErrorKind::NotFound, "この一覧はありません。", "There is no such list.");
        let numbers = register.parse().ok().zip(list.parse::<i64>().ok());
        let (register, list) = numbers.map(|(r, l)| (RegisterId::from_stored(r), l)).ok_or_else(nothing)?;
        let now = now_micros();
        let day = day_in_japan(now);
        let kept = lock(&self.0.proofs.lists).get(&(register, list)).cloned();
        if let Some(kept) =
            kept.filter(|kept| kept.day == day && now.saturating_sub(kept.made_at) < LIST_KEPT_MICROS)
        {
            return Ok(kept.bytes.to_vec());
        }
        let last = store::credential::last_list(&mut self.0.db.reader().await?, register).await?;
        if list < 1 || last.is_none_or(|last| list > last) {
            return Err(nothing());
        }
        let key = self.signing_key()?;
        let made = self.made_list((register, list), now).await?;
        let bytes = made.sign(key, &self.0.proofs.random).map_err(refused)?;
        let kept = KeptList { made_at: now, day, bytes: bytes.clone().into() };
        lock(&self.0.proofs.lists).insert((register, list), kept);
        Ok(bytes)
    }

    /// A list as it is now.
    pub(super) async fn made_list(
        &self,
        (register, list): (RegisterId, i64),
        now: i64,
    ) -> Result<StatusList, AppError> {
        let day = day_in_japan(now);
        let marks = store::credential::marks(&mut self.0.db.reader().await?, register, list).await?;
        let marks = marks.into_iter().map(|(place, mark)| (place, status(&mark, day)));
        let max_age = self.credential_seconds("status-max-age", day)?;
        Ok(StatusList::new(&address(register, list), (now.div_euclid(MICROS), max_age), marks))
    }

    /// A time that the rules set for proofs.
    pub(crate) fn credential_seconds(&self, what: &str, day: Date) -> Result<i64, AppError> {
        match self.0.rules.on(day).credential_term(what) {
            Established::Yes(term) => Ok(i64::from(term.value().seconds)),
            Established::No(_) => Err(AppError::new(
                ErrorKind::Unavailable,
                "資格者証の有効時間が定められていません（要確認）。",
                "The rules do not say for how long a proof stands.",
            )
            .with_detail(format!("rules/credential.toml: no value for {what} on {day}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspension_ends_by_itself_at_midnight_in_japan() {
        let mark = "suspended 2026-11-01/2026-11-29 2027-01-01/";
        let at = |instant: &str| {
            let micros = instant.parse::<jiff::Timestamp>().unwrap().as_microsecond();
            status(mark, day_in_japan(micros))
        };
        assert_eq!(at("2026-11-29T14:59:59Z"), Status::Suspended, "the last second of the last day");
        assert_eq!(at("2026-11-29T15:00:00Z"), Status::Valid, "00:00 in Japan");
        assert_eq!(at("2026-12-31T15:00:00Z"), Status::Suspended, "without term");
        assert_eq!(status(ENDED, jiff::civil::date(2026, 1, 1)), Status::Ended);
        assert_eq!(status(REPLACED, jiff::civil::date(2026, 1, 1)), Status::Replaced);
    }
}

//! 登録済証明書: the applicant's own, and checked by anybody by its number. Whoever knows the number has the paper before them; the answer
//! says what stands on it and whether it is still so.

use law::Both;
use registry::ids::RegisterId;
use store::confirmation::{IssuedConfirmation, by_number};
use store::disclosure::Disclosure;

use crate::cases::CaseKey;
use crate::grant::CONFIRMATION;
use crate::inquire::{ANYBODY, nobody};
use crate::show_case::label;
use crate::time::now_micros;
use crate::{App, AppError, Applying, Channel, ErrorKind};

/// By which door: page and interface ask the same.
const INQUIRY: &str = "inquiry";
/// What is looked for is no longer: numbers have twenty digits, and nobody has a use for looking up more.
const MOST_DIGITS: usize = 40;

/// A confirmation as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "登録済証明書")]
pub struct ConfirmationView {
    /// Its number.
    pub number: String,
    /// The qualification.
    pub qualification: Both,
    /// The authority.
    pub authority: Both,
    /// What stands on it: names and values.
    pub items: Vec<(Both, String)>,
    /// The day of issue, ISO.
    pub issued_on: String,
    /// Is the entry still as it says?
    pub is_current: bool,
}

impl App {
    /// The confirmation that was issued in an applicant's own case.
    ///
    /// # Errors
    /// There is no such case, or none was issued in it.
    pub async fn show_confirmation(
        &self,
        who: &Applying,
        key: CaseKey,
    ) -> Result<ConfirmationView, AppError> {
        let loaded = self.own_case(&who.account, key).await?;
        let kept = loaded.records.iter().rev().find(|record| record.kind == CONFIRMATION);
        let number = kept.and_then(|record| std::str::from_utf8(&record.said).ok()).ok_or_else(none)?;
        let name = crate::holders::account_name(&who.account);
        self.confirmation(number, (&name, Channel::Portal.code())).await
    }

    /// Whether a confirmation is ours, and whether the entry is still as it says; for anybody who has it.
    ///
    /// # Errors
    /// There is none of this number.
    pub async fn check_confirmation(&self, number: &str) -> Result<ConfirmationView, AppError> {
        // In either width, with or without blanks; a zero at the beginning is a digit like the others.
        let digits: String = number.chars().filter_map(digit).take(MOST_DIGITS).collect();
        self.confirmation(&digits, (ANYBODY, INQUIRY)).await
    }

    pub(crate) async fn confirmation(
        &self,
        number: &str,
        (actor, channel): (&str, &'static str),
    ) -> Result<ConfirmationView, AppError> {
        let mut reader = self.0.db.quick_reader().await?;
        let found = by_number(&mut reader, number).await?;
        // Whatever is found, the same is done: two look-ups and one record, under an entry that nobody has where there is none.
        let key = found.as_ref().map_or_else(
            || (RegisterId::of(CONFIRMATION, ""), nobody(number)),
            |found| (found.register, found.entry),
        );
        let row = store::entry::by_ids(&mut reader, &[key]).await?;
        drop(reader);
        let look = Disclosure {
            at: now_micros(),
            actor: actor.to_owned(),
            purpose: CONFIRMATION.to_owned(),
            channel,
            request: match &found {
                Some(found) => format!("confirmation {}", found.case),
                None => format!("{CONFIRMATION} none"),
            },
            entries: vec![key],
        };
        self.0.writer.look(look).await?;
        let found = found.ok_or_else(none)?;
        let present = row.first().map_or("", |row| row.present.as_str());
        self.confirmation_view(found, present)
    }

    fn confirmation_view(
        &self,
        found: IssuedConfirmation,
        present: &str,
    ) -> Result<ConfirmationView, AppError> {
        let register = self.register_of(found.register).ok_or_else(none)?;
        let names = self.register_names(&register, self.today());
        let confirmation = found.confirmation;
        let items = confirmation
            .items()
            .map(|(item, value)| (label(self.rules(), item.code()), value.to_owned()))
            .collect();
        Ok(ConfirmationView {
            qualification: names.qualification,
            authority: names.authority,
            items,
            is_current: confirmation.is_current(present),
            issued_on: confirmation.issued_on,
            number: confirmation.number,
        })
    }
}

fn digit(c: char) -> Option<char> {
    let wide = u32::from(c).checked_sub(u32::from('０')).and_then(|value| char::from_digit(value, 10));
    if c.is_ascii_digit() { Some(c) } else { wide }
}

fn none() -> AppError {
    AppError::new(
        ErrorKind::NotFound,
        "この番号の登録済証明書はありません。",
        "There is no confirmation of this number.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_in_either_width_and_zeros_stay() {
        let read = |text: &str| text.chars().filter_map(digit).collect::<String>();
        assert_eq!(read("００12 3４-5"), "0012345");
    }
}

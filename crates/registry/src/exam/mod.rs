//! Is the applicant the one who passed the examination?
//!
//! An examining body's list of those who passed is a file ([`read_list`]); an applicant names month, place and number of
//! the examination. [`find`] says whether that person is on the list: exactly, or not. Whatever is not exact is looked at
//! by a person and never passes by rule.

mod heading;
mod list;

pub use list::{ExamList, ListFault, MAX_LIST_BYTES, Reject, RejectReason, read_list};

use crate::date::PartialDate;
use crate::name::equal_identity;
use crate::number::normalise_number;

/// Where and when somebody sat an examination, and under which number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "試験の施行年月・受験地・受験番号")]
pub struct Sitting {
    /// The month, `2026-02`.
    pub month: String,
    /// The place, as the list has it without blanks; empty where the examination has one place only.
    pub place: String,
    /// The number, normalised.
    pub number: String,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "合格者")]
pub struct Passed {
    /// Where, when, under which number.
    pub sitting: Sitting,
    /// The name, to the character.
    pub name: String,
    /// The date of birth, a whole one.
    pub born: String,
    /// The number of the pass certificate, normalised; empty where the list has none.
    pub certificate: String,
}

/// Who says that they passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examinee<'e> {
    /// Name as proved (koseki, else the card).
    pub name: &'e str,
    /// Date of birth, ISO.
    pub born: &'e str,
    /// The number of the pass certificate, as they write it; empty where they write none.
    pub certificate: &'e str,
}

/// Whether the applicant is the examinee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Exactly one row has this sitting, and it is this person.
    Same,
    /// The row is somebody of another name: perhaps by marriage since; a person looks.
    OtherName,
    /// The row is somebody born on another day.
    OtherBirthDate,
    /// The row is somebody whose pass certificate has another number.
    OtherCertificate,
    /// Several rows have the number of this pass certificate: a person looks.
    Several,
    /// No row has this sitting, or this certificate.
    Nobody,
}

impl Found {
    /// Whether it may count as a fact for a decision by rule.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Same)
    }
}

impl Sitting {
    /// From what somebody writes into a form or a list.
    ///
    /// # Errors
    /// Which part cannot be read.
    pub fn read(month: &str, place: &str, number: &str) -> Result<Self, RejectReason> {
        let month = match PartialDate::parse(month.trim()) {
            Ok(PartialDate::Month(year, month)) => format!("{year:04}-{month:02}"),
            Ok(PartialDate::Day(day)) => format!("{:04}-{:02}", day.year(), day.month()),
            _ => return Err(RejectReason::Month),
        };
        let number = normalise_number(number.trim()).map_err(|_| RejectReason::Number)?.into_owned();
        let place = place.chars().filter(|c| !c.is_whitespace()).collect();
        Ok(Self { month, place, number })
    }
}

/// The number of a pass certificate as lists have it; none where it cannot be read.
#[must_use]
pub fn certificate_key(typed: &str) -> Option<String> {
    normalise_number(typed.trim()).ok().map(std::borrow::Cow::into_owned).filter(|number| !number.is_empty())
}

/// Whether this applicant is who the list has under the number of a pass certificate; `rows` is what the lists have there.
#[must_use]
pub fn find_by_certificate(rows: &[Passed], applicant: &Examinee<'_>) -> Found {
    if rows.len() > 1 { Found::Several } else { find(rows.first(), applicant) }
}

/// Whether this applicant is who the list has under this sitting; `row` is what the list has there. A certificate's number is compared
/// where both name one.
#[must_use]
pub fn find(row: Option<&Passed>, applicant: &Examinee<'_>) -> Found {
    match row {
        None => Found::Nobody,
        Some(row) if row.born != applicant.born => Found::OtherBirthDate,
        Some(row) if !equal_identity(&row.name, applicant.name) => Found::OtherName,
        Some(row) if other_certificate(&row.certificate, applicant.certificate) => Found::OtherCertificate,
        Some(_) => Found::Same,
    }
}

fn other_certificate(listed: &str, written: &str) -> bool {
    let written = written.trim();
    !listed.is_empty() && !written.is_empty() && certificate_key(written).as_deref() != Some(listed)
}

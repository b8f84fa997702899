//! Revenue stamps (収入印紙): the paper twin. Stamps stuck on an application are counted and cancelled (消印) by an officer; from then on they
//! are a payment like any other, and money that comes beside them is a double payment.

use jiff::civil::Date;
use law::Yen;

use crate::neutral::token;

token!(
    /// The key of a sheet: the application on which the stamps stick.
    SheetId,
    64
);

/// Stamps of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamps {
    /// What each of them says.
    pub value: Yen,
    /// How many.
    pub count: u16,
}

/// The stamps of one application, counted and cancelled. An officer's record, not a message: it comes from the desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[doc(alias = "収入印紙")]
pub struct StampSheet {
    cancelled_on: Date,
    id: SheetId,
    stamps: Vec<Stamps>,
    total: Yen,
    officer: String,
}

/// Stamps that cannot be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSheet {
    /// No stamp has a value.
    #[error("there is no stamp")]
    Empty,
    /// More than can be counted.
    #[error("more yen than any application costs")]
    TooMany,
    /// Nobody says that they were cancelled.
    #[error("no officer is named")]
    NoOfficer,
}

impl StampSheet {
    /// The stamps that an officer cancelled on a day.
    ///
    /// # Errors
    /// Nothing was stuck on, too much to be counted, or nobody is named.
    pub fn cancelled(id: SheetId, mut stamps: Vec<Stamps>, on: Date, officer: &str) -> Result<Self, NoSheet> {
        if officer.trim().is_empty() {
            return Err(NoSheet::NoOfficer);
        }
        stamps.sort_unstable();
        let value = |stamps: &Stamps| stamps.value.0.checked_mul(u32::from(stamps.count));
        let total = stamps.iter().try_fold(0_u32, |sum, stamps| sum.checked_add(value(stamps)?));
        match total {
            None => Err(NoSheet::TooMany),
            Some(0) => Err(NoSheet::Empty),
            Some(total) => {
                Ok(Self { cancelled_on: on, id, stamps, total: Yen(total), officer: officer.to_owned() })
            }
        }
    }

    /// The application's key.
    #[must_use]
    pub fn id(&self) -> &SheetId {
        &self.id
    }

    /// What they are worth together.
    #[must_use]
    pub fn total(&self) -> Yen {
        self.total
    }

    /// The stamps, the lowest value first.
    #[must_use]
    pub fn stamps(&self) -> &[Stamps] {
        &self.stamps
    }

    /// The day on which they were cancelled.
    #[must_use]
    pub fn cancelled_on(&self) -> Date {
        self.cancelled_on
    }

    /// Who cancelled them.
    #[must_use]
    pub fn officer(&self) -> &str {
        &self.officer
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sheet(stamps: &[(u32, u16)]) -> Result<StampSheet, NoSheet> {
        let stamps = stamps.iter().map(|&(value, count)| Stamps { value: Yen(value), count }).collect();
        StampSheet::cancelled(SheetId::parse("s").unwrap(), stamps, date(2026, 4, 1), "officer-1")
    }

    #[test]
    fn stamps_are_counted() {
        assert_eq!(sheet(&[(400, 2), (200, 1)]).unwrap().total(), Yen(1_000));
        assert_eq!(sheet(&[(400, 2), (200, 1)]), sheet(&[(200, 1), (400, 2)]));
    }

    #[test]
    fn what_cannot_be_counted_is_told() {
        assert_eq!(sheet(&[]), Err(NoSheet::Empty));
        assert_eq!(sheet(&[(400, 0)]), Err(NoSheet::Empty));
        assert_eq!(sheet(&[(100_000, u16::MAX)]), Err(NoSheet::TooMany));
        let nobody = StampSheet::cancelled(SheetId::parse("s").unwrap(), vec![], date(2026, 4, 1), " ");
        assert_eq!(nobody, Err(NoSheet::NoOfficer));
    }
}

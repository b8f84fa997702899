//! Who has not given his or her 個人番号, in figures: by register, how many entries stand, are linked, and whose number is known how.

use registry::ids::RegisterId;
use store::holder::NumberFact;

use crate::view::{RegisterFigures, RegisterSummary};
use crate::yearly_check::may_see;
use crate::{Actor, App, AppError};

/// A register's figures. A number that was *found* by inquiry was not given: it lifts no duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumbersGiven {
    /// Which.
    pub register: RegisterSummary,
    /// Entries in force or suspended, as last counted; `None` until then.
    pub standing: Option<u64>,
    /// Entries whose holder gave the number.
    pub given: u64,
    /// Entries whose holder's number was found by inquiry.
    pub found: u64,
    /// Entries that are linked to a holder whose number is not known.
    pub linked: u64,
}

impl NumbersGiven {
    /// Standing entries whose holder has not given a number, as far as they are counted.
    #[must_use]
    pub fn not_given(&self) -> Option<u64> {
        self.standing.map(|standing| standing.saturating_sub(self.given))
    }
}

impl App {
    /// By register within reach, in the order of the rules; registers without entries and links are left out.
    ///
    /// # Errors
    /// Registrars and auditors only.
    pub async fn count_numbers_given(&self, actor: &Actor) -> Result<Vec<NumbersGiven>, AppError> {
        may_see(actor)?;
        let mut reader = self.0.db.reader().await?;
        let figures = store::statistics::read_all(&mut reader).await?;
        let standing = |id: RegisterId| {
            let (_, _, json) = figures.iter().find(|(of, _, _)| *of == id)?;
            let counted: RegisterFigures = serde_json::from_str(json).ok()?;
            Some(counted.active + counted.suspended)
        };
        let mut all = Vec::new();
        for register in self.list_registers(actor).await? {
            let id = RegisterId::of(&register.qualification, &register.authority);
            let counts = store::holder::number_counts(&mut reader, id).await?;
            if register.entries.unwrap_or(0) == 0 && counts.is_empty() {
                continue;
            }
            let of = |wanted: Option<NumberFact>| -> u64 {
                counts.iter().filter(|(fact, _)| *fact == wanted).map(|(_, count)| count).sum()
            };
            let (given, found, linked) = (of(Some(NumberFact::Given)), of(Some(NumberFact::Found)), of(None));
            all.push(NumbersGiven { standing: standing(id), register, given, found, linked });
        }
        Ok(all)
    }
}

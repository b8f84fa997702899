//! Finding people: by their items, by their numbers and codes.

use super::Nation;
use crate::day::Day;
use crate::index::Index;
use crate::person::{Person, PersonId};
use crate::resident::Resident;

/// Households that are looked through for want of an index: a fifth of a second or so.
pub const SCANNED: u64 = 50_000;

impl Nation {
    /// The people whose record in the resident register has exactly these items: the name to the character, as it is today. A record
    /// that was struck is found as well.
    pub fn by_items(
        &self,
        name: &str,
        birth: &str,
        sex: Option<&str>,
        address: Option<&str>,
    ) -> Vec<PersonId> {
        let fits = |resident: &Resident| {
            resident.name == name
                && resident.birth == birth
                && sex.is_none_or(|sex| resident.sex == sex)
                && address.is_none_or(|address| resident.address == address)
        };
        let today = self.today();
        let Some(born) = Day::parse(birth) else {
            return Vec::new();
        };
        let found =
            |person: &Person| person.born == born && Resident::of(person, today).as_ref().is_some_and(fits);
        let indexed = self.inner.index.get().and_then(|index| match index.households(name, born) {
            Ok(households) => Some(households),
            Err(error) => {
                // No answer is not "nobody": the slow way is still right.
                tracing::error!(%error, "the index cannot be read, all households are looked through");
                None
            }
        });
        let households = indexed.unwrap_or_else(|| (0..self.inner.country.households()).collect());
        let members =
            households.into_iter().filter_map(|number| self.household(number)).flat_map(|home| home.members);
        members.filter(found).map(|person| person.id).collect()
    }

    /// Whether people are found by their items through an index (`shikaku country build`), not by looking through all.
    pub fn has_index(&self) -> bool {
        self.inner.index.get().is_some()
    }

    /// Opens an index that was made after this nation was.
    pub fn open_index(&self) {
        if let Some(index) = Index::open(self.home(), self.country()) {
            // Another thread may have opened the same one.
            let _ = self.inner.index.set(index);
        }
    }

    /// Whether finding by items is quick enough to be offered: with an index, or in a country of at most [`SCANNED`] households.
    pub fn finds_by_items(&self) -> bool {
        self.has_index() || self.inner.country.households() <= SCANNED
    }

    /// The 個人番号: 12 digits, marked, with a right check digit. For simulators only.
    pub fn my_number(&self, id: PersonId) -> String {
        self.inner.codes.my_number(id)
    }

    /// The person of a 個人番号; `None` for one that is not of this country. There may be
    /// nobody (yet) in that place of the household: then [`Nation::resident`] says so.
    pub fn person_of_number(&self, number: &str) -> Option<PersonId> {
        self.inner.codes.of_number(number).filter(|id| self.is_of_here(*id))
    }

    /// The resident code (住民票コード): 11 digits; its check digit is inferred \[I\].
    pub fn resident_code(&self, id: PersonId) -> String {
        self.inner.codes.resident_code(id)
    }

    /// The person of a resident code.
    pub fn person_of_code(&self, code: &str) -> Option<PersonId> {
        self.inner.codes.of_resident_code(code).filter(|id| self.is_of_here(*id))
    }

    /// The code of a person at an institution (機関別符号): 32 hexadecimal digits that share nothing with those at another one.
    pub fn linkage_code(&self, institution: &str, id: PersonId) -> String {
        self.inner.codes.linkage(institution, id)
    }

    /// The person of a linkage code of an institution.
    pub fn person_of_linkage(&self, institution: &str, code: &str) -> Option<PersonId> {
        self.inner.codes.of_linkage(institution, code).filter(|id| self.is_of_here(*id))
    }

    /// Whether a household of that number exists. Whether it has, or has yet, such a member, is seen when the person is asked for: codes are
    /// computed, so this costs nothing.
    fn is_of_here(&self, id: PersonId) -> bool {
        id.household() < self.inner.country.households()
    }
}

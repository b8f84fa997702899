//! What the register shows of its holder.

use super::Register;
use crate::AS_OF;
use crate::day::Day;
use crate::entry::{DIED, DISAPPEARED, Deletion, Entry, REQUESTED, Sanction, some_day};
use crate::person::Person;
use crate::random::Random;

/// Share of changes of name or domicile after the registration that were notified.
const NAME_NOTIFIED: f64 = 0.75;
const DOMICILE_NOTIFIED: f64 = 0.6;
const MOVE_NOTIFIED: f64 = 0.5;
/// Of changed surnames shown, the share with the former surname beside.
const FORMER_SHOWN: f64 = 0.1;
/// Shares of all entries: sanctioned; deleted on request, by a cancelled registration, by a declared disappearance; certificate issued anew.
const SANCTIONED: f64 = 0.001;
const DELETED_ON_REQUEST: f64 = 0.002;
const CANCELLED: f64 = 0.0004;
const DECLARED_DISAPPEARED: f64 = 0.000_05;
const REISSUED: f64 = 0.02;
/// The last day of which the file can know.
const LAST_KNOWN: Day = Day(AS_OF.0 - 1);
impl Register<'_> {
    pub(super) fn entry(
        &self,
        row: u64,
        registered_on: Day,
        person: &Person,
        told: bool,
        random: &mut Random,
    ) -> Entry {
        let at_first = person.name_on(registered_on);
        let latest = person.name_on(LAST_KNOWN);
        let name = if random.chance(NAME_NOTIFIED) { latest } else { at_first };
        let changed = name.surname != at_first.surname;
        let former_surname =
            (changed && random.chance(FORMER_SHOWN)).then_some((at_first.surname, at_first.surname_kana));
        let domicile =
            person.domicile_on(if random.chance(DOMICILE_NOTIFIED) { LAST_KNOWN } else { registered_on });
        let (year, month, _) = registered_on.parts();
        let waited = if random.chance(0.05) { 1 + random.below(4) as i32 } else { 0 };
        let exam_year = if month >= 4 { year } else { year - 1 } - waited;
        Entry {
            number: self.number(row),
            registered_on,
            name,
            former_surname,
            domicile,
            exam_passed: (exam_year, 3),
            sanction: self.sanction(registered_on, person, random),
            deletion: self.deletion(registered_on, person, told, random),
            reissued_on: random.chance(REISSUED).then(|| some_day(registered_on, person, random)),
            move_notified: random.chance(MOVE_NOTIFIED),
        }
    }

    fn sanction(&self, registered_on: Day, person: &Person, random: &mut Random) -> Option<Sanction> {
        if !random.chance(SANCTIONED) {
            return None;
        }
        let kinds = &self.profile.sanctions;
        let (word, has_end) = *kinds.get(random.below(kinds.len() as u32) as usize)?;
        let from = some_day(registered_on, person, random);
        // Three months to three years.
        let until = has_end.then(|| from.plus_years(0.25 * f64::from(1 + random.below(12))));
        Some(Sanction { word, from, until })
    }

    fn deletion(
        &self,
        registered_on: Day,
        person: &Person,
        told: bool,
        random: &mut Random,
    ) -> Option<Deletion> {
        let drawn = random.unit();
        if !self.profile.keeps_deleted {
            return None;
        }
        if let (true, Some(died)) = (told, person.died.filter(|died| *died < AS_OF)) {
            let on = Day(died.0 + 7 + random.below(120) as i32).not_on_weekend();
            return (on <= AS_OF).then_some(Deletion { on, reason: DIED });
        }
        let reason = match drawn {
            low if low < DECLARED_DISAPPEARED => DISAPPEARED,
            low if low < DECLARED_DISAPPEARED + CANCELLED => self.profile.cancelled,
            low if low < DECLARED_DISAPPEARED + CANCELLED + DELETED_ON_REQUEST => REQUESTED,
            _ => return None,
        };
        Some(Deletion { on: some_day(registered_on, person, random).not_on_weekend(), reason })
    }
}

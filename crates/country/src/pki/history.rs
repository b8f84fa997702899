//! Which certificates a person's card has held, and what became of each: computed from the person's life, so advancing the calendar
//! never changes what was.
//!
//! Simplified: every resident fetches a card between 2019 and 2026 (the new-born within two years), and a card is renewed,
//! never lost. A former surname that is recorded beside the name (旧氏) does not show in certificates.

use crate::person::Home;
use crate::random::key_of;
use crate::resident::spelling;
use crate::{Day, LifeEventKind, Person, Random};

use super::cards::NEXT_CARDS;
use super::jis::substituted;
use super::jpki::CardKey;

/// Cards are fetched from here on; certificates from before are all over by the day of the country.
const FIRST_CARDS: Day = Day::of(2019, 8, 1);
/// Days over which people fetch their first card (invented).
const FETCHED_WITHIN: u32 = 2_400;
/// Days after birth within which a child's card is fetched (invented).
const CHILD_WITHIN: u32 = 700;
/// No signing certificate before this birthday \[T\].
const SIGNING_AGE: i32 = 15;
/// Certificates run to the n-th birthday after their issue \[T\]: today's cards, the next ones.
const BIRTHDAYS: (i32, i32) = (5, 10);
/// Days before the end within which a certificate is renewed; and after it, by those who are late (invented).
const RENEWED_BEFORE: u32 = 60;
const LATE_WITHIN: u32 = 180;
/// Share of those who are late (invented).
const LATE: f64 = 0.1;
/// After a change of the items: shares of those who ask for a new signing certificate at the same counter, and within half a year; the
/// others wait for years (invented).
const ASKS_AT_ONCE: f64 = 0.55;
const ASKS_SOON: f64 = 0.25;
const SOON: u32 = 180;
const YEARS_OF_DAYS: u32 = 1_500;
/// Days within which somebody who comes (back) to Japan fetches a card (invented).
const SETTLES_WITHIN: u32 = 60;

/// Why a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// One of the four items changed: the signing certificate only.
    Changed,
    /// The holder died.
    Died,
    /// The holder is no resident any more: moved abroad, or struck off ex officio.
    Left,
    /// A newer certificate took its place.
    Renewed,
}

/// One certificate of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issue {
    /// 0 is the first.
    pub index: u32,
    /// Day of issue.
    pub first: Day,
    /// Last day of validity.
    pub last: Day,
    /// From which day on it is revoked, and why; as known today.
    pub ended: Option<(Day, Ending)>,
}

/// What of a life matters to certificates.
#[derive(Debug, Clone)]
pub(crate) struct Life<'a> {
    person: &'a Person,
    /// In order.
    endings: Vec<(Day, Ending)>,
    next_card_from: Day,
}

impl<'a> Life<'a> {
    /// Of a person, as far as it is known.
    pub(crate) fn of(person: &'a Person, next_card_from: Day) -> Life<'a> {
        let endings = person.events.iter().filter_map(|event| {
            let ending = match event.kind {
                LifeEventKind::Death => Ending::Died,
                LifeEventKind::LeftJapan | LifeEventKind::ExOfficioDeletion => Ending::Left,
                LifeEventKind::Move { .. } => Ending::Changed,
                // 軽微な修正 of an address leaves the certificate alone [M].
                LifeEventKind::AddressCorrection { .. } => return None,
                _ if renamed(person, event.date) => Ending::Changed,
                _ => return None,
            };
            Some((event.date, ending))
        });
        Life { person, endings: endings.collect(), next_card_from }
    }

    /// The certificates issued until today.
    pub(crate) fn issues(&self, key: CardKey, today: Day) -> Vec<Issue> {
        let mut issues = Vec::new();
        let mut next = self.resident_from(self.first(key));
        while let Some(first) = next.filter(|day| *day <= today) {
            let (issue, after) = self.issue(key, issues.len() as u32, first);
            issues.push(Issue { ended: issue.ended.filter(|(day, _)| *day <= today), ..issue });
            next = after.and_then(|day| self.resident_from(day));
        }
        issues
    }

    fn first(&self, key: CardKey) -> Day {
        let mut random = self.random(key_of("card"), 0);
        let born = self.person.born;
        let fetched = if born < FIRST_CARDS {
            Day(FIRST_CARDS.0 + random.below(FETCHED_WITHIN) as i32)
        } else {
            Day(born.0 + 1 + random.below(CHILD_WITHIN) as i32)
        };
        match key {
            CardKey::Authentication => fetched,
            CardKey::Signing => fetched.max(birthday(born, SIGNING_AGE)),
        }
    }

    /// The certificate of a day, whatever comes of it, and the day of the one after.
    fn issue(&self, key: CardKey, index: u32, first: Day) -> (Issue, Option<Day>) {
        let mut random = self.random(key_of(key.folder()), u64::from(index));
        let years = if first >= self.next_card_from { BIRTHDAYS.1 } else { BIRTHDAYS.0 };
        let last = nth_birthday_after(self.person.born, first, years);
        let on_time = Day(last.0 - random.below(RENEWED_BEFORE) as i32);
        let renewal =
            if random.chance(LATE) { Day(last.0 + 1 + random.below(LATE_WITHIN) as i32) } else { on_time };
        let ending = self
            .endings
            .iter()
            .copied()
            .find(|(day, why)| *day > first && *day <= renewal && ends(*why, key));
        let (ended, after) = match ending {
            Some((day, why)) if day <= last => (Some((day, why)), self.again(why, day, &mut random)),
            _ if renewal <= last => (Some((renewal, Ending::Renewed)), Some(renewal)),
            _ => (None, Some(renewal)),
        };
        (Issue { index, first, last, ended }, after)
    }

    fn again(&self, why: Ending, day: Day, random: &mut Random) -> Option<Day> {
        match why {
            Ending::Died => return None,
            Ending::Left => return Some(day),
            Ending::Changed | Ending::Renewed => {}
        }
        let kind = random.unit();
        let days = match kind {
            _ if kind < ASKS_AT_ONCE => 0,
            _ if kind < ASKS_AT_ONCE + ASKS_SOON => 1 + random.below(SOON),
            _ => SOON + random.below(YEARS_OF_DAYS),
        };
        Some(Day(day.0 + days as i32))
    }

    /// The first day from a day on on which the person lives at an address in Japan; who comes (back) fetches a card a little later.
    fn resident_from(&self, day: Day) -> Option<Day> {
        let at_home =
            |day: Day| self.person.alive_on(day) && matches!(self.person.home_on(day), Some(Home::At(_)));
        if at_home(day) {
            return Some(day);
        }
        let came =
            |kind| matches!(kind, LifeEventKind::CameToJapan { .. } | LifeEventKind::ExOfficioEntry { .. });
        let mut arrivals = self.person.events.iter().filter(|event| event.date > day && came(event.kind));
        let arrived = arrivals.next()?.date;
        let delay = self.random(key_of("arrival"), u64::from(arrived.0.unsigned_abs())).below(SETTLES_WITHIN);
        let fetched = Day(arrived.0 + delay as i32);
        at_home(fetched).then_some(fetched)
    }

    fn random(&self, what: u64, index: u64) -> Random {
        Random::at(what, &[self.person.id.0, index])
    }
}

fn ends(why: Ending, key: CardKey) -> bool {
    why != Ending::Changed || key == CardKey::Signing
}

/// Whether the person has another name from that day on.
fn renamed(person: &Person, day: Day) -> bool {
    let before = person.name_on(Day(day.0 - 1));
    let after = person.name_on(day);
    (before.surname, before.given) != (after.surname, after.given)
}

fn birthday(born: Day, age: i32) -> Day {
    let (year, month, day) = born.parts();
    Day::of(year + age, month, day)
}

fn nth_birthday_after(born: Day, after: Day, n: i32) -> Day {
    let age = after.year() - born.year();
    let next = if birthday(born, age) > after { age } else { age + 1 };
    birthday(born, next + n - 1)
}

/// Whether a person's card can be used on a day, to sign in and to sign, under a name that its certificate shows to the character.
pub(crate) fn signs_on(person: &Person, day: Day) -> bool {
    let life = Life::of(person, NEXT_CARDS);
    let is_good =
        |key| life.issues(key, day).pop().is_some_and(|issue| issue.ended.is_none() && issue.last > day);
    let (_, substitutes) = substituted(&spelling(person.name_on(day)));
    is_good(CardKey::Signing) && is_good(CardKey::Authentication) && !substitutes.contains('1')
}

#[cfg(test)]
mod tests;

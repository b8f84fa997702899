//! Holding an entry against a record: equal by identity (NFC and width), or a person decides.

use jiff::civil::Date;

use super::{Change, Doubt, Finding, Found, Held, Reason, Seen, Standing, Told};
use crate::date::PartialDate;
use crate::name::{equal_identity, name_key};

/// What the check finds about an entry. Total: whatever was told, it is one finding.
#[must_use]
pub fn compare(held: &Held<'_>, told: &Told<'_>) -> Found {
    let silent = |doubt| Found { finding: Finding::NoAnswer, doubt, on: None };
    match told {
        Told::Found(seen) => compare_record(held, seen),
        Told::NotFound => Found::of(Finding::NotFound),
        Told::Several => Found::of(Finding::Several),
        Told::Stopped => silent(Doubt::Stopped),
        Told::Missing => silent(Doubt::Missing),
        Told::Contradicting => Found::unclear(Doubt::Contradicting),
        Told::OtherPerson => Found::unclear(Doubt::OtherPerson),
    }
}

fn compare_record(held: &Held<'_>, seen: &Seen<'_>) -> Found {
    if held.name.is_empty() {
        return Found::unclear(Doubt::NothingHeld);
    }
    if let Err(doubt) = same_birth(held.born, seen.born) {
        return Found::unclear(doubt);
    }
    if held.sex.zip(seen.sex).is_some_and(|(held, seen)| held != seen) {
        return Found::unclear(Doubt::Sex);
    }
    let name = compare_names(held.name, seen);
    if matches!(name, Doubt::GivenName | Doubt::WholeName) {
        return Found::unclear(name);
    }
    match seen.standing {
        Standing::Deceased => died(held, seen, name),
        Standing::MovedAbroad => {
            Found { finding: Finding::MovedAbroad, doubt: name, on: seen.change.map(|c| c.on) }
        }
        Standing::StruckExOfficio => {
            Found { finding: Finding::StruckExOfficio, doubt: name, on: seen.change.map(|c| c.on) }
        }
        Standing::Current => match name {
            Doubt::None => compare_rest(held, seen),
            Doubt::Surname => {
                Found { finding: Finding::NameChanged, doubt: Doubt::None, on: seen.change.map(|c| c.on) }
            }
            other => Found::unclear(other),
        },
    }
}

/// A death counts only with a day on which the person can have died.
fn died(held: &Held<'_>, seen: &Seen<'_>, name: Doubt) -> Found {
    let on = match seen.change {
        Some(Change { reason: Reason::Died, on }) => Some(on),
        _ => None,
    };
    let born = PartialDate::from_iso(held.born).ok().and_then(PartialDate::earliest);
    let can_be = |on: &Date| *on <= seen.as_of && born.is_none_or(|born| born <= *on);
    match on.filter(can_be) {
        Some(on) => Found { finding: Finding::Died, doubt: name, on: Some(on) },
        None => Found::unclear(Doubt::DeathDay),
    }
}

/// Name, birth date and sex are equal and the record stands.
fn compare_rest(held: &Held<'_>, seen: &Seen<'_>) -> Found {
    let on = seen.change.map(|change| change.on);
    let reason = seen.change.map(|change| change.reason);
    if let (Some(held), Some(seen)) = (held.address, seen.address)
        && !equal_identity(held, seen)
    {
        let finding =
            if reason == Some(Reason::Minor) { Finding::MinorAddress } else { Finding::AddressChanged };
        return Found { finding, doubt: Doubt::None, on };
    }
    if held.has_domicile && domicile_may_differ(held, seen) {
        return Found { finding: Finding::DomicileToAsk, doubt: Doubt::None, on };
    }
    Found::of(Finding::Unchanged)
}

/// A record that the municipality itself made after the registration (a naturalisation is one), or corrected since the last check, while all that
/// the network carries is equal: what changed is something that it does not carry.
fn domicile_may_differ(held: &Held<'_>, seen: &Seen<'_>) -> bool {
    let Some(Change { reason, on }) = seen.change else { return false };
    let registered = PartialDate::from_iso(held.registered_on).ok().and_then(PartialDate::latest);
    match (reason, held.checked_on) {
        (Reason::MadeExOfficio | Reason::CorrectedExOfficio, Some(checked)) => on > checked,
        (Reason::MadeExOfficio, None) => registered.is_some_and(|registered| on > registered),
        _ => false,
    }
}

/// A day that either side does not know to the day is a person's to decide.
fn same_birth(held: &str, seen: &str) -> Result<(), Doubt> {
    let day = |text: &str| text.parse::<Date>().ok();
    if held == seen && day(held).is_some() {
        return Ok(());
    }
    let Ok(held) = PartialDate::from_iso(held) else { return Err(Doubt::NothingHeld) };
    match (held.day(), day(seen)) {
        (Some(held), Some(seen)) if held == seen => Ok(()),
        (Some(_), _) => Err(Doubt::Born),
        (None, _) => Err(Doubt::NothingHeld),
    }
}

/// What differs between the registered name and the record's; [`Doubt::None`] for nothing.
fn compare_names(held: &str, seen: &Seen<'_>) -> Doubt {
    if equal_identity(held, seen.name) {
        return Doubt::None;
    }
    if seen.alias.is_some_and(|alias| equal_identity(held, alias)) {
        return Doubt::BesideName;
    }
    let (Some((surname, given)), Some((other, other_given))) = (split(held), split(seen.name)) else {
        return if name_key(held) == name_key(seen.name) { Doubt::Variant } else { Doubt::WholeName };
    };
    let same_given = equal_identity(given, other_given);
    if same_given && seen.former_name.is_some_and(|former| equal_identity(surname, former)) {
        return Doubt::BesideName;
    }
    if name_key(held) == name_key(seen.name) {
        return Doubt::Variant;
    }
    match (equal_identity(surname, other), same_given) {
        (false, true) if name_key(surname) != name_key(other) => Doubt::Surname,
        (false, true) => Doubt::Variant,
        (true, _) => Doubt::GivenName,
        (false, false) if name_key(given) == name_key(other_given) => Doubt::Variant,
        (false, false) => Doubt::WholeName,
    }
}

/// Surname and given name: at the first blank.
fn split(name: &str) -> Option<(&str, &str)> {
    let (surname, given) = name.trim().split_once([' ', '\u{3000}'])?;
    Some((surname, given.trim())).filter(|(surname, given)| !surname.is_empty() && !given.is_empty())
}

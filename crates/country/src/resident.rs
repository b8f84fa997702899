//! What the resident register says of a person: made from the life, by the reasons that 住民基本台帳法施行規則第11条 knows.

use crate::day::Day;
use crate::event::{Home, LifeEvent, LifeEventKind};
use crate::person::{Domicile, Name, Person, PersonId};
use crate::places::Address;

/// The network of resident registers began; whose record had ended by then never was in it.
pub const NETWORK_FROM: Day = Day::of(2002, 8, 5);
/// Since this day foreign residents are in it (平成21年法律第77号).
pub const FOREIGNERS_FROM: Day = Day::of(2012, 7, 9);

/// What the resident register of the network says of a person today.
///
/// It has no nationality and no 本籍, as in life; `japanese` is for other simulators, none of whose answers may carry it as from here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "本人確認情報")]
pub struct Resident {
    /// Who.
    pub person: PersonId,
    /// The name as spelled there, surname and given name with an ideographic space between.
    pub name: String,
    /// A former surname recorded beside it (旧氏).
    pub former_name: Option<String>,
    /// The recorded alias of a foreign resident (通称).
    pub alias: Option<String>,
    /// The reading in katakana.
    pub kana: String,
    /// Day of birth, `1988-01-08`.
    pub birth: String,
    /// 男 or 女.
    pub sex: &'static str,
    /// The address; for a record that was struck, the last one.
    pub address: String,
    /// Code of its municipality, six digits with the check digit.
    pub municipality: String,
    /// What the record is.
    pub status: ResidentStatus,
    /// The last change, if one is known.
    pub last_change: Option<Change>,
    /// Whether the person is Japanese.
    pub japanese: bool,
}

/// Whether a record stands, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResidentStatus {
    /// The person lives at the address (現存).
    Current,
    /// Struck by death (死亡).
    Deceased,
    /// Struck by a move out of Japan (国外転出).
    MovedAbroad,
    /// Struck by the municipality (職権消除).
    ExOfficioDeleted,
}

/// A change of a record (変更情報).
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "変更情報")]
pub struct Change {
    /// 記載, 消除 or 修正.
    pub kind: &'static str,
    /// The reason, in the regulation's word: 転入等, 出生, 職権記載等, 転出, 死亡, 職権消除等, 転居, 軽微な修正, 職権修正等.
    pub reason: &'static str,
    /// The day on which the reason arose, `2026-05-27`.
    pub event_date: String,
    /// The day on which the network was told. In this country on the same day: one day of truth for all systems.
    pub notified_on: String,
}

impl Resident {
    /// The record of a person whose life is known until now; `None` for somebody who never was in the network.
    pub(crate) fn of(person: &Person, today: Day) -> Option<Resident> {
        let home = person.home_on(today)?;
        let last = home.last_address()?;
        let japanese = matches!(person.domicile_on(today), Domicile::Japan(_));
        let (status, struck_on) = status(person, home, japanese);
        // Born to parents who had left: nothing of that person was ever struck, since nothing was ever there.
        if status != ResidentStatus::Current && struck_on.is_none() {
            return None;
        }
        let began =
            if matches!(person.birth_domicile, Domicile::Japan(_)) { NETWORK_FROM } else { FOREIGNERS_FROM };
        if struck_on.is_some_and(|day| day < began) && !came_after(person, began) {
            return None;
        }
        // A struck record stays as it was, but for Japanese abroad, of whom the supplementary register (附票) hears.
        let known = match status {
            ResidentStatus::ExOfficioDeleted => struck_on.unwrap_or(today),
            ResidentStatus::MovedAbroad if !japanese => struck_on.unwrap_or(today),
            _ => today,
        };
        let name = person.name_on(known);
        Some(Resident {
            person: person.id,
            name: spelling(name),
            former_name: person.former_surname_on(known).map(str::to_owned),
            alias: person.alias.filter(|_| !japanese).map(spelling),
            kana: kana(name),
            birth: person.born.to_string(),
            sex: person.sex.word(),
            address: last.to_string(),
            municipality: last.municipality.code.to_owned(),
            status,
            last_change: last_change(person, began, japanese),
            japanese,
        })
    }
}

/// A name as the resident register spells it.
pub(crate) fn spelling(name: Name) -> String {
    let mut out = String::new();
    name.push_spelling(&mut out);
    out
}

fn kana(name: Name) -> String {
    let mut out = String::new();
    name.push_kana(&mut out);
    out
}

/// The status, and since when the record does not stand.
fn status(person: &Person, home: Home, japanese: bool) -> (ResidentStatus, Option<Day>) {
    let since = |wanted: fn(&LifeEventKind) -> bool| {
        person.events.iter().rev().find(|event| wanted(&event.kind)).map(|event| event.date)
    };
    let left = || since(|kind| matches!(kind, LifeEventKind::LeftJapan));
    match (home, person.died) {
        // Of Japanese abroad the supplementary register (附票) still hears; of others nobody.
        (Home::Abroad(_), Some(_)) if !japanese => (ResidentStatus::MovedAbroad, left()),
        (Home::Struck(_), Some(_)) if !japanese => {
            (ResidentStatus::ExOfficioDeleted, since(|kind| matches!(kind, LifeEventKind::ExOfficioDeletion)))
        }
        (_, Some(died)) => (ResidentStatus::Deceased, Some(died)),
        (Home::Abroad(_), None) => (ResidentStatus::MovedAbroad, left()),
        (Home::Struck(_), None) => {
            (ResidentStatus::ExOfficioDeleted, since(|kind| matches!(kind, LifeEventKind::ExOfficioDeletion)))
        }
        (Home::At(_), None) => (ResidentStatus::Current, None),
    }
}

fn came_after(person: &Person, day: Day) -> bool {
    person
        .events
        .iter()
        .any(|event| event.date >= day && matches!(event.kind, LifeEventKind::CameToJapan { .. }))
}

/// The last change of which the network was told. A struck record changes no more, unless it is made anew or a Japanese dies.
fn last_change(person: &Person, began: Day, japanese: bool) -> Option<Change> {
    let mut before = person.first_home.and_then(Home::last_address);
    let mut last = (person.born >= began).then_some(("記載", "出生", person.born));
    let mut stands = true;
    for LifeEvent { date, kind } in &person.events {
        let Some((what, why)) = change(*kind, before, person) else {
            continue;
        };
        let made_anew =
            matches!(kind, LifeEventKind::CameToJapan { .. } | LifeEventKind::ExOfficioEntry { .. });
        let heard = stands || made_anew || (japanese && *kind == LifeEventKind::Death);
        if heard && *date >= began {
            last = Some((what, why, *date));
        }
        stands = (stands || made_anew) && what != "消除";
        if let LifeEventKind::Move { to } | LifeEventKind::AddressCorrection { to } = *kind {
            before = Some(to);
        }
    }
    last.map(|(kind, reason, date)| {
        let date = date.to_string();
        Change { kind, reason, event_date: date.clone(), notified_on: date }
    })
}

/// What an event is in the words of the regulation. A change of name by the family register is made by the municipality itself.
fn change(
    kind: LifeEventKind,
    before: Option<Address>,
    person: &Person,
) -> Option<(&'static str, &'static str)> {
    let took_other = |name: Name| name != person.name_before_marriage();
    Some(match kind {
        LifeEventKind::Marriage { name, .. } if took_other(name) => ("修正", "職権修正等"),
        LifeEventKind::Marriage { .. } => return None,
        LifeEventKind::Divorce { .. }
        | LifeEventKind::Adoption { .. }
        | LifeEventKind::FormerNameRecorded { .. } => ("修正", "職権修正等"),
        LifeEventKind::Naturalisation { .. } => ("記載", "職権記載等"),
        LifeEventKind::Move { to } => match before {
            Some(from) if from.municipality == to.municipality => ("修正", "転居"),
            _ => ("記載", "転入等"),
        },
        LifeEventKind::AddressCorrection { .. } => ("修正", "軽微な修正"),
        LifeEventKind::LeftJapan => ("消除", "転出"),
        LifeEventKind::CameToJapan { .. } => ("記載", "転入等"),
        // The record was struck long before a court declares anything.
        LifeEventKind::ExOfficioDeletion | LifeEventKind::AdjudicatedDisappearance { .. } => {
            ("消除", "職権消除等")
        }
        LifeEventKind::ExOfficioEntry { .. } => ("記載", "職権記載等"),
        LifeEventKind::Death => ("消除", "死亡"),
    })
}

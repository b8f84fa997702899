//! What the resident register answers, and how it is written: a line of a file, or a message.

use serde_json::{Value, json};

use crate::nation::Nation;
use crate::person::PersonId;
use crate::random::{Random, key_of};
use crate::resident::{Resident, ResidentStatus};

/// By what is asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked<'a> {
    Number(&'a str),
    Code(&'a str),
    Items { name: &'a str, birth: &'a str, sex: Option<&'a str>, address: Option<&'a str> },
}

/// Which secrets the answer shall bring.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    pub(super) number: bool,
    pub(super) code: bool,
}

/// An answer.
#[derive(Debug)]
pub(super) enum Answer {
    Found { resident: Box<Resident>, number: Option<String>, code: Option<String> },
    None,
    Several,
    Stopped,
}

/// Who was meant.
pub(super) enum Found {
    One(PersonId),
    None,
    Several,
    Stopped,
}

/// Finds who is meant, unless nothing is given about them.
pub(super) fn find(nation: &Nation, asked: Asked<'_>) -> Found {
    let found: Vec<PersonId> = match asked {
        Asked::Number(number) => {
            nation.person_of_number(number).map(|id| now_of(nation, id)).into_iter().collect()
        }
        Asked::Code(code) => nation.person_of_code(code).map(|id| now_of(nation, id)).into_iter().collect(),
        Asked::Items { name, birth, sex, address } => nation.by_items(name, birth, sex, address),
    };
    let id = match found.as_slice() {
        [] => return Found::None,
        [one] => *one,
        _ => return Found::Several,
    };
    if is_lost(nation, id) {
        return Found::None;
    }
    let stopped = nation.scenario().country.stopped;
    if is_struck(nation, ("juki-stopped", id.0), stopped) { Found::Stopped } else { Found::One(id) }
}

/// Whose key it is by now: with the scenario's share that of the head of the next household.
fn now_of(nation: &Nation, id: PersonId) -> PersonId {
    if !is_struck(nation, ("juki-reassigned", id.0), nation.scenario().country.reassigned) {
        return id;
    }
    PersonId::at((id.household() + 1) % nation.country().households().max(1), 0)
}

/// Households that lie together: what is lost is lost with them.
const SHARD: u64 = 100;

fn is_lost(nation: &Nation, id: PersonId) -> bool {
    is_struck(nation, ("juki-shard", id.household() / SHARD), nation.scenario().country.lost_shard)
}

fn is_struck(nation: &Nation, (what, of): (&str, u64), share: f64) -> bool {
    share > 0.0 && Random::at(nation.country().seed(), &[key_of(what), of]).chance(share)
}

/// Looks one up. `request` decides, with the scenario's share, whether the answer tells of somebody else.
pub(super) fn look_up(nation: &Nation, asked: Asked<'_>, wanted: Wanted, request: u64) -> Answer {
    let id = match find(nation, asked) {
        Found::One(id) => id,
        Found::None => return Answer::None,
        Found::Several => return Answer::Several,
        Found::Stopped => return Answer::Stopped,
    };
    let wrong = is_struck(nation, ("juki-wrong-person", request), nation.scenario().country.wrong_person);
    let Some(resident) = (if wrong { somebody_else(nation, id) } else { nation.resident(id) }) else {
        return Answer::None;
    };
    let number = wanted.number.then(|| nation.my_number(resident.person));
    let code = wanted.code.then(|| nation.resident_code(resident.person));
    Answer::Found { resident: Box::new(resident), number, code }
}

/// The head of the next household that has a record.
fn somebody_else(nation: &Nation, id: PersonId) -> Option<Resident> {
    let households = nation.country().households().max(1);
    (1..households).find_map(|step| nation.resident(PersonId::at((id.household() + step) % households, 0)))
}

const fn status(resident: &Resident) -> &'static str {
    match resident.status {
        ResidentStatus::Current => "現存",
        ResidentStatus::Deceased | ResidentStatus::MovedAbroad | ResidentStatus::ExOfficioDeleted => "消除",
    }
}

impl Answer {
    const fn word(&self) -> &'static str {
        match self {
            Answer::Found { .. } => "found",
            Answer::None => "none",
            Answer::Several => "several",
            Answer::Stopped => "stopped",
        }
    }

    /// Appends the line of a file, with its end.
    pub(super) fn write_line(&self, request: &str, out: &mut Vec<u8>) {
        let mut columns = vec!["A", request, self.word()];
        if let Answer::Found { resident, number, code } = self {
            columns.push(status(resident));
            columns.extend([number, code].map(|secret| secret.as_deref().unwrap_or_default()));
            columns.push(&resident.name);
            columns.extend(
                [&resident.former_name, &resident.alias].map(|name| name.as_deref().unwrap_or_default()),
            );
            columns.extend([
                resident.kana.as_str(),
                &resident.birth,
                resident.sex,
                &resident.address,
                &resident.municipality,
            ]);
            match &resident.last_change {
                Some(change) => {
                    columns.extend([change.kind, change.reason, &change.event_date, &change.notified_on])
                }
                None => columns.extend([""; 4]),
            }
        }
        out.extend_from_slice(columns.join("\t").as_bytes());
        out.push(b'\n');
    }

    /// The message.
    pub(super) fn message(&self, request: &str, as_of: &str) -> Value {
        let mut message = json!({ "request_id": request, "result": self.word(), "as_of": as_of });
        if let Answer::Found { resident, number, code } = self {
            let change = resident.last_change.as_ref().map(|change| {
                json!({
                    "kind": change.kind,
                    "reason": change.reason,
                    "event_date": change.event_date,
                    "notified_on": change.notified_on,
                })
            });
            let record = json!({
                "status": status(resident),
                "kojin_bango": number,
                "juminhyo_code": code,
                "name": resident.name,
                "former_name": resident.former_name,
                "tsusho": resident.alias,
                "kana": resident.kana,
                "birth": resident.birth,
                "sex": resident.sex,
                "address": resident.address,
                "municipality": resident.municipality,
                "last_event": change,
            });
            if let Some(message) = message.as_object_mut() {
                message.insert("record".to_owned(), record);
            }
        }
        message
    }
}

//! `shikaku country truth`: streamed, a holder a line, so twelve million of them need no memory.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use country::{AS_OF, Country, Day, HolderTruth, LifeEvent, LifeEventKind, Nation, truth};
use serde_json::{Value, json};

use crate::cli::Common;
use crate::output::{Failure, Outcome, print, say};

pub(super) fn run(
    common: &Common,
    nation: &Nation,
    (from, to): (Option<&str>, Option<&str>),
    all: bool,
) -> Result<Outcome, Failure> {
    let from = from.map_or(Ok(AS_OF), day)?;
    let to = to.map_or(Ok(nation.today()), day)?;
    if common.json {
        stream(nation, (from, to), all).or_else(gone_is_fine)?;
        return Ok(Outcome::Done);
    }
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let mut holders = 0u64;
    for holder in truth(nation, (from, to), false) {
        holders += 1;
        for event in &holder.events {
            *kinds.entry(event.kind.word()).or_default() += 1;
        }
    }
    let of = nation.country().plan().entries();
    print(&say(
        common.lang(),
        format!("{from} から {to} の前日まで: 登録 {of} 件のうち {holders} 件の人に何かが起きました。"),
        format!(
            "From {from} to the day before {to}: something happened to the holders of {holders} of {of} entries."
        ),
    ));
    for (kind, count) in kinds {
        print(&format!("{count:>10}  {kind}"));
    }
    Ok(Outcome::Done)
}

/// One document, with a line for each holder.
fn stream(nation: &Nation, (from, to): (Day, Day), all: bool) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    write!(out, "{{\"from\":\"{from}\",\"to\":\"{to}\",\"holders\":[")?;
    let mut count = 0u64;
    for holder in truth(nation, (from, to), all) {
        let comma = if count > 0 { "," } else { "" };
        write!(out, "{comma}\n{}", line(nation.country(), &holder, (from, to)))?;
        count += 1;
    }
    writeln!(out, "\n],\"count\":{count}}}")?;
    out.flush()
}

/// A reader that has gone away (`| head`) is no error.
fn gone_is_fine(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

fn line(country: &Country, holder: &HolderTruth, (from, to): (Day, Day)) -> Value {
    let person = &holder.person;
    let as_of = |day: Day| {
        let name = person.name_on(day);
        let address = person.home_on(day).and_then(country::Home::last_address);
        json!({
            "name": format!("{}\u{3000}{}", name.surname, name.given),
            "domicile": country.domicile_name(person.domicile_on(day)),
            "address": address.map(|address| address.to_string()),
        })
    };
    let events: Vec<Value> = holder.events.iter().map(|event| told(country, event)).collect();
    json!({
        "qualification": holder.qualification,
        "authority": holder.authority,
        "number": holder.number.to_string(),
        "person": person.id,
        "born": person.born.to_string(),
        "died": person.died.map(|day| day.to_string()),
        "before": as_of(Day(from.0 - 1)),
        "after": as_of(Day(to.0 - 1)),
        "events": events,
    })
}

fn told(country: &Country, event: &LifeEvent) -> Value {
    let mut told = json!({ "date": event.date.to_string(), "kind": event.kind.word() });
    let spelled = |name: country::Name| json!(format!("{}\u{3000}{}", name.surname, name.given));
    let more: &[(&str, Value)] = &match event.kind {
        LifeEventKind::Marriage { name, domicile }
        | LifeEventKind::Adoption { name, domicile }
        | LifeEventKind::Naturalisation { name, domicile } => {
            vec![("name", spelled(name)), ("domicile", json!(country.domicile_name(domicile)))]
        }
        LifeEventKind::AdjudicatedDisappearance { deemed_dead } => {
            vec![("deemed_dead", json!(deemed_dead.to_string()))]
        }
        LifeEventKind::Divorce { name } => vec![("name", spelled(name))],
        LifeEventKind::FormerNameRecorded { surname } => vec![("former_surname", json!(surname))],
        LifeEventKind::Move { to }
        | LifeEventKind::AddressCorrection { to }
        | LifeEventKind::CameToJapan { to }
        | LifeEventKind::ExOfficioEntry { to } => vec![("address", json!(to.to_string()))],
        LifeEventKind::LeftJapan | LifeEventKind::ExOfficioDeletion | LifeEventKind::Death => Vec::new(),
    };
    if let Some(told) = told.as_object_mut() {
        told.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    }
    told
}

fn day(text: &str) -> Result<Day, Failure> {
    let date = app::parse_date(text)?;
    Ok(Day::of(date.year().into(), date.month().into(), date.day().into()))
}

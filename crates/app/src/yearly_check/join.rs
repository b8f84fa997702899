//! Holding each entry against what was told of its person.

use gateways::juki::{self, ChangeReason, Finding as Wire};
use jiff::civil::Date;
use law::Fact;
use registry::check::{
    Change, Finding, Found, Held, Reason, Seen, SliceCounts, Standing, Told, compare, lead,
};
use registry::item::{EntryItem, ItemLines, get};
use store::check::{self, Checked, NewFinding, RunId};
use store::holder::NumberFact;

use super::asked::Asked;
use super::figures::Figures;
use crate::{App, AppError};

/// What came of a slice.
pub(super) struct Joined {
    pub(super) figures: Figures,
    pub(super) counts: SliceCounts,
    pub(super) findings: Vec<NewFinding>,
}

impl App {
    /// Compares all of a slice. `as_of`: the day of the answers; `before`: day and instant of the run before.
    pub(super) fn join(
        &self,
        asked: &Asked,
        answers: &juki::Slice,
        (as_of, at): (Date, i64),
        before: Option<(Date, i64)>,
    ) -> Joined {
        let rules = self.0.rules.on(as_of);
        let wrong = wrong_answers(answers);
        let mut out =
            Joined { figures: Figures::default(), counts: SliceCounts::default(), findings: Vec::new() };
        out.figures.deleted = asked.deleted;
        let mut holds = (None, (String::new(), false));
        for (place, row) in &asked.entries {
            if holds.0 != Some(row.register) {
                let qualification = self.qualification_of(row.register);
                let register = rules.qualification(&qualification).and_then(|q| q.register().yes());
                let has = register.is_some_and(|r| r.value().has_item(EntryItem::Domicile.code()));
                holds = (Some(row.register), (qualification, has));
            }
            let (qualification, has_domicile) = &holds.1;
            let record = answers.told.get(*place).and_then(Option::as_ref);
            let told = told(record, wrong.get(place).copied(), as_of);
            let held = held(row, *has_domicile, before);
            let found = compare(&held, &told);
            out.figures.add(row.register, found.finding);
            let born = held.born.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
            // those whose number was only found stay in the register when they are dead, so they say nothing about a year
            let again = held.checked_on.is_some() && row.fact == Some(NumberFact::Given);
            out.counts.add(&found, (born, as_of.year()), again);
            if !found.is_quiet() {
                let fact = row.fact.map(fact_of);
                let led = lead(found, fact, rules, qualification);
                out.findings.push(finding(row, found, led, &told, at));
            }
        }
        out
    }
}

impl Joined {
    /// Takes out what another slice of the run found before: somebody whose links were changed meanwhile is found once, and counted once.
    pub(super) async fn without_found(mut self, app: &App, run: &RunId) -> Result<Self, AppError> {
        let entries: Vec<_> = self.findings.iter().map(|found| (found.register, found.entry)).collect();
        let before = check::found_before(&mut app.0.db.reader().await?, run, &entries).await?;
        let (known, new): (Vec<_>, Vec<_>) =
            self.findings.into_iter().partition(|found| before.contains(&(found.register, found.entry)));
        for found in known {
            if let Some(finding) = Finding::of_code(found.finding) {
                self.figures.take(found.register, finding);
            }
        }
        self.findings = new;
        Ok(self)
    }
}

pub(super) fn held(row: &Checked, has_domicile: bool, before: Option<(Date, i64)>) -> Held<'_> {
    let item = |item| get(&row.present, item);
    Held {
        name: item(EntryItem::Name).unwrap_or_default(),
        born: item(EntryItem::Born).unwrap_or_default(),
        sex: item(EntryItem::Sex),
        address: item(EntryItem::Address),
        has_domicile,
        registered_on: item(EntryItem::RegisteredOn).unwrap_or_default(),
        checked_on: before.filter(|(_, at)| row.linked_at < *at).map(|(day, _)| day),
    }
}

const fn fact_of(fact: NumberFact) -> Fact {
    match fact {
        NumberFact::Given => Fact::MyNumberGiven,
        NumberFact::Found => Fact::MyNumberFound,
    }
}

/// Requests whose answer tells nothing, and why.
pub(super) fn wrong_answers(answers: &juki::Slice) -> std::collections::HashMap<usize, Told<'static>> {
    let place = |request: u64| usize::try_from(request.wrapping_sub(answers.first)).unwrap_or(usize::MAX);
    let all = answers.findings.iter().map(|finding| match *finding {
        Wire::Missing { request } => (place(request), Told::Missing),
        Wire::Contradicting { request } => (place(request), Told::Contradicting),
        Wire::OtherPerson { request } => (place(request), Told::OtherPerson),
    });
    all.collect()
}

pub(super) fn told<'a>(
    record: Option<&'a juki::Told>,
    wrong: Option<Told<'static>>,
    as_of: Date,
) -> Told<'a> {
    match record {
        Some(juki::Told::Found(record)) => Told::Found(seen(record, as_of)),
        Some(juki::Told::NotFound) => Told::NotFound,
        Some(juki::Told::Several) => Told::Several,
        Some(juki::Told::Stopped) => Told::Stopped,
        None => wrong.unwrap_or(Told::Missing),
    }
}

fn seen(record: &juki::Record, as_of: Date) -> Seen<'_> {
    Seen {
        standing: match record.standing {
            juki::Standing::Current => Standing::Current,
            juki::Standing::Deceased => Standing::Deceased,
            juki::Standing::MovedAbroad => Standing::MovedAbroad,
            juki::Standing::StruckExOfficio => Standing::StruckExOfficio,
        },
        name: &record.items.name,
        former_name: record.former_name.as_deref(),
        alias: record.alias.as_deref(),
        born: record.items.birth.as_str(),
        sex: record.items.sex.map(juki::Sex::word),
        address: record.items.address.as_deref(),
        change: record.last_change.map(|change| Change {
            reason: match change.reason {
                ChangeReason::Died => Reason::Died,
                ChangeReason::MinorCorrection => Reason::Minor,
                ChangeReason::MadeExOfficio => Reason::MadeExOfficio,
                ChangeReason::CorrectedExOfficio => Reason::CorrectedExOfficio,
                _ => Reason::Other,
            },
            on: change.event_date,
        }),
        as_of,
    }
}

fn finding(
    row: &Checked,
    found: Found,
    led: registry::check::Led<'_>,
    told: &Told<'_>,
    at: i64,
) -> NewFinding {
    NewFinding {
        register: row.register,
        entry: row.entry,
        version: row.version,
        finding: found.finding.code(),
        doubt: found.doubt.code(),
        on: found.on.map(|on| on.to_string()).unwrap_or_default(),
        seen: other_side(told),
        lead: led.lead.code(),
        citation: led.citation.unwrap_or_default().to_owned(),
        ask_koseki: led.ask_koseki,
        number: row.number,
        fact: row.fact.map_or("", NumberFact::code),
        at,
    }
}

/// What an officer sees of the other side; never the address, which is fetched when it is needed.
fn other_side(told: &Told<'_>) -> String {
    let Told::Found(seen) = told else { return String::new() };
    let mut lines = ItemLines::new();
    let items = [
        (EntryItem::Born, Some(seen.born)),
        (EntryItem::FormerName, seen.former_name),
        (EntryItem::Name, Some(seen.name)),
        (EntryItem::Sex, seen.sex),
    ];
    for (item, value) in items {
        // no value of the wire holds a control character: `vault::jlis` refuses such lines
        let pushed = lines.push(item, value.unwrap_or_default());
        debug_assert!(pushed.is_ok(), "a value of the wire");
    }
    lines.into_stored()
}

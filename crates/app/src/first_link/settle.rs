//! What was told, decided: links, the desk, or asked again.

use std::collections::{BTreeMap, BTreeSet};

use gateways::juki::{Record, Sex, Told};
use registry::ids::{EntryId, HolderId};
use registry::linking::in_bulk::{BasicItems, Candidates, DeskReason, Verdict, WAY, decide};
use store::first_link::DeskRow;
use store::holder::{KnownNumber, Link, NumberFact, NumberRef};

use super::ask::own;
use super::open::Run;
use super::outcome::FirstLinkOutcome;
use super::slice::Case;
use super::write::Writes;
use crate::time::now_micros;
use crate::{App, AppError};

/// An entry that is certainly one person's.
struct Certain {
    case: Case,
    /// The person's number.
    number: NumberRef,
}

impl App {
    /// Decides a slice and writes it in one transaction.
    pub(super) async fn settle_slice(
        &self,
        run: &Run,
        cases: Vec<Case>,
        told: Vec<Option<Told>>,
        outcome: &mut FirstLinkOutcome,
    ) -> Result<(), AppError> {
        let mut writes = Writes::default();
        let mut certain = Vec::new();
        for (case, told) in cases.into_iter().zip(told) {
            match judge(run, &case, told.as_ref()) {
                Judged::Link(number) => certain.push(Certain { case, number }),
                Judged::Desk(reason) => {
                    outcome.goes_to_desk(reason);
                    writes.desk.push(desk_row(run, &case, reason));
                }
                Judged::NoAnswer => outcome.no_answer += 1,
            }
        }
        self.link_certain(run, certain, &mut writes, outcome).await?;
        self.write_slice(run, writes, outcome).await
    }

    /// Makes the links: to the holder of the number, or to a new one. A person has one entry in a register; a second is for the desk.
    async fn link_certain(
        &self,
        run: &Run,
        certain: Vec<Certain>,
        writes: &mut Writes,
        outcome: &mut FirstLinkOutcome,
    ) -> Result<(), AppError> {
        let mut reader = self.0.db.reader().await?;
        let numbers: Vec<NumberRef> = certain.iter().map(|one| one.number).collect();
        let known = store::holder::by_number(&mut reader, &numbers).await?;
        let of_linked = numbers_of(&mut reader, certain.iter().filter_map(|one| one.case.linked)).await?;
        let mut holders: BTreeMap<NumberRef, HolderId> = BTreeMap::new();
        let mut theirs: BTreeMap<HolderId, EntryId> = BTreeMap::new();
        for holder in known.iter().flatten().collect::<BTreeSet<_>>() {
            let entries = store::holder::entries_of(&mut reader, *holder).await?;
            let here = entries.into_iter().find(|(register, _)| *register == run.register);
            theirs.extend(here.map(|(_, entry)| (*holder, entry)));
        }
        drop(reader);
        let fresh = fresh_holders(certain.len())?;
        for ((one, known), fresh) in certain.into_iter().zip(known).zip(fresh) {
            if let Some(holder) = one.case.linked {
                theirs.entry(holder).or_insert(one.case.entry);
                let whose = known.unwrap_or_else(|| *holders.entry(one.number).or_insert(holder));
                let numbers = of_linked.get(&holder);
                // a number is one holder's, and a holder has one number: where it were otherwise, a person sees why
                if whose != holder || numbers.is_some_and(|of| of.iter().any(|other| *other != one.number)) {
                    outcome.goes_to_desk(DeskReason::NumberDiffers);
                    writes.desk.push(desk_row(run, &one.case, DeskReason::NumberDiffers));
                } else {
                    let way = one.case.report.as_ref().map(|report| report.way.clone()).unwrap_or_default();
                    let number = known_number(one.number, NumberFact::Given, way);
                    writes.given.push((one.case.entry, holder, number));
                }
                continue;
            }
            let holder = known.unwrap_or_else(|| *holders.entry(one.number).or_insert(fresh));
            let other = *theirs.entry(holder).or_insert(one.case.entry);
            if other != one.case.entry {
                outcome.goes_to_desk(DeskReason::SecondEntry);
                writes.desk.push(desk_row(run, &one.case, DeskReason::SecondEntry));
            } else {
                writes.links.push(link(run, &one, holder));
            }
        }
        Ok(())
    }
}

/// The numbers of holders, in whatever register they are known.
async fn numbers_of(
    reader: &mut db::Reader,
    holders: impl Iterator<Item = HolderId>,
) -> Result<BTreeMap<HolderId, BTreeSet<NumberRef>>, AppError> {
    let holders: Vec<HolderId> = holders.collect::<BTreeSet<_>>().into_iter().collect();
    let entries = store::holder::entries_of_many(reader, &holders).await?;
    let keys: Vec<_> = entries.into_values().flatten().collect();
    let mut numbers: BTreeMap<HolderId, BTreeSet<NumberRef>> = BTreeMap::new();
    for link in store::holder::of_entries(reader, &keys).await? {
        let known = link.number.map(|known| known.number);
        numbers.entry(link.holder).or_default().extend(known);
    }
    Ok(numbers)
}

enum Judged {
    Link(NumberRef),
    Desk(DeskReason),
    NoAnswer,
}

fn judge(run: &Run, case: &Case, told: Option<&Told>) -> Judged {
    let person;
    let candidates = match told {
        None => return Judged::NoAnswer,
        Some(Told::Found(record)) => {
            person = [of_record(record)];
            Candidates::These(&person)
        }
        Some(Told::NotFound) => Candidates::These(&[]),
        Some(Told::Several) => Candidates::Several,
        Some(Told::Stopped) => Candidates::Stopped,
    };
    match decide(run.way, &case.held(), candidates) {
        Verdict::Link(_) => {}
        Verdict::Desk(reason) => return Judged::Desk(reason),
        // it was open when it was asked for
        Verdict::NotOpen(_) => return Judged::NoAnswer,
    }
    let number = match told {
        Some(Told::Found(record)) => record.number.map(vault::SealedNumber::to_bytes),
        _ => None,
    };
    // a person without the number that was asked for: the answer is not whole
    let Some(number) = number else { return Judged::NoAnswer };
    match &case.report {
        Some(report) if report.number != number => Judged::Desk(DeskReason::NumberDiffers),
        _ => Judged::Link(number),
    }
}

/// The four items of a record.
pub(super) fn of_record(record: &Record) -> BasicItems<'_> {
    BasicItems {
        name: &record.items.name,
        born: record.items.birth.as_str(),
        sex: record.items.sex.map_or("", Sex::word),
        address: record.items.address.as_deref().unwrap_or_default(),
    }
}

pub(super) fn desk_row(run: &Run, case: &Case, reason: DeskReason) -> DeskRow {
    let report = case.report.as_ref();
    DeskRow {
        register: run.register,
        entry: case.entry,
        reason,
        given: report.map(|report| (report.number, report.way.clone())),
        report: report.map(|report| report.items.clone()).unwrap_or_default(),
        reported_on: report.map(|report| report.on.clone()).unwrap_or_default(),
        at: now_micros(),
        by: run.actor.name.clone(),
        answered: None,
    }
}

fn known_number(number: NumberRef, fact: NumberFact, way: String) -> KnownNumber {
    KnownNumber { number, fact, way, since: now_micros() }
}

fn link(run: &Run, one: &Certain, holder: HolderId) -> Link {
    let number = match &one.case.report {
        Some(report) => known_number(one.number, NumberFact::Given, report.way.clone()),
        None => known_number(one.number, NumberFact::Found, WAY.to_owned()),
    };
    let ground = match &one.case.report {
        Some(report) => format!("{} report {}", run.ground, report.on),
        None => run.ground.clone(),
    };
    Link {
        register: run.register,
        entry: one.case.entry,
        holder,
        way: WAY.to_owned(),
        ground,
        by: run.actor.name.clone(),
        at: now_micros(),
        number: Some(number),
    }
}

/// Ids for so many persons.
pub(super) fn fresh_holders(count: usize) -> Result<Vec<HolderId>, AppError> {
    let mut random = vec![0; count * 10];
    getrandom::fill(&mut random).map_err(|error| own(&error))?;
    let millis = u64::try_from(now_micros() / 1_000).unwrap_or(0);
    Ok(random.as_chunks::<10>().0.iter().map(|random| HolderId::new(millis, *random)).collect())
}

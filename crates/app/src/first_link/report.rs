//! Files of numbers that holders gave with their reports: the same comparison, with the report beside the entry, and the number that was
//! given must be that of the person found.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;

use gateways::juki::Juki;
use registry::date::PartialDate;
use registry::item::{EntryItem, ItemLines};
use registry::linking::in_bulk::Verdict;
use registry::number::normalise_number;
use registry::present::{Existence, existence_of};
use store::entry::EntryRow;
use store::holder::{Link, NumberFact};
use vault::{
    AcceptedProofs, Proof, ProofOfIdentity, ProofOfNumber, ReportFault, ReportFile, ReportRow, Vault,
};

use super::ask::{self, own, use_of};
use super::open::Run;
use super::outcome::{FirstLinkOrder, FirstLinkOutcome};
use super::settle::desk_row;
use super::slice::{Case, Report};
use super::write::Writes;
use super::{SLICE, Watch};
use crate::record_act::may_record;
use crate::time::today_in_japan;
use crate::{Actor, App, AppError, ErrorKind};

/// A file of reports.
#[derive(Clone, Debug)]
pub struct ReportsOrder {
    /// The register and where files may lie.
    pub first_link: FirstLinkOrder,
    /// The file.
    pub file: PathBuf,
    /// How the numbers and their givers were proved: codes of `rules/number-proof.toml`.
    pub number_proof: String,
    /// The same of the person.
    pub identity_proof: String,
}

impl App {
    /// Links the entries of a file of reports in which holders gave their numbers; the same file again changes nothing.
    ///
    /// # Errors
    /// As [`App::first_link`], and when the file or its proofs cannot be used.
    pub async fn first_link_reports(
        &self,
        actor: &Actor,
        (juki, vault): (&impl Juki, &Vault),
        order: &ReportsOrder,
        watch: Watch<'_>,
    ) -> Result<FirstLinkOutcome, AppError> {
        may_record(actor)?;
        let run = self.open_first_link(actor, &order.first_link).await?;
        let proof = self.accepted(order)?;
        let by = use_of(&run)?;
        let file = File::open(&order.file).map_err(|error| unusable(&error.into()))?;
        let mut file = ReportFile::open(file).map_err(|fault| unusable(&fault))?;
        let started = Instant::now();
        let mut outcome = FirstLinkOutcome::default();
        loop {
            if !watch(outcome.progress()) {
                outcome.stopped = true;
                break;
            }
            let rows = file.next(vault, (proof, &by), SLICE as usize).await.map_err(|f| unusable(&f))?;
            if rows.is_empty() {
                break;
            }
            outcome.entries += rows.len() as u64;
            let way = format!("{} {}", order.number_proof, order.identity_proof);
            let cases = self.cases_of(&run, rows, &way, &mut outcome).await?;
            if !cases.is_empty() {
                let (told, batch) = self.ask_slice(&run, juki, &cases).await?;
                self.settle_slice(&run, cases, told, &mut outcome).await?;
                ask::forget(juki, &batch).await;
            }
        }
        self.end_first_link(&run, &outcome).await?;
        outcome.seconds = started.elapsed().as_secs_f64();
        Ok(outcome)
    }

    fn accepted(&self, order: &ReportsOrder) -> Result<Proof, AppError> {
        let rules = self.0.rules.on(today_in_japan());
        let accepted = rules.number_proofs().fold(AcceptedProofs::none(), |accepted, way| {
            let way = way.value();
            accepted.also(&way.code, way.identities.iter().map(String::as_str))
        });
        let both =
            ProofOfNumber::of_code(&order.number_proof).zip(ProofOfIdentity::of_code(&order.identity_proof));
        both.and_then(|(number, identity)| accepted.accept(number, identity)).ok_or_else(|| {
            AppError::new(
                ErrorKind::BadInput,
                "番号確認と身元確認の組合せが規則にありません（rules/number-proof.toml）。",
                "The rules accept no such proofs of number and person together (rules/number-proof.toml).",
            )
        })
    }

    /// The reports of entries that are to be asked for.
    async fn cases_of(
        &self,
        run: &Run,
        rows: Vec<ReportRow>,
        way: &str,
        outcome: &mut FirstLinkOutcome,
    ) -> Result<Vec<Case>, AppError> {
        let reports = reports_of(&rows, way, outcome);
        let mut reader = self.0.db.reader().await?;
        let wanted: Vec<_> = reports.keys().map(|key| (run.register, key.as_str())).collect();
        let mut entries: BTreeMap<String, EntryRow> = BTreeMap::new();
        for row in store::entry::by_numbers(&mut reader, &wanted).await? {
            entries.insert(row.number_key.clone(), row);
        }
        let ids: Vec<_> = entries.values().map(|row| (row.register, row.id)).collect();
        let linked = store::holder::of_entries(&mut reader, &ids).await?;
        let linked: BTreeMap<_, _> = linked.into_iter().map(|link| (link.entry, link)).collect();
        let answered = store::first_link::of_entries(&mut reader, &ids).await?;
        let answered: Vec<_> =
            answered.into_iter().filter(|row| row.answered.is_some()).map(|row| row.entry).collect();
        drop(reader);
        let (mut cases, mut writes) = (Vec::new(), Writes::default());
        for (key, report) in reports {
            let Some(row) =
                entries.remove(&key).filter(|row| existence_of(&row.present) == Existence::Registered)
            else {
                *outcome.unusable.entry("no-entry".to_owned()).or_default() += 1;
                continue;
            };
            let link = linked.get(&row.id);
            if link.is_some_and(|link| is_given(link, &report)) {
                outcome.linked_before += 1;
                continue;
            }
            if answered.contains(&row.id) && link.is_none() {
                outcome.desk_before += 1;
                continue;
            }
            let linked = link.map(|link| link.holder);
            let case = Case { entry: row.id, present: row.present, report: Some(report), linked };
            match case.held().open() {
                Ok(_) => cases.push(case),
                Err(Verdict::Desk(reason)) => {
                    outcome.goes_to_desk(reason);
                    writes.desk.push(desk_row(run, &case, reason));
                }
                Err(Verdict::NotOpen(missing)) => *outcome.not_open.entry(missing.codes()).or_default() += 1,
                Err(Verdict::Link(_)) => {}
            }
        }
        self.write_slice(run, writes, outcome).await?;
        Ok(cases)
    }
}

/// The reports that can be used, by registration. Of several of one registration that say different things none is: which is true is not known
/// here. The same one again is the same.
fn reports_of(rows: &[ReportRow], way: &str, outcome: &mut FirstLinkOutcome) -> BTreeMap<String, Report> {
    let mut reports: BTreeMap<String, Option<Report>> = BTreeMap::new();
    let mut unusable = |why: &str, rows: u64| *outcome.unusable.entry(why.to_owned()).or_default() += rows;
    for row in rows {
        match report_of(row, way) {
            Ok((key, report)) => match reports.entry(key) {
                Entry::Vacant(first) => {
                    first.insert(Some(report));
                }
                Entry::Occupied(mut before) => {
                    let contradicted = before.get().as_ref().is_some_and(|before| *before != report);
                    if contradicted {
                        before.insert(None);
                    }
                    unusable("repeated", 1 + u64::from(contradicted));
                }
            },
            Err(why) => unusable(why, 1),
        }
    }
    reports.into_iter().filter_map(|(key, report)| Some((key, report?))).collect()
}

/// Whether this number was given for this entry before.
fn is_given(link: &Link, report: &Report) -> bool {
    let known = link.number.as_ref();
    known.is_some_and(|known| known.fact == NumberFact::Given && known.number == report.number)
}

/// The key of the registration and what the report says.
fn report_of(row: &ReportRow, way: &str) -> Result<(String, Report), &'static str> {
    let number = row.given.map_err(|_| "number")?;
    let key = normalise_number(&row.registration).map_err(|_| "registration-number")?.into_owned();
    let born = PartialDate::parse(&row.born).map_err(|_| "birth-date")?;
    let on = PartialDate::parse(&row.reported_on).ok().and_then(PartialDate::day).ok_or("report-date")?;
    let mut items = ItemLines::new();
    // in the order of their tags
    for (item, value) in [
        (EntryItem::Address, row.address.as_str()),
        (EntryItem::Born, &born.to_string()),
        (EntryItem::Name, &row.name),
        (EntryItem::Sex, &row.sex),
    ] {
        items.push(item, value).map_err(|_| item.code())?;
    }
    let report = Report {
        items: items.into_stored(),
        on: on.to_string(),
        number: number.to_bytes(),
        way: way.to_owned(),
    };
    Ok((key, report))
}

fn unusable(fault: &ReportFault) -> AppError {
    match fault {
        ReportFault::Vault(fault) => own(fault),
        other => {
            let [ja, en] = other.words();
            AppError::new(ErrorKind::BadInput, ja, en)
        }
    }
}

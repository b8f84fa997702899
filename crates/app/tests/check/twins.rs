//! Twins, keys that are others' by now, a lost part of the resident register, files sent twice: from the first link through the run to the
//! deletion, in several countries. Whatever goes wrong, nobody who lives is deleted, nobody is found twice, and the numbers add up.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app::{BatchCheck, CheckEnd, FirstLinkOrder, FirstLinkOutcome, ImportOptions, ReportsOrder};
use country::{LifeEventKind, PersonId, Resident, ResidentStatus};
use registry::check::{BatchState, Finding};
use registry::item::{EntryItem, get};
use testkit::Scratch;

use crate::support::{Place, officer, rules_as_they_are};

/// A test for each seed and scenario, on each engine.
macro_rules! countries {
    ($($name:ident: $seed:literal $scenario:literal),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::nobody_alive_is_deleted(testkit::fresh_sqlite().unwrap(), $seed, $scenario).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::nobody_alive_is_deleted(testkit::fresh_postgres().unwrap(), $seed, $scenario).await })+
        }
    };
}
countries!(
    twins_alone: 3 "",
    keys_of_others: 19 "[country]\nreassigned = 0.02\n",
    a_lost_shard_and_doubled_answers: 41 "[country]\nlost_shard = 0.02\n[systems.juki]\ndoubled = 0.3\nout_of_order = true\n",
    everything_at_once: 77 "[country]\nreassigned = 0.01\nlost_shard = 0.01\nwrong_person = 0.01\nstopped = 0.01\n",
);

/// People of each country: some pairs of twins of an age that is in registers.
const PEOPLE: u64 = 20_000;
/// Registered beside the twins.
const OTHERS: usize = 400;
/// Days between the link and the run: some die, some marry.
const DAYS: u32 = 900;
const GROUND: &str = "架空の決裁書 第2号";

async fn nobody_alive_is_deleted(scratch: Scratch, seed: u64, scenario: &str) {
    let place = Place::bare(scratch, &[], |_| rules_as_they_are(), (seed, PEOPLE)).await;
    let people = registered(&place);
    place.import_people(&people).await;

    // the file of reports in which each gave the number is delivered twice, and nobody is linked to a twin, or twice
    let first = place.link_people(&people).await;
    let again = place.link_people(&people).await;
    assert!(first.linked > people.len() as u64 * 9 / 10, "{first:?}");
    assert_eq!((again.linked, again.linked_before), (0, first.linked), "{again:?}");
    let whose: BTreeMap<String, PersonId> =
        (1..).zip(&people).map(|(number, of): (usize, _)| (number.to_string(), of.person)).collect();
    every_link_is_right(&place, &people, first.linked).await;

    place.nation.advance(DAYS).unwrap();
    place.bend(scenario);
    run(&place).await;
    for (number, (finding, lead, _)) in place.findings().await {
        let dead = is_dead(&place, whose[&number]);
        assert!(finding != Finding::Died.code() || dead, "{number} lives");
        assert!(lead != "propose-deletion" || dead, "{number} lives: {finding}");
    }
    let report = place.app.report_check(&officer("reader"), None).await.unwrap();
    assert!(report.adds_up(), "{report:?}");
    assert_eq!(report.checked + report.deleted, first.linked);
    assert!(report.of(Finding::Died) > 0, "somebody dies in {DAYS} days: {report:?}");

    let followed = place.app.follow_check(&officer("registrar"), None).await.unwrap();
    assert_eq!(followed.proposals, report.of(Finding::Died), "each gave the number: {followed:?}");
    place.delete_what_is_proposed().await;
    for (number, _) in place.deleted().await {
        assert!(is_dead(&place, whose[&number]), "{number} lives and is deleted");
    }
    place.is_clean().await;
}

/// Twins, and others, who live here: shown in the register as they are.
fn registered(place: &Place) -> Vec<Resident> {
    let grown = |r: &Resident| {
        r.status == ResidentStatus::Current && r.birth.as_str() < "2003" && r.birth.as_str() > "1920"
    };
    let all: Vec<Resident> =
        place.nation.people().filter_map(|person| place.nation.resident(person.id)).filter(grown).collect();
    let family = |r: &Resident| {
        let surname = r.name.split('\u{3000}').next().unwrap_or_default().to_owned();
        (surname, r.birth.clone())
    };
    let mut alike: BTreeMap<_, usize> = BTreeMap::new();
    all.iter().for_each(|r| *alike.entry(family(r)).or_default() += 1);
    let (twins, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|r| alike[&family(r)] > 1);
    assert!(twins.len() >= 4, "pairs of one surname and birth date: {}", twins.len());
    twins.into_iter().chain(others.into_iter().take(OTHERS)).collect()
}

fn is_dead(place: &Place, person: PersonId) -> bool {
    let person = place.nation.person(person).unwrap();
    person.events.iter().any(|event| event.kind == LifeEventKind::Death)
}

async fn run(place: &Place) {
    place.app.start_check(&officer("registrar"), "2026").await.unwrap();
    for _ in 0..20 {
        match place.app.work_check(&officer("job"), &place.tools("one"), None, &|_| true).await.unwrap() {
            CheckEnd::Done => return,
            CheckEnd::Paused(_) => {
                place.app.resume_check(&officer("registrar"), "確かめた").await.unwrap();
            }
            other => unreachable!("{other:?}"),
        }
    }
    panic!("it pauses for ever");
}

/// Every link is to the person whose number was given, and no two people are one holder.
async fn every_link_is_right(place: &Place, people: &[Resident], linked: u64) {
    let sql = "SELECT e.present, h.holder_id FROM entry_holder h JOIN entry e ON e.register_id = h.register_id \
               AND e.entry_id = h.entry_id ORDER BY e.entry_id";
    let mut reader = place.app.db().reader().await.unwrap();
    let rows = reader
        .query(sql, &[], |row| {
            let digits = get(row.text(0)?, EntryItem::Number).unwrap().chars().filter(char::is_ascii_digit);
            let name = get(row.text(0)?, EntryItem::Name).unwrap().to_owned();
            Ok((digits.collect::<String>().parse::<usize>().unwrap(), name, row.bytes(1)?.to_vec()))
        })
        .await
        .unwrap();
    assert_eq!(rows.len() as u64, linked);
    let mut holders: BTreeMap<Vec<u8>, PersonId> = BTreeMap::new();
    for (number, name, holder) in rows {
        let of = &people[number - 1];
        assert_eq!(name, of.name);
        assert_eq!(
            *holders.entry(holder).or_insert(of.person),
            of.person,
            "one holder, two people: {number}"
        );
    }
    assert_eq!(holders.len() as u64, linked, "everybody has one entry");
}

impl Place {
    fn written(&self, name: &str, text: String) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn import_people(&self, people: &[Resident]) {
        let mut text = "登録番号,登録年月日,氏名,生年月日,性別,本籍,試験合格年月\n".to_owned();
        for (number, of) in (1..).zip(people) {
            text.push_str(&format!(
                "第{number}号,2024-04-01,{},{},{},東京都,2024-03\n",
                of.name, of.birth, of.sex
            ));
        }
        let options = ImportOptions {
            qualification: "nurse".to_owned(),
            authority: Some("JP".to_owned()),
            mapping: None,
            encoding: None,
            dry_run: false,
            rejects: None,
            file: self.written("nurses.csv", text),
        };
        let report = self.app.import_register(&officer("import"), &options, &|_| true).await.unwrap();
        assert_eq!((report.rejects, report.entries), (0, people.len() as u64));
    }

    async fn link_people(&self, people: &[Resident]) -> FirstLinkOutcome {
        let mut text = "登録番号,氏名,生年月日,性別,住所,個人番号,届出年月日\n".to_owned();
        for (number, of) in (1..).zip(people) {
            let given = self.nation.my_number(of.person);
            let Resident { name, birth, sex, address, .. } = of;
            text.push_str(&format!("第{number}号,{name},{birth},{sex},{address},{given},2026-01-31\n"));
        }
        let order = ReportsOrder {
            first_link: FirstLinkOrder {
                qualification: "nurse".to_owned(),
                authority: None,
                folder: self.folder.path().join("first-link"),
                dry_run: false,
            },
            file: self.written("reports.csv", text),
            number_proof: "card-copy".to_owned(),
            identity_proof: "same-card".to_owned(),
        };
        let systems = self.app.systems().unwrap();
        let with = (systems.juki().unwrap(), systems.vault().unwrap());
        self.app.first_link_reports(&officer("linker"), with, &order, &|_| true).await.unwrap()
    }

    /// As far as the family register and two officers let it go.
    async fn delete_what_is_proposed(&self) {
        let batch = self.batch().await;
        self.nation.advance(14).unwrap();
        if self.check(&batch).await.unwrap() != BatchCheck::Checked {
            return;
        }
        for by in ["aoki", "baba"] {
            self.app.approve_deletions(&officer(by), &batch.id, GROUND).await.unwrap();
        }
        let carried = self.app.carry_out_deletions(&officer("job"), &batch.id, &|_| true).await.unwrap();
        let view = self.batch().await;
        assert_eq!((view.state, view.counts.deleted), (BatchState::Done, carried.recorded));
        assert_eq!(view.counts.all(), batch.counts.all(), "the numbers add up");
    }
}

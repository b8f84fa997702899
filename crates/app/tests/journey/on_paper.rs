//! Each procedure on paper, once per family of the rules: typed by one officer, compared by another, decided as any other case.

use std::collections::{BTreeMap, BTreeSet};

use app::{Actor, Application, CaseKey, ErrorKind, NewPaper, PaperFiling, PaperStart, TaskFilter};
use law::Procedure;
use registry::case::Declared;
use registry::ids::{CaseId, RegisterId};

use crate::new_licence::{decided, items, members, sat};
use crate::support::{Place, everywhere, on_both_engines};

on_both_engines!(
    every_family_goes_from_a_first_licence_to_a_confirmation_on_paper,
    what_has_not_come_is_waited_for,
    a_paper_that_nobody_finishes_is_not_thrown_away,
);

/// Steps of a case at most.
const STEPS: usize = 12;
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n%%EOF\n";

fn another() -> Actor {
    Actor { name: "another".to_owned(), ..everywhere() }
}

/// Begins a paper that arrived today.
async fn begun(
    place: &Place,
    (qualification, authority): (&str, &str),
    (procedure, number): (Procedure, &str),
) -> CaseKey {
    let start = PaperStart {
        id: place.app.paper_choices(&everywhere()).unwrap().id,
        register: format!("{qualification}/{authority}"),
        procedure: procedure.code().to_owned(),
        number: number.to_owned(),
        received_on: place.app.today().to_string(),
    };
    let key = place.app.begin_paper_filing(&everywhere(), &start).await.unwrap();
    assert_eq!(place.app.begin_paper_filing(&everywhere(), &start).await.unwrap(), key, "begun twice is one");
    key
}

/// Types what the paper says, with everything that is asked, and hands it on. `all`: whether everything asked for came with it.
async fn typed(place: &Place, key: CaseKey, mut application: Application, all: bool) -> i64 {
    let app = &place.app;
    let scan = NewPaper {
        document: app::SCANNED.to_owned(),
        file_name: "申請書.pdf".to_owned(),
        bytes: PDF.to_vec(),
    };
    app.add_scan(&everywhere(), key, scan).await.unwrap();
    let seen = app.show_paper_filing(&everywhere(), key).await.unwrap();
    let filing = PaperFiling { reply_to: "東京都架空区".to_owned(), ..seen.filing };
    application.paper = Some(Box::new(filing.clone()));
    let version = app.save_paper_filing(&everywhere(), key, (&application, seen.form.version)).await.unwrap();
    let view = app.show_paper_filing(&everywhere(), key).await.unwrap();
    let asked = view.form.asked.unwrap();
    let enclosed = asked.needed().map(|(paper, _)| paper.code.clone()).filter(|_| all).collect();
    application.paper = Some(Box::new(PaperFiling { enclosed, ..filing }));
    for declaration in &asked.declarations {
        let yes = declaration.code == "old-certificate-destroyed";
        let declared = Declared { yes, words: "事情".to_owned() };
        application.declared.insert(declaration.code.to_owned(), declared);
    }
    let version = app.save_paper_filing(&everywhere(), key, (&application, version)).await.unwrap();
    let faults = app.hand_paper_filing(&everywhere(), key, version).await.unwrap();
    assert_eq!(faults, [], "{}", view.form.procedure.0);
    version + 1
}

/// Does whatever the case asks for until it is granted.
async fn granted(place: &Place, key: CaseKey) {
    let mut fixed = 0;
    for step in 0..STEPS {
        place.work().await;
        let view = place.app.show_case(&everywhere(), key).await.unwrap();
        let (told, seen) = (view.tells[0].clone(), view.version);
        match told.stage {
            "granted" => return,
            "means" => {
                let way = told.about[0].clone();
                place.app.means_came(&everywhere(), key, (way, seen)).await.unwrap();
            }
            "payment" => {
                let due = place.app.weigh_case(&everywhere(), key).await.unwrap().due.unwrap();
                let stamps = (format!("台紙-{step}"), u32::try_from(due).unwrap());
                place.app.stamps_came(&everywhere(), key, (stamps, seen)).await.unwrap();
            }
            "examination" => decided(place, (key, &view), &mut fixed).await,
            other => unreachable!("{} {other}: {told:?}", view.qualification.0),
        }
    }
    unreachable!("it has no end");
}

async fn every_family_goes_from_a_first_licence_to_a_confirmation_on_paper(place: &Place) {
    let person = place.somebody();
    for (qualification, authority) in members(place) {
        let of = (qualification.as_str(), authority.as_str());
        let application = Application {
            changed: items(place, &person, &qualification),
            person: "japanese-in-japan".to_owned(),
            happened_on: place.app.today().to_string(),
            exam: sat(),
            ..Application::default()
        };
        let key = begun(place, of, (Procedure::NewRegistration, "")).await;
        let seen = typed(place, key, application, true).await;
        let typist = everywhere();
        let written_otherwise = Actor { name: typist.name.to_uppercase(), ..typist.clone() };
        for own in [typist, written_otherwise] {
            let refused = place.app.confirm_paper_filing(&own, key, seen).await.unwrap_err();
            assert_eq!(refused.kind, ErrorKind::Conflict, "whoever typed it does not compare it");
        }
        place.app.confirm_paper_filing(&another(), key, seen).await.unwrap();
        place.app.confirm_paper_filing(&another(), key, seen).await.unwrap();
        granted(place, key).await;
        let view = place.app.show_case(&everywhere(), key).await.unwrap();
        let entry = view.entry.unwrap();
        let number = place.app.show_entry(&everywhere(), &entry, None, None).await.unwrap();
        let number = number.entry.number;
        let change = BTreeMap::from([("name".to_owned(), "変更　後".to_owned())]);
        for (procedure, changed) in [
            (Procedure::Change, change),
            (Procedure::Rewriting, BTreeMap::new()),
            (Procedure::EntryConfirmation, BTreeMap::new()),
        ] {
            let application = Application {
                changed,
                happened_on: place.app.today().to_string(),
                person: "japanese-in-japan".to_owned(),
                ..Application::default()
            };
            let key = begun(place, of, (procedure, &number)).await;
            let seen = typed(place, key, application, true).await;
            place.app.confirm_paper_filing(&another(), key, seen).await.unwrap();
            granted(place, key).await;
        }
        let entry = place.app.show_entry(&everywhere(), &entry, None, None).await.unwrap();
        assert_eq!(entry.entry.name, "変更　後", "{qualification}");
    }
    assert_eq!(place.app.list_paper_filings(&everywhere()).await.unwrap(), [], "nothing is left");
    let letters = TaskFilter { kind: "notice-by-post".to_owned(), ..TaskFilter::default() };
    let (letters, _) = place.app.list_tasks(&everywhere(), &letters).await.unwrap();
    let told: BTreeSet<_> = letters.iter().map(|task| task.case.unwrap().address()).collect();
    assert_eq!(told.len(), 4 * members(place).len(), "each applicant is written to");
}

async fn what_has_not_come_is_waited_for(place: &Place) {
    let person = place.somebody();
    let application = Application {
        changed: items(place, &person, "nurse"),
        person: "japanese-in-japan".to_owned(),
        happened_on: place.app.today().to_string(),
        exam: sat(),
        ..Application::default()
    };
    let key = begun(place, ("nurse", "JP"), (Procedure::NewRegistration, "")).await;
    let seen = typed(place, key, application, false).await;
    place.app.confirm_paper_filing(&another(), key, seen).await.unwrap();
    let view = place.app.show_case(&everywhere(), key).await.unwrap();
    assert_eq!(view.tells[0].stage, "paper");
    assert!(!view.tells[0].about.is_empty());
    assert_eq!(place.tasks().await, ["notice-by-post"], "the applicant is written to");
    place.app.withdraw_on_paper(&everywhere(), key, view.version).await.unwrap();
    let view = place.app.show_case(&everywhere(), key).await.unwrap();
    assert_eq!(view.tells[0].stage, "withdrawn");
}

async fn a_paper_that_nobody_finishes_is_not_thrown_away(place: &Place) {
    let key = begun(place, ("nurse", "JP"), (Procedure::NewRegistration, "")).await;
    place.draft().await;
    let end_of_time = 9_000_000_000_000_000;
    assert_eq!(place.app.sweep_drafts_at(end_of_time).await.unwrap(), 1, "the one of the portal");
    let left = place.app.list_paper_filings(&everywhere()).await.unwrap();
    assert_eq!(left.iter().map(|line| line.key).collect::<Vec<_>>(), [key]);
    let other = CaseKey { register: RegisterId::of("nurse", "JP"), id: CaseId::new(1, [9; 10]) };
    assert_eq!(
        place.app.show_paper_filing(&everywhere(), other).await.unwrap_err().kind,
        ErrorKind::NotFound
    );
}

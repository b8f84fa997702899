//! A supplementation of a new licence: the officer asks, the applicant corrects and sends again, and the same case goes on.

use app::{Application, Applying, CaseKey, ErrorKind};
use country::Person;
use country::pki::Signer;
use registry::case::Declared;
use registry::item::{EntryItem, get};

use crate::new_licence::{items, nurse_applies, on_sight, registered_by, until};
use crate::signed::{HPKI, send_anew};
use crate::support::{Place, STRANGER, everywhere, on_both_engines};

on_both_engines!(
    an_applicant_corrects_and_sends_again_without_starting_anew,
    who_the_applicant_is_and_how_papers_come_is_corrected_and_shown_side_by_side,
    what_is_corrected_is_checked,
);

const ASKED: &str = "氏名の字体と、本籍の都道府県名を確かめてください。";

/// A nurse who applies with a name that is mistyped and without her domicile, until it is examined and the officer asks.
async fn asked_for(place: &Place) -> (Applying, Person, CaseKey) {
    let person = place.somebody();
    let mut changed = items(place, &person, "nurse");
    changed.remove("domicile");
    changed.insert("name".to_owned(), "誤　字子".to_owned());
    let (who, key) = nurse_applies(place, &person, changed).await;
    until(place, (&who, &person), (key, "examination")).await;
    let seen = place.app.show_case(&everywhere(), key).await.unwrap().version;
    place.app.ask_supplement(&everywhere(), key, (vec![ASKED.to_owned()], seen)).await.unwrap();
    place.work().await;
    (who, person, key)
}

async fn an_applicant_corrects_and_sends_again_without_starting_anew(place: &Place) {
    let (who, person, key) = asked_for(place).await;
    let view = place.app.show_own_case(&who, key).await.unwrap();
    assert_eq!((view.tells[0].stage, view.tells[0].turn), ("supplementation", "applicant"));
    assert_eq!(view.tells[0].about, [ASKED]);
    assert!(view.may.contains(&"supplement") && view.tells[0].by.is_some(), "by a day: {:?}", view.tells);
    let told = place.app.list_messages(&who).await.unwrap();
    assert!(told.iter().any(|message| message.kind == "supplement-asked"), "{told:?}");
    let correctable = place.app.list_correctable(&who, key, &view.form).await.unwrap();
    let codes: Vec<_> = correctable.items.iter().map(|item| item.code.as_str()).collect();
    assert!(codes.contains(&"domicile") && codes.contains(&"name"), "also what was left out: {codes:?}");

    let corrected = Application { changed: items(place, &person, "nurse"), ..view.form.clone() };
    assert!(place.app.check_correction(&who, key, &corrected).await.unwrap().is_empty());
    place.app.supplement_case(&who, key, &corrected).await.unwrap();
    place.work().await;
    let tells = place.app.show_own_case(&who, key).await.unwrap().tells;
    let means = tells.iter().find(|told| told.stage == "means").unwrap();
    assert!(means.about.contains(&HPKI.to_owned()), "the certificate is about the mistyped name: {means:?}");
    send_anew(place, key, &Signer::health(place.physician(), "Medical Doctor")).await;
    until(place, (&who, &person), (key, "examination")).await;
    let twice = place.app.supplement_case(&who, key, &corrected).await.unwrap_err();
    assert_eq!(twice.kind, ErrorKind::Conflict, "sent again in another tab");
    let shown = place.app.show_case(&everywhere(), key).await.unwrap();
    let kinds: Vec<_> = shown.history.iter().map(|happened| happened.kind.as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "submitted").count(), 1, "one case: {kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "payment-asked").count(), 1, "nothing is paid twice");
    assert_eq!(shown.form.sent_on, view.form.sent_on, "judged by the day of the first sending");
    place.app.decide_case(&everywhere(), key, (on_sight(), shown.version)).await.unwrap();
    assert_eq!(place.app.list_own_cases(&who).await.unwrap().len(), 1);
    assert!(place.app.list_drafts(&who).await.unwrap().is_empty());
    let present = registered_by(place, &who, key).await;
    let name = place.nation.resident(person.id).unwrap().name;
    assert_eq!(get(&present, EntryItem::Name), Some(name.as_str()));
    assert_eq!(get(&present, EntryItem::Domicile), Some("東京都"));
    assert_eq!(get(&present, EntryItem::ExamMonth), Some("2026-02"));
}

async fn who_the_applicant_is_and_how_papers_come_is_corrected_and_shown_side_by_side(place: &Place) {
    let (who, person, key) = asked_for(place).await;
    let form = place.app.show_own_case(&who, key).await.unwrap().form;
    let changed = items(place, &person, "nurse");
    let mut abroad = Application { changed, person: "japanese-abroad".to_owned(), ..form.clone() };
    // Nothing of the examination is written any more: the pass is shown by a paper.
    abroad.exam = app::ExamEntry { how: "papers".to_owned(), ..app::ExamEntry::default() };
    let asked = place.app.list_correctable(&who, key, &abroad).await.unwrap().asked.unwrap();
    let unsaid: Vec<_> = asked.needed().filter(|(paper, _)| !form.ways.contains_key(&paper.code)).collect();
    assert!(!unsaid.is_empty(), "the pass certificate is needed now: {asked:?}");
    let refused = place.app.supplement_case(&who, key, &abroad).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput, "a paper that is needed now has no way: {refused}");
    let mut posted = Vec::new();
    for (paper, ways) in unsaid {
        let way = ways.iter().find(|way| way.by_post).or(ways.first()).unwrap();
        abroad.ways.insert(paper.code.clone(), way.code.clone());
        posted.extend(way.by_post.then(|| paper.code.clone()));
    }
    place.app.supplement_case(&who, key, &abroad).await.unwrap();
    place.work().await;
    let view = place.app.show_case(&everywhere(), key).await.unwrap();
    let waited: Vec<_> =
        view.tells.iter().filter(|told| told.stage == "paper").flat_map(|told| &told.about).collect();
    assert!(posted.iter().all(|code| waited.contains(&code)), "{posted:?}: {:?}", view.tells);
    let line = |name: &str| {
        let line = view.corrections.iter().find(|line| line.name.en == name);
        line.map(|line| (line.old.en.as_str(), line.new.en.as_str()))
    };
    let resident = place.nation.resident(person.id).unwrap();
    assert_eq!(line("Name"), Some(("誤　字子", resident.name.as_str())), "{:?}", view.corrections);
    let (before, after) = line("Whose records speak").unwrap();
    assert!(before != after && !after.is_empty(), "{before} {after}");
    assert_eq!(line("Number at the examination").map(|(_, now)| now), Some(""));
    assert_eq!(line("By graduation"), None, "what stayed is not shown");
    assert_eq!(view.history.iter().filter(|happened| happened.kind == "payment-asked").count(), 1);
}

async fn what_is_corrected_is_checked(place: &Place) {
    let (who, person, key) = asked_for(place).await;
    let form = place.app.show_own_case(&who, key).await.unwrap().form;
    let with = |code: &str, value: &str| {
        let mut changed = items(place, &person, "nurse");
        changed.insert(code.to_owned(), value.to_owned());
        changed.retain(|_, value| !value.is_empty());
        Application { changed, ..form.clone() }
    };
    let mut emptied = form.clone();
    emptied.changed.clear();
    let mut no_exam = with("name", "直し　花子");
    no_exam.exam.number.clear();
    let declares = |said: Option<Declared>| {
        let mut form = with("name", "直し　花子");
        form.declared = said.into_iter().map(|said| ("disqualification".to_owned(), said)).collect();
        form
    };
    let untold = Declared { yes: true, words: "　".to_owned() };
    for (corrected, field) in [
        (emptied, "name"),
        (with("domicile", ""), "domicile"),
        (with("birth-date", "2999-01-01"), "birth-date"),
        (with("registration-number", "第1号"), "registration-number"),
        (no_exam, "exam_number"),
        (declares(Some(untold)), "disqualification"),
        (declares(None), "disqualification"),
    ] {
        let faults = place.app.check_correction(&who, key, &corrected).await.unwrap();
        assert!(faults.iter().any(|(at, _)| at == field), "{field}: {faults:?}");
        let refused = place.app.supplement_case(&who, key, &corrected).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::BadInput, "{field}");
    }
    let stranger = Applying { account: STRANGER, holder: None };
    for refused in [
        place.app.list_correctable(&stranger, key, &form).await.err(),
        place.app.supplement_case(&stranger, key, &with("name", "直し　花子")).await.err(),
    ] {
        assert_eq!(refused.unwrap().kind, ErrorKind::NotFound);
    }
    let stage = place.app.show_own_case(&who, key).await.unwrap().tells[0].stage;
    assert_eq!(stage, "supplementation", "it waits as before");
}

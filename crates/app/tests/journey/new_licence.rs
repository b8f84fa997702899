//! Each procedure once per family of the rules: a new licence for somebody without an entry, a change, a rewriting, a confirmation.

use std::collections::BTreeMap;

use app::view::CaseView;
use app::{Application, Applying, CaseKey, DeskDecision, ErrorKind, ExamEntry};
use country::Person;
use law::Procedure;
use registry::case::{Agreed, Declared};
use registry::ids::{CaseId, EntryId};
use registry::item::{EntryItem, get};
use registry::requirement::Need;

use crate::support::{APPLICANT, Place, everywhere, nurse, on_both_engines};

on_both_engines!(
    every_family_goes_from_a_first_licence_to_a_confirmation,
    only_whom_the_list_has_is_the_examinee,
    a_certificates_number_is_compared_and_a_grant_records_the_month,
    numbers_follow_one_another,
    nobody_writes_a_number_for_themselves,
    a_code_that_is_sent_along_lets_the_rules_decide,
);

/// Steps of a case at most: more than any procedure has stages.
const STEPS: usize = 12;

fn fresh() -> Applying {
    Applying { account: APPLICANT, holder: None }
}

/// Who applies now: the account, with the person once there is one.
pub(crate) async fn applicant(place: &Place) -> Applying {
    let mut reader = place.app.db().reader().await.unwrap();
    let holder = store::portal::holder_of(&mut reader, &APPLICANT).await.unwrap();
    Applying { account: APPLICANT, holder }
}

/// A family's first member, and who keeps its register.
pub(crate) fn members(place: &Place) -> Vec<(String, String)> {
    let rules = place.app.rules();
    let on = rules.on(place.app.today());
    let keeper = |id: &str| on.authorities_of(id).first().map(|keeper| keeper.code.clone());
    let member = |family: &law::Family| {
        let of = |id: &&law::QualificationId| {
            rules.qualification(id.as_str()).is_some_and(|q| q.family() == family.id)
        };
        let id = rules.qualifications().find(of).unwrap().as_str().to_owned();
        keeper(&id).map(|keeper| (id, keeper))
    };
    rules.families().iter().filter_map(member).collect()
}

/// What the register holds of somebody, as they write it.
pub(crate) fn items(place: &Place, person: &Person, qualification: &str) -> BTreeMap<String, String> {
    let resident = place.nation.resident(person.id).unwrap();
    let on = place.app.rules().on(place.app.today());
    let register = on.qualification(qualification).unwrap().register().yes().unwrap();
    let all = [
        ("name", resident.name),
        ("birth-date", resident.birth),
        ("sex", resident.sex.to_owned()),
        ("domicile", "東京都".to_owned()),
        ("address", resident.address),
    ];
    let held = all.into_iter().filter(|(code, _)| {
        ["name", "birth-date"].contains(code) || register.value().items.iter().any(|item| item == code)
    });
    held.map(|(code, value)| (code.to_owned(), value)).collect()
}

/// Chooses a way for everything that is needed, and declares what is asked.
pub(crate) async fn complete(
    place: &Place,
    who: &Applying,
    draft: CaseId,
    mut application: Application,
) -> i64 {
    let seen = place.app.show_draft(who, draft).await.unwrap().version;
    let version = place.app.save_draft(who, draft, (&application, seen)).await.unwrap();
    let asked = place.app.show_draft(who, draft).await.unwrap().asked.unwrap();
    for item in &asked.items {
        if let Need::Needed { ways } = &item.need {
            let way = ways.iter().find(|way| !way.by_post).unwrap_or(&ways[0]);
            application.ways.insert(item.code.clone(), way.code.clone());
        }
    }
    for declaration in &asked.declarations {
        let yes = declaration.kind == law::DeclarationKind::OldCertificateDestroyed;
        let declared = Declared { yes, words: "事情".to_owned() };
        application.declared.insert(declaration.kind.code().to_owned(), declared);
    }
    let version = place.app.save_draft(who, draft, (&application, version)).await.unwrap();
    place.send_signed(&who.account, draft, &application).await;
    version
}

/// An application for a nurse's licence with these items, and everything that is asked beside them, signed and sent.
pub(crate) async fn nurse_applies(
    place: &Place,
    person: &Person,
    changed: BTreeMap<String, String>,
) -> (Applying, CaseKey) {
    let who = applicant(place).await;
    let draft = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let application = Application {
        changed,
        person: "japanese-in-japan".to_owned(),
        exam: sat(),
        koseki_code: place.koseki_code(person).await,
        ..Application::default()
    };
    let version = complete(place, &who, draft, application).await;
    let signed = place.signed_by(&who, person, draft).await;
    let key = place.app.submit_case(&who, draft, (version, Some(signed))).await.unwrap();
    (who, key)
}

/// Signs, sends, and does whatever the case asks for until it is granted.
async fn to_the_end(
    place: &Place,
    who: &Applying,
    person: &Person,
    (draft, version): (CaseId, i64),
) -> CaseKey {
    let signed = place.signed_by(who, person, draft).await;
    let key = place.app.submit_case(who, draft, (version, Some(signed))).await.unwrap();
    until(place, (who, person), (key, "granted")).await;
    key
}

/// Does whatever the case asks for until it stands somewhere.
pub(crate) async fn until(place: &Place, (who, person): (&Applying, &Person), (key, stage): (CaseKey, &str)) {
    let mut fixed = 0;
    for _ in 0..STEPS {
        place.work().await;
        let view = place.app.show_own_case(who, key).await.unwrap();
        let told = view.tells[0].clone();
        let seen = view.version;
        match told.stage {
            here if here == stage => return,
            "means" => {
                let code = place.koseki_code(person).await;
                let way = told.about.iter().find(|way| *way == "koseki-certificate-code");
                let given = way.map(|way| (way.as_str(), Some(code.as_str())));
                let given = given.unwrap_or((told.about[0].as_str(), None));
                place.app.give_means(who, key, given).await.unwrap();
            }
            "payment" => {
                let (link, _) = view.pay.unwrap();
                assert_eq!(place.pay(&link, "action=pay").await, 200);
            }
            "paper" => {
                let document = told.about[0].clone();
                place.app.paper_came(&everywhere(), key, (document, seen)).await.unwrap();
            }
            "examination" => decided(place, (key, &view), &mut fixed).await,
            other => unreachable!("{other}: {told:?}"),
        }
    }
    unreachable!("it has no end");
}

/// Decides on sight: no list has come here, and the officer has seen the certificate itself. An amount that the rules leave open is fixed first,
/// on a ground.
pub(crate) async fn decided(place: &Place, (key, view): (CaseKey, &CaseView), fixed: &mut usize) {
    match place.app.decide_case(&everywhere(), key, (on_sight(), view.version)).await {
        Ok(()) => {}
        Err(error) if error.kind == ErrorKind::Conflict && *fixed < 3 => {
            let line = open_line(place, &view.procedure.0, *fixed);
            *fixed += 1;
            _ = place.app.fix_amount(&everywhere(), key, (line, view.version)).await;
        }
        Err(error) => unreachable!("{} {}: {error}", view.qualification.0, view.procedure.0),
    }
}

pub(crate) fn on_sight() -> DeskDecision {
    DeskDecision::GrantOn { ground: "合格証書を見た".to_owned() }
}

/// The lines of a charge that may be open: tax, fee, and the fee of a rewriting.
fn open_line(_: &Place, procedure: &str, fixed: usize) -> Agreed {
    let (kind, procedure) = [("tax", procedure), ("fee", procedure), ("fee", "rewriting")][fixed];
    Agreed {
        kind: kind.to_owned(),
        procedure: procedure.to_owned(),
        yen: Some(0),
        citation: "通知".to_owned(),
    }
}

async fn every_family_goes_from_a_first_licence_to_a_confirmation(place: &Place) {
    let person = place.somebody();
    let code = place.koseki_code(&person).await;
    for (qualification, authority) in members(place) {
        let who = applicant(place).await;
        let draft = place.app.start_new_licence(&who, (&qualification, &authority), "").await.unwrap();
        let again = place.app.start_new_licence(&who, (&qualification, &authority), "").await.unwrap();
        assert_eq!(draft, again, "begun twice, gone on with");
        let application = Application {
            changed: items(place, &person, &qualification),
            person: "japanese-in-japan".to_owned(),
            exam: sat(),
            koseki_code: code.clone(),
            ..Application::default()
        };
        let version = complete(place, &who, draft, application).await;
        let key = to_the_end(place, &who, &person, (draft, version)).await;
        let who = applicant(place).await;
        let entry = place.app.show_own_case(&who, key).await.unwrap().entry.unwrap();
        let entry = EntryId::parse(&entry).unwrap();
        for procedure in [Procedure::Change, Procedure::Rewriting, Procedure::EntryConfirmation] {
            let draft = place.app.start_case(&who, entry, procedure).await.unwrap();
            let changed = match procedure {
                Procedure::Change => BTreeMap::from([("name".to_owned(), "変更　後".to_owned())]),
                _ => BTreeMap::new(),
            };
            let application = Application {
                changed,
                happened_on: place.app.today().to_string(),
                person: "japanese-in-japan".to_owned(),
                koseki_code: code.clone(),
                ..Application::default()
            };
            let version = complete(place, &who, draft, application).await;
            let key = to_the_end(place, &who, &person, (draft, version)).await;
            if procedure == Procedure::EntryConfirmation {
                let own = place.app.show_confirmation(&who, key).await.unwrap();
                let checked = place.app.check_confirmation(&own.number).await.unwrap();
                assert!(checked.is_current && checked.items.iter().any(|(_, value)| value == "変更　後"));
                let wrong = format!("{}{}", &own.number[1..], (own.number.as_bytes()[0] - b'0' + 1) % 10);
                assert_eq!(place.app.check_confirmation(&wrong).await.unwrap_err().kind, ErrorKind::NotFound);
            }
        }
        let mine = place.app.list_own_cases(&who).await.unwrap();
        assert!(mine.iter().all(|line| line.stage.0 == "granted"), "{qualification}: {mine:?}");
    }
}

/// An examination that no list has.
pub(crate) fn sat() -> ExamEntry {
    ExamEntry {
        month: "2026-02".to_owned(),
        place: "東京都".to_owned(),
        number: "10012".to_owned(),
        ..ExamEntry::default()
    }
}

async fn only_whom_the_list_has_is_the_examinee(place: &Place) {
    let person = place.somebody();
    let resident = place.nation.resident(person.id).unwrap();
    let list = place.folder.path().join("list.csv");
    let text = format!(
        "施行年月,受験地,受験番号,氏名,生年月日\n2026-02,東京都,1,{},{}\n2026-02,東京都,2,別人　太郎,{}\n",
        resident.name, resident.birth, resident.birth
    );
    std::fs::write(&list, text).unwrap();
    place.app.import_exam_results(&everywhere(), "nurse", &list).await.unwrap();
    let code = place.koseki_code(&person).await;
    let mut said = Vec::new();
    for number in ["1", "2", "3"] {
        let who = fresh();
        let draft = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
        let exam = ExamEntry {
            month: "令和8年2月".to_owned(),
            place: "東京都".to_owned(),
            number: number.to_owned(),
            ..ExamEntry::default()
        };
        let application = Application {
            changed: items(place, &person, "nurse"),
            person: "japanese-in-japan".to_owned(),
            exam,
            koseki_code: code.clone(),
            ..Application::default()
        };
        let version = complete(place, &who, draft, application).await;
        let signed = place.signed_by(&who, &person, draft).await;
        let key = place.app.submit_case(&who, draft, (version, Some(signed))).await.unwrap();
        said.push(place.app.weigh_case(&everywhere(), key).await.unwrap().exam.unwrap().found.ja);
    }
    assert!(said[0].contains("一致します"), "{said:?}");
    assert!(said[1].contains("氏名が違います") && said[2].contains("ありません"), "{said:?}");
}

/// A nurse applies with what she writes of the examination: a draft that can be sent.
async fn applied_with(place: &Place, person: &Person, exam: ExamEntry) -> (Applying, CaseId, i64) {
    let who = applicant(place).await;
    let draft = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let application = Application {
        changed: items(place, person, "nurse"),
        person: "japanese-in-japan".to_owned(),
        exam,
        koseki_code: place.koseki_code(person).await,
        ..Application::default()
    };
    let version = complete(place, &who, draft, application).await;
    let mut application = place.app.show_draft(&who, draft).await.unwrap().application;
    if application.exam.how != "certificate" {
        return (who, draft, version);
    }
    for way in application.ways.values_mut().filter(|way| *way == "exam-date-place-number-entry") {
        "pass-certificate-number-entry".clone_into(way);
    }
    let version = place.app.save_draft(&who, draft, (&application, version)).await.unwrap();
    (who, draft, version)
}

/// What the register holds of the entry of a case that was granted.
pub(crate) async fn registered_by(place: &Place, who: &Applying, key: CaseKey) -> String {
    let entry = place.app.show_own_case(who, key).await.unwrap().entry.unwrap();
    let mut reader = place.app.db().reader().await.unwrap();
    let entry = EntryId::parse(&entry).unwrap();
    store::entry::by_id(&mut reader, &[key.register], entry).await.unwrap().unwrap().present
}

async fn a_certificates_number_is_compared_and_a_grant_records_the_month(place: &Place) {
    let person = place.somebody();
    let resident = place.nation.resident(person.id).unwrap();
    let list = place.folder.path().join("list.csv");
    let text = format!(
        "施行年月,受験地,受験番号,氏名,生年月日,合格証書番号\n2026-02,東京都,1,{0},{1},8801\n\
         2026-02,東京都,2,別人　太郎,{1},8802\n2026-02,東京都,3,別人　次郎,{1},8803\n2026-02,東京都,4,別人　三郎,{1},8803\n",
        resident.name, resident.birth
    );
    std::fs::write(&list, text).unwrap();
    place.app.import_exam_results(&everywhere(), "nurse", &list).await.unwrap();
    let with = |number: &str, certificate: &str| ExamEntry {
        month: if number.is_empty() { "" } else { "令和8年2月" }.to_owned(),
        place: if number.is_empty() { "" } else { "東京都" }.to_owned(),
        number: number.to_owned(),
        certificate: certificate.to_owned(),
        how: if number.is_empty() { "certificate" } else { "details" }.to_owned(),
    };
    for (number, certificate, said) in [
        ("1", "第8801号", "一致します"),
        ("1", "8802", "合格証書の番号が違います"),
        ("", "8802", "氏名が違います"),
        ("", "8803", "二人以上"),
        ("", "9999", "ありません"),
    ] {
        let (who, draft, version) = applied_with(place, &person, with(number, certificate)).await;
        let signed = place.signed_by(&who, &person, draft).await;
        let key = place.app.submit_case(&who, draft, (version, Some(signed))).await.unwrap();
        let exam = place.app.weigh_case(&everywhere(), key).await.unwrap().exam.unwrap();
        assert!(exam.found.ja.contains(said), "{number} {certificate}: {exam:?}");
        assert_eq!(exam.exact, said == "一致します");
        if !exam.exact {
            let seen = place.app.show_case(&everywhere(), key).await.unwrap().version;
            let refused = place.app.decide_case(&everywhere(), key, (DeskDecision::Grant, seen)).await;
            assert_eq!(refused.unwrap_err().kind, ErrorKind::BadInput, "without a ground");
        }
    }
    // Only the certificate's number is written: month and place are those of the list.
    let (who, draft, version) = applied_with(place, &person, with("", "８８０１")).await;
    let key = to_the_end(place, &who, &person, (draft, version)).await;
    let present = registered_by(place, &who, key).await;
    assert_eq!(get(&present, EntryItem::ExamMonth), Some("2026-02"));
    assert_eq!(get(&present, EntryItem::ExamPlace), None, "the register of nurses holds none");
}

async fn numbers_follow_one_another(place: &Place) {
    let person = place.somebody();
    place.registered(&person).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let (who, draft, version) = applied_with(place, &person, sat()).await;
        let key = to_the_end(place, &who, &person, (draft, version)).await;
        let present = registered_by(place, &who, key).await;
        assert_eq!(get(&present, EntryItem::ExamMonth), Some("2026-02"), "as it was written");
        numbers.push(get(&present, EntryItem::Number).unwrap().to_owned());
    }
    assert_eq!(numbers, ["第1000002号", "第1000003号"], "after the last that was there");
}

async fn nobody_writes_a_number_for_themselves(place: &Place) {
    let person = place.somebody();
    let who = fresh();
    let draft = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let unknown = place.app.start_new_licence(&who, ("nurse", "JP-13"), "").await.unwrap_err();
    assert_eq!(unknown.kind, ErrorKind::NotFound);
    let mut changed = items(place, &person, "nurse");
    changed.insert("registration-number".to_owned(), "第1号".to_owned());
    let application = Application {
        changed,
        person: "japanese-in-japan".to_owned(),
        koseki_code: place.koseki_code(&person).await,
        ..Application::default()
    };
    let version = complete(place, &who, draft, application).await;
    let signed = place.signed_by(&who, &person, draft).await;
    let refused = place.app.submit_case(&who, draft, (version, Some(signed))).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput, "{refused}");
    assert!(place.app.list_own_cases(&who).await.unwrap().is_empty());
}

/// Whoever has not given a number names the family register's code in the form: nothing has to be asked afterwards.
async fn a_code_that_is_sent_along_lets_the_rules_decide(place: &Place) {
    place.switch_on().await;
    let person = place.somebody();
    let entry = place.registered(&person).await;
    let forgotten: Result<(), db::DbError> = place
        .app
        .db()
        .transact("forget", |tx| {
            Box::pin(async move {
                let text = "UPDATE entry_holder SET number_ref = NULL, number_fact = '', number_way = '', \
                            number_since = NULL";
                tx.execute(text, &[]).await?;
                Ok(())
            })
        })
        .await;
    forgotten.unwrap();
    let draft = place.app.start_case(&nurse(), entry, Procedure::Change).await.unwrap();
    let application = Application {
        changed: BTreeMap::from([("name".to_owned(), place.nation.resident(person.id).unwrap().name)]),
        happened_on: "2026-03-20".to_owned(),
        person: "japanese-in-japan".to_owned(),
        koseki_code: place.koseki_code(&person).await,
        ..Application::default()
    };
    let version = complete(place, &nurse(), draft, application).await;
    let key = to_the_end(place, &nurse(), &person, (draft, version)).await;
    let shown = place.app.show_case(&everywhere(), key).await.unwrap();
    assert_eq!(shown.history.last().unwrap().actor, "rule", "{:?}", shown.history);
    assert!(shown.form.koseki_code.is_empty(), "the code is not kept");
}

//! The form's pages: what is known, what is missing, and papers that come when the case is under way.

use app::view::NeedView;
use app::{Application, Applying, ErrorKind, FormView, NewPaper, SUPPLEMENTED};
use law::Procedure;

use crate::new_licence::applicant;
use crate::support::{Place, STRANGER, nurse, officer, on_both_engines};

on_both_engines!(
    what_is_asked_is_told_before_anything_is_typed,
    what_is_wrong_stands_at_its_field,
    papers_come_also_when_the_case_is_under_way,
    whoever_graduated_is_asked_for_no_examination,
    what_is_a_month_is_written_as_one,
);

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n%%EOF\n";

async fn what_is_asked_is_told_before_anything_is_typed(place: &Place) {
    let entry = place.registered(&place.somebody()).await;
    let choices = place.app.list_procedures(&nurse(), entry).await.unwrap();
    let codes: Vec<&str> = choices.procedures.iter().map(|procedure| procedure.code).collect();
    assert!(codes.contains(&"change") && !codes.contains(&"linking") && !codes.contains(&"new-registration"));
    let change = choices.procedures.iter().find(|procedure| procedure.code == "change").unwrap();
    let asked = change.asked.as_ref().unwrap();
    assert!(asked.duty.ground.is_some() && asked.total.is_some(), "due, and how much, with its ground");
    let id = place.app.start_case(&nurse(), entry, Procedure::Change).await.unwrap();
    let form = place.app.show_form(&nurse(), id).await.unwrap();
    assert!(form.asked.is_err(), "nothing is said to change yet");
    let name = form.items.iter().find(|item| item.code == "name").unwrap();
    assert_eq!(name.old, "旧姓　花子", "what is known is filled in");
    assert!(!form.items.iter().any(|item| item.code == "registration-number"), "{:?}", form.items);
    let mut application = form.application.clone();
    application.changed.insert("name".to_owned(), String::new());
    place.app.save_draft(&nurse(), id, (&application, form.version)).await.unwrap();
    let asked = place.app.show_form(&nurse(), id).await.unwrap().asked.unwrap();
    for paper in &asked.papers {
        if let NeedView::Omitted { grounds, .. } = &paper.need {
            assert!(grounds.iter().all(|ground| !ground.citation.is_empty()), "{paper:?}");
        }
    }
    let lines = place.app.draft_lines(&nurse()).await.unwrap();
    assert_eq!((lines.len(), lines[0].qualification.ja.as_str()), (1, "看護師"));
    let stranger = Applying { account: STRANGER, ..nurse() };
    assert_eq!(place.app.show_form(&stranger, id).await.unwrap_err().kind, ErrorKind::NotFound);
    let other = Applying { holder: None, ..nurse() };
    assert_eq!(place.app.list_procedures(&other, entry).await.unwrap_err().kind, ErrorKind::NotFound);
}

async fn what_is_wrong_stands_at_its_field(place: &Place) {
    let (id, version) = place.filled(&place.somebody()).await;
    let form = place.app.show_form(&nurse(), id).await.unwrap();
    assert!(form.faults.is_empty(), "{:?}", form.faults);
    let mut version = version;
    for (value, fault) in [("", "入力"), ("-", "入力"), ("旧姓　花子", "同じ"), ("花\u{7}子", "氏名")]
    {
        let mut application = form.application.clone();
        application.changed.insert("name".to_owned(), value.to_owned());
        version = place.app.save_draft(&nurse(), id, (&application, version)).await.unwrap();
        let faults = place.app.show_form(&nurse(), id).await.unwrap().faults;
        assert!(
            faults.len() == 1 && faults[0].0 == "name" && faults[0].1.ja.contains(fault),
            "{value:?}: {faults:?}"
        );
        let refused = place.app.leave_to_sign_case(&nurse(), None, (id, version)).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::BadInput, "before anybody types a PIN");
    }
    let stale = place.app.leave_to_sign_case(&nurse(), None, (id, version - 1)).await.unwrap_err();
    assert_eq!(stale.kind, ErrorKind::Conflict);
    assert_eq!(place.app.day_of_change("令和8年3月20日").unwrap(), "2026-03-20");
    assert!(place.app.day_of_change("9999-01-01").is_err() && place.app.day_of_change("いつか").is_err());
}

async fn papers_come_also_when_the_case_is_under_way(place: &Place) {
    let key = place.sent(&place.somebody()).await;
    place.work_due().await;
    let paper = |document: &str, bytes: &[u8]| NewPaper {
        document: document.to_owned(),
        file_name: "戸籍.pdf".to_owned(),
        bytes: bytes.to_vec(),
    };
    let bad = place.app.send_case_paper(&nurse(), key, paper(SUPPLEMENTED, b"<html>")).await.unwrap_err();
    assert_eq!(bad.kind, ErrorKind::BadInput);
    let sent = place.app.send_case_paper(&nurse(), key, paper("koseki-image", PDF)).await.unwrap();
    let again = place.app.send_case_paper(&nurse(), key, paper("koseki-image", PDF)).await.unwrap();
    assert_eq!(sent, again, "a second press");
    assert_eq!(place.app.list_case_papers(&nurse(), key).await.unwrap(), std::slice::from_ref(&sent));
    let stranger = Applying { account: STRANGER, ..nurse() };
    let other = place.app.send_case_paper(&stranger, key, paper("koseki-image", PDF)).await.unwrap_err();
    assert_eq!(other.kind, ErrorKind::NotFound);
    assert_eq!(place.app.papers_at_desk(&officer(), key).await.unwrap(), std::slice::from_ref(&sent));
    let id = app::EntryId::parse(&sent.id).unwrap();
    let (_, bytes) = place.app.open_paper_at_desk(&officer(), key, id).await.unwrap();
    assert_eq!(bytes, PDF);
    let reader = app::Actor { roles: vec![app::Role::Reader], ..officer() };
    let refused = place.app.open_paper_at_desk(&reader, key, id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotPermitted);
    place.app.withdraw_case(&nurse(), key).await.unwrap();
    let late = place.app.send_case_paper(&nurse(), key, paper("koseki-image", PDF)).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Conflict, "a case at its end takes nothing");
}

/// A new licence of a prefecture as it stands, with what is written into it.
async fn begun(place: &Place, qualification: &str, write: impl FnOnce(&mut Application)) -> FormView {
    let who = applicant(place).await;
    let id = place.app.start_new_licence(&who, (qualification, "JP-13"), "japanese-in-japan").await.unwrap();
    let form = place.app.show_form(&who, id).await.unwrap();
    let mut application = form.application.clone();
    write(&mut application);
    place.app.save_draft(&who, id, (&application, form.version)).await.unwrap();
    place.app.show_form(&who, id).await.unwrap()
}

async fn whoever_graduated_is_asked_for_no_examination(place: &Place) {
    let needed = |form: &FormView| -> Vec<String> {
        form.asked.as_ref().unwrap().needed().map(|(paper, _)| paper.code.clone()).collect()
    };
    let by_exam = begun(place, "nursery-teacher", |_| {}).await;
    let licence = by_exam.licence.as_ref().unwrap();
    assert!(licence.by_graduation && licence.exam.as_ref().unwrap().certificate, "{licence:?}");
    assert!(needed(&by_exam).contains(&"exam-pass-certificate".to_owned()), "{:?}", needed(&by_exam));
    let graduated = begun(place, "nursery-teacher", |form| form.by_graduation = true).await;
    assert_eq!(graduated.licence.as_ref().unwrap().exam, None);
    let papers = needed(&graduated);
    assert!(papers.contains(&"graduation-certificate".to_owned()), "{papers:?}");
    assert!(!papers.contains(&"exam-pass-certificate".to_owned()), "{papers:?}");
    let view = place.app.show_licence(&nurse(), ("nursery-teacher", "")).await.unwrap();
    assert_eq!(view.of_graduates.len(), 1, "told before anything is typed");
    let view = place.app.show_licence(&nurse(), ("nurse", "")).await.unwrap();
    assert!(view.of_graduates.is_empty());
}

async fn what_is_a_month_is_written_as_one(place: &Place) {
    const MONTH: &str = "graduation-month";
    let faults = async |typed: &str| {
        let form =
            begun(place, "dietitian", |form| _ = form.changed.insert(MONTH.into(), typed.into())).await;
        form.faults.into_iter().filter(|(field, _)| field == MONTH).map(|(_, words)| words.ja).collect()
    };
    let wrong: [Vec<String>; 3] =
        [faults("この間").await, faults("2026-03-20").await, faults("2999-01").await];
    for words in &wrong {
        assert!(words.len() == 1 && words[0].contains("年月") | words[0].contains("年と月"), "{wrong:?}");
    }
    let right: Vec<String> = faults("令和8年3月").await;
    assert!(right.is_empty(), "{right:?}");
    assert_eq!(place.app.date_as_kept(MONTH, "令和8年3月"), Some(Ok("2026-03".to_owned())));
    assert!(app::shown_value((MONTH, "2026-03"), law::Lang::Ja).starts_with("令和8年3月"));
}

//! The form's pages: what is known, what is missing, and papers that come when the case is under way.

use app::view::NeedView;
use app::{Applying, ErrorKind, NewPaper, SUPPLEMENTED};
use law::Procedure;

use crate::support::{Place, STRANGER, nurse, officer, on_both_engines};

on_both_engines!(
    what_is_asked_is_told_before_anything_is_typed,
    what_is_wrong_stands_at_its_field,
    papers_come_also_when_the_case_is_under_way,
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

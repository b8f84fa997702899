//! Papers: taken by what they are, kept sealed, opened by whoever sent them.

use app::{Applying, ErrorKind, NewPaper};
use registry::ids::{CaseId, EntryId};

use crate::support::{APPLICANT, Place, STRANGER, on_both_engines};

on_both_engines!(
    a_paper_is_kept_sealed_and_opens_for_its_sender,
    a_paper_that_is_something_else_is_not_taken,
    a_paper_waits_for_the_scanners_verdict,
    there_is_an_end_to_papers,
    drafts_that_nobody_goes_on_with_are_swept,
);

const PDF: &[u8] = b"%PDF-1.7\nkoseki of nobody\n%%EOF\n";

fn paper(name: &str, bytes: &[u8]) -> NewPaper {
    NewPaper { document: "koseki".to_owned(), file_name: name.to_owned(), bytes: bytes.to_vec() }
}

async fn a_paper_is_kept_sealed_and_opens_for_its_sender(place: &Place) {
    let draft = place.draft().await;
    let app = &place.app;
    let sent = app.send_paper(&APPLICANT, draft, paper("../戸籍.pdf", PDF)).await.unwrap();
    assert_eq!((sent.file_name.as_str(), sent.media_type.as_str()), ("戸籍.pdf", "application/pdf"));
    let again = app.send_paper(&APPLICANT, draft, paper("../戸籍.pdf", PDF)).await.unwrap();
    assert_eq!(again, sent, "pressed twice");
    assert_eq!(app.list_papers(&APPLICANT, draft).await.unwrap(), std::slice::from_ref(&sent));
    let id = EntryId::parse(&sent.id).unwrap();
    assert_eq!(app.open_paper(&APPLICANT, id).await.unwrap(), (sent.clone(), PDF.to_vec()));
    let mut reader = app.db().reader().await.unwrap();
    let stored =
        reader.query("SELECT sealed FROM upload", &[], |row| Ok(row.bytes(0)?.to_vec())).await.unwrap();
    assert!(stored.iter().all(|bytes| !bytes.windows(6).any(|window| window == b"koseki")), "sealed");
    for refused in [
        app.open_paper(&STRANGER, id).await.unwrap_err(),
        app.list_papers(&STRANGER, draft).await.unwrap_err(),
        app.send_paper(&STRANGER, draft, paper("a.pdf", PDF)).await.unwrap_err(),
        app.take_back_paper(&STRANGER, draft, id).await.unwrap_err(),
        app.send_paper(&APPLICANT, CaseId::new(9, [9; 10]), paper("a.pdf", PDF)).await.unwrap_err(),
    ] {
        assert_eq!(refused.kind, ErrorKind::NotFound, "{refused}");
    }
    app.take_back_paper(&APPLICANT, draft, id).await.unwrap();
    assert_eq!(app.list_papers(&APPLICANT, draft).await.unwrap(), []);
}

async fn a_paper_that_is_something_else_is_not_taken(place: &Place) {
    let draft = place.draft().await;
    let hostile: [&[u8]; 4] = [b"", b"<html>", b"PK\x03\x04", b"%PDF-1.7 half of it"];
    for bytes in hostile {
        let refused = place.app.send_paper(&APPLICANT, draft, paper("戸籍.pdf", bytes)).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::BadInput);
        assert!(!refused.for_person.is_empty() && !refused.for_person_en.is_empty());
    }
    assert_eq!(place.app.list_papers(&APPLICANT, draft).await.unwrap(), []);
}

async fn a_paper_waits_for_the_scanners_verdict(place: &Place) {
    let draft = place.draft().await;
    for (script, expected) in [("exit 1", ErrorKind::BadInput), ("exit 2", ErrorKind::Unavailable)] {
        let app = place.scanned_by(script).await;
        let refused = app.send_paper(&APPLICANT, draft, paper("a.pdf", PDF)).await.unwrap_err();
        assert_eq!(refused.kind, expected, "{script}");
        assert_eq!(app.list_papers(&APPLICANT, draft).await.unwrap(), [], "nothing was kept");
    }
    let app = place.scanned_by("exit 0").await;
    app.send_paper(&APPLICANT, draft, paper("a.pdf", PDF)).await.unwrap();
}

async fn there_is_an_end_to_papers(place: &Place) {
    let draft = place.draft().await;
    for n in 0..app::papers::MOST_PAPERS {
        let bytes = [PDF, n.to_string().as_bytes()].concat();
        place.app.send_paper(&APPLICANT, draft, paper("a.pdf", &bytes)).await.unwrap();
    }
    let refused = place.app.send_paper(&APPLICANT, draft, paper("a.pdf", PDF)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput);
}

async fn drafts_that_nobody_goes_on_with_are_swept(place: &Place) {
    let (draft, app) = (place.draft().await, &place.app);
    app.send_paper(&APPLICANT, draft, paper("a.pdf", PDF)).await.unwrap();
    let who = Applying { account: APPLICANT, holder: None };
    let fresh = app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    app.send_paper(&APPLICANT, fresh, paper("a.pdf", PDF)).await.unwrap();
    assert_eq!(app.sweep_drafts_at(1).await.unwrap(), 0, "its time is not over");
    // The first was saved at the beginning of time, the other a moment ago.
    assert_eq!(app.sweep_drafts().await.unwrap(), 1);
    assert_eq!(app.sweep_drafts().await.unwrap(), 0, "once");
    assert_eq!(app.list_papers(&APPLICANT, draft).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(app.list_papers(&APPLICANT, fresh).await.unwrap().len(), 1);
    let mut reader = app.db().reader().await.unwrap();
    let left = reader.query("SELECT COUNT(*) FROM upload", &[], |row| row.int(0)).await.unwrap();
    assert_eq!(left, [1], "the papers went with their draft");
    drop(reader);
    place.work_due().await;
    let told = app.list_messages(&who).await.unwrap();
    assert_eq!((told.len(), told[0].kind.as_str()), (1, "draft-swept"));
    assert!(told[0].about.contains("看護師"), "{told:?}");
    let line = app.draft_lines(&who).await.unwrap().remove(0);
    assert!(line.kept_until > app.today().to_string(), "until when it is kept is said: {line:?}");
}

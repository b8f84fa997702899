//! Files that people send: what they are is found by their content, and nobody can fill the disk. Whatever is wrong stands at its field.

use std::collections::BTreeMap;

use app::{Application, Applying, CaseId, ErrorKind, NewPaper};
use store::upload::{Room, Upload, UploadHead, add};

use crate::client::Answer;
use crate::site::{Files, Person, Site};
use crate::support::{APPLICANT, Place, on_both_engines};

on_both_engines!(hostile_files_are_refused_at_their_field, there_is_an_end_to_what_one_account_stores);

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n%%EOF\n";

/// A draft of a new licence, and a document that it needs.
async fn draft(place: &Place) -> (CaseId, String) {
    let who = Applying { account: APPLICANT, holder: None };
    let id = place.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let form = Application {
        changed: BTreeMap::from([("name".to_owned(), "架空　花子".to_owned())]),
        person: "japanese-in-japan".to_owned(),
        ..Application::default()
    };
    place.app.save_draft(&who, id, (&form, 1)).await.unwrap();
    let asked = place.app.show_form(&who, id).await.unwrap().asked.unwrap();
    let (paper, _) = asked.needed().next().unwrap();
    (id, paper.code.clone())
}

/// Posts the form of the papers with one file.
async fn sends(site: &Site, who: &Person, draft: CaseId, file: (&str, &str, &[u8])) -> Answer {
    let path = format!("/portal/drafts/{draft}/papers");
    let version = site.get(who, &path).await.hidden("version");
    let form = Files { fields: &[("version", version.as_str()), ("do", "send")], files: &[file] };
    site.post_files(who, &path, &form).await
}

/// The outline of a PNG of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", b"data"), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1A\n", &chunks[..]].concat()
}

async fn hostile_files_are_refused_at_their_field(place: &Place) {
    let (draft, document) = draft(place).await;
    let site = Site::of(&place.app).await;
    let who = site.applicant().await;
    let field = format!("file-{document}");
    let archive = b"PK\x03\x04 inside PK\x05\x06 the end of an archive";
    let hostile: [(&str, Vec<u8>, &str); 9] = [
        ("empty.pdf", vec![], "ファイルが空です"),
        ("page.png", b"<html><script>alert(1)</script>".to_vec(), "ではありません"),
        ("program.pdf", b"MZ\x90\0 %PDF-1.7 %%EOF".to_vec(), "ではありません"),
        ("half.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "途中で切れています"),
        ("also-archive.png", [&png(10, 10)[..], archive].concat(), "別のもの"),
        ("also-archive.pdf", [PDF, archive, b"%%EOF"].concat(), "別のもの"),
        ("bomb.png", png(60_000, 60_000), "縦横が大きすぎます"),
        ("locked.pdf", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF\n".to_vec(), "パスワード"),
        ("long.pdf", [PDF, &vec![b' '; app::papers::LONGEST]].concat(), "10MBまで"),
    ];
    for (name, bytes, words) in hostile {
        let answer = sends(&site, &who, draft, (&field, name, &bytes)).await;
        assert_eq!(answer.status, 400, "{name}");
        let said = answer.body.split(&format!("id=\"{field}-error\"")).nth(1).unwrap_or_default();
        assert!(said.split("</p>").next().unwrap().contains(words), "{name}: {}", answer.body);
    }
    assert_eq!(place.app.list_papers(&APPLICANT, draft).await.unwrap(), [], "nothing was kept");
    assert_eq!(sends(&site, &who, draft, (&field, "good.png", &png(4_000, 3_000))).await.status, 303);
    assert_eq!(place.app.list_papers(&APPLICANT, draft).await.unwrap().len(), 1);
}

/// A paper of this size beside the others; its bytes are not there.
async fn stored(place: &Place, draft: CaseId, size: u64) {
    let head = UploadHead {
        account: APPLICANT,
        id: registry::ids::EntryId::new(1, [7; 10]),
        draft,
        document: "koseki".to_owned(),
        file_name: "a.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size,
        digest: [1; 32],
        key_id: "test".to_owned(),
        sent_at: 1,
    };
    let room = Room { most: u64::MAX, decided: vec![] };
    assert!(add(place.app.db(), Upload { head, sealed: vec![] }, Some(room)).await.unwrap());
}

async fn there_is_an_end_to_what_one_account_stores(place: &Place) {
    let (draft, document) = draft(place).await;
    // What lies with another application that was begun counts as well.
    let other = CaseId::new(9, [9; 10]);
    let left = u64::try_from(PDF.len()).unwrap();
    stored(place, other, app::papers::MOST_STORED - left).await;
    let site = Site::of(&place.app).await;
    let who = site.applicant().await;
    let field = format!("file-{document}");
    let full = sends(&site, &who, draft, (&field, "more.pdf", &[b"%PDF-1.7\n more ", PDF].concat())).await;
    assert!(full.status == 400 && full.body.contains("300MB"), "{}", full.body);
    assert!(full.body.contains(&format!("id=\"{field}-error\"")), "at its field");
    assert_eq!(
        sends(&site, &who, draft, (&field, "fits.pdf", PDF)).await.status,
        303,
        "the last byte is free"
    );
    let paper = NewPaper { document, file_name: "one.pdf".to_owned(), bytes: [PDF, b" "].concat() };
    let refused = place.app.send_paper(&APPLICANT, draft, paper).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput, "{refused}");
}

//! Applications on paper at the desk, form by form: typed, given back, compared, corrected, and what the holder is told of it.

use store::outbox;

use crate::client::Answer;
use crate::site::{Files, Person, Site};
use crate::support::{Place, nurse, on_both_engines};

on_both_engines!(
    a_paper_is_a_case_when_another_officer_has_compared_it,
    a_corrected_paper_corrects_the_same_case,
    what_is_missing_stands_at_its_field_and_nothing_is_lost,
);

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n%%EOF\n";

/// The id that the form names.
async fn fresh_id(site: &Site, officer: &Person) -> String {
    site.get(officer, "/desk/paper/new").await.hidden("id")
}

/// Begins a change of the nurse's entry; tells the address of its page.
async fn begun(site: &Site, officer: &Person) -> String {
    let id = fresh_id(site, officer).await;
    let fields = [
        ("id", id.as_str()),
        ("register", "nurse/JP"),
        ("procedure", "change"),
        ("number", "１００００01"),
        ("received_on", "2026-03-25"),
    ];
    let answer = site.post(officer, "/desk/paper/new", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

async fn sends(site: &Site, officer: &Person, address: &str, form: Files<'_>) -> Answer {
    let version = site.get(officer, address).await.hidden("version");
    let fields = [&[("version", version.as_str())], form.fields].concat();
    site.post_files(officer, address, &Files { fields: &fields, ..form }).await
}

/// What the paper says, without the button.
const SAYS: [(&str, &str); 6] = [
    ("received_on", "2026-03-25"),
    ("reply_to", "〒100-0000 東京都架空区１"),
    ("person", "japanese-in-japan"),
    ("name", "架空　花子"),
    ("happened_on", "令和8年3月20日"),
    ("do", "save"),
];

/// Types everything and hands it on.
async fn handed(site: &Site, officer: &Person, address: &str) {
    let saved =
        sends(site, officer, address, Files { fields: &SAYS, files: &[("scan", "申請書.pdf", PDF)] }).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = site.page(officer, address).await;
    let enclosed: Vec<&str> = page
        .split("name=\"enclosed\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let came = enclosed.iter().map(|code| ("enclosed", *code));
    let fields: Vec<_> = SAYS
        .into_iter()
        .filter(|(name, _)| *name != "do")
        .chain(came)
        .chain([
            ("asked", "yes"),
            ("disqualification", "no"),
            ("old-certificate-destroyed", "yes"),
            ("delay-reason-words", "入院していた"),
            ("do", "hand"),
        ])
        .collect();
    let answer = sends(site, officer, address, Files { fields: &fields, files: &[] }).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

async fn presses(site: &Site, officer: &Person, address: &str, fields: &[(&str, &str)]) -> Answer {
    sends(site, officer, address, Files { fields, files: &[] }).await
}

async fn a_paper_is_a_case_when_another_officer_has_compared_it(place: &Place) {
    let entry = place.registered(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let holder = site.applicant().await;
    site.belongs_to(nurse().holder.unwrap()).await;
    let (sato, tanaka) = (site.officer("sato", "JP").await, site.officer("tanaka", "JP").await);
    let of_entry = site.page(&sato, &format!("/desk/entries/{entry}")).await;
    assert!(of_entry.contains("/desk/paper/new?register=nurse/JP&#38;number="), "{of_entry}");
    let address = begun(&site, &sato).await;
    handed(&site, &sato, &address).await;
    let case = address.replace("/desk/paper/", "/desk/cases/");
    assert_eq!(site.get(&tanaka, &case).await.status, 404, "it is no case yet");
    let own = site.page(&sato, &address).await;
    assert!(!own.contains("value=\"confirm\""), "{own}");
    assert_eq!(presses(&site, &sato, &address, &[("do", "confirm")]).await.status, 409);
    assert!(site.page(&tanaka, "/desk/paper").await.contains("見比べてください"));
    let compared = site.page(&tanaka, &address).await;
    assert!(compared.contains("<mark>架空</mark>") && compared.contains("申請書.pdf"), "{compared}");
    let scan = compared.split(&format!("{address}/scans/")).nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(site.get(&tanaka, &format!("{address}/scans/{scan}")).await.status, 200);
    let silent = presses(&site, &tanaka, &address, &[("do", "return"), ("words", " ")]).await;
    assert!(silent.status == 400 && silent.body.contains("id=\"words-error\""), "{}", silent.body);
    let back = presses(&site, &tanaka, &address, &[("do", "return"), ("words", "日が違います")]).await;
    assert_eq!(back.status, 303);
    assert!(site.page(&sato, &address).await.contains("日が違います"));
    handed(&site, &sato, &address).await;
    let confirmed = presses(&site, &tanaka, &address, &[("do", "confirm")]).await;
    assert_eq!((confirmed.status, confirmed.header("location")), (303, case.as_str()));
    assert_eq!(site.get(&sato, &address).await.status, 303, "it is looked at as a case");
    let page = site.page(&sato, &case).await;
    assert!(page.contains("見比べた職員") && page.contains("申請書.pdf") && page.contains("架空"), "{page}");
    let paper = page.split(&format!("{case}/papers/")).nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(site.get(&sato, &format!("{case}/papers/{paper}")).await.status, 200);
    let letter = site.page(&sato, &format!("{case}/letter")).await;
    assert!(letter.contains("〒100-0000") && letter.contains("架空　花子"), "{letter}");
    place.work().await;
    assert!(site.page(&holder, "/portal/messages").await.contains("書面の申請を受け付けました"));
    let waiting = outbox::waiting(&mut place.app.db().reader().await.unwrap()).await.unwrap();
    assert!(!waiting.iter().any(|(kind, ..)| kind.starts_with("payment")), "paid by stamps: {waiting:?}");
    let tokyo = site.officer("tokyo", "JP-13").await;
    assert_eq!(site.get(&tokyo, &address).await.status, 404, "another authority's is as none");
}

/// Does what the case asks for until it is examined: another means, stamps.
async fn examined(place: &Place, site: &Site, (officer, case): (&Person, &str)) {
    for step in 0..6 {
        place.work().await;
        let answer = site.get(officer, case).await;
        let seen = answer.hidden("version");
        let value = |name: &str| {
            let rest = answer.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
            rest.map(|rest| rest.split('"').next().unwrap().to_owned())
        };
        let receipt = format!("台紙-{step}");
        let due = answer.body.split("納付すべき額：<b>").nth(1).map(|rest| rest.split('円').next().unwrap());
        let way = value("way");
        let fields = match (way.as_deref(), due) {
            (Some(way), _) => vec![("do", "means-came"), ("way", way)],
            (None, Some(due)) => vec![("do", "stamps-came"), ("receipt", &*receipt), ("stamps", due)],
            (None, None) => return,
        };
        let done = site.post(officer, case, &[&fields[..], &[("version", &seen)]].concat()).await;
        assert_eq!(done.status, 303, "{}", done.body);
    }
}

async fn a_corrected_paper_corrects_the_same_case(place: &Place) {
    place.registered(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let (sato, tanaka) = (site.officer("sato", "JP").await, site.officer("tanaka", "JP").await);
    let address = begun(&site, &sato).await;
    handed(&site, &sato, &address).await;
    assert_eq!(presses(&site, &tanaka, &address, &[("do", "confirm")]).await.status, 303);
    let case = address.replace("/desk/paper/", "/desk/cases/");
    examined(place, &site, (&sato, &case)).await;
    let seen = site.get(&sato, &case).await.hidden("version");
    let asks = [("do", "ask-supplement"), ("what", "字体が読めません"), ("version", seen.as_str())];
    assert_eq!(site.post(&sato, &case, &asks).await.status, 303);
    assert!(site.page(&sato, &format!("{case}/letter")).await.contains("字体が読めません"));
    assert!(site.page(&sato, "/desk/tasks?kind=notice-by-post").await.contains("書面の申請者への通知"));
    let seen = site.get(&sato, &case).await.hidden("version");
    let retype = site.post(&sato, &case, &[("do", "retype"), ("version", seen.as_str())]).await;
    assert_eq!((retype.status, retype.header("location")), (303, address.as_str()), "{}", retype.body);
    let corrected: Vec<_> = SAYS
        .iter()
        .map(|(name, value)| (*name, if *name == "name" { "架空　華子" } else { value }))
        .collect();
    assert_eq!(sends(&site, &sato, &address, Files { fields: &corrected, files: &[] }).await.status, 303);
    let hands: Vec<_> =
        corrected.iter().copied().filter(|(name, _)| *name != "do").chain([("do", "hand")]).collect();
    let handed = sends(&site, &sato, &address, Files { fields: &hands, files: &[] }).await;
    assert_eq!(handed.status, 303, "{}", handed.body);
    assert_eq!(presses(&site, &tanaka, &address, &[("do", "confirm")]).await.status, 303);
    let page = site.page(&sato, &case).await;
    assert!(page.contains("補正されたところ") && page.contains("華"), "{page}");
    assert_eq!(site.get(&sato, &address).await.status, 303, "nothing is being entered any more");
}

async fn what_is_missing_stands_at_its_field_and_nothing_is_lost(place: &Place) {
    place.registered(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let sato = site.officer("sato", "JP").await;
    let id = fresh_id(&site, &sato).await;
    let fields = [("id", id.as_str()), ("number", "第9号"), ("received_on", "いつか")];
    let nothing = site.post(&sato, "/desk/paper/new", &fields).await;
    assert_eq!(nothing.status, 400);
    for field in ["register", "procedure", "received_on"] {
        assert!(nothing.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", nothing.body);
    }
    let fields = [
        ("id", id.as_str()),
        ("register", "nurse/JP"),
        ("procedure", "change"),
        ("number", "第9号"),
        ("received_on", "2026-03-25"),
    ];
    let nobody = site.post(&sato, "/desk/paper/new", &fields).await;
    assert!(nobody.status == 400 && nobody.body.contains("id=\"number-error\""), "{}", nobody.body);
    let address = begun(&site, &sato).await;
    let wrong = [("name", "旧姓　花子"), ("happened_on", "いつか"), ("yen", "いくらか"), ("do", "hand")];
    let answer = sends(&site, &sato, &address, Files { fields: &wrong, files: &[] }).await;
    assert_eq!(answer.status, 400);
    for field in ["happened_on", "yen"] {
        assert!(answer.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", answer.body);
    }
    for typed in ["value=\"いつか\"", "value=\"いくらか\"", "value=\"旧姓　花子\""] {
        assert!(answer.body.contains(typed), "{typed} stays: {}", answer.body);
    }
    let half = [
        ("name", "架空　花子"),
        ("happened_on", "2026-03-20"),
        ("person", "japanese-in-japan"),
        ("do", "hand"),
    ];
    let answer =
        sends(&site, &sato, &address, Files { fields: &half, files: &[("scan", "page.png", b"<html>")] })
            .await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("id=\"scan-error\"") && answer.body.contains("value=\"架空　花子\""));
    let seen = site.get(&sato, &address).await.hidden("version");
    let old = Files { fields: &[("version", "1"), ("name", "別の画面"), ("do", "save")], files: &[] };
    let late = site.post_files(&sato, &address, &old).await;
    assert!(late.status == 409 && late.body.contains("value=\"別の画面\""), "{}", late.body);
    assert!(
        site.page(&sato, &address).await.contains("value=\"架空　花子\""),
        "what was stored is untouched"
    );
    let gone = presses(&site, &sato, &address, &[("do", "discard"), ("words", "入力の誤り")]).await;
    assert_eq!((gone.status, gone.header("location")), (303, "/desk/paper"), "{seen}");
    assert_eq!(site.get(&sato, &address).await.status, 404);
}

//! The items of the card in a form: put in where its holder wants it, once; a variant stays out, and no number comes along.

use app::systems::CARD_RETURN;
use app::{Application, Applying, CardUse, ErrorKind, ReadingEnded};
use registry::ids::CaseId;
use reqwest::Url;
use url::form_urlencoded::Serializer;

use crate::support::{AtPortal, Phone, Town, on_both_engines};

on_both_engines!(
    a_variant_on_the_card_stays_out_of_the_form,
    a_reading_is_its_holders_and_for_its_draft,
    who_says_no_at_the_reader_comes_back_to_the_form_with_nothing_sent,
);

const DOMICILE: &str = "東京都";

/// A draft in which a name is written already.
async fn draft(town: &Town, at: &AtPortal, name: &str) -> CaseId {
    let who = Applying::from(&at.holder);
    let draft = town.app.start_new_licence(&who, ("nurse", "JP"), "").await.unwrap();
    let changed =
        [("name", name), ("domicile", DOMICILE)].map(|(code, value)| (code.to_owned(), value.to_owned()));
    let application = Application { changed: changed.into_iter().collect(), ..Application::default() };
    town.app.save_draft(&who, draft, (&application, 1)).await.unwrap();
    draft
}

/// The browser goes to the card and posts what stands on it, with a number that nobody asked for. The token of the reading.
async fn read(town: &Town, at: &AtPortal, (draft, name): (CaseId, &str)) -> String {
    let go_to = town.app.leave_to_fill_from_card(&at.holder, draft).await.unwrap();
    let asked: Vec<(String, String)> = Url::parse(&go_to).unwrap().query_pairs().into_owned().collect();
    assert!(asked.iter().all(|(name, _)| name != "case"), "no number is asked for: {go_to}");
    let state = &asked.iter().find(|(name, _)| name == "state").unwrap().1;
    let form = Serializer::new(String::new())
        .append_pair("state", state)
        .append_pair("name", name)
        .append_pair("birthdate", "1988-01-08")
        .append_pair("gender", "2")
        .append_pair("address", "東京都架空区見本一丁目1番1号")
        .append_pair("sealed_number", "a.b.c.d.e")
        .finish();
    town.app.take_reading(form.as_bytes()).await.unwrap()
}

async fn a_variant_on_the_card_stays_out_of_the_form(town: &Town) {
    let at = town.sign_in(0).await;
    let who = Applying::from(&at.holder);
    let id = draft(town, &at, "髙橋　花子").await;
    let token = read(town, &at, (id, "高橋　花子")).await;
    let fill = town.app.show_card_fill(&at.holder, &token).await.unwrap().unwrap();
    let used: Vec<_> = fill.lines.iter().map(|line| (line.code, line.used)).collect();
    let wanted = [
        ("name", CardUse::Variant),
        ("birth-date", CardUse::Filled),
        ("sex", CardUse::Filled),
        ("address", CardUse::NotAsked),
    ];
    assert_eq!(used, wanted, "a nurse's register holds no address");
    assert!(
        !town.app.show_reading(&at.holder, &token).await.unwrap().number,
        "the number was dropped on the way"
    );
    assert_eq!(town.app.fill_from_card(&at.holder, &token).await.unwrap(), id);
    let form = town.app.show_form(&who, id).await.unwrap();
    let written = |code: &str| form.application.changed.get(code).map(String::as_str);
    assert_eq!(written("name"), Some("髙橋　花子"), "as it was written");
    assert_eq!((written("birth-date"), written("sex")), (Some("1988-01-08"), Some("女")));
    assert_eq!((written("domicile"), written("address")), (Some(DOMICILE), None));
    let again = town.app.fill_from_card(&at.holder, &token).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::NotFound, "once");
}

async fn a_reading_is_its_holders_and_for_its_draft(town: &Town) {
    let (at, other) = (town.sign_in(0).await, town.sign_in(1).await);
    let id = draft(town, &at, "").await;
    let token = read(town, &at, (id, "見本　花子")).await;
    let stolen = town.app.show_card_fill(&other.holder, &token).await.unwrap_err();
    assert_eq!(stolen.kind, ErrorKind::NotFound);
    let foreign = town.app.leave_to_fill_from_card(&other.holder, id).await.unwrap_err();
    assert_eq!(foreign.kind, ErrorKind::NotFound, "another's draft");
    let given = town.app.give_number(&at.holder, &token).await.unwrap_err();
    assert_ne!(given.kind, ErrorKind::Internal, "it gives no number");
}

/// At the reader's own pages: the person changes their mind, and the browser is sent back.
async fn who_says_no_at_the_reader_comes_back_to_the_form_with_nothing_sent(town: &Town) {
    let at = town.sign_in(0).await;
    let id = draft(town, &at, "見本　花子").await;
    let go_to = Url::parse(&town.app.leave_to_fill_from_card(&at.holder, id).await.unwrap()).unwrap();
    let phone = Phone::new();
    let asked = phone.get(go_to.as_str()).await.to.unwrap();
    let back = phone.post(&format!("{asked}/cancel"), "").await.to.unwrap();
    assert_eq!(back.path(), CARD_RETURN, "{back}");
    let back = back.query().unwrap().to_owned();
    let ended = town.app.end_reading(&back).await.unwrap();
    assert_eq!(ended, ReadingEnded { draft: Some(id.to_string()), declined: true });
    let again = town.app.end_reading(&back).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::NotFound, "once");
    let state = Url::parse(&format!("x:/?{back}")).unwrap();
    let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let form = Serializer::new(String::new()).append_pair("state", &state).append_pair("name", "x").finish();
    let late = town.app.take_reading(form.as_bytes()).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::NotFound, "and a form for that question comes too late");
    let unread = town.app.end_reading("error=&state=x").await.unwrap_err();
    assert_eq!(unread.kind, ErrorKind::NotFound);
}

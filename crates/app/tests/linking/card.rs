//! The items of the card in a form: put in where its holder wants it, once; a variant stays out, and no number comes along.

use app::linking::{LinkState, LinkWish};
use app::systems::CARD_RETURN;
use app::{Application, Applying, CardErrand, CardUse, ErrorKind, ReadingEnded};
use registry::ids::CaseId;
use reqwest::Url;
use url::form_urlencoded::Serializer;

use crate::support::{AtPortal, Phone, Town, on_both_engines};

on_both_engines!(
    a_variant_on_the_card_stays_out_of_the_form,
    a_reading_is_its_holders_and_for_its_draft,
    who_says_no_at_the_reader_comes_back_to_the_form_with_nothing_sent,
    who_says_no_at_the_reader_comes_back_to_what_it_was_for,
    who_does_not_sign_comes_back_to_what_was_to_be_signed,
    a_number_comes_with_an_application_and_is_taken_back,
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
    town.app.take_reading(form.as_bytes()).await.unwrap().0
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
    assert_eq!(ended, ReadingEnded { errand: CardErrand::Fill(id), declined: true });
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

/// Goes to a page of the card, says no there, and comes back: the query.
async fn declined(go_to: &str) -> String {
    let phone = Phone::new();
    let asked = phone.get(go_to).await.to.unwrap();
    let back = phone.post(&format!("{asked}/cancel"), "").await.to.unwrap();
    back.query().unwrap().to_owned()
}

async fn who_says_no_at_the_reader_comes_back_to_what_it_was_for(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    let draft = draft(town, &at, "見本　花子").await;
    let wish = LinkWish { domicile: "北海道".to_owned(), ..Town::wish("101") };
    let request = town.try_to_link(&at, &wish).await;
    assert_eq!(request.state, LinkState::Unequal);
    let link = CardErrand::of_address(&format!("link-{}", request.id)).unwrap();
    let ways = [
        (CardErrand::Number, town.app.leave_to_read_card(&at.holder).await),
        (CardErrand::Fill(draft), town.app.leave_to_fill_from_card(&at.holder, draft).await),
        (CardErrand::Apply(draft), town.app.leave_to_apply_with_number(&at.holder, draft).await),
        (link, town.app.leave_to_link_by_number(&at.holder, &request.id).await),
    ];
    for (errand, go_to) in ways {
        let ended = town.app.end_reading(&declined(&go_to.unwrap()).await).await.unwrap();
        assert_eq!(ended, ReadingEnded { errand, declined: true });
    }
    let form = town.app.show_form(&Applying::from(&at.holder), draft).await.unwrap();
    assert_eq!(form.application.changed["name"], "見本　花子", "and what was typed is there");
    assert!(town.vault.held(None, 10).await.unwrap().is_empty(), "no number came");
    let kept = town.app.my_link_request(&at.holder, &request.id).await.unwrap();
    assert_eq!(kept.state, LinkState::Unequal, "the request stands where it was");
}

async fn who_does_not_sign_comes_back_to_what_was_to_be_signed(town: &Town) {
    town.import_resident(0).await;
    let at = town.sign_in(0).await;
    let id = town.app.request_link(&at.holder, &Town::wish("101")).await.unwrap();
    let leave = town.app.leave_to_sign_link(&at.holder, Some(&at.browser), &id).await.unwrap();
    let back = declined(&leave.go_to).await;
    let arrival = town.app.arrive(Some(&at.browser), &back).await.unwrap();
    assert_eq!(arrival.to, format!("/portal/link/{id}?card=declined"));
    assert!(arrival.token.is_none() && arrival.refused.is_none(), "nobody signed in by that");
    assert!(town.app.arrive(Some(&at.browser), &back).await.is_err(), "once");
    let kept = town.app.my_link_request(&at.holder, &id).await.unwrap();
    assert_eq!(kept.state, LinkState::ToSign, "it can be signed still");
    let leave = town.app.leave_to_sign_in(None, "/portal/number").await.unwrap();
    let arrival = town.app.arrive(Some(&leave.browser), &declined(&leave.go_to).await).await.unwrap();
    assert_eq!(arrival.to, "/portal/sign-in?next=%2Fportal%2Fnumber&card=declined");
    assert!(arrival.token.is_none());
}

/// Reads the card of resident `n` for the number of a draft, and gives it.
async fn number_given(
    town: &Town,
    at: &AtPortal,
    (draft, n): (CaseId, usize),
) -> Result<CardErrand, ErrorKind> {
    let go_to = town.app.leave_to_apply_with_number(&at.holder, draft).await.unwrap();
    let token = town.number_read(&go_to, n).await;
    assert!(town.app.show_reading(&at.holder, &token).await.unwrap().number);
    town.app.give_number(&at.holder, &token).await.map_err(|error| error.kind)
}

async fn a_number_comes_with_an_application_and_is_taken_back(town: &Town) {
    let at = town.sign_in(0).await;
    let who = Applying::from(&at.holder);
    let id = draft(town, &at, "見本　花子").await;
    let form = town.app.show_form(&who, id).await.unwrap();
    assert_eq!(form.number_given, Some(false), "it may be given, and need not");
    let needed = |form: &app::FormView| form.asked.as_ref().unwrap().needed().count();
    assert_eq!(number_given(town, &at, (id, 0)).await, Ok(CardErrand::Apply(id)));
    let with = town.app.show_form(&who, id).await.unwrap();
    assert_eq!(with.number_given, Some(true));
    assert!(needed(&with) < needed(&form), "fewer papers: {} of {}", needed(&with), needed(&form));
    assert!(
        town.app.text_to_sign(&town.app.open_form(&who, id).await.unwrap()).text.contains("個人番号"),
        "it is signed for"
    );
    assert_eq!(number_given(town, &at, (id, 0)).await, Ok(CardErrand::Apply(id)), "given again it is one");
    let held = town.vault.held(None, 10).await.unwrap();
    assert_eq!((held.len(), held[0].case.as_str()), (1, format!("apply {id}").as_str()));

    town.app.apply_without_number(&at.holder, id).await.unwrap();
    town.app.work_outbox().await.unwrap();
    assert_eq!(town.app.show_form(&who, id).await.unwrap().number_given, Some(false));
    assert!(town.vault.held(None, 10).await.unwrap().is_empty(), "deleted");

    // A relative's card, read by mistake.
    let mut application = with.application.clone();
    application.sealed_number.clear();
    application.changed.insert("birth-date".to_owned(), town.resident(0).birth);
    let seen = town.app.show_form(&who, id).await.unwrap().version;
    town.app.save_draft(&who, id, (&application, seen)).await.unwrap();
    assert_ne!(town.resident(0).birth, town.resident(1).birth);
    assert_eq!(number_given(town, &at, (id, 1)).await, Err(ErrorKind::NotPermitted));
    assert!(town.vault.held(None, 10).await.unwrap().is_empty());

    // Thrown away, the draft takes its number along.
    assert_eq!(number_given(town, &at, (id, 0)).await, Ok(CardErrand::Apply(id)));
    let seen = town.app.show_form(&who, id).await.unwrap().version;
    town.app.discard_draft(&who, id, seen).await.unwrap();
    town.app.work_outbox().await.unwrap();
    assert!(town.vault.held(None, 10).await.unwrap().is_empty());
    let other = draft(town, &at, "").await;
    assert_eq!(number_given(town, &at, (other, 0)).await, Ok(CardErrand::Apply(other)));
    town.app.sweep_drafts_at(i64::MAX / 2).await.unwrap();
    town.app.work_outbox().await.unwrap();
    assert!(town.vault.held(None, 10).await.unwrap().is_empty(), "and so does one that was swept");
}

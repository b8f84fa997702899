//! Reading the card for the portal: filled-in items, and the number that only the vault can read.

use gateways::card::{NoReading, Reading, ReadingError, ReadingRequest};
use gateways::jose::DecryptionKey;
use serde_json::{Value, json};
use vault::{AcceptedProofs, KeySource, MessageFault, ProofOfIdentity, ProofOfNumber, Use, Vault};

use crate::support::{BACK, Browser, Page, World, between, new_key, now};

async fn registered(world: &World) -> DecryptionKey {
    let key = DecryptionKey::from_pkcs8(&new_key()).unwrap();
    let mut jwk = key.jwk().unwrap();
    jwk["kid"] = "intake-1".into();
    register(world, jwk).await;
    key
}

/// The portal with the key of a vault.
async fn register(world: &World, jwk: Value) {
    let portal =
        json!({"client_id": "Portal1", "name": "国家資格の窓口", "return_uris": [BACK], "vault_key": jwk});
    let put = reqwest::Client::new().put(format!("{}/control/clients", world.url)).body(portal.to_string());
    assert_eq!(put.send().await.unwrap().status(), 204);
}

fn request(world: &World, case: Option<&str>) -> ReadingRequest {
    let reader = reqwest::Url::parse(&format!("{}/read", world.url)).unwrap();
    let back = reqwest::Url::parse(BACK).unwrap();
    ReadingRequest::new(&reader, "Portal1", &back, gateways::digital_auth::Items::ALL, case).unwrap()
}

/// The form that the last page would send, as its body.
fn form(page: &Page) -> String {
    let mut url = reqwest::Url::parse("x:/").unwrap();
    for field in page.text.split("<input type=\"hidden\"").skip(1) {
        let unescaped = |text: &str| text.replace("&#38;", "&");
        let (name, value) = (between(field, "name=\"", "\""), between(field, "value=\"", "\""));
        url.query_pairs_mut().append_pair(name, &unescaped(value));
    }
    url.query().unwrap().to_owned()
}

#[tokio::test]
async fn the_items_are_filled_in_and_the_number_is_for_the_vault_alone() {
    let world = World::of("card").await;
    let vault = registered(&world).await;
    let request = request(&world, Some("case-1"));
    let person = world.sample("利用可").await;
    let page = Browser::new().sign_in(&request.go_to, person).await;
    let number = world.nation.my_number(person);
    assert!(!page.text.contains(&number), "the number is on no page");
    let body = form(&page);
    assert!(!body.contains(&number));
    let reading = Reading::parse(body.as_bytes(), &request.state).unwrap();
    let resident = world.nation.resident(person).unwrap();
    assert_eq!(reading.items.name.as_deref(), Some(resident.name.as_str()));
    assert_eq!(reading.items.birthdate.unwrap().day.unwrap().to_string(), resident.birth);
    let sealed = reading.number.unwrap();
    assert!(!format!("{sealed:?}").contains("ey"));
    // What the vault does.
    let opened = vault.open(std::str::from_utf8(sealed.as_bytes()).unwrap()).unwrap();
    let message: Value = serde_json::from_slice(&opened).unwrap();
    assert_eq!(
        (message["my_number"].as_str(), message["case"].as_str()),
        (Some(number.as_str()), Some("case-1"))
    );
    assert!((now()..now() + 900).contains(&message["exp"].as_i64().unwrap()));
}

#[tokio::test]
async fn without_a_case_there_is_no_number() {
    let world = World::of("card").await;
    registered(&world).await;
    let request = request(&world, None);
    let page = Browser::new().sign_in(&request.go_to, world.sample("利用可").await).await;
    let reading = Reading::parse(form(&page).as_bytes(), &request.state).unwrap();
    assert!(reading.number.is_none() && reading.items.address.is_some());
}

#[tokio::test]
async fn a_reading_for_another_browser_is_not_taken() {
    let world = World::of("card").await;
    registered(&world).await;
    let request = request(&world, None);
    let page = Browser::new().sign_in(&request.go_to, world.sample("利用可").await).await;
    let body = form(&page);
    assert_eq!(Reading::parse(body.as_bytes(), "another").unwrap_err(), ReadingError::State);
    let twice = format!("{body}&name=x");
    assert_eq!(Reading::parse(twice.as_bytes(), &request.state).unwrap_err(), ReadingError::Form);
}

#[tokio::test]
async fn a_portal_that_is_not_registered_reads_nothing() {
    let world = World::of("card").await;
    let page = Browser::new().get(request(&world, None).go_to.as_str()).await;
    assert!(page.status == 400 && page.to.is_none());
}

#[tokio::test]
async fn who_declines_sends_nothing_and_the_question_is_over() {
    let world = World::of("card").await;
    registered(&world).await;
    let request = request(&world, Some("case-1"));
    let browser = Browser::new();
    let asked = browser.open(&request.go_to).await;
    let page = browser.post(&format!("{asked}/cancel"), "").await;
    let no = NoReading::parse(page.callback().as_bytes()).unwrap();
    assert_eq!(no, NoReading { state: request.state.clone(), declined: true });
    let to = page.to.unwrap();
    assert_eq!(to.query_pairs().count(), 2, "a word and the state, nothing of a person: {to}");
    assert_eq!(browser.get(&asked).await.status, 400, "it cannot be taken up again");
}

/// The PIN of the card stands for both pages that read it, and the card of the dead is none.
#[tokio::test]
async fn a_wrong_pin_and_a_card_that_is_none_send_nothing() {
    let world = World::of("card").await;
    registered(&world).await;
    let asked = Browser::new().open(&request(&world, Some("case-1")).go_to).await;
    let browser = Browser::new();
    let dead = browser.get(&format!("{asked}/card/{}", world.sample("死亡により").await.0)).await;
    assert!(dead.status == 403 && !dead.text.contains("sealed_number"), "{}", dead.text);
    let card = format!("{asked}/card/{}", world.sample("利用可").await.0);
    let right = browser.get(&card).await.pin().to_owned();
    for expected in [422, 422, 403] {
        let page = browser.post(&card, "pin=x").await;
        assert!(page.status == expected && !page.text.contains("name=\"name\""), "{}", page.text);
    }
    assert_eq!(
        browser.post(&card, &format!("pin={right}")).await.status,
        403,
        "locked, also for the right one"
    );
}

/// Nothing of the portal's opens the number: neither the keys that it signs in with, nor another vault's.
#[tokio::test]
async fn the_portals_own_keys_do_not_open_the_number() {
    let world = World::of("card").await;
    let vault = registered(&world).await;
    let request = request(&world, Some("case-1"));
    let page = Browser::new().sign_in(&request.go_to, world.sample("利用可").await).await;
    let sealed = Reading::parse(form(&page).as_bytes(), &request.state).unwrap().number.unwrap();
    let text = std::str::from_utf8(sealed.as_bytes()).unwrap();
    let portal = crate::support::settings(world.issuer(), "Portal1").opens.unwrap();
    assert!(portal.open(text).is_err());
    assert!(vault.open(text).is_ok(), "the vault's does");
}

/// The whole way: the reader seals to the vault's own key, the portal carries bytes, the vault takes the number once and for its case.
#[tokio::test]
async fn the_vault_takes_what_was_sealed_for_it_once_and_for_its_case() {
    let folder = tempfile::tempdir().unwrap();
    let (place, keys) = (folder.path().join("vault"), folder.path().join("keys"));
    std::fs::create_dir(&place).unwrap();
    std::fs::create_dir(&keys).unwrap();
    let (url, key) =
        (format!("sqlite:{}", place.join("vault.db").display()), KeySource::File(keys.join("key")));
    let by = Use::new("test", "case-1", "somebody").unwrap();
    vault::init(&url, &key, &by).await.unwrap();
    let vault = Vault::open(&url, &key).await.unwrap();
    let world = World::of("card").await;
    register(&world, serde_json::to_value(vault.intake_key().await.unwrap()).unwrap()).await;
    let request = request(&world, Some("case-1"));
    let page = Browser::new().sign_in(&request.go_to, world.sample("利用可").await).await;
    let sealed = Reading::parse(form(&page).as_bytes(), &request.state).unwrap().number.unwrap();
    let accepted = AcceptedProofs::none().also("card-online", ["card-signature"]);
    let proof = accepted.accept(ProofOfNumber::CardOnline, ProofOfIdentity::CardSignature).unwrap();
    let other = Use::new("test", "case-2", "somebody").unwrap();
    assert_eq!(
        vault.take_message(sealed.as_bytes(), proof, &other).await.unwrap(),
        Err(MessageFault::OtherCase)
    );
    assert!(vault.take_message(sealed.as_bytes(), proof, &by).await.unwrap().is_ok());
    assert_eq!(vault.take_message(sealed.as_bytes(), proof, &by).await.unwrap(), Err(MessageFault::Replayed));
}

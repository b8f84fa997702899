//! Reading the card for the portal: filled-in items, and the number that only the vault can read.

use gateways::card::{Reading, ReadingError, ReadingRequest};
use gateways::jose::DecryptionKey;
use serde_json::{Value, json};

use crate::support::{BACK, Browser, Page, World, between, new_key, now};

async fn registered(world: &World) -> DecryptionKey {
    let key = DecryptionKey::from_pkcs8(&new_key()).unwrap();
    let mut jwk = key.jwk().unwrap();
    jwk["kid"] = "intake-1".into();
    let portal =
        json!({"client_id": "Portal1", "name": "国家資格の窓口", "return_uris": [BACK], "vault_key": jwk});
    let put = reqwest::Client::new().put(format!("{}/control/clients", world.url)).body(portal.to_string());
    assert_eq!(put.send().await.unwrap().status(), 204);
    key
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

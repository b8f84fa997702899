//! Signing in, by the forms of the simulator.

use gateways::Outcome;
use gateways::digital_auth::{CallbackError, CardSex, DigitalAuth, Items, ProviderError, SignedIn, Wish};

use crate::support::{Browser, World, kept, now};

async fn signed_in(world: &World, client: &impl DigitalAuth, state: &str) -> SignedIn {
    let wish = Wish { items: Items::ALL, acr_values: Some("aal3 crl".to_owned()), sign: None };
    let start = client.start(&wish).await.answered().unwrap();
    let person = world.sample(state).await;
    let page = Browser::new().sign_in(&start.go_to, person).await;
    let accepted = kept(&start.pending).accept(page.callback(), now()).unwrap();
    match client.finish(accepted).await {
        Outcome::Answered(signed_in) => signed_in,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_person_signs_in_with_a_card_and_its_items() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let signed_in = signed_in(&world, &client, "利用可").await;
    let resident = world.nation.resident(world.sample("利用可").await).unwrap();
    let card = &signed_in.card;
    assert_eq!(card.name.as_deref(), Some(resident.name.as_str()));
    assert_eq!(card.address.as_deref(), Some(resident.address.as_str()), "a plain string");
    assert_eq!(card.birthdate.as_ref().unwrap().day.unwrap().to_string(), resident.birth);
    let sex = if resident.sex == "男" { CardSex::Male } else { CardSex::Female };
    assert_eq!(card.gender.as_ref().unwrap().sex, sex);
    assert_eq!(signed_in.acr.as_deref(), Some("aal3"));
    let printed = format!("{signed_in:?}");
    assert!(!printed.contains(&resident.name) && !printed.contains(&resident.address), "{printed}");
}

#[tokio::test]
async fn one_person_has_one_pseudonym_here_and_another_one_there() {
    let world = World::of("digital-auth").await;
    let (here, there) = (world.client("RP00000001").await, world.client("RP00000002").await);
    let first = signed_in(&world, &here, "利用可").await.subject;
    assert_eq!(first, signed_in(&world, &here, "利用可").await.subject);
    assert_ne!(first, signed_in(&world, &there, "利用可").await.subject);
}

#[tokio::test]
async fn only_what_is_asked_for_is_given() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let wish = Wish { items: Items { name: true, ..Items::default() }, ..Wish::default() };
    let start = client.start(&wish).await.answered().unwrap();
    let page = Browser::new().sign_in(&start.go_to, world.sample("利用可").await).await;
    let signed_in =
        client.finish(start.pending.accept(page.callback(), now()).unwrap()).await.answered().unwrap();
    let card = signed_in.card;
    assert!(
        card.name.is_some() && card.address.is_none() && card.birthdate.is_none() && card.gender.is_none()
    );
}

#[tokio::test]
async fn a_code_is_good_once() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let start = client.start(&Wish::default()).await.answered().unwrap();
    let page = Browser::new().sign_in(&start.go_to, world.sample("利用可").await).await;
    let accepted = start.pending.accept(page.callback(), now()).unwrap();
    assert!(client.finish(accepted.clone()).await.answered().is_some());
    assert!(matches!(client.finish(accepted).await, Outcome::Refused { code } if code == "invalid_grant"));
}

#[tokio::test]
async fn what_comes_back_must_belong_to_this_browser() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let start = client.start(&Wish::default()).await.answered().unwrap();
    let other = client.start(&Wish::default()).await.answered().unwrap();
    let page = Browser::new().sign_in(&start.go_to, world.sample("利用可").await).await;
    let query = page.callback();
    assert_eq!(other.pending.accept(query, now()).unwrap_err(), CallbackError::State);
    let own = || kept(&start.pending);
    assert_eq!(own().accept(query, now() + 3_600).unwrap_err(), CallbackError::Expired);
    assert_eq!(own().accept(&format!("{query}&state=x"), now()).unwrap_err(), CallbackError::Form);
    let elsewhere = query.replace("realms", "kingdoms");
    assert_eq!(own().accept(&elsewhere, now()).unwrap_err(), CallbackError::Issuer);
    assert!(own().accept(query, now()).is_ok());
}

#[tokio::test]
async fn who_declines_comes_back_without_a_code() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let start = client.start(&Wish::default()).await.answered().unwrap();
    let browser = Browser::new();
    let app = browser.open(&start.go_to).await;
    let page = browser.post(&format!("{app}/cancel"), "").await;
    let said = start.pending.accept(page.callback(), now()).unwrap_err();
    assert_eq!(said, CallbackError::Provider(ProviderError::Denied));
}

#[tokio::test]
async fn a_wrong_pin_counts_down_in_words_and_locks() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let start = client.start(&Wish::default()).await.answered().unwrap();
    let browser = Browser::new();
    let card = format!("{}/card/{}", browser.open(&start.go_to).await, world.sample("利用可").await.0);
    let right = browser.get(&card).await.pin().to_owned();
    for left in ["あと2回", "あと1回"] {
        let page = browser.post(&card, "pin=x").await;
        assert!(page.status == 422 && page.text.contains(left), "{}", page.text);
    }
    assert_eq!(browser.post(&card, "pin=").await.status, 403, "locked");
    let page = browser.post(&card, &format!("pin={right}")).await;
    assert!(page.status == 403 && page.text.contains("ロック"), "{}", page.text);
    let unlock = format!("{}/control/unlock/{}", world.url, world.sample("利用可").await.0);
    assert_eq!(browser.post(&unlock, "").await.status, 204);
    assert!(browser.post(&card, &format!("pin={right}")).await.to.is_some());
}

#[tokio::test]
async fn the_card_of_the_dead_opens_nothing() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let start = client.start(&Wish::default()).await.answered().unwrap();
    let browser = Browser::new();
    let app = browser.open(&start.go_to).await;
    let page = browser.get(&format!("{app}/card/{}", world.sample("死亡により").await.0)).await;
    assert!(page.status == 403 && page.text.contains("死亡により失効"), "{}", page.text);
    let nobody = browser.get(&format!("{app}/card/999999999999")).await;
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn a_closed_provider_is_unavailable_and_no_answer() {
    let world = World::of("digital-auth").await;
    let client = world.client("RP00000001").await;
    let start = client.start(&Wish::default()).await.answered().unwrap();
    let page = Browser::new().sign_in(&start.go_to, world.sample("利用可").await).await;
    let accepted = start.pending.accept(page.callback(), now()).unwrap();
    let scenario = country::Scenario::from_toml("[systems.digital-auth]\noutage = {}\n").unwrap();
    world.nation.set_scenario(scenario);
    assert!(matches!(client.finish(accepted).await, Outcome::Unavailable { .. }));
}

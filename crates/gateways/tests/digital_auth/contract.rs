//! What any conforming provider must do, as far as a person can see who has no control over it: a client that is registered, a browser,
//! and at one place a hand that holds a card.
//!
//! Without the variables of `main.rs` the provider is the simulator, and the hand its forms.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gateways::Outcome;
use gateways::digital_auth::{CallbackError, DigitalAuth, HttpDigitalAuth, Items, Settings, Start, Wish};
use gateways::jose::SigningKey;
use reqwest::Url;

use crate::support::{BACK, Browser, World, kept, new_key, now, settings};

const URL: &str = "SHIKAKU_DIGITAL_AUTH_URL";
const CLIENT: &str = "SHIKAKU_DIGITAL_AUTH_CLIENT";
const RETURN: &str = "SHIKAKU_DIGITAL_AUTH_RETURN";
const KEY: &str = "SHIKAKU_DIGITAL_AUTH_KEY";
const HAND: &str = "SHIKAKU_DIGITAL_AUTH_HAND";
/// How long a person may look for their card.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Who signs in where nothing else can.
enum Hand {
    /// A card of the simulator.
    Simulator(World),
    /// A person: the address to open is written beside this file, the address that the browser came back to is read from it.
    Person(PathBuf),
    /// There is none, and whoever runs this has said so.
    No,
}

/// A provider, and who we are there.
struct Place {
    issuer: Url,
    client_id: String,
    back: Url,
    client: HttpDigitalAuth,
    hand: Hand,
}

fn named(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{URL} is given, and {variable} is not: see tests/digital_auth/main.rs"))
}

impl Place {
    async fn open() -> Place {
        let Ok(issuer) = std::env::var(URL) else { return Place::simulated().await };
        let pem = std::fs::read_to_string(named(KEY)).unwrap();
        let hand = match named(HAND).as_str() {
            "no" => Hand::No,
            file => Hand::Person(file.into()),
        };
        let (issuer, back) = (Url::parse(&issuer).unwrap(), Url::parse(&named(RETURN)).unwrap());
        let (client_id, key) = (named(CLIENT), SigningKey::from_pem(&pem).unwrap());
        let client =
            HttpDigitalAuth::new(Settings::new(issuer.clone(), &client_id, back.clone(), key)).unwrap();
        Place { issuer, client_id, back, client, hand }
    }

    async fn simulated() -> Place {
        let (world, client_id) = (World::of("digital-auth").await, "RP00000001".to_owned());
        let (issuer, back) = (world.issuer(), Url::parse(BACK).unwrap());
        let key = SigningKey::from_pkcs8(&new_key()).unwrap();
        let client =
            HttpDigitalAuth::new(Settings::new(issuer.clone(), &client_id, back.clone(), key)).unwrap();
        world.register(&client_id, client.client_keys()).await;
        Place { issuer, client_id, back, client, hand: Hand::Simulator(world) }
    }

    async fn start(&self) -> Start {
        let wish = Wish { items: Items::ALL, ..Wish::default() };
        match self.client.start(&wish).await {
            Outcome::Answered(start) => start,
            other => panic!("no metadata, or they are not of {}: {other:?}", self.issuer),
        }
    }

    /// The address that the browser came back to; none where there is no hand.
    async fn signed_in(&self, go_to: &Url) -> Option<String> {
        match &self.hand {
            Hand::Simulator(world) => {
                let page = Browser::new().sign_in(go_to, world.sample("利用可").await).await;
                Some(page.callback().to_owned())
            }
            Hand::Person(file) => Some(by_a_person(go_to, file).await),
            Hand::No => None,
        }
    }

    fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
        match outcome {
            Outcome::Refused { code } => code,
            other => panic!("not refused by a word: {other:?}"),
        }
    }
}

/// Writes where to go, waits for where the browser came back to.
async fn by_a_person(go_to: &Url, file: &Path) -> String {
    let open = file.with_extension("open");
    std::fs::write(&open, format!("{go_to}\n")).unwrap();
    eprintln!(
        "BY HAND: open {go_to}\nand write the address that you are sent back to into {}",
        file.display()
    );
    let deadline = std::time::Instant::now() + PATIENCE;
    while std::time::Instant::now() < deadline {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        // whole lines only: it may be in the middle of being written
        if let Some(url) = text.split_once('\n').and_then(|(line, _)| Url::parse(line.trim()).ok()) {
            std::fs::remove_file(file).unwrap();
            std::fs::remove_file(&open).unwrap();
            return url.query().unwrap_or_default().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    panic!("nobody came back within {PATIENCE:?}");
}

fn query(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

/// What the published text asks of a request, to the letter; nothing of it is the provider's.
#[tokio::test]
async fn what_we_ask_is_as_published() {
    let place = Place::open().await;
    let asked = query(&place.start().await.go_to);
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["client_id"], place.client_id);
    assert_eq!(asked["redirect_uri"], place.back.as_str());
    assert_eq!(asked["code_challenge_method"], "S256");
    let scopes: Vec<&str> = asked["scope"].split(' ').collect();
    assert_eq!(scopes, ["openid", "name", "address", "birthdate", "gender"]);
    for name in ["state", "nonce"] {
        let text = &asked[name];
        assert!((1..=255).contains(&text.len()) && text.bytes().all(|b| (0x20..0x7f).contains(&b)), "{name}");
    }
    let challenge = &asked["code_challenge"];
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    assert!(challenge.len() == 43 && challenge.bytes().all(letters), "{challenge}");
}

#[tokio::test]
async fn a_browser_gets_the_providers_page_and_a_foreign_address_gets_nothing() {
    let place = Place::open().await;
    let (browser, go_to) = (Browser::new(), place.start().await.go_to);
    let page = browser.get(go_to.as_str()).await;
    assert!((200..400).contains(&page.status), "{} {}", page.status, page.text);
    let back = |to: &Option<Url>| to.as_ref().is_some_and(|to| to.as_str().starts_with(place.back.as_str()));
    assert!(!back(&page.to), "the request is refused: {:?}", page.to);
    let mut elsewhere = go_to.clone();
    let asked = query(&go_to).into_iter().map(|(name, value)| {
        let value =
            if name == "redirect_uri" { "https://elsewhere.invalid/return".to_owned() } else { value };
        (name, value)
    });
    elsewhere.query_pairs_mut().clear().extend_pairs(asked);
    let page = browser.get(elsewhere.as_str()).await;
    let host = page.to.as_ref().and_then(Url::host_str);
    assert_ne!(host, Some("elsewhere.invalid"), "an address that nobody registered is sent to");
}

/// A code that was never given is refused as such, which shows that our assertion was believed; one of another key is not.
#[tokio::test]
async fn a_made_up_code_is_no_grant_and_another_key_no_client() {
    let place = Place::open().await;
    let made_up = async |client: &HttpDigitalAuth| {
        let start = client.start(&Wish::default()).await.answered().unwrap();
        let state = &query(&start.go_to)["state"];
        let accepted =
            start.pending.accept(&format!("code=made-up-0123456789&state={state}"), now()).unwrap();
        Place::refusal(client.finish(accepted).await)
    };
    assert_eq!(made_up(&place.client).await, "invalid_grant", "our key is not the registered one?");
    let mut stranger = settings(place.issuer.clone(), &place.client_id);
    stranger.redirect_uri = place.back.clone();
    let stranger = HttpDigitalAuth::new(stranger).unwrap();
    assert_eq!(made_up(&stranger).await, "invalid_client");
}

/// The one part that needs a card. Whoever has none says so (`no`), and the words say what was not looked at.
#[tokio::test]
async fn a_person_signs_in_and_the_code_is_good_once() {
    let place = Place::open().await;
    let start = place.start().await;
    let Some(back) = place.signed_in(&start.go_to).await else {
        eprintln!(
            "NOT CHECKED, for {HAND}=no: that somebody signs in with a card, that the items come, that a code is good once"
        );
        return;
    };
    let other = place.start().await.pending;
    assert_eq!(other.accept(&back, now()).unwrap_err(), CallbackError::State, "it is of one browser");
    let accepted = kept(&start.pending).accept(&back, now()).unwrap();
    let signed_in = match place.client.finish(accepted.clone()).await {
        Outcome::Answered(signed_in) => signed_in,
        other => panic!("no sign-in: {other:?}"),
    };
    let named = signed_in.subject.issuer.trim_end_matches('/');
    assert_eq!(named, place.issuer.as_str().trim_end_matches('/'));
    assert!(!signed_in.subject.id.is_empty());
    let card = &signed_in.card;
    let missing: Vec<&str> = [
        ("name", card.name.is_some()),
        ("address", card.address.is_some()),
        ("birthdate", card.birthdate.is_some()),
        ("gender", card.gender.is_some()),
    ]
    .into_iter()
    .filter_map(|(item, there)| (!there).then_some(item))
    .collect();
    assert!(missing.is_empty(), "asked for and not given, or in a form that is not read: {missing:?}");
    assert_eq!(Place::refusal(place.client.finish(accepted).await), "invalid_grant", "a code is good once");
}

//! The national systems out of one file: every client reaches its simulator, and the portal is known there.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may say plainly what it expects"
)]

use std::path::Path;

use app::systems::{CARD_RETURN, NETWORK_PUSH, PAYMENT_PUSH, SIGN_IN_RETURN};
use app::{PortalKeys, Systems};
use country::pki::{CardKey, Cards};
use country::systems::{Portal, Simulator, introduce, serve_all};
use country::{AS_OF, Country, Nation, RegisterPlan, Tables};
use gateways::Outcome;
use gateways::digital_auth::{DigitalAuth, Wish};
use gateways::jpki::{Service, Signed};
use gateways::juki::{AskId, Asking, Birth, Ground, Inquiry, Items, Juki, Sex, Told, Wanted};
use gateways::network::{Acquisition, AcquisitionNumber, Institution, Network};
use gateways::payment::{PaymentKey, Payments};
use serde_json::{Value, json};
use tempfile::TempDir;
use vault::{KeySource, Use, Vault};

const PORTAL: &str = "http://127.0.0.1:9";

struct Place {
    nation: Nation,
    systems: Systems,
    _simulators: Vec<Simulator>,
    _folder: TempDir,
}

async fn vault(folder: &Path) -> Vault {
    let (place, keys) = (folder.join("vault"), folder.join("keys"));
    std::fs::create_dir(&place).unwrap();
    let (url, key) =
        (format!("sqlite:{}", place.join("v.db").display()), KeySource::File(keys.join("vault.key")));
    vault::init(&url, &key, &by()).await.unwrap();
    Vault::open(&url, &key).await.unwrap()
}

fn by() -> Use {
    Use::new("test", "case-1", "somebody").unwrap()
}

/// What `shikaku demo` does.
async fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 3_000, |_| vec!["JP".to_owned()]);
    let nation = Nation::new(Country::new(tables, 11, plan), AS_OF, folder.path().join("country"));
    let file = folder.path().join("addresses.json");
    let simulators = serve_all(&nation, &file).await.unwrap();
    let keys = PortalKeys::read_or_make(&folder.path().join("keys")).unwrap();
    let vault = vault(folder.path()).await;
    let portal = Portal {
        client_id: "Test1".to_owned(),
        name: "窓口".to_owned(),
        returns: [SIGN_IN_RETURN, CARD_RETURN].map(|path| format!("{PORTAL}{path}")),
        pushes: [PAYMENT_PUSH, NETWORK_PUSH].map(|path| format!("{PORTAL}{path}")),
        keys: keys.public(),
        vault_key: serde_json::to_value(vault.intake_key().await.unwrap()).unwrap(),
    };
    introduce(&simulators, &portal).await.unwrap();
    let mut whole: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    whole["portal"] = json!({ "client_id": "Test1", "url": PORTAL, "keys": "keys" });
    std::fs::write(&file, whole.to_string()).unwrap();
    let systems = Systems::open(&file, Some(vault)).unwrap();
    Place { nation, systems, _simulators: simulators, _folder: folder }
}

fn answered<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Answered(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_client_reaches_its_simulator() {
    let place = place().await;
    let Place { nation, systems, .. } = &place;
    let wish = Wish::default();
    let start = answered(systems.digital_auth().unwrap().start(&wish).await);
    let page = reached(start.go_to.as_str()).await;
    assert!(page.starts_with("HTTP/1.1 30"), "the portal is registered with its address: {page}");

    let resident = nation.people().filter_map(|person| nation.resident(person.id)).next().unwrap();
    let inquiry = Inquiry::by_items(Items {
        name: resident.name.clone(),
        birth: Birth::parse(&resident.birth).unwrap(),
        sex: Sex::of_word(resident.sex),
        address: Some(resident.address.clone()),
    });
    let word = str::to_owned;
    let ground =
        Ground { basis: word("住民基本台帳法"), purpose: word("test"), operator: word("job") };
    let asking = Asking {
        request: AskId::new("a1").unwrap(),
        ground,
        wanted: Wanted { number: true, code: false },
        by: by(),
    };
    let told = answered(systems.juki().unwrap().inquire(&inquiry, &asking).await.unwrap());
    let Told::Found(record) = told else { panic!("{told:?}") };
    assert!(record.number.is_some(), "the number came as a handle");

    let number = AcquisitionNumber::draw().unwrap();
    let institution = Institution::parse("mhlw").unwrap();
    let acquired = answered(systems.network().unwrap().acquire(&institution, &number).await);
    assert!(matches!(acquired, Acquisition::Pending), "{acquired:?}");
    let unknown = PaymentKey::parse("99999", "1234567890123456").unwrap();
    let standing = systems.payments().unwrap().standing(&unknown).await;
    assert!(matches!(standing, Outcome::Refused { .. }), "{standing:?}");
    assert!(systems.network_key().is_some() && systems.payments_key().is_some());
    assert!(systems.koseki().is_some() && systems.notices().is_some() && systems.hpki().is_some());
    assert!(systems.card_reader().unwrap().path() == "/read");
}

#[tokio::test]
async fn a_card_is_confirmed_on_the_day_of_the_country_also_after_it_goes_on() {
    let place = place().await;
    let Place { nation, systems, .. } = &place;
    let cards = Cards::open(nation).unwrap();
    for days in [0, 40] {
        let today = nation.advance(days).unwrap();
        assert_eq!(systems.today().to_string(), today.to_string());
        let standing = |person: &country::Person| {
            let issue = cards.history(person.id, CardKey::Signing).pop();
            person.alive_on(today)
                && issue
                    .is_some_and(|issue| issue.ended.is_none() && issue.last > today && issue.first < today)
        };
        let somebody = nation.people().find(standing).unwrap().id;
        let cms = cards.cms_signed(somebody, b"a notification", false).unwrap();
        let jpki = systems.jpki().unwrap();
        let unconfirmed =
            jpki.signing.check(Signed::Cms { der: &cms, content: None }, systems.now()).unwrap();
        let confirmed = answered(jpki.service.confirm(unconfirmed).await).unwrap();
        assert!(confirmed.items.is_some());
    }
}

#[tokio::test]
async fn what_is_not_in_the_file_is_not_there_and_what_is_wrong_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("systems.json");
    let open = |text: &str| {
        std::fs::write(&file, text).unwrap();
        Systems::open(&file, None)
    };
    let systems =
        open(r#"{"systems":{"juki":{"url":"http://127.0.0.1:1"},"koseki":{"url":"http://127.0.0.1:1"}}}"#)
            .unwrap();
    assert!(systems.juki().is_none(), "nobody is asked for by number without a vault");
    assert!(systems.koseki().is_some() && systems.payments().is_none() && systems.digital_auth().is_none());
    for (text, named) in [
        ("{", "systems.json"),
        (r#"{"systems":{"koseki":{"url":"no address"}}}"#, "koseki"),
        (r#"{"systems":{"jpki":{"url":"http://127.0.0.1:1"}}}"#, "anchors.signing"),
        (r#"{"systems":{"koseki":{"url":"http://127.0.0.1:1","roots":"missing.pem"}}}"#, "missing.pem"),
    ] {
        let error = open(text).unwrap_err();
        assert!(error.to_string().contains(named), "{named}: {error:?}");
    }
}

/// The status line of an address.
async fn reached(url: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let ask = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

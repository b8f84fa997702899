//! The whole way to a code: the vault's message to J-LIS, J-LIS to the network, the network to us.

use country::systems::{Simulator, serve_all};
use gateways::juki::{Inquiry, Juki, JukiClient, Key, NotAsked, OwnFault, PassedOn, Told, Wanted};
use gateways::network::http::HttpNetwork;
use gateways::network::{Acquisition, AcquisitionNumber, Institution, Network};
use gateways::transport::{Client, Peer};

use crate::place::{answered, asking, by_items, client, nation, vault};

fn url(simulators: &[Simulator], system: &str) -> String {
    simulators.iter().find(|simulator| simulator.system == system).unwrap().url.clone()
}

async fn number_of(client: &JukiClient, inquiry: &Inquiry) -> Key {
    let wanted = Wanted { number: true, code: false };
    let told = answered(client.inquire(inquiry, &asking("who", wanted)).await.unwrap());
    let Told::Found(record) = told else { panic!("{told:?}") };
    Key::Number(record.number.unwrap())
}

#[tokio::test]
async fn a_code_is_got_for_a_number_that_only_the_vault_knows() {
    let folder = tempfile::tempdir().unwrap();
    let nation = nation(2_000, folder.path().join("country"));
    let simulators = serve_all(&nation, &folder.path().join("addresses.json")).await.unwrap();
    let juki = client(&url(&simulators, "juki"), vault(&folder).await);
    let peer = Peer::at(url(&simulators, "network").parse().unwrap());
    let network = HttpNetwork::new(Client::new(peer).unwrap());
    let resident = nation.people().find_map(|person| nation.resident(person.id)).unwrap();
    let key = number_of(&juki, &by_items(&resident)).await;

    let (institution, number) = (Institution::parse("mhlw").unwrap(), AcquisitionNumber::draw().unwrap());
    assert_eq!(answered(network.acquire(&institution, &number).await), Acquisition::Pending);
    let passed =
        juki.pass_on(&key, &institution, &number, &asking("code-1", Wanted::default())).await.unwrap();
    assert_eq!(answered(passed), PassedOn::Done);
    let Acquisition::Given(code) = answered(network.acquire(&institution, &number).await) else {
        panic!("given")
    };
    assert_eq!(nation.person_of_linkage("mhlw", code.expose()), Some(resident.person));

    // The network heard a resident code and no number.
    let heard = received(&url(&simulators, "network")).await;
    assert!(heard.contains(&nation.resident_code(resident.person)));
    assert!(!heard.contains(&nation.my_number(resident.person)));
    assert!(received(&url(&simulators, "juki")).await.contains(&nation.my_number(resident.person)));

    let (items, asked) = (by_items(&resident).key, asking("c-2", Wanted::default()));
    let by_name = juki.pass_on(&items, &institution, &number, &asked).await;
    assert!(matches!(by_name, Err(OwnFault::NotAsked(NotAsked::NoNumber))));
}

#[tokio::test]
async fn without_the_network_nothing_is_said_about_anybody() {
    let place = crate::place::Place::of(2_000).await;
    let resident = place.residents(1).remove(0);
    let key = number_of(&place.client, &by_items(&resident)).await;
    let (institution, number) = (Institution::parse("mhlw").unwrap(), AcquisitionNumber::draw().unwrap());
    let passed =
        place.client.pass_on(&key, &institution, &number, &asking("c-1", Wanted::default())).await.unwrap();
    assert!(matches!(passed, gateways::Outcome::Unavailable { .. }), "{passed:?}");
}

async fn received(url: &str) -> String {
    reqwest::get(format!("{url}/control/received")).await.unwrap().text().await.unwrap()
}

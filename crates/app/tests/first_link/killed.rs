//! kill -9 at any moment: the same call goes on, and what stands in the end is what a run without a kill makes.

use std::process::{Command, Stdio};
use std::time::Duration;

use app::{App, Settings};
use gateways::juki::JukiClient;
use gateways::transport::Peer;
use vault::Vault;

use crate::support::{Line, Place, officer, on_both_engines, order, vault_place};

on_both_engines!(with_addresses: a_killed_run_goes_on);

const DATABASE: &str = "SHIKAKU_TEST_FIRST_LINK_DATABASE";
const FOLDER: &str = "SHIKAKU_TEST_FIRST_LINK_FOLDER";
const JUKI: &str = "SHIKAKU_TEST_FIRST_LINK_JUKI";
const PEOPLE: usize = 700;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of a crash test"]
async fn the_run_that_is_killed() {
    let of = |name| std::env::var(name).expect("started by the test above");
    let folder = std::path::PathBuf::from(of(FOLDER));
    let settings = Settings::new(of(DATABASE), folder.join("rules"), Some(folder.join("log.key")));
    let app = App::open(&settings).await.unwrap();
    let (url, key) = vault_place(&folder);
    let vault = Vault::open(&url, &key).await.unwrap();
    let juki = JukiClient::new(Peer::at(of(JUKI).parse().unwrap()), vault).unwrap();
    app.first_link(&officer(), Some(&juki), &order(&folder), &|_| true).await.unwrap();
}

async fn a_killed_run_goes_on(place: &Place) {
    let residents = place.residents(PEOPLE);
    let lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    place.import(&lines).await;
    let mut killed = 0;
    for attempt in 1..=8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::the_run_that_is_killed", "--ignored"])
            .env(DATABASE, &place.settings.database)
            .env(FOLDER, place.folder.path())
            .env(JUKI, place.url())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // later each time, so that it dies in the sending, the answering, the fetching, the writing
        tokio::time::sleep(Duration::from_millis(120 * attempt)).await;
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let links = place.count("SELECT COUNT(*) FROM entry_holder").await;
        assert!(links == 0 || links == PEOPLE as i64, "a slice is written as a whole: {links}");
        assert_eq!(place.count("SELECT COUNT(*) FROM holder_entry").await, links, "both sides");
    }
    assert!(killed > 0, "nothing was killed: the test is blind");
    let last = place.link().await;
    assert_eq!(last.linked + last.linked_before, PEOPLE as u64, "{last:?}");
    assert_eq!(place.links(&lines).await.len(), PEOPLE);
    assert_eq!(place.count("SELECT COUNT(*) FROM holder").await, PEOPLE as i64, "each person once");
}

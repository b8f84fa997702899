//! kill -9 of the simulator in the middle of a batch: it goes on, and every person is answered exactly once.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use country::systems::serve_one;
use gateways::Outcome;
use gateways::juki::{BatchState, Inquiry, Juki, Wanted};

use crate::place::{People, answered, batch, by_items, client, nation, ready, vault};

const HOME: &str = "SHIKAKU_TEST_JUKI_HOME";
const PEOPLE: u64 = 3_000;
const ASKED: usize = 60_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of a crash test"]
async fn the_simulator_that_is_killed() {
    let home = std::env::var(HOME).expect("started by the test below");
    let simulator = serve_one(&nation(PEOPLE, home.into()), "juki").await.unwrap().unwrap();
    println!("url={}", simulator.url);
    std::future::pending::<()>().await;
}

fn start(home: &Path) -> (Child, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_simulator_that_is_killed", "--ignored", "--nocapture"])
        .env(HOME, home)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let url = lines.find_map(|line| line.split_once("url=").map(|(_, url)| url.trim().to_owned()));
    (child, url.expect("it serves"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_simulator_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("country");
    let few: Vec<Inquiry> = {
        let nation = nation(PEOPLE, home.clone());
        nation
            .people()
            .filter_map(|person| nation.resident(person.id))
            .take(500)
            .map(|r| by_items(&r))
            .collect()
    };
    let asked: Vec<Inquiry> = few.iter().cycle().take(ASKED).cloned().collect();
    let vault = vault(&folder).await;
    let sent = batch(folder.path().join("batch"), "killed", ASKED, Wanted { number: true, code: false });

    // in the middle of the sending, and again in the middle of the answering
    let (mut child, url) = start(&home);
    let victim = client(&url, vault.clone());
    let sending = {
        let (sent, people) = (sent.clone(), asked.clone());
        tokio::spawn(async move { victim.send_batch(&sent, &mut People(people)).await })
    };
    tokio::time::sleep(Duration::from_millis(60)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let outcome = sending.await.unwrap().unwrap();
    assert!(matches!(outcome, Outcome::Unavailable { .. } | Outcome::Answered(_)), "{outcome:?}");

    let (mut child, url) = start(&home);
    let second = client(&url, vault.clone());
    let outcome = second.send_batch(&sent, &mut People(asked.clone())).await.unwrap();
    assert!(
        matches!(outcome, Outcome::Answered(BatchState::Working { .. } | BatchState::Ready { .. })),
        "{outcome:?}"
    );
    let part = home.join("juki").join("killed").join("answers.part");
    for _ in 0..1_000 {
        if part.metadata().is_ok_and(|meta| meta.len() > 1_000_000) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let (mut child, url) = start(&home);
    let third = client(&url, vault);
    ready(&third, &sent).await;
    let answers = answered(third.fetch_batch(&sent).await.unwrap());
    assert_eq!(answers.lines, ASKED as u64);
    for (index, asked) in asked.chunks(50_000).enumerate() {
        let slice = answers.slice(index as u64, asked).unwrap();
        assert_eq!((slice.findings.as_slice(), slice.doubled), (&[][..], 0));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

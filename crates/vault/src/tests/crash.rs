//! kill -9 in the middle of sealing, opening, deleting and re-keying, on both engines.
//!
//! The child is this test program again, told by the environment what to do. It says what was acknowledged to it; the
//! parent kills it and holds what is there against what was said.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{Place, by, digits, number, on_both_engines};
use crate::number::MyNumber;
use crate::{KeySource, Reason, SealedNumber, Vault};

on_both_engines!(killed_anywhere_nothing_acknowledged_is_lost_and_no_answer_went_before_its_line);

/// Where the child finds its orders: `round url`, and the key's file in the other.
const ORDERS: &str = "SHIKAKU_VAULT_CRASH_ORDERS";
const KEY: &str = "SHIKAKU_VAULT_CRASH_KEY";
const ROUNDS: u64 = 6;
/// Rows that a round re-keys: more than one commit's worth.
const ROWS: u64 = 1_200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of the crash tests: it runs by their orders only"]
async fn child() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let (round, url) = orders.split_once(' ').unwrap();
    let round: u64 = round.parse().unwrap();
    let key = KeySource::File(std::env::var(KEY).unwrap().into());
    let vault = Vault::open(url, &key).await.unwrap();
    let other = vault.clone();
    tokio::spawn(async move {
        loop {
            other.rekey(None, &by("operation"), |_| {}).await.unwrap();
        }
    });
    for n in 0.. {
        let n = round * 100_000 + n;
        let sealed = vault.seal(&number(n), &by("case-1")).await.unwrap();
        // a line of its own: the test harness may have left one unfinished
        println!("\ncrash: seal {n} {}", sealed.to_hex());
        let opened = vault.open_for_jlis(&sealed, &by("case-1")).await.unwrap().unwrap();
        assert_eq!(opened.digits(), digits(n).as_bytes());
        println!("\ncrash: open {n} {}", sealed.to_hex());
        if n % 4 == 3 {
            let reason = Reason::new("取下げ").unwrap();
            vault.delete(&[sealed], &by("case-1"), &reason).await.unwrap();
            println!("\ncrash: delete {n} {}", sealed.to_hex());
        }
    }
}

/// What the child said before it died: verb, number, handle.
fn run(round: u64, place: &Place) -> Vec<(String, u64, SealedNumber)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["tests::crash::child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(ORDERS, format!("{round} {}", place.url))
        .env(KEY, place.keys.path().join("vault.key"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (say, hear) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| say.send(line)));
    let mut said = Vec::new();
    let patience = Instant::now() + Duration::from_secs(60);
    // each round a little later, and each somewhere else in the re-keying that goes on beside
    let enough = usize::try_from(3 + 4 * round).unwrap();
    while let Ok(line) = hear.recv_timeout(patience.saturating_duration_since(Instant::now())) {
        said.extend(parsed(&line));
        if said.len() >= enough {
            break;
        }
    }
    assert!(said.len() >= enough, "the child did not get on: {}", said.len());
    std::thread::sleep(Duration::from_micros(700 * round));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "{status:?}");
    let _ = reader.join();
    said.extend(hear.iter().filter_map(|line| parsed(&line)));
    said
}

fn parsed(line: &str) -> Option<(String, u64, SealedNumber)> {
    let mut words = line.strip_prefix("crash: ")?.split(' ');
    let (verb, n, handle) = (words.next()?, words.next()?, words.next()?);
    Some((verb.to_owned(), n.parse().ok()?, SealedNumber::from_hex(handle).ok()?))
}

async fn killed_anywhere_nothing_acknowledged_is_lost_and_no_answer_went_before_its_line(place: Place) {
    let numbers: Vec<MyNumber> = (0..ROWS).map(number).collect();
    let base = place.vault.seal_many(&numbers, &by("run-1")).await.unwrap();
    for round in 1..=ROUNDS {
        let said = run(round, &place);
        the_server_has_noticed(&place).await;
        // as a program that starts after the crash finds it
        let vault = place.again().await;
        let report = vault.verify_log(None).await.unwrap();
        assert_eq!(report.findings, vec![], "round {round}");
        let lines = vault.log_lines(0, 1_000_000).await.unwrap();
        for (verb, n, handle) in &said {
            let word = if verb == "open" { "open-for-jlis" } else { verb };
            let line = lines.iter().find(|line| line.verb == word && line.detail.contains(&handle.to_hex()));
            assert!(line.is_some(), "{verb} of {n} was answered without a line");
            let deleted = said.iter().any(|(verb, _, of)| verb == "delete" && of == handle);
            let there = vault.open_for_jlis(handle, &by("case-1")).await.unwrap();
            let last = said.iter().rev().find(|(verb, ..)| verb == "seal").map(|(_, _, handle)| handle);
            match there {
                Some(number) => assert!(!deleted && number.digits() == digits(*n).as_bytes()),
                // the last may be gone without anybody having been told
                None => assert!(deleted || last == Some(handle)),
            }
        }
        let opened = vault.open_for_jlis_many::<MyNumber>(&base, &by("run-1")).await.unwrap();
        assert!((0..).zip(&opened).all(|(n, is)| is.as_ref().unwrap().digits() == digits(n).as_bytes()));
    }
    let done = place.vault.rekey(None, &by("operation"), |_| {}).await.unwrap();
    assert_eq!(place.count("SELECT COUNT(DISTINCT generation) FROM number").await, 1);
    assert!(done.generation > 1);
    let live = "SELECT COUNT(*) FROM key_generation WHERE retired_at IS NULL";
    assert_eq!(place.count(live).await, 1);
    assert_eq!(place.vault.verify_log(None).await.unwrap().findings, vec![]);
}

/// The server may still be at work for a program that is dead: its sessions end when it notices.
async fn the_server_has_noticed(place: &Place) {
    if place.vault.0.db.engine() == db::Engine::Sqlite {
        return;
    }
    let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                  AND state <> 'idle' AND pid <> pg_backend_pid()";
    for _ in 0..500 {
        if place.count(others).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("sessions of a dead program");
}

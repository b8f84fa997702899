//! The invented country by its commands: made, run, advanced while it runs and while it does not, and told the truth of.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

use serde_json::Value;

use crate::support::{Place, signal};

/// A country of a few people in the place's folder.
fn built() -> (Place, String) {
    let place = Place::sqlite();
    let dir = place.path("country").to_str().unwrap().to_owned();
    let made = place.json(&["country", "build", "--dir", &dir, "--seed", "3", "--people", "20000"]);
    assert!(made["entries"].as_u64().unwrap() > 1_500 && made["households"].as_u64().unwrap() > 5_000);
    (place, dir)
}

fn served(place: &Place, dir: &str, more: &[&str]) -> (Child, Value) {
    let mut child = place.spawn(&[&["country", "serve", "--dir", dir, "--json"], more].concat());
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

fn ask(addresses: &Value, path: &str) -> String {
    let (_, first) = addresses["systems"].as_object().unwrap().iter().next().unwrap();
    let address = first["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let mut socket = TcpStream::connect(&address).unwrap();
    write!(socket, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[test]
fn a_country_is_made_once_and_another_one_is_not_put_over_it() {
    let (place, dir) = built();
    let index = std::fs::metadata(format!("{dir}/items.index")).unwrap();
    let again = place.json(&["country", "build", "--dir", &dir, "--seed", "3", "--people", "20000"]);
    assert_eq!(again["day"], "2026-04-01");
    let same = std::fs::metadata(format!("{dir}/items.index")).unwrap();
    assert_eq!(index.modified().unwrap(), same.modified().unwrap(), "the index was made again");
    place.run(&["country", "build", "--dir", &dir, "--seed", "4"]).expect(2, "another country");
    place.run(&["country", "truth", "--dir", "nowhere"]).expect(2, "there is no country");
    place.run(&["country", "build", "--people", "0"]).expect(2, "0");
}

#[test]
fn days_pass_for_simulators_that_run_and_after_a_kill() {
    let (place, dir) = built();
    let (mut child, addresses) = served(&place, &dir, &[]);
    assert_eq!(addresses["day"], "2026-04-01");
    let day = place.json(&["country", "advance", "--dir", &dir, "--days", "10"]);
    assert_eq!((day["day"].as_str(), day["running"].as_bool()), (Some("2026-04-11"), Some(true)));
    assert_eq!(ask(&addresses, "/control/today"), "2026-04-11\n");
    signal(&child, "KILL");
    child.wait().unwrap();
    let day = place.json(&["country", "advance", "--dir", &dir, "--days", "1"]);
    assert_eq!((day["day"].as_str(), day["running"].as_bool()), (Some("2026-04-12"), Some(false)));
    let (mut child, again) = served(&place, &dir, &[]);
    assert_eq!(again["day"], "2026-04-12");
    assert_eq!(again["systems"], addresses["systems"], "the same ports as before the kill");
    place.run(&["country", "advance", "--dir", &dir, "--days", "99999999"]).expect(2, "the calendar ends");
    assert_eq!(ask(&again, "/control/today"), "2026-04-12\n");
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Everything that a `serve` of another process needs stands in one file and two folders.
#[test]
fn a_portal_is_made_known_and_its_keys_stay() {
    let (place, dir) = built();
    let portal = "http://127.0.0.1:9";
    let portal_of = |more: &[&str]| {
        let (mut child, _) = served(&place, &dir, more);
        let whole: Value =
            serde_json::from_slice(&std::fs::read(format!("{dir}/addresses.json")).unwrap()).unwrap();
        signal(&child, "TERM");
        child.wait().unwrap();
        let keys = std::fs::read_dir(format!("{dir}.keys")).unwrap();
        let mut keys: Vec<_> = keys.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        keys.sort();
        (whole["portal"].clone(), keys)
    };
    let (first, keys) = portal_of(&["--portal", portal]);
    assert_eq!(first["url"], portal);
    assert!(std::path::Path::new(first["keys"].as_str().unwrap()).is_dir());
    assert!(std::path::Path::new(&format!("{dir}.vault/vault.db")).exists());
    assert_eq!(portal_of(&["--portal", &format!("{portal}/")]), (first, keys));
    assert_eq!(portal_of(&[]).0, Value::Null, "without it the file has none");
}

#[test]
fn a_scenario_is_kept_and_a_wrong_one_named() {
    let (place, dir) = built();
    let wrong = place.file("wrong.toml", "[systems.juki]\nslow = 3\n");
    place.run(&["country", "serve", "--dir", &dir, "--scenario", &wrong]).expect(2, "line 2");
    let slow = place.file("slow.toml", "[systems.juki]\ndelay_ms = 3\n");
    let (mut child, addresses) = served(&place, &dir, &["--scenario", &slow]);
    assert!(ask(&addresses, "/control/scenario").contains("delay_ms = 3"));
    signal(&child, "TERM");
    child.wait().unwrap();
}

#[test]
fn the_truth_is_one_document_of_what_happened() {
    let (place, dir) = built();
    let truth = |more: &[&str]| place.json(&[&["country", "truth", "--dir", &dir], more].concat());
    assert_eq!(truth(&[])["count"], 0, "nothing has happened yet");
    place.json(&["country", "advance", "--dir", &dir, "--days", "365"]);
    let year = truth(&[]);
    let holders = year["holders"].as_array().unwrap();
    assert_eq!(year["count"].as_u64(), Some(holders.len() as u64));
    assert_eq!((year["from"].as_str(), year["to"].as_str()), (Some("2026-04-01"), Some("2027-04-01")));
    let kinds: Vec<&str> = holders
        .iter()
        .flat_map(|h| h["events"].as_array().unwrap())
        .map(|e| e["kind"].as_str().unwrap())
        .collect();
    for kind in ["death", "move", "marriage"] {
        assert!(kinds.contains(&kind), "no {kind} in a year of {} holders", holders.len());
    }
    for holder in holders {
        let died = holder["events"].as_array().unwrap().iter().any(|event| event["kind"] == "death");
        let told = holder["died"].as_str().is_some_and(|day| day >= "2026-04-01");
        assert_eq!(died, told, "{holder}");
    }
    let half = truth(&["--to", "令和8年10月1日"]);
    assert!(half["count"].as_u64() < year["count"].as_u64());
    let text = place.run(&["country", "truth", "--dir", &dir]);
    assert!(text.out.contains("  death"), "{text:?}");
    let all = truth(&["--all"]);
    assert!(all["count"].as_u64().unwrap() > 1_500);
}

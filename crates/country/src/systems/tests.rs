use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::plan::RegisterPlan;
use crate::tables::Tables;
use crate::{AS_OF, Country, Scenario};

/// A system for the test: it echoes, and tells a thousand bytes.
fn echo(_: &Site) -> io::Result<Router> {
    let long = || async {
        Body::from_stream(futures_util::stream::iter([
            Ok::<_, io::Error>(Bytes::from(vec![b'x'; 600])),
            Ok(Bytes::from(vec![b'y'; 400])),
        ]))
    };
    Ok(Router::new().route("/echo", post(|body: Bytes| async move { body })).route("/long", get(long)))
}

async fn started() -> (Nation, Simulator, tempfile::TempDir) {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 500, |_| vec!["JP".to_owned()]);
    let home = tempfile::tempdir().unwrap();
    let nation = Nation::new(Country::new(tables, 5, plan), AS_OF, home.path().to_owned());
    let simulator = serve::serve(&nation, &[("juki", echo)], |_| None).await.unwrap().pop().unwrap();
    (nation, simulator, home)
}

/// One exchange on a connection of its own; all that came until the server closed it.
async fn ask(simulator: &Simulator, method: &str, path: &str, body: &str) -> String {
    let address = simulator.url.strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A cut connection is what some of the tests are about.
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn what_was_received_is_told_to_the_byte() {
    let (_nation, simulator, _home) = started().await;
    assert!(ask(&simulator, "POST", "/echo?a=1", "何か").await.ends_with("何か"));
    ask(&simulator, "GET", "/nowhere", "").await;
    let told = ask(&simulator, "GET", "/control/received", "").await;
    let told: serde_json::Value = serde_json::from_str(told.split_once("\r\n\r\n").unwrap().1).unwrap();
    let first = &told[0];
    assert_eq!(first["method"], "POST");
    assert_eq!(first["path"], "/echo?a=1");
    assert_eq!((first["body"].as_str(), first["length"].as_u64()), (Some("何か"), Some(6)));
    assert_eq!(first["whole"], true);
    assert!(first["headers"].as_array().unwrap().iter().any(|header| header[0] == "content-length"));
    assert_eq!(told[1]["path"], "/nowhere", "what no route takes is remembered as well");
    assert_eq!(told.as_array().unwrap().len(), 2, "controls are not");
}

#[tokio::test]
async fn a_closed_system_opens_on_its_day() {
    let (nation, simulator, _home) = started().await;
    let scenario = "[systems.juki]\noutage = { until = \"2026-04-03\", retry_after = 60 }\n";
    assert!(ask(&simulator, "PUT", "/control/scenario", scenario).await.starts_with("HTTP/1.1 204"));
    let closed = ask(&simulator, "POST", "/echo", "x").await;
    assert!(closed.starts_with("HTTP/1.1 503") && closed.contains("retry-after: 60"), "{closed}");
    assert!(ask(&simulator, "POST", "/control/advance?days=2", "").await.ends_with("2026-04-03\n"));
    assert!(ask(&simulator, "POST", "/echo", "x").await.starts_with("HTTP/1.1 200"));
    assert_eq!(nation.today().to_string(), "2026-04-03");
    let again = Nation::new(nation.country().clone(), AS_OF, nation.home().to_owned());
    assert_eq!((again.today(), again.scenario()), (nation.today(), nation.scenario()), "after a restart");
}

#[tokio::test]
async fn a_wrong_scenario_is_refused_with_its_line_and_changes_nothing() {
    let (nation, simulator, _home) = started().await;
    let refused = ask(&simulator, "PUT", "/control/scenario", "[systems.juki]\n\nslow = 1\n").await;
    assert!(refused.starts_with("HTTP/1.1 400") && refused.contains("line 3"), "{refused}");
    let far = ask(&simulator, "POST", "/control/advance?days=4000000", "").await;
    assert!(far.starts_with("HTTP/1.1 409"), "{far}");
    assert_eq!((nation.today(), nation.scenario().as_ref()), (AS_OF, &Scenario::default()));
}

#[tokio::test]
async fn a_slow_system_answers_late_and_a_cut_one_not_to_the_end() {
    let (nation, simulator, _home) = started().await;
    assert!(
        ask(&simulator, "GET", "/long", "").await.ends_with("0\r\n\r\n"),
        "whole: the last chunk is there"
    );
    let bend = |text: &str| nation.set_scenario(Scenario::from_toml(text).unwrap());
    bend("[systems.all]\ndelay_ms = 300\n");
    let asked = Instant::now();
    ask(&simulator, "GET", "/long", "").await;
    assert!(asked.elapsed() >= Duration::from_millis(300));
    for bytes in [0, 10, 600, 999, 5_000] {
        bend(&format!("[systems.juki]\ncut_after_bytes = {bytes}\n"));
        let cut = ask(&simulator, "GET", "/long", "").await;
        assert!(!cut.ends_with("0\r\n\r\n"), "{bytes}: the answer came to its end");
        let body = cut.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let sent = body.matches(['x', 'y']).count();
        assert!(sent <= bytes.min(1_000), "{sent} of {bytes}");
    }
    bend("[systems.juki]\nshare = 0.5\noutage = {}\n");
    let mut closed = 0;
    for _ in 0..60 {
        closed += usize::from(ask(&simulator, "GET", "/long", "").await.starts_with("HTTP/1.1 503"));
    }
    assert!((15..45).contains(&closed), "{closed} of 60");
}

#[tokio::test]
async fn addresses_stand_in_one_file_and_ports_are_kept_over_a_restart() {
    let (nation, simulator, home) = started().await;
    drop(simulator);
    let file = home.path().join("addresses.json");
    let simulators = serve_all(&nation, &file).await.unwrap();
    assert_eq!(simulators.len(), SYSTEMS.len());
    let read = || -> serde_json::Value { serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap() };
    let first = read();
    assert_eq!(first["day"], "2026-04-01");
    for simulator in &simulators {
        assert!(NAMES.contains(&simulator.system) || simulator.system == START);
        assert_eq!(first["systems"][simulator.system]["url"], simulator.url.as_str());
    }
    drop(simulators);
    // The sockets close as soon as their tasks have ended.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let _again = serve_all(&nation, &file).await.unwrap();
    assert_eq!(read()["systems"], first["systems"]);
}

#[tokio::test]
async fn a_page_shows_the_way_and_lets_days_pass() {
    let (nation, simulator, home) = started().await;
    drop(simulator);
    let simulators = serve_all(&nation, &home.path().join("addresses.json")).await.unwrap();
    let start = simulators.iter().find(|simulator| simulator.system == START).unwrap();
    let page = ask(start, "GET", "/", "").await;
    for simulator in simulators.iter().filter(|simulator| simulator.system != START) {
        assert!(page.contains(&simulator.url), "{} is not on the page", simulator.system);
    }
    assert!(page.contains("2026年4月1日"));
    let form = "POST /advance HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\ndays=30";
    let mut socket = TcpStream::connect(start.url.strip_prefix("http://").unwrap()).await.unwrap();
    socket.write_all(form.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert_eq!(nation.today(), crate::Day(AS_OF.0 + 30));
}

//! `serve` starts on a register, tells its addresses, and ends when asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::support::{Place, on_both_engines, signal};

on_both_engines!(it_tells_where_it_listens_and_ends_when_asked, it_is_watched_at_an_address_of_its_own);

fn it_tells_where_it_listens_and_ends_when_asked(place: &Place) {
    place.init();
    let mut child = place.spawn(&["serve", "--listen", "127.0.0.1:0"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let start = lines.next().unwrap();
    let address = start.strip_prefix("start http://").unwrap().trim_end_matches('/').to_owned();
    assert_eq!(lines.next().unwrap(), format!("desk http://{address}/desk"));
    assert_eq!(lines.next().unwrap(), format!("api http://{address}/api/entries"));
    TcpStream::connect(&address).unwrap();
    place.run(&["serve", "--listen", &address]).expect(2, "another address");
    place.run(&["serve", "--scanner", "no-such-command"]).expect(2, "no such command");
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&address).is_err());
}

/// The first line after a word that a started program prints.
fn told(lines: &mut impl Iterator<Item = String>, word: &str) -> String {
    let line = lines.find(|line| line.starts_with(word)).unwrap();
    line.strip_prefix(word).unwrap().trim_start().to_owned()
}

/// Asks for a path and gives the whole answer.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn it_is_watched_at_an_address_of_its_own(place: &Place) {
    place.init();
    let provider = ["--provider-name", "職員認証基盤", "--provider-link", "https://sso.example/start"];
    let flags = ["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--https"];
    let mut child = place.spawn(&[&flags[..], &provider].concat());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let start = told(&mut lines, "start");
    let pages = start.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let metrics = told(&mut lines, "metrics").replace("http://", "").replace("/metrics", "");

    let sign_in = get(&pages, "/desk/sign-in");
    assert!(
        sign_in.contains("strict-transport-security: max-age=")
            && sign_in.contains("https://sso.example/start")
    );
    assert!(sign_in.contains("職員認証基盤"));
    assert!(get(&pages, "/metrics").starts_with("HTTP/1.1 404"), "not public");
    for address in [&pages, &metrics] {
        let health = get(address, "/healthz");
        assert!(health.starts_with("HTTP/1.1 200") && health.ends_with("{\"status\":\"ok\"}"), "{health}");
    }
    let figures = get(&metrics, "/metrics");
    for part in [
        "shikaku_requests_total{method=\"GET\",route=\"/desk/sign-in\",status=\"200\"} 1",
        "shikaku_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "shikaku_request_seconds_count{route=\"/healthz\"} 1",
        "shikaku_open_connections ",
        "# TYPE shikaku_transactions_total counter",
    ] {
        assert!(figures.contains(part), "{part} is not in {figures}");
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&metrics).is_err());
    place
        .run(&["serve", "--provider-name", "x", "--provider-link", "http://sso.example"])
        .expect(2, "an https:// address");
    place.run(&["serve", "--provider-name", "x"]).expect(2, "--provider-link");
}

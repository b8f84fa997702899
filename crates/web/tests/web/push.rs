//! What the collecting side pushes is taken, however often it says it; nobody else's word is.

use std::net::SocketAddr;

use country::systems::{Simulator, serve_all};
use country::{AS_OF, Country, Nation, RegisterPlan, Tables};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support::{Desk, pass_on, send_to};

/// A desk that believes an invented collecting side.
async fn desk_and_collector() -> (Desk, Vec<Simulator>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = Tables::load().expect("tables");
    let plan = RegisterPlan::new(&tables, 100, |_| vec!["JP".to_owned()]);
    let nation = Nation::new(Country::new(tables, 5, plan), AS_OF, folder.path().join("country"));
    let addresses = folder.path().join("addresses.json");
    let simulators = serve_all(&nation, &addresses).await.expect("simulators");
    let systems = app::Systems::open(&addresses, None).expect("clients");
    (Desk::start_with(Some(systems)).await, simulators, folder)
}

/// Stands between the two: what it passes on and how it was answered.
async fn between(desk: SocketAddr) -> (SocketAddr, mpsc::UnboundedReceiver<(Vec<u8>, u16)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (seen, watch) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = whole_request(&mut stream).await;
            let answer = pass_on(desk, &request).await;
            stream.write_all(format!("{}\r\n\r\n", answer.head).as_bytes()).await.expect("answered");
            _ = seen.send((request, answer.status));
        }
    });
    (address, watch)
}

async fn whole_request(stream: &mut tokio::net::TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
            if length.and_then(|length| length.parse().ok()) == Some(body.len()) {
                return request;
            }
        }
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await.expect("a request");
        assert!(read > 0, "the request ended early");
        request.extend_from_slice(&more[..read]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_that_was_pushed_is_taken_and_no_strangers_word_is() {
    let (desk, simulators, _folder) = desk_and_collector().await;
    let collector = simulators.iter().find(|simulator| simulator.system == "payment").expect("a collector");
    let collector: SocketAddr = collector.url.trim_start_matches("http://").parse().expect("an address");
    let (between, mut watch) = between(desk.address).await;
    let json = [("Content-Type", "application/json")];
    let target = format!("{{\"target\":\"http://{between}{}\"}}", app::systems::PAYMENT_PUSH);
    let told = send_to(collector, ("PUT", "/control/push"), &json, &target).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let wish = r#"{"id":"w1","amount":9000,"expires_on":"2026-12-28","subject":"test","way":"bank","return_to":null}"#;
    let issued = send_to(collector, ("POST", "/payments"), &json, wish).await;
    let link = issued.body.split("\"link\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let path = link.and_then(|link| link.split_once("/bank/")).expect("a link").1.to_owned();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let paid = send_to(collector, ("POST", &format!("/bank/{path}")), &form, "action=pay").await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    let (request, status) = watch.recv().await.expect("a push");
    assert_eq!(status, 204, "taken");
    assert_eq!(pass_on(desk.address, &request).await.status, 204, "said twice, taken twice");
    let text = String::from_utf8(request).expect("UTF-8");
    let changed = text.replace("\"amount\":9000", "\"amount\":8000");
    assert_ne!(changed, text);
    let refused = pass_on(desk.address, changed.as_bytes()).await;
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Signature"));
    let unsigned = send_to(desk.address, ("POST", app::systems::PAYMENT_PUSH), &json, "{}").await;
    assert_eq!(unsigned.status, 400);
    assert_eq!(send_to(desk.address, ("GET", app::systems::PAYMENT_PUSH), &[], "").await.status, 405);
    // Whoever keeps trying is not looked at any more for a while.
    let mut tries = 0;
    while send_to(desk.address, ("POST", app::systems::PAYMENT_PUSH), &json, "{}").await.status == 400 {
        tries += 1;
        assert!(tries < 1_000, "it is never too much");
    }
    assert_eq!(send_to(desk.address, ("POST", app::systems::PAYMENT_PUSH), &json, "{}").await.status, 429);
}

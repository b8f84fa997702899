//! `bench/serve`: the look-ups through HTTP as JSON, with each look recorded durably before its answer; the load on
//! the same cores. Held against the same server giving away an icon.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use crate::load;
use crate::lookup::sample;
use crate::place::{Chooser, Place};
use crate::report::Measured;

/// What the server gives away without any work, and how long that is measured.
const ICON: &str = "/assets/icon.svg";
const LIMIT_SPAN: Duration = Duration::from_secs(3);
pub(crate) async fn on(place: &Place) -> Result<Vec<String>> {
    let size = &place.size;
    place.app.make_demo_accounts().await?;
    let token = place.app.issue_token("officer", "bench", 1).await?;
    let known = sample(place, size.seed).await?;
    let registers = store::register::list(&mut place.app.db().reader().await?).await?;
    let paths: Arc<Vec<String>> = Arc::new(
        known
            .iter()
            .filter_map(|one| {
                let register = registers.iter().find(|r| r.id == one.register)?;
                Some(format!("/api/entries?qualification={}&number={}", register.qualification, one.number))
            })
            .collect(),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server =
        tokio::spawn(web::serve(place.app.clone(), web::Config::default(), listener, std::future::pending()));
    let span = Duration::from_secs(size.seconds);
    let (seed, connections) = (size.seed, size.connections);
    let measured = {
        let paths = Arc::clone(&paths);
        let token = token.clone();
        tokio::task::spawn_blocking(move || {
            let icon = load::Asked { address, token: &token, holds: "<svg", pace: None };
            let bare = load::run(icon, (connections, LIMIT_SPAN), |_| {
                Box::new(|request| request.path.push_str(ICON))
            })?;
            let entries = load::Asked { holds: "\"id\":", ..icon };
            let looks = load::run(entries, (connections, span), |number| {
                let (paths, mut chooser) = (Arc::clone(&paths), Chooser(seed ^ number));
                Box::new(move |request: &mut load::Request| {
                    request.path.push_str(chooser.pick(&paths).map_or("/", String::as_str))
                })
            })?;
            anyhow::Ok((looks, bare))
        })
        .await??
    };
    let (measured, bare) = measured;
    server.abort();
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let bare = bare.latencies.len() as f64 / bare.seconds;
    let line = Measured {
        bench: "serve",
        engine: size.engine.word(),
        part: Some("number".to_owned()),
        size: size.entries.unwrap_or(crate::REPORT_ENTRIES),
        seconds: measured.seconds,
        count: u64::try_from(measured.latencies.len())?,
        latencies: measured.latencies,
        db_bytes: place.app.db().size_bytes().await?,
        limit: Some(("the same server and load, an icon from memory", bare)),
        note: Some(format!("{connections} connections, each look recorded durably; load on the same cores")),
    };
    Ok(vec![line.json().to_string()])
}

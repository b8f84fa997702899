//! What the contract tests share: an invented nation, and a simulator of it.
use std::path::Path;
use std::time::Duration;

use country::systems::{Simulator, serve_one};
use country::{AS_OF, Country, Nation, RegisterPlan, Tables};
use gateways::Outcome;
use gateways::transport::{Client, Peer};
use serde_json::Value;
use tempfile::TempDir;

/// A nation of some thousand people.
pub(crate) fn nation_in(home: &Path) -> Nation {
    let tables = Tables::load().unwrap();
    let plan = RegisterPlan::new(&tables, 4_000, |_| vec!["JP".to_owned()]);
    Nation::new(Country::new(tables, 5, plan), AS_OF, home.to_owned())
}

/// A system under test: its simulator, or what `SHIKAKU_<SYSTEM>_URL` names.
pub(crate) struct System {
    pub(crate) nation: Nation,
    pub(crate) url: String,
    _home: TempDir,
    _simulator: Option<Simulator>,
}

impl System {
    pub(crate) async fn start(name: &str) -> System {
        let home = tempfile::tempdir().unwrap();
        let nation = nation_in(home.path());
        let elsewhere = std::env::var(format!("SHIKAKU_{}_URL", name.to_uppercase())).ok();
        let simulator = match elsewhere {
            Some(_) => None,
            None => serve_one(&nation, name).await.unwrap(),
        };
        let url = elsewhere.or(simulator.as_ref().map(|simulator| simulator.url.clone())).unwrap();
        System { nation, url, _home: home, _simulator: simulator }
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.url)
    }

    /// Bends the country.
    pub(crate) async fn scenario(&self, toml: &str) {
        let answer = http().put(self.at("/control/scenario")).body(toml.to_owned()).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// What the simulator received.
    pub(crate) async fn received(&self) -> Vec<Value> {
        let all = http().get(self.at("/control/received")).send().await.unwrap().bytes().await.unwrap();
        serde_json::from_slice(&all).unwrap()
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Sends JSON to the simulator, as somebody else than our client.
    pub(crate) async fn tell(&self, method: reqwest::Method, path: &str, body: Value) -> (u16, Value) {
        let request = http().request(method, self.at(path)).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
    }
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub(crate) fn client(url: &str) -> Client {
    let mut peer = Peer::at(url.parse().unwrap());
    peer.whole = Duration::from_secs(2);
    Client::new(peer).unwrap()
}

/// The answer, or a panic that says what there was instead.
pub(crate) fn answered<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Answered(answer) => answer,
        other => panic!("no answer: {other:?}"),
    }
}

pub(crate) fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
    match outcome {
        Outcome::Refused { code } => code,
        other => panic!("no refusal: {other:?}"),
    }
}

//! Our side of pushes: a server that takes them, and what is made of them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateways::push::{Algorithm, Delivery, NotBelieved, Received, TrustedKey, receive};
use reqwest::header::HeaderMap;

use crate::support::{System, http};

/// The key whose signature a system's pushes bear.
pub(crate) async fn push_key(system: &System) -> TrustedKey {
    key_at(&system.url).await
}

/// The same of a simulator at an address.
pub(crate) async fn key_at(url: &str) -> TrustedKey {
    let answer = http().get(format!("{url}/push-key")).send().await.unwrap().bytes().await.unwrap();
    let key: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    TrustedKey {
        id: key["id"].as_str().unwrap().to_owned(),
        algorithm: Algorithm::Ed25519,
        key: STANDARD.decode(key["key"].as_str().unwrap()).unwrap(),
    }
}

/// A push as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Came {
    /// What our side makes of it, with a key to believe.
    pub(crate) fn with<T>(
        &self,
        key: &TrustedKey,
        read: impl FnOnce(&Delivery<'_>) -> T,
    ) -> Result<T, NotBelieved> {
        let received =
            Received { method: "POST", path: &self.path, headers: &self.headers, body: &self.body };
        receive(received, std::slice::from_ref(key), SystemTime::now()).map(|delivery| read(&delivery))
    }
}

/// Our side of pushes.
pub(crate) struct Inbox {
    pub(crate) url: String,
    came: Arc<Mutex<Vec<Came>>>,
    /// The statuses of the next answers; 204 when there are none.
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Inbox {
    pub(crate) async fn open() -> Inbox {
        let (came, answers) = (Arc::<Mutex<Vec<Came>>>::default(), Arc::<Mutex<Vec<u16>>>::default());
        let (to, status) = (Arc::clone(&came), Arc::clone(&answers));
        let take = move |uri: axum::http::Uri, headers: HeaderMap, body: axum::body::Bytes| {
            let came = Came { path: uri.path().to_owned(), headers, body: body.to_vec() };
            to.lock().unwrap().push(came);
            let next = status.lock().unwrap().pop().unwrap_or(204);
            async move { axum::http::StatusCode::from_u16(next).unwrap() }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/push/here", listener.local_addr().unwrap());
        let routes = axum::Router::new().route("/push/here", axum::routing::post(take));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Inbox { url, came, answers }
    }

    /// What the next answers are, the last first.
    pub(crate) fn answer_with(&self, statuses: &[u16]) {
        *self.answers.lock().unwrap() = statuses.to_vec();
    }

    /// The pushes, when there are so many.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Came> {
        for _ in 0..200 {
            let came = self.now();
            if came.len() >= count {
                return came;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} pushes came and not {count}", self.now().len());
    }

    pub(crate) fn now(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

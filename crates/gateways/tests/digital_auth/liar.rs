//! A provider of our own making that says whatever a test wants it to say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use gateways::digital_auth::{Accepted, DigitalAuth, HttpDigitalAuth, Items, SignedIn, Wish};
use gateways::jose::SigningKey;
use gateways::{Outcome, jose};
use reqwest::Url;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{new_key, now, settings};

/// Status and body by path.
type Answers = Arc<Mutex<BTreeMap<String, (u16, String)>>>;

pub(crate) struct Liar {
    pub(crate) issuer: Url,
    pub(crate) key: SigningKey,
    answers: Answers,
}

impl Liar {
    /// A provider that is honest so far. Its paths are of no known product.
    pub(crate) async fn new() -> Liar {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let answers = Answers::default();
        let told = Arc::clone(&answers);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(answer(socket, Arc::clone(&told)));
            }
        });
        let liar = Liar { issuer, key: SigningKey::from_pkcs8(&new_key()).unwrap(), answers };
        liar.say("/keys", &json!({"keys": [liar.key.jwk()]}));
        liar.say("/.well-known/openid-configuration", &liar.metadata());
        liar
    }

    /// As the issuer writes itself: without a slash at the end.
    pub(crate) fn name(&self) -> &str {
        self.issuer.as_str().trim_end_matches('/')
    }

    pub(crate) fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.name());
        json!({
            "issuer": self.name(), "authorization_endpoint": at("/in"), "token_endpoint": at("/change"),
            "userinfo_endpoint": at("/who"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
        })
    }

    pub(crate) fn say(&self, path: &str, body: &Value) {
        self.say_text(path, 200, &body.to_string());
    }

    pub(crate) fn say_text(&self, path: &str, status: u16, body: &str) {
        self.answers.lock().unwrap().insert(path.to_owned(), (status, body.to_owned()));
    }

    /// An ID token as it should be, for a nonce.
    pub(crate) fn claims(&self, nonce: &str) -> Value {
        json!({"iss": self.name(), "sub": "person-1", "aud": "RP1", "exp": now() + 300, "iat": now(), "nonce": nonce})
    }

    pub(crate) fn give(&self, id_token: &str) {
        self.say(
            "/change",
            &json!({"access_token": "a-token", "token_type": "bearer", "id_token": id_token}),
        );
    }

    /// A client that came back with a code, and the nonce that it waits for.
    pub(crate) async fn asked(&self) -> (HttpDigitalAuth, Accepted, String) {
        let client = HttpDigitalAuth::new(settings(self.issuer.clone(), "RP1")).unwrap();
        let wish = Wish { items: Items::ALL, ..Wish::default() };
        let start = client.start(&wish).await.answered().unwrap();
        let asked: BTreeMap<String, String> = start.go_to.query_pairs().into_owned().collect();
        assert_eq!(asked["code_challenge_method"], "S256");
        let accepted = start.pending.accept(&format!("code=c&state={}", asked["state"]), now()).unwrap();
        (client, accepted, asked["nonce"].clone())
    }

    /// What comes of a sign-in whose ID token is changed and then signed, and whose userinfo says something.
    pub(crate) async fn outcome(
        &self,
        change: impl FnOnce(&mut Value),
        userinfo: Value,
    ) -> Outcome<SignedIn> {
        let (client, accepted, nonce) = self.asked().await;
        let mut claims = self.claims(&nonce);
        change(&mut claims);
        self.give(&self.key.sign(&claims).unwrap());
        self.say("/who", &userinfo);
        client.finish(accepted).await
    }

    /// A token of this header and these claims with some signature.
    pub(crate) fn unsigned(header: &Value, claims: &Value, signature: &str) -> String {
        let part = |value: &Value| jose::encode(value.to_string().as_bytes());
        format!("{}.{}.{signature}", part(header), part(claims))
    }
}

async fn answer(mut socket: tokio::net::TcpStream, answers: Answers) {
    let mut asked = vec![0; 64 * 1024];
    let Ok(length) = socket.read(&mut asked).await else { return };
    let asked = String::from_utf8_lossy(&asked[..length]).into_owned();
    let path = asked.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let (status, body) = answers.lock().unwrap().get(&path).cloned().unwrap_or((404, String::new()));
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let _ = socket.write_all(format!("{head}{body}").as_bytes()).await;
}

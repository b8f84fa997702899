//! What each side must know of the other before anything is asked: whom to believe at a system, and a portal at the systems.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::push::Signer;
use super::{Simulator, Site, digital_auth, network, payment};
use crate::pki::{CardKey, Hpki, pem};

/// How long a simulator of this machine may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the file of addresses says of a system beside its address: authorities and keys to be believed.
pub(super) fn to_clients(site: &Site) -> io::Result<Map<String, Value>> {
    let said = match site.system {
        "digital-auth" => json!({ "issuer": digital_auth::issuer(site) }),
        "jpki" => {
            let of =
                |key| site.cards.anchors(key).iter().map(|der| pem("CERTIFICATE", der)).collect::<String>();
            let anchors =
                json!({ "signing": of(CardKey::Signing), "authentication": of(CardKey::Authentication) });
            json!({ "cards": "test", "anchors": anchors })
        }
        "hpki" => {
            let hpki = Hpki::open(&site.nation)?;
            let of = |der: Vec<u8>| pem("CERTIFICATE", &der);
            let stamps = of(hpki.time_stamps().root());
            let anchors =
                json!({ "health": of(hpki.root()), "schools": of(hpki.school_root()), "stamps": stamps });
            json!({ "anchors": anchors, "between": of(hpki.issuing()) })
        }
        "network" => json!({
            "push_key": Signer::in_folder(&site.folder()?, network::PUSH_KEY)?.public(), "table": network::table(),
        }),
        "payment" => json!({ "push_key": Signer::in_folder(&site.folder()?, payment::PUSH_KEY)?.public() }),
        _ => json!({}),
    };
    let mut known = said.as_object().cloned().unwrap_or_default();
    known.insert("url".to_owned(), json!(site.url));
    Ok(known)
}

/// A portal that asks the systems.
#[derive(Debug, Clone)]
pub struct Portal {
    /// Its name at the sign-in and at the reader of cards: letters and digits.
    pub client_id: String,
    /// What people read there.
    pub name: String,
    /// Where browsers come back to from the sign-in, and from the reader of cards.
    pub returns: [String; 2],
    /// Where payments and replies of the network are pushed: addresses of this machine.
    pub pushes: [String; 2],
    /// Its public keys (JWKS).
    pub keys: Value,
    /// The public key of its vault (JWK).
    pub vault_key: Value,
}

/// Registers a portal at the simulators that run; the same again changes what is registered.
///
/// # Errors
/// A simulator that cannot be reached or refuses, with its words.
pub async fn introduce(simulators: &[Simulator], portal: &Portal) -> io::Result<()> {
    let Portal { client_id, name, returns: [signed_in, read], pushes: [paid, replied], keys, vault_key } =
        portal;
    let wanted: BTreeMap<&str, (&str, Value)> = BTreeMap::from([
        (
            "digital-auth",
            (
                "/control/clients",
                json!({ "client_id": client_id, "name": name, "redirect_uris": [signed_in], "jwks": keys }),
            ),
        ),
        (
            "card",
            (
                "/control/clients",
                json!({ "client_id": client_id, "name": name, "return_uris": [read], "vault_key": vault_key }),
            ),
        ),
        ("payment", ("/control/push", json!({ "target": paid }))),
        ("network", ("/control/push", json!({ "target": replied }))),
    ]);
    for simulator in simulators {
        if let Some((path, body)) = wanted.get(simulator.system) {
            tell(&simulator.url, "PUT", path, &body.to_string()).await?;
        }
    }
    Ok(())
}

/// Sends a message to a simulator of this machine; the words of a refusal are the error's.
pub(super) async fn tell(url: &str, method: &str, path: &str, body: &str) -> io::Result<()> {
    let host = url.trim_start_matches("http://");
    let asking = async {
        let mut stream = TcpStream::connect(host).await?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        if answer.starts_with("HTTP/1.1 2") {
            return Ok(());
        }
        let words = answer.split_once("\r\n\r\n").map_or(answer.as_str(), |(_, body)| body);
        Err(io::Error::other(format!("{url}{path}: {}", words.trim())))
    };
    tokio::time::timeout(PATIENCE, asking).await.map_err(io::Error::other)?
}

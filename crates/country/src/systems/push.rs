//! Signed pushes: HTTP POSTs signed as RFC 9421 has it, with a digest of the body (RFC 9530). Written from those texts, and with no line of the code
//! that verifies them.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::nation::write_whole;

/// How long a push may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// As much of the answer as the status needs.
const STATUS_BYTES: usize = 64;

/// A key with which a simulator signs; kept in its folder.
pub(super) struct Signer {
    id: String,
    pair: Ed25519KeyPair,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Something to be pushed.
#[derive(Debug, Clone)]
pub(super) struct Push {
    /// Its key, the same when it is sent again.
    pub id: String,
    /// The body.
    pub body: String,
}

impl Signer {
    /// The key in a folder; made when it is not there.
    ///
    /// # Errors
    /// No randomness, or a folder that cannot be used.
    pub(super) fn in_folder(folder: &Path, id: &str) -> io::Result<Signer> {
        let path = folder.join("push-key");
        let seed = match std::fs::read(&path) {
            Ok(seed) => seed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut seed = vec![0; 32];
                getrandom::fill(&mut seed).map_err(io::Error::other)?;
                write_whole(&path, &seed)?;
                seed
            }
            Err(error) => return Err(error),
        };
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(io::Error::other)?;
        Ok(Signer { id: id.to_owned(), pair })
    }

    /// What a receiver must know to believe.
    pub(super) fn public(&self) -> serde_json::Value {
        let key = STANDARD.encode(self.pair.public_key().as_ref());
        json!({ "id": self.id, "algorithm": "ed25519", "key": key })
    }

    /// Sends; true when it was taken (2xx).
    pub(super) async fn send(&self, target: &Url, push: &Push) -> bool {
        let request = self.request(target, push, SystemTime::now());
        matches!(tokio::time::timeout(PATIENCE, deliver(target, &request)).await, Ok(Ok(true)))
    }

    fn request(&self, target: &Url, push: &Push, now: SystemTime) -> String {
        let created = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let content = format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, push.body.as_bytes())));
        let parameters = format!(
            r#"("@method" "@path" "content-digest" "content-type" "idempotency-key");created={created};keyid="{}";alg="ed25519""#,
            self.id
        );
        let path = target.path();
        let base = format!(
            "\"@method\": POST\n\"@path\": {path}\n\"content-digest\": {content}\n\"content-type\": application/json\n\"idempotency-key\": \"{}\"\n\"@signature-params\": {parameters}",
            push.id
        );
        let signature = STANDARD.encode(self.pair.sign(base.as_bytes()));
        let host = target.host_str().unwrap_or_default();
        format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\
             Idempotency-Key: \"{}\"\r\nContent-Digest: {content}\r\nSignature-Input: push={parameters}\r\nSignature: push=:{signature}:\r\n\r\n{}",
            push.body.len(),
            push.id,
            push.body
        )
    }
}

/// The invented country knows no TLS towards us: both run on one machine.
async fn deliver(target: &Url, request: &str) -> io::Result<bool> {
    let host = target.host_str().unwrap_or_default();
    let mut stream = TcpStream::connect((host, target.port_or_known_default().unwrap_or(80))).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = [0; STATUS_BYTES];
    let mut read = 0;
    while let Some(room) = answer.get_mut(read..).filter(|room| !room.is_empty()) {
        match stream.read(room).await? {
            0 => break,
            more => read += more,
        }
    }
    Ok(answer.starts_with(b"HTTP/1.1 2"))
}

/// A simulator pushes to an address of this machine and to no other.
pub(super) fn target(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_here = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    (url.scheme() == "http" && is_here && text.len() < 500).then_some(url)
}

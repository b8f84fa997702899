//! The door for a fuzzer.

use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::HeaderMap;

use super::{Algorithm, Received, TrustedKey, receive};

/// For a fuzzer: any bytes as header fields and body.
pub fn fuzz_push(bytes: &[u8]) {
    let mut parts = bytes.splitn(5, |byte| *byte == 0);
    let mut headers = HeaderMap::new();
    for name in ["signature-input", "signature", "content-digest", "idempotency-key"] {
        if let Ok(value) = reqwest::header::HeaderValue::from_bytes(parts.next().unwrap_or_default()) {
            headers.insert(name, value);
        }
    }
    let body = parts.next().unwrap_or_default();
    let received = Received { method: "POST", path: "/push", headers: &headers, body };
    let key = TrustedKey { id: "k".to_owned(), algorithm: Algorithm::Ed25519, key: vec![7; 32] };
    _ = receive(received, &[key], UNIX_EPOCH + Duration::from_secs(1_775_000_000));
}

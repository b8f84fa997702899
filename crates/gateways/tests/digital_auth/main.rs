//! The client of the sign-in app against its simulator, against providers that lie, and the simulator against another relying party.
//!
//! `contract.rs` runs against any conforming provider, such as the sandbox of デジタル認証アプリ:
//!
//! | variable | |
//! |---|---|
//! | `SHIKAKU_DIGITAL_AUTH_URL` | the issuer, as it writes itself |
//! | `SHIKAKU_DIGITAL_AUTH_CLIENT` | our name there (`client_id`) |
//! | `SHIKAKU_DIGITAL_AUTH_RETURN` | an address to come back to, as it is registered |
//! | `SHIKAKU_DIGITAL_AUTH_KEY` | the file of the key (PKCS#8, PEM) whose public half is registered, with its thumbprint (RFC 7638) as `kid`: `examples/sign_in.rs` prints it so |
//! | `SHIKAKU_DIGITAL_AUTH_HAND` | a file into which a person writes, as a line, the address that the browser came back to (the one to open stands beside it, `.open`); or `no`, and the sign-in itself is then not checked, which it says |
//!
//! `cargo test -p gateways --test digital_auth contract:: -- --nocapture --test-threads=1`. What bends the provider needs our simulator:
//! those tests always start their own.
#![cfg(test)]

mod card;
mod contract;
mod liar;
mod lies;
mod relying_party;
mod sign_in;
mod signature;
mod support;

//! Signed medical and graduation certificates, against the simulator, against `openssl`, and against those who change them.
//!
//! `SHIKAKU_HPKI_URL` points the contract test at another server of lists; `SHIKAKU_HPKI_ROOT`, `SHIKAKU_HPKI_ISSUING` (DER) and
//! `SHIKAKU_HPKI_DOCUMENT` (XML) then name files.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may say plainly what it expects"
)]

#[path = "hpki/documents.rs"]
mod documents;
#[path = "hpki/forgeries.rs"]
mod forgeries;
#[path = "hpki/openssl.rs"]
mod openssl;
#[path = "hpki/pdf.rs"]
mod pdf;
#[path = "hpki/stage.rs"]
mod stage;
#[path = "hpki/stamps.rs"]
mod stamps;
#[path = "hpki/stranger.rs"]
mod stranger;

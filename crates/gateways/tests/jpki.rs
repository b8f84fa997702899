//! The client and the validator of the personal authentication service, against the simulator and against the program `openssl`.
//!
//! `SHIKAKU_JPKI_URL` points the contract test at another server; `SHIKAKU_JPKI_ANCHOR` and `SHIKAKU_JPKI_CMS` then name files (DER): the
//! authority's certificate and a document that a test card signed with its signing certificate.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may say plainly what it expects"
)]

#[path = "jpki/bytes.rs"]
mod bytes;
#[path = "jpki/stage.rs"]
mod stage;

#[path = "jpki/contract.rs"]
mod contract;
#[path = "jpki/failures.rs"]
mod failures;
#[path = "jpki/flips.rs"]
mod flips;
#[path = "jpki/openssl.rs"]
mod openssl;

//! The use cases of the desk: who looks is recorded before the answer, nobody sees beyond his reach, sessions end.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may say plainly what it expects")]

mod inquiries;
mod limits;
mod looks;
mod proofs;
mod reach;
mod sign_in;
mod support;

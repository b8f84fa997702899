//! The portal through the real stack: signing in by the card, linking, one's own entries; and those who try it with what is not theirs.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may say plainly what it expects"
)]

mod card;
mod desk;
mod impostors;
mod joined;
mod own;
mod sign_in;
mod support;

//! The client of the sign-in app against its simulator, against providers that lie, and the simulator against another relying party.
//!
//! `SHIKAKU_DIGITAL_AUTH_URL` names a simulator that runs elsewhere; without it each test starts its own.
#![cfg(test)]

mod card;
mod liar;
mod lies;
mod relying_party;
mod sign_in;
mod signature;
mod support;

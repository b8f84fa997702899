//! The portal: signing in with the card, its sessions, and the browsers that are away meanwhile.

pub(crate) mod away;
mod errand;
mod session;

pub use away::{Arrival, Departure};
pub(crate) use session::KnownSessions;
pub use session::{PortalView, account_key};

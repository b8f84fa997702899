//! The first link in bulk (一括の突合): whether an entry is certainly one person's, decided by what the rules name and by nothing else.
//!
//! Nothing is guessed: [`decide`] links only where entry or report give all four basic items, all of them equal by identity (normal
//! form and width alone), and exactly one person has them. Everything else is a [`DeskReason`] for a person, or not open at all.

mod decide;
mod items;
mod key;
mod reason;
mod sides;
#[cfg(test)]
mod tests;
mod way;

pub use decide::{Candidates, Held, Verdict, decide};
pub use items::{BasicItem, BasicItems, ItemSet};
pub use key::{FourItemsKey, identity_text, key_of};
pub use reason::{Answer, DeskReason};
pub use sides::{Side, sides};
pub use way::{BulkWay, WAY};

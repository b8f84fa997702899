//! The story of the demonstration: pages for what the wiring of `shikaku demo` tells and does. Without it the addresses do not exist.

mod pages;
mod told;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use app::AppError;

pub(crate) use pages::{act, code, ledger, story, year};
pub use told::{Bend, BentCode, CodePart, Flipped, Outside, Part, Player, Players, Scene, Step, Turn};

/// An answer that takes its time.
pub type Told<'a, T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send + 'a>>;

/// The stage on which the story is played: the invented country and what the demonstration may do with it.
pub trait Story: Send + Sync {
    /// How everything stands now.
    fn scene(&self) -> Told<'_, Scene>;
    /// Does what a button says. What takes long is begun, and the scene tells how far it is.
    fn act(&self, step: Step) -> Told<'_, ()>;
    /// A proof of somebody's entry, as it is or bent by a forger, and what a check says of it.
    fn code(&self, part: Part, bend: Bend) -> Told<'_, BentCode>;
}

/// A stage that is set.
#[derive(Clone)]
pub struct Stage(pub Arc<dyn Story>);

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stage")
    }
}

impl PartialEq for Stage {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Stage {}

//! What the tests of the house read: the tracked files, the crates and their edges, Rust source without its tests.

mod packages;
mod source;
mod tracked;

pub use packages::{Edge, Kind, Package, packages};
pub use source::{Line, is_test, source_lines};
pub use tracked::{read, root, tracked};

/// Why something could not be read.
pub type Failure = Box<dyn std::error::Error>;

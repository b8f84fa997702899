//! The use cases: one file, one verb. Everything that a page or a command can do is a method of [`App`], takes the
//! [`Actor`] who does it, and returns plain data for the page.

pub mod actor;
pub mod error;
pub mod view;

pub use actor::{Actor, Channel, Reach, Role};
pub use error::{AppError, ErrorKind};

//! Papers that people send: what they are, found by their content; looked through; sealed before they are kept.

mod content;
mod picture;
mod scan;
mod seal;

pub use content::{LONGEST, MOST_PAPERS, MOST_STORED, PaperFault};
pub use scan::{Finding, Scanner};

pub(crate) use content::{media_type, plain_name};
pub(crate) use seal::{PaperKeys, make_keys};

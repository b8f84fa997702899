//! `shikaku read-picture`: the text of the code in a picture, for a server that does not want to read it itself.

use std::path::PathBuf;

use crate::output::{Failure, Outcome, print};

/// Reads the picture on standard input; nothing is said where it has no code.
pub(crate) fn run() -> Result<Outcome, Failure> {
    if let Some(text) = web::read_picture(std::io::stdin().lock())? {
        print(&text);
    }
    Ok(Outcome::Done)
}

/// This program, as the one that reads pictures for the pages.
pub(crate) fn program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

//! `/`: what this is, in ten seconds.

use app::view::LedgerHead;
use askama::Template;

use super::Frame;
use crate::html;

/// The start page.
#[derive(Template)]
#[template(path = "desk/start.html")]
pub(crate) struct StartPage {
    pub frame: Frame,
    /// Where the ledger stands; `None` when it cannot be asked now.
    pub ledger: Option<LedgerHead>,
    /// Registers whose import is under way: their names and the rows done.
    pub importing: Vec<(String, u64)>,
    /// Registers that hold entries, and all their entries.
    pub registers: usize,
    pub entries: u64,
}

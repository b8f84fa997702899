//! `/`: what this is, in ten seconds.

use app::view::StartView;
use askama::Template;

use super::Frame;
use crate::html;

/// The start page.
#[derive(Template)]
#[template(path = "desk/start.html")]
pub(crate) struct StartPage {
    pub frame: Frame,
    /// How much is registered; `None` when it cannot be asked now.
    pub figures: Option<StartView>,
    /// Whether people can sign in by the card here.
    pub portal: bool,
    /// Whether there is a story to follow.
    pub story: bool,
}

//! Where one's 個人番号 is known, and what a card said.

use app::{NumberPlace, ReadingView};
use askama::Template;

use super::Frame;
use crate::html;

/// `/portal/number`.
#[derive(Template)]
#[template(path = "portal/number.html")]
pub(crate) struct NumberPage {
    pub frame: Frame,
    pub places: Vec<NumberPlace>,
    /// Why nothing was taken; empty when nothing was refused.
    pub refused: String,
}

impl NumberPage {
    /// How the register knows it, in words.
    fn fact(&self, place: &NumberPlace) -> &'static str {
        let l = self.frame.lang;
        match place.fact {
            "given" => l.t("あなたから提供されています", "given by you"),
            "found" => {
                l.t("照会で把握しています（あなたからの提供はまだ）", "found by inquiry, not given by you")
            }
            _ => l.t("ありません", "not known"),
        }
    }

    fn all_given(&self) -> bool {
        !self.places.is_empty() && self.places.iter().all(|place| place.fact == "given")
    }
}

/// `/portal/card/{token}`.
#[derive(Template)]
#[template(path = "portal/reading.html")]
pub(crate) struct ReadingPage {
    pub frame: Frame,
    pub reading: ReadingView,
}

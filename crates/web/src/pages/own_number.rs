//! Where one's 個人番号 is known, and what a card said.

use app::{Both, CardErrand, CardFill, CardLine, CardUse, NumberLog, NumberPlace, ReadingView};
use askama::Template;

use super::Frame;
use super::step::Step;
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

    /// Whether a register has found it by itself.
    fn any_found(&self) -> bool {
        self.places.iter().any(|place| place.fact == "found")
    }

    fn all_given(&self) -> bool {
        !self.places.is_empty() && self.places.iter().all(|place| place.fact == "given")
    }
}

/// `/portal/number/log`.
#[derive(Template)]
#[template(path = "portal/number_log.html")]
pub(crate) struct NumberLogPage {
    pub frame: Frame,
    pub log: NumberLog,
}

impl NumberLogPage {
    /// Words that are the same in both languages are somebody's own, in Japanese.
    fn marked(&self, words: &Both) -> crate::lang::InJapanese {
        self.frame.lang.ja_unless(words.ja != words.en)
    }
}

/// `/portal/card/{token}`.
#[derive(Template)]
#[template(path = "portal/reading.html")]
pub(crate) struct ReadingPage {
    pub frame: Frame,
    pub reading: ReadingView,
}

impl ReadingPage {
    /// Whether the number is to show whose an entry is.
    fn is_for_link(&self) -> bool {
        matches!(self.reading.errand, CardErrand::Link(_))
    }

    /// Whether the number is to come with an application.
    fn is_for_draft(&self) -> bool {
        matches!(self.reading.errand, CardErrand::Apply(_))
    }

    /// Where somebody goes who does not give it.
    fn back(&self) -> String {
        card_page(self.reading.errand)
    }
}

/// The page from which somebody goes to the card.
pub(crate) fn card_page(errand: CardErrand) -> String {
    match errand {
        CardErrand::Number => "/portal/number".to_owned(),
        CardErrand::Link(id) => format!("/portal/link/{id}"),
        CardErrand::Fill(draft) | CardErrand::Apply(draft) => Step::Items.address(&draft.to_string()),
    }
}

/// `/portal/card/{token}` of a card that was read for a draft.
#[derive(Template)]
#[template(path = "portal/card_fill.html")]
pub(crate) struct CardFillPage {
    pub frame: Frame,
    pub fill: CardFill,
}

impl CardFillPage {
    fn has_variant(&self) -> bool {
        self.fill.lines.iter().any(|line| line.used == CardUse::Variant)
    }

    /// Whether anything of the card goes into the form.
    fn fills(&self) -> bool {
        self.fill.lines.iter().any(|line| line.used == CardUse::Filled)
    }

    /// Whether what stands now is another thing than the card says.
    fn shows_standing(&self, line: &CardLine) -> bool {
        !line.stands.is_empty() && matches!(line.used, CardUse::Filled | CardUse::Variant)
    }

    fn words(&self, line: &CardLine) -> &'static str {
        let l = self.frame.lang;
        match line.used {
            CardUse::Filled => l.t("申請書に入れます", "goes into the form"),
            CardUse::Same => l.t("同じ内容です", "the same stands already"),
            CardUse::Variant => l.t("字体の違いなので入れません", "a variant; what stands is kept"),
            CardUse::NotAsked => l.t("この申請では使いません", "not asked for here"),
        }
    }

    fn chip(&self, line: &CardLine) -> &'static str {
        match line.used {
            CardUse::Filled => "chip-active",
            CardUse::Variant => "chip-suspended",
            CardUse::Same | CardUse::NotAsked => "chip-deleted",
        }
    }
}

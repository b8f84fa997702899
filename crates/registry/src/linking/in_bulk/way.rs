//! The way of the rules that allows a link in bulk: without one there is none.

use law::{LinkingWay, RulesOn};

use super::items::BasicItem;

/// The code of the way in `rules/linking.toml`.
pub const WAY: &str = "in-bulk";

/// That the rules in force allow links in bulk by all four items of one person. It is made of a rule only, so that nothing links
/// without one, and of no rule that asks for less.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BulkWay(());

impl BulkWay {
    /// The way, if the rules of the day have it.
    #[must_use]
    pub fn on(rules: &RulesOn<'_>) -> Option<Self> {
        rules.linking().find_map(|way| Self::of(way.value()))
    }

    /// Whether a rule is this way. One that named fewer items, or did not ask for a single person, would not be it.
    #[must_use]
    pub fn of(way: &LinkingWay) -> Option<Self> {
        let all = BasicItem::ALL.iter().all(|item| way.items.iter().any(|named| named == item.code()));
        // an item that this program does not compare must not be passed over
        let no_other = way.items.iter().all(|named| BasicItem::ALL.iter().any(|item| item.code() == named));
        let fits = way.code == WAY && all && no_other && way.unique_person && !way.every_identity_item;
        fits.then_some(Self(()))
    }
}

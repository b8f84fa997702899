//! Which items a holder may choose to show.

use law::RulesOn;
use registry::item::EntryItem;
use registry::present::Present;

use crate::shown_key;

/// A proof without a name would be anybody's.
pub const ALWAYS_SHOWN: EntryItem = EntryItem::Name;

/// What is shown unless the holder chooses otherwise: what the national system's own proof shows, and no more.
pub const SHOWN_AT_FIRST: [EntryItem; 4] =
    [EntryItem::Name, EntryItem::Born, EntryItem::Number, EntryItem::RegisteredOn];

/// Who asks, in `rules/disclosure.toml`.
const HOLDER: &str = "holder";

/// The items of an entry that a code can show and that its holder may learn, in the order in which people read them.
#[must_use]
pub fn items_on_offer(rules: RulesOn<'_>, qualification: &str, present: &Present) -> Vec<EntryItem> {
    use EntryItem::{
        Born, CertificateUntil, Domicile, ExamMonth, FormerName, Name, Number, RegisteredOn, Sex,
    };
    [Name, Born, Number, RegisteredOn, Sex, Domicile, FormerName, ExamMonth, CertificateUntil]
        .into_iter()
        .filter(|item| shown_key(*item).is_some() && present.items().get(*item).is_some())
        .filter(|item| {
            // A former name is part of the name (氏名) that the register holds.
            let code = if *item == FormerName { Name.code() } else { item.code() };
            rules.may_disclose(HOLDER, qualification, code).is_some()
        })
        .collect()
}

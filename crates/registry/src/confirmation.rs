//! 登録済証明書: what is confirmed of an entry on a day, under a number.

use crate::item::{ControlCharacter, EntryItem, ItemLines, get, lines_of};
use crate::present::{Existence, existence_of};

/// What stands on a confirmation: who, under which number, since when.
const CONFIRMED: [EntryItem; 4] =
    [EntryItem::Number, EntryItem::RegisteredOn, EntryItem::Name, EntryItem::Born];

/// What was confirmed of an entry. It never changes; whether it is still so is asked of the entry's present.
#[derive(Clone, PartialEq, Eq, Debug)]
#[doc(alias = "登録済証明書")]
pub struct EntryConfirmation {
    /// Its number: digits that cannot be guessed.
    pub number: String,
    /// What stands on it, as line text.
    pub items: String,
    /// The day of issue, ISO.
    pub issued_on: String,
}

impl EntryConfirmation {
    /// The confirmation of an entry as it stands.
    ///
    /// # Errors
    /// A value that no line text can hold; the register holds none.
    pub fn of(present: &str, number: String, issued_on: String) -> Result<Self, ControlCharacter> {
        let mut items = ItemLines::new();
        for item in CONFIRMED {
            if let Some(value) = get(present, item) {
                items.set(item, value)?;
            }
        }
        Ok(Self { number, items: items.into_stored(), issued_on })
    }

    /// Whether the entry is still registered and still says every word of it.
    #[must_use]
    pub fn is_current(&self, present: &str) -> bool {
        let still = |(item, value): (EntryItem, &str)| get(present, item) == Some(value);
        existence_of(present) == Existence::Registered && lines_of(&self.items).all(still)
    }

    /// What stands on it.
    pub fn items(&self) -> impl Iterator<Item = (EntryItem, &str)> {
        lines_of(&self.items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Act;
    use crate::step::step;

    #[test]
    fn it_is_current_until_the_entry_says_something_else() {
        let day = jiff::civil::date(2020, 4, 1);
        let mut born = ItemLines::new();
        for (item, value) in [
            (EntryItem::Number, "第1号"),
            (EntryItem::Name, "山田　花子"),
            (EntryItem::Born, "1990-01-02"),
            (EntryItem::RegisteredOn, "2020-04-01"),
        ] {
            born.set(item, value).unwrap();
        }
        let present = step(&[], Act::NewRegistration, day, &born, day).unwrap().stored().to_owned();
        let confirmation = EntryConfirmation::of(&present, "1".into(), "2020-04-02".into()).unwrap();
        assert_eq!(confirmation.items().count(), 4);
        assert!(confirmation.is_current(&present));
        assert!(!confirmation.is_current(&present.replace("花子", "華子")), "changed since");
        assert!(!confirmation.is_current(""), "no such entry");
    }
}

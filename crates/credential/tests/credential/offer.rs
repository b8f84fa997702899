//! Which items a holder may show.

use credential::items_on_offer;
use jiff::civil::date;
use law::{RuleFile, Rules};
use registry::item::{EntryItem, ItemLines};
use registry::present::Present;

#[test]
fn what_the_register_holds_and_its_holder_may_learn_is_on_offer() {
    let rules = Rules::parse(&[RuleFile {
        path: "rules/disclosure.toml".to_owned(),
        text: r#"[[may]]
asker = "holder"
label_ja = "本人"
label_en = "the holder"
items = ["name", "registration-number"]
from = 2020-01-01
cite = "見本"
confidence = "inferred"
"#
        .to_owned(),
    }])
    .unwrap();
    let mut lines = ItemLines::new();
    for (item, value) in [
        (EntryItem::Name, "見本　花子"),
        (EntryItem::FormerName, "例　花子"),
        (EntryItem::Number, "1"),
        (EntryItem::Born, "1990-02-03"),
        (EntryItem::Note, "備考"),
    ] {
        lines.set(item, value).unwrap();
    }
    let present = Present::from_stored(lines.into_stored());
    let offered = items_on_offer(rules.on(date(2026, 1, 1)), "nurse", &present);
    assert_eq!(offered, [EntryItem::Name, EntryItem::Number, EntryItem::FormerName]);
    assert!(items_on_offer(rules.on(date(2019, 1, 1)), "nurse", &present).is_empty(), "no rule, no item");
}

//! The first link and the yearly check, as far as they go without the national systems: what would be asked, and what is missing.

use crate::support::{Place, on_both_engines};

on_both_engines!(a_dry_run_says_why_nobody_is_open, without_the_systems_nobody_is_asked);

const ROW: &str = "1,平成20年4月1日,架空 花子,カクウ ハナコ,,昭和63年1月8日,女,東京都,平成20年3月\n";

fn a_dry_run_says_why_nobody_is_open(place: &Place) {
    place.init();
    place.import_nurses(ROW);
    let dry = place.json_with(0, &["first-link", "--qualification", "nurse", "--dry-run"]);
    assert_eq!(
        (dry["entries"].as_u64(), dry["open"].as_u64(), dry["linked"].as_u64()),
        (Some(1), Some(0), Some(0))
    );
    let not_open = dry["not_open"].as_object().unwrap();
    assert_eq!(not_open.len(), 1, "one reason for the one entry: {not_open:?}");
    place.run(&["first-link", "--qualification", "nursee", "--dry-run"]).expect(2, "nursee");
}

fn without_the_systems_nobody_is_asked(place: &Place) {
    place.init();
    place.import_nurses(ROW);
    place.run(&["first-link", "--qualification", "nurse"]).expect(2, "--systems");
    place.run(&["yearly-check", "start"]).expect(2, "--systems");
    place.run(&["yearly-check", "status"]).expect(2, "yearly-check start");
}

//! Files of numbers that were given with reports.

use store::holder::NumberFact;

use crate::support::{Line, Place, on_both_engines};

on_both_engines!(a_number_that_was_given_is_linked_when_everything_agrees);

async fn a_number_that_was_given_is_linked_when_everything_agrees(place: &Place) {
    let residents = place.residents(12);
    let true_lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    // the register holds no address but of the first, so that the way is open with a report only
    let mut entries = true_lines.clone();
    entries.iter_mut().skip(1).for_each(|line| line.address.clear());
    entries[5].name = "別姓\u{3000}花子".to_owned();
    place.import(&entries).await;
    let found = place.link().await;
    assert_eq!((found.linked, found.not_open.get("address")), (1, Some(&11)));

    let given = |line: &Line| place.nation.my_number(line.whose.unwrap());
    let mut reports: Vec<(Line, String)> =
        true_lines.iter().map(|line| (line.clone(), given(line))).collect();
    // the number of another, one mistyped, one of nobody's registration, one moved since
    reports[6].1 = given(&true_lines[7]);
    reports[8].1 = "123456789012".to_owned();
    reports[9].0.number = 4_711;
    reports[10].0.address.push_str("９９号");
    reports[11].0.sex.clear();
    let outcome = place.reports(&reports).await;
    assert_eq!((outcome.entries, outcome.linked, outcome.given), (12, 5, 1), "{outcome:?}");
    assert_eq!(outcome.desk.get("report-differs"), Some(&1));
    assert_eq!(outcome.desk.get("number-differs"), Some(&1));
    assert_eq!(outcome.desk.get("nobody"), Some(&1));
    assert_eq!((outcome.unusable.get("number"), outcome.unusable.get("no-entry")), (Some(&1), Some(&1)));
    let links = place.links(&true_lines).await;
    assert_eq!(links.len(), 6);
    assert!(
        links.iter().all(|(_, fact)| *fact == NumberFact::Given),
        "given, also where it was found before"
    );

    let again = place.reports(&reports).await;
    assert_eq!((again.linked, again.given, again.linked_before), (0, 0, 6), "{again:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM first_link_desk").await, 3, "each waits once");
    place.no_number_is_in_the_register(&true_lines).await;
}

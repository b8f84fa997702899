//! Files of numbers that were given with reports.

use store::holder::NumberFact;

use crate::support::{Line, Place, on_both_engines};

mod as_it_is {
    use super::what_agrees_is_linked_as_given;
    use crate::support::on_both_engines;

    on_both_engines!(as_it_is: what_agrees_is_linked_as_given);
}
on_both_engines!(with_addresses: what_was_found_becomes_given);

async fn what_agrees_is_linked_as_given(place: &Place) {
    let residents = place.residents(12);
    let true_lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    let mut entries = true_lines.clone();
    entries[5].name = "別姓\u{3000}花子".to_owned();
    place.import(&entries).await;
    let found = place.link().await;
    assert_eq!((found.linked, found.not_open.get("address")), (0, Some(&12)), "no register holds everything");

    let given = |line: &Line| place.nation.my_number(line.whose.unwrap());
    let mut reports: Vec<(Line, String)> =
        true_lines.iter().map(|line| (line.clone(), given(line))).collect();
    // the number of another, one mistyped, one of nobody's registration, one moved since, one whose sex the entry says
    reports[6].1 = given(&true_lines[7]);
    reports[8].1 = "123456789012".to_owned();
    reports[9].0.number = 4_711;
    reports[10].0.address.push_str("９９号");
    reports[11].0.sex.clear();
    let outcome = place.reports(&reports).await;
    assert_eq!((outcome.entries, outcome.linked, outcome.given), (12, 7, 0), "{outcome:?}");
    assert_eq!(outcome.desk.get("report-differs"), Some(&1));
    assert_eq!(outcome.desk.get("number-differs"), Some(&1));
    assert_eq!(outcome.desk.get("nobody"), Some(&1));
    assert_eq!((outcome.unusable.get("number"), outcome.unusable.get("no-entry")), (Some(&1), Some(&1)));
    let links = place.links(&true_lines).await;
    assert_eq!(links.len(), 7);
    assert!(links.iter().all(|(_, fact)| *fact == NumberFact::Given));

    let again = place.reports(&reports).await;
    assert_eq!((again.linked, again.given, again.linked_before), (0, 0, 7), "{again:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM first_link_desk").await, 3, "each waits once");
    place.no_number_is_in_the_register(&true_lines).await;
}

async fn what_was_found_becomes_given(place: &Place) {
    let residents = place.residents(3);
    let lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    place.import(&lines).await;
    assert_eq!(place.link().await.linked, 3);
    assert!(place.links(&lines).await.iter().all(|(_, fact)| *fact == NumberFact::Found));
    let given = |line: &Line| place.nation.my_number(line.whose.unwrap());
    let reports: Vec<_> = lines.iter().map(|line| (line.clone(), given(line))).collect();
    let outcome = place.reports(&reports).await;
    assert_eq!((outcome.linked, outcome.linked_before, outcome.given), (0, 3, 3), "{outcome:?}");
    assert!(place.links(&lines).await.iter().all(|(_, fact)| *fact == NumberFact::Given));
}

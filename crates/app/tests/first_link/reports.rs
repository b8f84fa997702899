//! Files of numbers that were given with reports.

use registry::linking::in_bulk::Answer;
use store::holder::NumberFact;

use crate::support::{Line, Place, officer, on_both_engines};

mod as_it_is {
    use super::what_agrees_is_linked_as_given;
    use crate::support::on_both_engines;

    on_both_engines!(as_it_is: what_agrees_is_linked_as_given);
}
on_both_engines!(with_addresses:
    what_was_found_becomes_given,
    who_is_linked_without_a_number_gives_it_with_a_report,
    a_number_that_fits_nobody_is_an_officers,
    of_two_reports_that_differ_none_is_taken,
);

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

/// Links the entries to people who are known by their link alone, as those who linked themselves and gave no number.
async fn linked_by_themselves(place: &Place, lines: &[Line]) -> Vec<store::holder::Link> {
    let mut links = Vec::new();
    let mut reader = place.app.db().reader().await.unwrap();
    for (at, line) in (1_u8..).zip(lines) {
        let (register, key) = ([Place::register()], line.number.to_string());
        let row = store::entry::by_number(&mut reader, &register, &key).await.unwrap().pop().unwrap();
        links.push(store::holder::Link {
            register: row.register,
            entry: row.id,
            holder: registry::ids::HolderId::new(1_700_000_000_000, [at; 10]),
            way: "by-holder".to_owned(),
            ground: "test".to_owned(),
            by: "test".to_owned(),
            at: 1,
            number: None,
        });
    }
    drop(reader);
    let made = links.clone();
    let linked = place.app.db().transact("link", move |tx| {
        let made = made.clone();
        Box::pin(async move { store::holder::link(tx, &made).await })
    });
    assert_eq!(linked.await.unwrap().len(), lines.len());
    links
}

async fn who_is_linked_without_a_number_gives_it_with_a_report(place: &Place) {
    let lines: Vec<Line> = (1..).zip(&place.residents(3)).map(|(number, of)| Line::of(number, of)).collect();
    place.import(&lines).await;
    let links = linked_by_themselves(place, &lines).await;
    let reports: Vec<_> =
        lines.iter().map(|line| (line.clone(), place.nation.my_number(line.whose.unwrap()))).collect();
    let outcome = place.reports(&reports).await;
    assert_eq!((outcome.linked, outcome.linked_before, outcome.given), (0, 3, 3), "{outcome:?}");
    assert!(place.links(&lines).await.iter().all(|(_, fact)| *fact == NumberFact::Given));
    // it is the holder's who was linked, and nobody else's
    let mut reader = place.app.db().reader().await.unwrap();
    for link in &links {
        let key = (link.register, link.entry);
        let stands = store::holder::of_entry(&mut reader, key).await.unwrap().unwrap();
        assert_eq!(stands.holder, link.holder);
        let number = stands.number.unwrap().number;
        let whose = store::holder::by_number(&mut reader, &[number]).await.unwrap();
        assert_eq!(whose, [Some(link.holder)]);
    }
    drop(reader);
    let again = place.reports(&reports).await;
    assert_eq!((again.linked_before, again.given), (3, 0), "{again:?}");
}

/// One number for two people who are linked, and one that is not that of the link: nothing is noted, and the desk sees both.
async fn a_number_that_fits_nobody_is_an_officers(place: &Place) {
    let residents = place.residents(3);
    let mut lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    // the second entry says the same person as the first
    lines[1] = Line::of(2, &residents[0]);
    place.import(&lines).await;
    let links = linked_by_themselves(place, &lines).await;
    let number = |line: &Line| place.nation.my_number(line.whose.unwrap());
    let mut reports: Vec<_> = lines.iter().map(|line| (line.clone(), number(line))).collect();
    reports[2].0.address.push('旧');
    let outcome = place.reports(&reports).await;
    assert_eq!((outcome.linked_before, outcome.given), (1, 1), "{outcome:?}");
    assert_eq!((outcome.desk.get("number-differs"), outcome.desk.get("nobody")), (Some(&1), Some(&1)));
    let app = &place.app;
    let [queue] = app.count_link_queues(&officer()).await.unwrap().try_into().unwrap();
    assert_eq!(queue.waiting(), 2, "whoever is linked already is seen as well");
    let key = ("nurse", "JP");
    let (_, waiting) = app.show_link_queue(&officer(), key, "nobody", None).await.unwrap();
    let entry = waiting[0].entry.as_str();
    let case = app.show_link_case(&officer(), &place.juki, entry).await.unwrap();
    assert!(case.linked);
    let answer = (entry, Answer::Link, "住民票の写し（架空）", case.seen.as_str());
    app.answer_link_case(&officer(), &place.juki, answer).await.unwrap();
    let mut reader = app.db().reader().await.unwrap();
    let stands = store::holder::of_entry(&mut reader, (links[2].register, links[2].entry)).await.unwrap();
    drop(reader);
    let stands = stands.unwrap();
    assert_eq!(stands.holder, links[2].holder);
    assert_eq!(stands.number.unwrap().fact, NumberFact::Given);
    // the other one's is another holder's
    let (_, waiting) = app.show_link_queue(&officer(), key, "number-differs", None).await.unwrap();
    let entry = waiting[0].entry.as_str();
    let case = app.show_link_case(&officer(), &place.juki, entry).await.unwrap();
    let answer = (entry, Answer::Link, "住民票の写し（架空）", case.seen.as_str());
    let refused = app.answer_link_case(&officer(), &place.juki, answer).await.unwrap_err();
    assert_eq!(refused.kind, app::ErrorKind::Conflict);
    let answer = (entry, Answer::NotThisPerson, "架空の確認", "");
    app.answer_link_case(&officer(), &place.juki, answer).await.unwrap();
    assert!(app.count_link_queues(&officer()).await.unwrap().is_empty());
}

async fn of_two_reports_that_differ_none_is_taken(place: &Place) {
    let lines: Vec<Line> = (1..).zip(&place.residents(3)).map(|(number, of)| Line::of(number, of)).collect();
    place.import(&lines).await;
    let number = |line: &Line| place.nation.my_number(line.whose.unwrap());
    let mut reports: Vec<_> = lines.iter().map(|line| (line.clone(), number(line))).collect();
    // the first registration with two numbers, whichever comes last; the second line twice
    reports.push((lines[1].clone(), number(&lines[1])));
    reports.insert(0, (lines[0].clone(), number(&lines[2])));
    let outcome = place.reports(&reports).await;
    assert_eq!((outcome.entries, outcome.linked), (5, 2), "{outcome:?}");
    assert_eq!(outcome.unusable.get("repeated"), Some(&3));
    assert_eq!(place.links(&lines).await.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 3]);
}

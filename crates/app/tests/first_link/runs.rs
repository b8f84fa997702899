//! Runs over a register.

use app::{ErrorKind, Role};
use store::holder::NumberFact;

use crate::support::{Line, Place, officer, on_both_engines};

on_both_engines!(with_addresses: only_who_is_certain_is_linked_and_the_same_again_changes_nothing,
    an_outage_tells_nothing_of_anybody,
    a_dry_run_asks_nobody,
    bent_answers_link_nobody_wrongly,
);

/// Twenty as they are, and what keeps others from being linked.
fn lines(place: &Place) -> Vec<Line> {
    let residents = place.residents(30);
    let mut lines: Vec<Line> = (1..).zip(&residents).map(|(number, of)| Line::of(number, of)).collect();
    // moved, mistyped, a namesake of the same day whose true person is nowhere, another sex, a month of birth
    lines[20].address.push_str("９９号");
    lines[21].name = lines[21].name.replacen('\u{3000}', "口\u{3000}", 1);
    lines[22].address = "架空県どこか".to_owned();
    lines[22].whose = None;
    lines[23].sex = if lines[23].sex == "女" { "男" } else { "女" }.to_owned();
    lines[24].born.truncate(7);
    // another entry of somebody who has one
    let again = Line { number: 26, ..lines[0].clone() };
    lines[25] = again;
    // half-width blanks are the same name
    lines[26].name = lines[26].name.replace('\u{3000}', " ");
    lines
}

async fn only_who_is_certain_is_linked_and_the_same_again_changes_nothing(place: &Place) {
    let lines = lines(place);
    place.import(&lines).await;
    let first = place.link().await;
    assert_eq!((first.entries, first.linked, first.no_answer), (30, 24, 0), "{first:?}");
    assert_eq!(first.not_open.get("birth-date"), Some(&1));
    assert_eq!((first.desk.get("nobody"), first.desk.get("second-entry")), (Some(&4), Some(&1)));

    let links = place.links(&lines).await;
    assert_eq!(links.len(), 24);
    assert!(links.iter().all(|(_, fact)| *fact == NumberFact::Found), "found by inquiry, not given");
    assert!(links.iter().all(|(number, _)| !(21..=26).contains(number)));
    assert_eq!(place.count("SELECT COUNT(*) FROM holder").await, 24);
    assert_eq!(place.count("SELECT COUNT(*) FROM holder_entry").await, 24);
    assert_eq!(place.count("SELECT COUNT(*) FROM first_link_desk").await, 5);
    let asks = "SELECT COUNT(*) FROM disclosure WHERE request LIKE '% asks %'";
    assert_eq!(place.count(asks).await, 1, "one record a slice");
    assert!(std::fs::read_dir(place.order().folder).unwrap().next().is_none(), "no names stay on the disk");

    let again = place.link().await;
    assert_eq!((again.linked, again.linked_before, again.desk_before), (0, 24, 5), "{again:?}");
    assert_eq!(place.count(asks).await, 1, "nobody is asked for twice");
}

async fn an_outage_tells_nothing_of_anybody(place: &Place) {
    let lines = lines(place);
    place.import(&lines).await;
    // a file of answers that is broken stays so on the other side: it is not asked for for ever
    for scenario in ["outage = { retry_after = 600 }", "lying_total = 3", "half_file = true"] {
        place.bend(&format!("[systems.juki]\n{scenario}\n"));
        let outcome = place.app.first_link(&officer(), Some(&place.juki), &place.order(), &|_| true).await;
        assert_eq!(outcome.unwrap_err().kind, ErrorKind::Unavailable, "{scenario}");
        assert_eq!(place.count("SELECT COUNT(*) FROM entry_holder").await, 0);
        assert_eq!(place.count("SELECT COUNT(*) FROM first_link_desk").await, 0);
    }
    place.bend("");
    assert_eq!(place.link().await.linked, 24);
}

async fn a_dry_run_asks_nobody(place: &Place) {
    place.import(&lines(place)).await;
    let order = app::FirstLinkOrder { dry_run: true, ..place.order() };
    let outcome = place.app.first_link(&officer(), Some(&place.juki), &order, &|_| true).await.unwrap();
    assert_eq!((outcome.open, outcome.linked, outcome.not_open.values().sum::<u64>()), (29, 0, 1));
    assert_eq!(place.count("SELECT COUNT(*) FROM disclosure WHERE request LIKE '% asks %'").await, 0);
    let reader = app::Actor { roles: vec![Role::Reader], ..officer() };
    let refused = place.app.first_link(&reader, Some(&place.juki), &order, &|_| true).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::NotPermitted);
}

async fn bent_answers_link_nobody_wrongly(place: &Place) {
    let lines = lines(place);
    place.import(&lines).await;
    place.bend("[country]\nwrong_person = 1.0\n");
    let outcome = place.link().await;
    assert_eq!(outcome.linked, 0);
    assert!(outcome.no_answer > 20, "about somebody else is no answer: {outcome:?}");
    place.bend("[systems.juki]\ndoubled = 0.5\nout_of_order = true\n");
    // another file, since the other side keeps what it answered to the first
    let more: Vec<Line> = place.residents(31).iter().skip(30).map(|r| Line::of(31, r)).collect();
    let all = [lines, more].concat();
    place.add(all.last().unwrap()).await;
    assert_eq!(place.link().await.linked, 25);
    assert_eq!(place.links(&all).await.len(), 25);
}

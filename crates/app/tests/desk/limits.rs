//! A list that nobody reads is a leak: how much one answer gives.

use app::view::{DEFAULT_LIMIT, MAX_LIMIT, Search};

use crate::support::{Place, everywhere, name, on_both_engines};

on_both_engines!(an_answer_has_at_most_its_limit_and_says_that_there_are_more);

async fn an_answer_has_at_most_its_limit_and_says_that_there_are_more(place: &Place) {
    let numbers: Vec<String> = (1..=MAX_LIMIT + 1).map(|n| n.to_string()).collect();
    let people: Vec<(&str, &str, &str)> =
        numbers.iter().map(|n| (n.as_str(), "佐藤　花子", "1988-01-08")).collect();
    place.import("JP-13", &people).await;
    let default = usize::try_from(DEFAULT_LIMIT).unwrap();
    let most = usize::try_from(MAX_LIMIT).unwrap();
    for (asked, given) in [(None, default), (Some(0), 1), (Some(7), 7), (Some(u32::MAX), most)] {
        let found =
            place.app.find_entries(&everywhere(), &Search { limit: asked, ..name("佐藤") }).await.unwrap();
        assert_eq!((found.entries.len(), found.more), (given, true), "{asked:?}");
        assert_eq!(
            place.looks().await[0].entries.split(' ').count(),
            given,
            "no more is recorded than was shown"
        );
    }
    let exact = Search { number: "7".to_owned(), ..name("佐藤") };
    let found = place.app.find_entries(&everywhere(), &exact).await.unwrap();
    assert_eq!((found.entries.len(), found.more), (1, false));
    let nobody = Search { number: "7".to_owned(), ..name("鈴木") };
    assert!(place.app.find_entries(&everywhere(), &nobody).await.unwrap().entries.is_empty());
}

//! Registers that another program makes while the pages are served.

use std::time::Duration;

use app::{ActOrder, App, Inquiry};
use registry::act::Act;

use crate::site::Site;
use crate::support::{Place, everywhere, on_both_engines};

on_both_engines!(pages_and_inquiry_learn_of_a_register_that_another_program_made);

/// Looks at the list at most so often, with a pause between: it is learned of within a second or so.
const LOOKS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// Somebody is registered by another program over the same database.
async fn registered_elsewhere(place: &Place, target: &str) -> String {
    let other = App::open(&place.settings).await.unwrap();
    let items = [
        ("registration-number", "第77号"),
        ("name", "架空　太郎"),
        ("birth-date", "1980-01-08"),
        ("registration-date", "2015-04-10"),
    ];
    let order = ActOrder {
        target: target.to_owned(),
        act: Act::NewRegistration,
        effective_on: "2015-04-10".parse().unwrap(),
        ground: "invented".to_owned(),
        items: items.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect(),
        seen_version: None,
        key: None,
    };
    other.record_act(&everywhere(), &order).await.unwrap().entry
}

async fn pages_and_inquiry_learn_of_a_register_that_another_program_made(place: &Place) {
    let site = Site::of(&place.app).await;
    let officer = site.officer("sato", "JP").await;
    assert!(!site.page(&officer, "/desk/registers").await.contains("/desk/registers/physician/JP"));
    let entry = registered_elsewhere(place, "physician/JP").await;
    // Asked for by its name, it is there at once.
    let asked = Inquiry {
        qualification: "physician".to_owned(),
        number: "77".to_owned(),
        name: "架空　太郎".to_owned(),
        born: "1980-01-08".parse().ok(),
        ..Inquiry::default()
    };
    let answer = place.app.inquire(None, &asked).await.unwrap();
    assert_eq!(answer.answer, "yes", "{answer:?}");
    assert_eq!(site.get(&officer, "/desk/registers/physician/JP").await.status, 200);
    assert_eq!(site.get(&officer, &format!("/desk/entries/{entry}")).await.status, 200);
    // What nobody asks for by its name is learned of beside the pages.
    let jobs = place.app.start_jobs();
    registered_elsewhere(place, "dentist/JP").await;
    let mut looks = 0;
    while !site.page(&officer, "/desk/registers").await.contains("/desk/registers/dentist/JP") {
        looks += 1;
        assert!(looks < LOOKS, "it is never learned of");
        tokio::time::sleep(PAUSE).await;
    }
    assert!(site.page(&officer, "/desk/entries?number=77").await.contains("架空　太郎"));
    jobs.abort();
}

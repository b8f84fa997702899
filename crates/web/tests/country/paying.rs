//! The page of a case between going to pay and the word of the collecting side.

use std::time::Duration;

use crate::site::Site;
use crate::support::{Place, nurse as nurse_of_the_place, on_both_engines};

on_both_engines!(
    the_page_says_that_a_payment_is_being_confirmed_and_looks_again_when_asked,
    new_numbers_are_offered_where_something_failed_and_not_before,
);

async fn new_numbers_are_offered_where_something_failed_and_not_before(place: &Place) {
    let person = place.somebody();
    let key = place.sent(&person).await;
    place.work().await;
    let site = Site::of(&place.app).await;
    let nurse = site.applicant().await;
    let address = format!("/portal/cases/{}", key.address());
    let code = place.koseki_code(&person).await;
    place.app.give_means(&nurse_of_the_place(), key, ("koseki-certificate-code", Some(&code))).await.unwrap();
    // Nobody has worked on it yet: the numbers are being issued for the first time.
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("納付の番号を発行しています") && shown.contains("1,000円"), "{shown}");
    assert!(!shown.contains("value=\"pay-again\"") && !shown.contains("/pay\""), "{shown}");
    assert!(shown.contains("?watch=1"), "the page can look again by itself");
    let early = site.post(&nurse, &address, &[("do", "pay-again")]).await;
    assert_eq!(early.status, 409, "{}", early.body);
    assert!(early.body.contains("納付の番号を発行しているところです"), "{}", early.body);
    // The numbers are there, nobody pays, and their time goes by.
    place.work_due().await;
    assert!(site.page(&nurse, &address).await.contains(&format!("{address}/pay")));
    place.nation.advance(60).unwrap();
    place.work().await;
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("value=\"pay-again\""), "{shown}");
    assert_eq!(site.post(&nurse, &address, &[("do", "pay-again")]).await.status, 303);
    assert!(site.page(&nurse, &address).await.contains("納付の番号を発行しています"));
}

async fn the_page_says_that_a_payment_is_being_confirmed_and_looks_again_when_asked(place: &Place) {
    let (key, link) = place.payable(&place.somebody()).await;
    let site = Site::of(&place.app).await;
    let nurse = site.applicant().await;
    let address = format!("/portal/cases/{}", key.address());
    let pay = format!("{address}/pay");
    assert!(site.page(&nurse, &address).await.contains(&pay));
    let gone = site.get(&nurse, &pay).await;
    assert_eq!((gone.status, gone.header("location")), (303, link.as_str()));

    let shown = site.get(&nurse, &address).await;
    assert!(shown.body.contains("納付を確認しています"), "{}", shown.body);
    assert!(!shown.body.contains(&pay) && !shown.body.contains("value=\"pay-again\""), "no second time");
    assert_eq!(shown.header("refresh"), "", "it does not move unasked");
    let watched = site.get(&nurse, &format!("{address}?watch=1")).await;
    assert_eq!(watched.header("refresh"), "10");
    assert!(watched.body.contains("自動の見直しを止める"), "{}", watched.body);
    let english = site.page(&nurse, &format!("{address}?lang=en")).await;
    assert!(english.contains("Your payment is being confirmed"), "{english}");
    let again = site.get(&nurse, &pay).await;
    assert_eq!(again.header("location"), address, "from another tab as well");
    let new_numbers = site.post(&nurse, &address, &[("do", "pay-again")]).await;
    assert_eq!(new_numbers.status, 409, "{}", new_numbers.body);

    // Back from the bank without having paid.
    let beside = async {
        loop {
            place.work_due().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let back = async {
        let back = site.get(&nurse, &format!("{address}/paid")).await;
        assert_eq!((back.status, back.header("location")), (303, address.as_str()));
    };
    tokio::select! { () = back => {}, () = beside => {} }
    let shown = site.page(&nurse, &address).await;
    assert!(shown.contains("まだあなたの納付がありません") && shown.contains(&pay), "{shown}");
    place.pay(&link, "action=pay").await;
    place.work().await;
    let shown = site.get(&nurse, &format!("{address}?watch=1")).await;
    assert!(shown.body.contains("id=\"now-examination\""), "{}", shown.body);
    assert_eq!(shown.header("refresh"), "", "and nothing moves where a person is at work");
}
